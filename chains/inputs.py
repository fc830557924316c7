"""What a knowledge graph is made from: tables, spreadsheets, an RDF file, or a graph that was built before."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Final, Literal, cast

import pyoxigraph as ox

from chains.canonical import name_blank_nodes
from chains.errors import InputError, Text, UnreadableInput
from chains.pieces import Pieces
from chains.resources import ontology_folder
from chains.schema import load_schema
from chains.sheets.files import MAPPING, decision_files, is_sheets, sheet_files
from chains.sheets.settings import SETTINGS
from chains.tables import table_files
from chains.xml_entities import refuse_entities

__all__ = [
    "FORMAT",
    "META",
    "RDF_FORMATS",
    "STATEMENTS",
    "GraphInput",
    "find_input",
    "is_built",
    "package_version",
    "parse_rdf",
    "rdf_suffix",
    "read_rdf",
]

FORMAT: Final = 3
"""Version of what lies in a built folder; a change makes every cached graph be built anew."""

META: Final = "fourchains.json"
"""The file that tells a built graph from any other folder."""

STATEMENTS: Final = "statements.nq"
"""The file of a built graph that holds its statements, sorted by subject, predicate, object, graph, one a line."""

RDF_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class GraphInput:
    """An input of a known kind, at a path; pages are the kept copy of a SPARQL endpoint, whose name is the label."""

    kind: Literal["tables", "sheets", "rdf", "built", "pages"]
    path: Path
    label: str = ""

    def digest(self, ontology: Path) -> str:
        """Return what tells whether a built graph is still that of this input: a SHA-256 in hexadecimal.

        It covers the input's bytes, the ontology, and the versions of the package and of the built form.
        """
        state = hashlib.sha256(f"{FORMAT} {package_version()}".encode())
        listers = {"tables": table_files, "sheets": _own_files}
        own = listers[self.kind](self.path) if self.kind in listers else [self.path]
        if self.kind == "pages":
            # The names of pieces tell what is inside.
            state.update("\0".join(["pages", self.label, *Pieces(self.path).files()]).encode())
            own = []
        for path in [*own, *_ontology_files(ontology)]:
            state.update(f"\0{path.name}\0".encode())
            state.update(hashlib.sha256(path.read_bytes()).digest())
        return state.hexdigest()

    @property
    def name(self) -> str:
        """The folder's or file's name, without what tells its format."""
        return self.label or self.path.resolve().name.removesuffix(".gz").rsplit(".", 1)[0] or str(self.path)


def _ontology_files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("chains.ttl"), *folder.glob("codes/*.ttl"), *folder.glob("tables/*.toml")])


def _own_files(folder: Path) -> list[Path]:
    """Return the spreadsheets of a project folder, its settings and its mapping file."""
    own = [folder / SETTINGS, folder / MAPPING, ontology_folder() / "sheets.toml", ontology_folder() / "matching.toml"]
    return [*sheet_files(folder), *decision_files(folder), *(path for path in own if path.is_file())]


def package_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("fourchains")
    except PackageNotFoundError:
        return "0"


def is_built(folder: Path) -> bool:
    """Return whether a folder holds a built graph, of whatever version."""
    return (folder / META).is_file()


def find_input(path: Path) -> GraphInput:
    """Return what kind of input lies at a path.

    Raises:
        UnreadableInput: nothing is there, or nothing that a graph can be made from.
    """
    if path.is_dir():
        if is_built(path):
            _check_format(path)
            return GraphInput("built", path)
        if is_sheets(path, load_schema(ontology_folder())):
            return GraphInput("sheets", path)
        table_files(path)
        return GraphInput("tables", path)
    if not path.exists():
        raise UnreadableInput(
            Text("没有这个文件或文件夹", "there is no such file or folder"),
            where=str(path),
            remedy=Text(
                "请检查路径；不给 --data 就用自带的区域", "check the path; without --data the shipped region is used"
            ),
        )
    if rdf_suffix(path) is None:
        raise UnreadableInput(
            Text(f"不认识后缀“{path.suffix}”", f"the suffix “{path.suffix}” is not known"),
            where=str(path),
            remedy=Text(
                f"请给一个存放表的文件夹，或一个 RDF 文件（{' '.join(RDF_FORMATS)}，可加 .gz）",
                f"give a folder of tables, or an RDF file ({' '.join(RDF_FORMATS)}, with or without .gz)",
            ),
        )
    return GraphInput("rdf", path)


def _check_format(path: Path) -> None:
    try:
        found = json.loads((path / META).read_text(encoding="utf-8"))["format"]
    except (ValueError, KeyError, TypeError, OSError):
        found = None
    if found != FORMAT:
        raise UnreadableInput(
            Text("这个已构建的图谱由另一个版本写成", "this built graph was written by another version"),
            where=str(path),
            remedy=Text("请用 chains build 重新构建", "build it again with `chains build`"),
        )


def rdf_suffix(path: Path) -> str | None:
    """Return the suffix that tells the format of an RDF file, without .gz; ``None`` if it is none that we know."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    return suffixes[-1] if suffixes and suffixes[-1] in RDF_FORMATS else None


