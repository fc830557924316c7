"""The Python API: a change of its names is a decision, all of it is documented, and its reference is complete."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import chains
from chains.errors import MissingSoftware, OutputError
from chains.reference import list_api, list_modules, write_reference

GOLDEN = Path(__file__).parent / "golden" / "api.txt"
AGAIN = "if it is meant, run: python -m chains.reference --list > tests/golden/api.txt, and tell of it in CHANGELOG.md"


def list_objects() -> Iterator[tuple[str, str, Any]]:
    """Every class and function of the public modules: module, name, object."""
    for name in list_modules():
        module = import_module(name)
        for own in module.__all__ if name != "chains.measures" else ():
            value = getattr(module, own)
            if inspect.isclass(value) or inspect.isroutine(value):
                yield name, own, value


def list_methods(cls: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties of a class that stand in its own body."""
    for name, member in vars(cls).items():
        read = getattr(member, "fget", None) or getattr(member, "func", None) or getattr(member, "__func__", member)
        if not name.startswith("_") and inspect.isfunction(read):
            yield name, read


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference."""
    folder = tmp_path_factory.mktemp("reference") / "html"
    write_reference(folder)
    return folder


# --- a change is a decision


def test_api_is_as_recorded():
    """Names and signatures of the public modules are those that were written down."""
    recorded = GOLDEN.read_text(encoding="utf-8").splitlines()
    now = list_api()
    gone, new = sorted(set(recorded) - set(now)), sorted(set(now) - set(recorded))
    assert (gone, new) == ([], []), AGAIN
    assert recorded == now


def test_record_holds_no_place_or_address():
    """No path of this machine and no address of an object is written down."""
    text = "\n".join(list_api())
    assert str(Path(__file__).parent.parent) not in text
    assert " 0x" not in text


def test_main_names_have_one_home():
    """What `import chains` offers is named with the module that documents it."""
    lines = list_api()
    for name in chains.__all__:
        (home,) = (line.partition(" = ")[2] for line in lines if line.startswith(f"chains.{name} = "))
        assert sum(line.removeprefix("class ").startswith(f"{home}(") for line in lines) == 1, name


def test_signatures_say_what_callers_write():
    """Keyword-only parameters stand behind a star, defaults and types as in the source."""
    lines = list_api()
    assert "chains.network.Network.links(self, *kinds: str) -> pl.DataFrame" in lines
    assert "chains.resources.data_folder(region: str = 'yangtze-delta') -> Path" in lines
    assert "chains.records.Gap.id: str" in lines
    assert any(
        line.startswith("chains.graph.open_graph(data: str | os.PathLike[str] | None = None, *, ") for line in lines
    )


# --- documented


def test_everything_is_documented():
    """Every public module, class, function, method and property says what it is or returns."""
    silent = [name for name in list_modules() if not import_module(name).__doc__]
    for module, name, value in list_objects():
        parts = [(name, value), *(list_methods(value) if inspect.isclass(value) else ())]
        silent += [f"{module}.{name}: {part}" for part, read in parts if not inspect.getdoc(read)]
    assert silent == []


def test_everything_has_types():
    """Every public function and method gives the types of its parameters and of what it returns."""
    bare = []
    for module, name, value in list_objects():
        for part, read in list_methods(value) if inspect.isclass(value) else [(name, inspect.unwrap(value))]:
            found = inspect.signature(read)
            missing = [
                one
                for one in found.parameters.values()
                if one.annotation is one.empty and one.name not in {"self", "cls"}
            ]
            if missing or found.return_annotation is found.empty:
                bare.append(f"{module}.{name}.{part}")
    assert bare == []


def test_main_api_has_examples():
    """What a researcher starts with carries an example that is run as a test."""
    for name in ("open_graph", "find_gaps", "measure", "KnowledgeGraph", "Results", "GapList", "Network", "Text"):
        value = getattr(chains, name)
        texts = [
            value.__doc__ or "",
            *(read.__doc__ or "" for _, read in (list_methods(value) if inspect.isclass(value) else ())),
        ]
        assert any(">>> " in text for text in texts), name


# --- the reference in HTML


def test_reference_names_everything(reference: Path):
    """There is a page for each public module, with an entry for each of its public names."""
    for name in list_modules():
        page = (reference / f"{name.replace('.', '/')}.html").read_text(encoding="utf-8")
        ids = set(re.findall(r'id="([^"]+)"', page))
        assert set(getattr(import_module(name), "__all__", ())) <= ids, name
        for own, value in ((own, value) for module, own, value in list_objects() if module == name):
            if inspect.isclass(value):
                assert {f"{own}.{part}" for part, _ in list_methods(value)} <= ids


def test_reference_opens_without_a_network(reference: Path):
    """No page fetches anything from outside, and none names a place on this machine."""
    pages = sorted(reference.rglob("*.html"))
    assert len(pages) > len(list_modules()) / 2
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert (
            re.findall(
                r'<(?:script|img|iframe)[^>]*\ssrc="https?:|<link[^>]*href="https?:|@import|url\(["\']?http', text
            )
            == []
        )
        assert str(Path(__file__).parent.parent) not in text


def test_reference_replaces_only_its_own(reference: Path, tmp_path: Path):
    """A folder with other things in it is left alone."""
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        write_reference(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_reference_says_what_it_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Without pdoc the error has the command that installs it."""
    monkeypatch.setitem(sys.modules, "pdoc", None)
    with pytest.raises(MissingSoftware, match=r"fourchains\[docs\]"):
        write_reference(tmp_path / "html")
