"""RDFC-1.0: the Recommendation's own cases, another implementation, poison, and digests."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from chains.canonical import canonical_lines, name_blank_nodes
from chains.errors import InputError, UnreadableInput
from chains.export import digest_graph, write_graph
from chains.export.statements import canonical_quads, canonical_triples, is_canonical
from chains.graph import KnowledgeGraph, open_graph


def parse(text: str) -> list[ox.Quad]:
    """Return the quads of N-Quads."""
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def clique(size: int) -> list[ox.Quad]:
    """Return blank nodes that are all joined to each other and cannot be told apart."""
    nodes = [ox.BlankNode(f"x{number}") for number in range(size)]
    p = ox.NamedNode("http://example.org/vocab#p")
    return [ox.Quad(one, p, other) for one in nodes for other in nodes if one != other]


# --- cases of the Recommendation, restated


def test_unique_hashes():
    """Two blank nodes that differ by what is said of them are named in the order of their hashes."""
    given = """
        <http://example.com/#p> <http://example.com/#q> _:e0 .
        <http://example.com/#p> <http://example.com/#r> _:e1 .
        _:e0 <http://example.com/#s> <http://example.com/#u> .
        _:e1 <http://example.com/#t> <http://example.com/#u> ."""
    assert canonical_lines(parse(given)) == [
        "<http://example.com/#p> <http://example.com/#q> _:c14n0 .",
        "<http://example.com/#p> <http://example.com/#r> _:c14n1 .",
        "_:c14n0 <http://example.com/#s> <http://example.com/#u> .",
        "_:c14n1 <http://example.com/#t> <http://example.com/#u> .",
    ]


def test_shared_hashes():
    """Blank nodes that are alike by themselves are told apart by their neighbours."""
    given = """
        <http://example.com/#p> <http://example.com/#q> _:e0 .
        <http://example.com/#p> <http://example.com/#q> _:e1 .
        _:e0 <http://example.com/#p> _:e2 .
        _:e1 <http://example.com/#p> _:e3 .
        _:e2 <http://example.com/#r> _:e3 ."""
    assert canonical_lines(parse(given)) == [
        "<http://example.com/#p> <http://example.com/#q> _:c14n2 .",
        "<http://example.com/#p> <http://example.com/#q> _:c14n3 .",
        "_:c14n0 <http://example.com/#r> _:c14n1 .",
        "_:c14n2 <http://example.com/#p> _:c14n1 .",
        "_:c14n3 <http://example.com/#p> _:c14n0 .",
    ]


def test_repeated_statement_stands_once():
    """A statement that is given twice is one line, and lines are in code point order."""
    given = '<http://e.org/a> <http://e.org/p> "é" .\n<http://e.org/a> <http://e.org/p> "z" .\n' * 2
    assert canonical_lines(parse(given)) == [
        '<http://e.org/a> <http://e.org/p> "z" .',
        '<http://e.org/a> <http://e.org/p> "é" .',
    ]


def test_escapes_are_those_of_canonical_nquads():
    """Control characters have short escapes where there are any, else four digits; all else stands as it is."""
    text = "".join(map(chr, (0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1F, 0x22, 0x5C, 0x7F, 0x80, 0x2028)))
    quad = ox.Quad(ox.NamedNode("http://e.org/a"), ox.NamedNode("http://e.org/p"), ox.Literal(text))
    (line,) = canonical_lines([quad])
    expected = '"\\u0007\\b\\t\\n\\u000B\\f\\r\\u001F\\"\\\\\\u007F\x80\u2028"'
    assert line == f"<http://e.org/a> <http://e.org/p> {expected} ."


def test_nothing_is_nothing():
    """No statement gives no line."""
    assert canonical_lines([]) == []


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_symmetric_graphs_have_one_form(size: int):
    """Nodes that are all alike have one form, whatever they were called and in whatever order they came."""
    quads = clique(size)
    shuffled = random.Random(size).sample(quads, len(quads))  # noqa: S311  # a seeded order, no secret
    names = {f"x{number}": ox.BlankNode(f"other{size - number}") for number in range(size)}
    renamed = [ox.Quad(names[q.subject.value], q.predicate, names[q.object.value]) for q in shuffled]
    assert canonical_lines(quads) == canonical_lines(renamed)


# --- another implementation


def random_quads(seed: int) -> list[ox.Quad]:
    """Return a few statements with few blank nodes, some of which lie in named graphs."""
    draw = random.Random(seed)  # noqa: S311  # a seeded order, no secret
    nodes = [ox.BlankNode(f"n{number}") for number in range(draw.randint(1, 5))]
    predicates = [ox.NamedNode(f"http://e.org/p{number}") for number in range(2)]
    ends = [*nodes, ox.NamedNode("http://e.org/a"), ox.Literal("中\n", language="zh")]
    homes = [ox.DefaultGraph(), ox.DefaultGraph(), *nodes, ox.NamedNode("http://e.org/g")]
    quads = (
        ox.Quad(draw.choice(nodes), draw.choice(predicates), draw.choice(ends), draw.choice(homes))
        for _ in range(draw.randint(1, 9))
    )
    return list(dict.fromkeys(quads))


def test_oxigraph_names_the_same():
    """On five hundred random data sets the store's own implementation gives the same lines."""
    for seed in range(500):
        quads = random_quads(seed)
        data = ox.Dataset(quads)
        data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        theirs = ox.serialize(data, format=ox.RdfFormat.N_QUADS).decode()
        assert canonical_lines(quads) == sorted(theirs.splitlines()), seed


