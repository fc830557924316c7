"""What was planted: the truth that is written beside an invented region, and read to score what was found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chains.errors import Text, UnreadableInput
from chains.simulate.effects import EFFECTS
from chains.tabulate import dump_json

__all__ = ["TRUTH_FILE", "Consequence", "Plant", "Truth", "read_truth", "write_truth"]

TRUTH_FILE: Final = "truth.json"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Consequence:
    """A gap that a plant brings with it: whoever has no tie at all has no project either.

    *chains* and *subject* are empty where any gap of the kind in the region is meant.
    """

    kind: str
    region: str
    chains: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the consequence as plain JSON values."""
        return {
            "kind": self.kind,
            "region": self.region,
            "chains": list(self.chains),
            "subject": list(self.subject),
        }


@dataclass(frozen=True, slots=True)
class Plant:
    """One gap that was planted.

    Attributes:
        kind: notation in the scheme ``gap-kinds``.
        form: what was done, of the several ways in which a kind of gap can come about.
        subject: IRIs of what the gap is about; whoever finds the gap names all of them.
        region: IRI of the city.
        chains: the chains that it keeps apart, where the kind is about a pair of chains; else none.
        effect: how strong it is, above 0 and at most 1; :data:`~chains.simulate.effects.EFFECTS` says what that means.
        what: what was done, in words.
        brings: gaps that follow from it.
    """

    kind: str
    form: str
    subject: tuple[str, ...]
    region: str
    chains: tuple[str, ...]
    effect: float
    what: Text
    brings: tuple[Consequence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the plant as plain JSON values."""
        return {
            "kind": self.kind,
            "form": self.form,
            "subject": list(self.subject),
            "region": self.region,
            "chains": list(self.chains),
            "effect": self.effect,
            "what": _to_words(self.what),
            "brings": [gap.to_dict() for gap in self.brings],
        }


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of a region: how it was made, and what was planted in it."""

    seed: int
    cities: int
    scale: float
    plants: tuple[Plant, ...]

    def of_kind(self, kind: str) -> tuple[Plant, ...]:
        """Return what was planted of one kind."""
        return tuple(plant for plant in self.plants if plant.kind == kind)


def _to_words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def write_truth(truth: Truth, folder: Path) -> None:
    """Write the truth into a folder, as ``truth.json``, with what the effect of each form means."""
    record = {"format": _FORMAT, "seed": truth.seed, "cities": truth.cities, "scale": truth.scale}
    forms = dict.fromkeys((plant.kind, plant.form) for plant in truth.plants)
    effects = [{"kind": kind, "form": form, "effect": _to_words(EFFECTS[kind, form])} for kind, form in forms]
    whole = record | {"effects": effects, "plants": [plant.to_dict() for plant in truth.plants]}
    (folder / TRUTH_FILE).write_text(dump_json(whole), encoding="utf-8")


def read_truth(folder: Path) -> Truth:
    """Return the truth that lies in a folder.

    Raises:
        UnreadableInput: there is none, or the file is not what ``chains simulate`` writes.
    """
    path = folder / TRUTH_FILE
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        plants = tuple(_read_plant(plant) for plant in raw["plants"])
        return Truth(raw["seed"], raw["cities"], raw["scale"], plants)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(
            Text("没有可读的植入记录", "no readable record of what was planted"),
            where=str(path),
            remedy=Text("用 chains simulate 生成该文件夹", "make the folder with `chains simulate`"),
        ) from error


def _read_plant(raw: dict[str, Any]) -> Plant:
    return Plant(
        kind=raw["kind"],
        form=raw["form"],
        subject=tuple(raw["subject"]),
        region=raw["region"],
        chains=tuple(raw["chains"]),
        effect=float(raw["effect"]),
        what=Text(raw["what"]["zh"], raw["what"]["en"]),
        brings=tuple(_read_consequences(raw["brings"])),
    )


def _read_consequences(raw: Sequence[dict[str, Any]]) -> list[Consequence]:
    return [Consequence(gap["kind"], gap["region"], tuple(gap["chains"]), tuple(gap["subject"])) for gap in raw]
