"""The settings of a project, ``chains.toml``: only what acts, every key checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from chains.errors import Text, UnreadableInput
from chains.schema import Schema
from chains.sheets.toml_files import check_keys, read_toml
from chains.terms import Terms

__all__ = ["SETTINGS", "Settings", "read_language", "read_settings"]

SETTINGS: Final = "chains.toml"
"""The settings' file in a project folder."""

_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "region": ("id", "name_zh", "name_en"),
    "source": ("publisher", "licence", "confidence", "private"),
    "gaps": ("least_severity", "weights", "metapath"),
    "reading": ("most_rejected",),
}
_TABLES: Final = ("defaults", "new")
_CORRECT: Final = Text("请改正这一处", "correct it")
_NEW: Final = {
    "regions": {"kind": "city"},
    "occupations": {"level": "job_title"},
    "skills": {"kind": "technology"},
    "technologies": {"kind": "keyword"},
    "courses": {},
}
_DEFAULTS: Final = {"partnerships": {"status": "established"}, "demands": {"unit": "postings"}}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project decides for itself.

    Attributes:
        language: of names and sentences, where the command line does not say.
        region: ``id``, ``name_zh``, ``name_en`` of the whole area.
        source: what is said of statements whose row names no source.
        private: sources, sheets and files that `chains export --public` leaves out.
        defaults: values of empty cells, by table and column.
        new: tables to which a name that stands in no table is added, with the values of such a row.
        metapath: the way that `chains measure passages` follows.
        weights: what the severity of a kind of gap is multiplied with.
        least_severity: milder gaps are left out.
        most_rejected: if a larger share of the rows is rejected, nothing is built.
    """

    language: str | None = None
    region: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    defaults: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _DEFAULTS)
    new: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NEW)
    metapath: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    least_severity: float = 0.0
    most_rejected: float = 0.5


def read_language(folder: Path | None) -> str | None:
    """Return the language that a project's settings ask for; nothing where there are none, or they cannot be read."""
    if folder is None or not (folder / SETTINGS).is_file():
        return None
    try:
        found = read_toml(folder / SETTINGS, _CORRECT).get("language")
    except (UnreadableInput, OSError):
        return None
    return found if found in {"zh", "en"} else None


def read_settings(folder: Path, schema: Schema, terms: Terms) -> Settings:
    """Return the settings of a folder, the usual ones where it has none.

    Raises:
        UnreadableInput: the file is no TOML, or a value is of the wrong sort.
        UnknownName: a key, table, column, code or kind of gap is not known; carries the nearest.
    """
    path = folder / SETTINGS
    if not path.is_file():
        return Settings()
    return _Reader(path, schema, terms).read(read_toml(path, _CORRECT))


def _wrong(path: Path, what: Text, remedy: Text = _CORRECT) -> UnreadableInput:
    return UnreadableInput(what, where=str(path), remedy=remedy)


class _Reader:
    """Checks the file key by key."""

    def __init__(self, path: Path, schema: Schema, terms: Terms) -> None:
        self._path = path
        self._schema = schema
        self._terms = terms

    def read(self, raw: Mapping[str, Any]) -> Settings:
        self._known(raw, ("language", *_SECTIONS, *_TABLES), Text("设置项", "setting"))
        for section, keys in _SECTIONS.items():
            self._known(self._table(raw, section), keys, Text(f"设置项（[{section}]）", f"setting of [{section}]"))
        language = raw.get("language")
        if language not in {None, "zh", "en"}:
            raise _wrong(
                self._path,
                Text(f"language 不能是 {language!r}", f"language cannot be {language!r}"),
                Text("请写 zh 或 en", "write zh or en"),
            )
        gaps, source = self._table(raw, "gaps"), self._texts(raw, "source")
        if "confidence" in source:
            self._terms.code("confidence-classes", source["confidence"])
        metapath = gaps.get("metapath")
        return Settings(
            language=language,
            region=self._texts(raw, "region"),
            source=source,
            private=self._private(raw),
            defaults=self._columns(raw, "defaults") if "defaults" in raw else _DEFAULTS,
            new=self._columns(raw, "new") if "new" in raw else _NEW,
            metapath=None if metapath is None else str(metapath),
            weights=self._weights(gaps),
            least_severity=self._share(gaps, "least_severity", 0.0),
            most_rejected=self._share(self._table(raw, "reading"), "most_rejected", 0.5),
        )

    def _known(self, found: Iterable[str], known: Iterable[str], kind: Text) -> None:
        check_keys(found, known, kind, self._path)

    def _table(self, raw: Mapping[str, Any], section: str) -> Mapping[str, Any]:
        value = raw.get(section, {})
        if not isinstance(value, dict):
            raise _wrong(self._path, Text(f"{section} 应写作 [{section}]", f"write {section} as [{section}]"))
        return value

    def _texts(self, raw: Mapping[str, Any], section: str) -> dict[str, str]:
        found = self._table(raw, section)
        return {key: text for key, value in found.items() if key != "private" and (text := str(value).strip())}

    def _private(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        found = self._table(raw, "source").get("private", [])
        if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
            raise _wrong(
                self._path,
                Text(f"private = {found!r} 不对", f"private = {found!r} is wrong"),
                Text('请写成列表：private = ["文件.xlsx"]', 'write a list: private = ["file.xlsx"]'),
            )
        return tuple(one.strip() for one in found)

    def _columns(self, raw: Mapping[str, Any], section: str) -> dict[str, dict[str, str]]:
        found = {}
        tables = self._table(raw, section)
        self._known(tables, self._schema, Text(f"表（[{section}]）", f"table of [{section}]"))
        for name, values in tables.items():
            if not isinstance(values, dict):
                raise _wrong(
                    self._path,
                    Text(f"{section}.{name} 应写作 {{ 列 = 值 }}", f"write {section}.{name} as {{ column = value }}"),
                )
            table = self._schema[name]
            self._known(values, [one.name for one in table.fields], Text(f"列（{name}）", f"column of {name}"))
            for column, value in values.items():
                codes = table.field(column).codes
                if codes:
                    self._terms.code(codes, str(value))
            found[name] = {column: str(value) for column, value in values.items()}
        return found

    def _weights(self, gaps: Mapping[str, Any]) -> dict[str, float]:
        weights = gaps.get("weights", {})
        self._known(weights, self._terms.notations("gap-kinds"), Text("断点类别", "kind of gap"))
        for kind, value in weights.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004
                raise _wrong(
                    self._path,
                    Text(f"权重 {kind} = {value!r} 不对", f"the weight {kind} = {value!r} is wrong"),
                    Text("请写 0 到 100 的数", "write a number from 0 to 100"),
                )
        return {kind: float(value) for kind, value in weights.items()}

    def _share(self, section: Mapping[str, Any], key: str, default: float) -> float:
        value = section.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise _wrong(
                self._path,
                Text(f"{key} = {value!r} 不对", f"{key} = {value!r} is wrong"),
                Text("请写 0 到 1 的数", "write a number from 0 to 1"),
            )
        return float(value)