# --- poison


def test_poison_is_refused():
    """Ten nodes that cannot be told apart would take hours; they are refused, with what to do."""
    with pytest.raises(InputError, match="too much alike") as caught:
        canonical_lines(clique(10))
    assert "IRI" in caught.value.say("zh")


def test_limit_is_the_callers():
    """The number of steps can be given."""
    assert len(canonical_lines(clique(4), limit=2_000)) == 12
    with pytest.raises(InputError):
        canonical_lines(clique(4), limit=10)


def test_poisoned_file_is_refused_by_name(tmp_path: Path):
    """A file with such nodes does not hang: the error names it."""
    path = tmp_path / "poison.nq"
    path.write_bytes(ox.serialize(clique(10), format=ox.RdfFormat.N_QUADS))
    with pytest.raises(UnreadableInput) as caught:
        open_graph(path)
    assert str(path) in caught.value.say("en")


def test_long_list_of_equal_values_ends(tmp_path: Path):
    """A list whose members are all equal is named, or refused if it is too long; it does not overflow."""
    path = tmp_path / "list.ttl"
    path.write_text(f"<http://e.org/a> <http://e.org/p> ({' 1' * 40}) .", encoding="utf-8")
    assert len(open_graph(path)) == 81
    path.write_text(f"<http://e.org/a> <http://e.org/p> ({' 1' * 5000}) .", encoding="utf-8")
    with pytest.raises(UnreadableInput):
        open_graph(path)


# --- of a graph


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A graph with blank nodes that two sources use."""
    path = tmp_path_factory.mktemp("blank") / "blank.trig"
    path.write_text(
        """@prefix e: <https://e.org/> .
        e:s { e:a e:knows [ e:name "b" ] , [ e:name "c" ; e:list ( 1 2 ) ] . _:x e:p _:y . }
        e:t { _:y e:p _:x . e:a e:p _:x . }""",
        encoding="utf-8",
    )
    return open_graph(path)


def test_region_is_built_in_canonical_form(region: KnowledgeGraph):
    """What is built from tables is canonical as it lies on disk, so that nothing has to be sorted for an export."""
    assert is_canonical(region)
    lines = "\n".join(canonical_lines(region.quads())) + "\n"
    assert lines.encode() == (region.folder / "statements.nq").read_bytes()
    assert digest_graph(region) == hashlib.sha256(lines.encode()).hexdigest()


def test_triples_of_the_region_are_in_canonical_order(small: KnowledgeGraph):
    """Without their sources the statements are in canonical order too."""
    lines = [f"{triple} ." for triple in canonical_triples(small)]
    assert lines == canonical_lines(ox.Quad(*triple) for triple in small.triples())
    text = "\n".join(lines) + "\n"
    assert digest_graph(small, named=False) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("form", ["nq", "nt"])
def test_exports_with_blank_nodes_are_canonical(blank: KnowledgeGraph, tmp_path: Path, form: str):
    """N-Quads and N-Triples are the canonical form, byte for byte as the store's own implementation has it."""
    path = tmp_path / f"graph.{form}"
    write_graph(blank, path)
    quads = blank.quads() if form == "nq" else (ox.Quad(*triple) for triple in blank.triples())
    data = ox.Dataset(quads)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    theirs = sorted(ox.serialize(data, format=ox.RdfFormat.N_QUADS).decode().splitlines())
    assert path.read_text(encoding="utf-8").splitlines() == theirs
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest_graph(blank, named=form == "nq")


def test_digest_is_that_of_what_is_said(blank: KnowledgeGraph, tmp_path: Path):
    """The same statements under other names of blank nodes, in another order and format, have the same digest."""
    names: dict[str, ox.BlankNode] = {}

    def rename(term: object) -> object:
        return names.setdefault(term.value, ox.BlankNode()) if isinstance(term, ox.BlankNode) else term

    quads = [ox.Quad(*(rename(term) for term in quad)) for quad in canonical_quads(blank)]
    path = tmp_path / "other.trig"
    path.write_bytes(ox.serialize(reversed(quads), format=ox.RdfFormat.TRIG))
    assert digest_graph(open_graph(path)) == digest_graph(blank)


def test_digest_changes_with_one_statement(small: KnowledgeGraph, tmp_path: Path):
    """One statement more is another digest."""
    path = tmp_path / "more.nq"
    write_graph(small, path)
    with path.open("a", encoding="utf-8") as out:
        out.write('<https://e.org/a> <https://e.org/p> "more" .\n')
    assert digest_graph(open_graph(path)) != digest_graph(small)


@pytest.mark.parametrize("form", ["ttl", "trig", "rdf", "jsonld", "nt", "nq"])
def test_every_rdf_format_with_blank_nodes_is_a_fixed_point(blank: KnowledgeGraph, tmp_path: Path, form: str):
    """What was written, opened and written again is the same bytes."""
    first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form}"
    write_graph(blank, first)
    write_graph(open_graph(first), second)
    assert first.read_bytes() == second.read_bytes()


def test_names_stay_apart():
    """Blank nodes are named, not merged: as many before as after."""
    quads = random_quads(7)
    before = {term.value for quad in quads for term in quad if isinstance(term, ox.BlankNode)}
    after = {term.value for quad in name_blank_nodes(quads) for term in quad if isinstance(term, ox.BlankNode)}
    assert after == {f"c14n{number}" for number in range(len(before))}