def parse_rdf(path: Path, suffix: str) -> Iterator[ox.Quad]:
    """Iterate over the quads of an RDF file, plain or gzipped, as they stand; blank nodes have names by chance.

    Raises:
        UnreadableInput: it is RDF/XML with entities that grow or lead elsewhere.
        SyntaxError, ValueError, OSError, EOFError, zlib.error: it cannot be read, or is not what its suffix says.
    """
    format_ = RDF_FORMATS[suffix]
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        # Some editors begin a file with a byte order mark.
        start = len(codecs.BOM_UTF8) if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else 0
        file.seek(start)
        if format_ == ox.RdfFormat.RDF_XML:
            refuse_entities(file.read(), path)
            file.seek(start)
        yield from ox.parse(cast("IO[bytes]", file), format=format_, base_iri=path.resolve().as_uri())


def read_rdf(path: Path) -> list[ox.Quad]:
    """Return the quads of an RDF file (plain or gzipped), with blank nodes named canonically (RDFC-1.0).

    Raises:
        UnreadableInput: the file is not what its suffix says (tells the line), holds statements about statements, or
            blank nodes that are too much alike to be named.
    """
    suffix = rdf_suffix(path) or ".ttl"
    try:
        dataset = ox.Dataset(parse_rdf(path, suffix))
    except (SyntaxError, ValueError, OSError, EOFError, zlib.error) as error:
        reason = error.msg if isinstance(error, SyntaxError) else error
        raise UnreadableInput(
            Text(f"不是合法的 {suffix[1:]} 文件：{reason}", f"this is no valid {suffix[1:]} file: {reason}"),
            where=str(path),
            remedy=Text("请改正所指的位置，或检查后缀", "correct the place it names, or check the suffix"),
        ) from error
    _refuse_triple_terms(dataset, path)
    # A parser names blank nodes at random; the canonical names make the same file give the same bytes.
    try:
        return name_blank_nodes(dataset)
    except InputError as error:
        raise UnreadableInput(error.what, where=str(path), remedy=error.remedy) from error


def _refuse_triple_terms(dataset: ox.Dataset, path: Path) -> None:
    found = next((quad for quad in dataset if isinstance(quad.object, ox.Triple)), None)
    if found is not None:
        raise UnreadableInput(
            Text(
                f"含有关于陈述的陈述（RDF 1.2），不能读取：{found}", f"it has a triple as an object (RDF 1.2): {found}"
            ),
            where=str(path),
            remedy=Text(
                "请用节点表示带属性的链接，例如 Partnership",
                "let a node stand for a link that has facts of its own, such as a Partnership",
            ),
        )
