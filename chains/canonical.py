"""Canonical RDF: RDFC-1.0, which names blank nodes by what is said of them, so that equal graphs are equal bytes.

Source: RDF Dataset Canonicalization, W3C Recommendation of 21 May 2024, <https://www.w3.org/TR/rdf-canon/>.

The store has this algorithm too, but no limit to it: a file of a few lines with ten blank nodes that are alike keeps it
busy for hours (section 7.1 of the Recommendation).  This one counts its steps and stops.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from itertools import permutations
from typing import Final, TypeAlias

import pyoxigraph as ox

from chains.errors import InputError, Text

__all__ = ["MAX_STEPS", "canonical_lines", "name_blank_nodes"]

MAX_STEPS: Final = 300_000
"""Orders of blank nodes that are tried before a graph is refused; real data seldom need a hundred."""

_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.DefaultGraph | ox.Triple


def canonical_lines(quads: Iterable[ox.Quad], *, limit: int = MAX_STEPS) -> list[str]:
    """Return the canonical N-Quads of statements: distinct lines without line ends, in code point order.

    Triples are statements of the default graph.  Nothing gives an empty list.

    Raises:
        InputError: blank nodes are so alike that telling them apart takes more than *limit* steps.
    """
    return sorted({_line(quad) for quad in name_blank_nodes(quads, limit=limit)})


def name_blank_nodes(quads: Iterable[ox.Quad], *, limit: int = MAX_STEPS) -> list[ox.Quad]:
    """Return the statements with blank nodes named ``c14n0``, ``c14n1``, … as RDFC-1.0 (SHA-256) names them.

    Raises:
        InputError: blank nodes are so alike that telling them apart takes more than *limit* steps.
    """
    # A data set is a set: what is said twice counts once.
    found = list(dict.fromkeys(quads))
    mentions: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in found:
        blank = [term.value for term in _terms(quad) if isinstance(term, ox.BlankNode)]
        for name in dict.fromkeys(blank):
            mentions[name].append(quad)
    if not mentions:
        return found
    names = _Naming(mentions, limit).run()
    return [_rename(quad, names) for quad in found]


def _terms(quad: ox.Quad) -> tuple[_Term, _Term, _Term]:
    return quad.subject, quad.object, quad.graph_name


def _line(quad: ox.Quad) -> str:
    return f"{quad} ."


def _rename(quad: ox.Quad, names: dict[str, str]) -> ox.Quad:
    subject, value, home = (
        ox.BlankNode(names[term.value]) if isinstance(term, ox.BlankNode) else term for term in _terms(quad)
    )
    return ox.Quad(subject, quad.predicate, value, home)  # type: ignore[arg-type]  # each is of the kind it was


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class _Issuer:
    """Gives names in the order of asking, each node one (section 4.5 of the Recommendation)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = dict(issued or {})

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, self.issued)

    def issue(self, node: str) -> str:
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")


class _Naming:
    """One run of the algorithm; the methods are those of the Recommendation, by their sections."""

    def __init__(self, mentions: dict[str, list[ox.Quad]], limit: int) -> None:
        self._mentions = mentions
        self._left = limit
        self._canonical = _Issuer("c14n")
        self._first = {node: self._hash_first_degree(node) for node in mentions}

    def run(self) -> dict[str, str]:
        """4.4: nodes that differ by themselves are named first, then those that differ by their neighbours."""
        alike: dict[str, list[str]] = defaultdict(list)
        for node, code in self._first.items():
            alike[code].append(node)
        for code in sorted(alike):
            if len(alike[code]) == 1:
                self._canonical.issue(alike[code][0])
        for code in sorted(code for code, nodes in alike.items() if len(nodes) > 1):
            for _, issuer in sorted(self._hash_paths(alike[code]), key=lambda path: path[0]):
                for node in issuer.issued:
                    self._canonical.issue(node)
        return self._canonical.issued

    def _hash_paths(self, nodes: list[str]) -> list[tuple[str, _Issuer]]:
        paths = []
        for node in nodes:
            if node not in self._canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(node)
                try:
                    paths.append(self._hash_n_degree(node, issuer))
                except RecursionError as error:
                    raise _too_alike() from error
        return paths

    def _hash_first_degree(self, node: str) -> str:
        """4.6: what is said of a node by itself."""
        lines = sorted(_line(_rename(quad, _Masks(node))) + "\n" for quad in self._mentions[node])
        return _sha256("".join(lines))

    def _hash_related(self, related: str, quad: ox.Quad, issuer: _Issuer, position: str) -> str:
        """4.7: how a node is joined to another."""
        name = self._canonical.issued.get(related) or issuer.issued.get(related)
        way = "" if position == "g" else str(quad.predicate)
        return _sha256(position + way + (f"_:{name}" if name else self._first[related]))

    def _related(self, node: str, issuer: _Issuer) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self._mentions[node]:
            for position, term in zip("sog", _terms(quad), strict=True):
                if isinstance(term, ox.BlankNode) and term.value != node:
                    found[self._hash_related(term.value, quad, issuer, position)].append(term.value)
        return found

    def _hash_n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """4.8: what is said of a node and of all that it is joined to."""
        data = ""
        groups = self._related(node, issuer)
        for code in sorted(groups):
            path, issuer = self._best_order(groups[code], issuer)
            data += code + path
        return _sha256(data), issuer

    def _best_order(self, nodes: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        best, chosen = "", issuer
        for order in permutations(nodes):
            self._left -= 1
            if self._left < 0:
                raise _too_alike()
            found = self._path(order, issuer.copy(), best)
            if found is not None and (not best or found[0] < best):
                best, chosen = found
        return best, chosen

    def _path(self, order: tuple[str, ...], issuer: _Issuer, best: str) -> tuple[str, _Issuer] | None:
        """Return the path through related nodes in one order; nothing if it cannot be less than the best so far."""
        path, waiting = "", []
        for node in order:
            name = self._canonical.issued.get(node)
            if name is None:
                if node not in issuer.issued:
                    waiting.append(node)
                name = issuer.issue(node)
            path += f"_:{name}"
            if _is_worse(path, best):
                return None
        for node in waiting:
            code, deeper = self._hash_n_degree(node, issuer)
            path += f"_:{issuer.issue(node)}<{code}>"
            issuer = deeper
            if _is_worse(path, best):
                return None
        return path, issuer


class _Masks(dict[str, str]):
    """Names a node ``a`` and all others ``z``."""

    def __init__(self, node: str) -> None:
        super().__init__({node: "a"})

    def __missing__(self, _node: str) -> str:
        return "z"


def _is_worse(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _too_alike() -> InputError:
    return InputError(
        Text("空白节点彼此太相似，无法规范命名", "the blank nodes are too much alike to be named canonically"),
        remedy=Text("请给它们 IRI", "give them IRIs"),
    )
