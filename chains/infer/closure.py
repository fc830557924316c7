"""The closure of a graph under its axioms: the OWL 2 RL rules about things, as joins of whole columns.

Rules, by their names in the OWL 2 RL/RDF rule set (W3C, OWL 2 Web Ontology Language Profiles, section 4.3):
``cax-sco`` subclasses, ``prp-dom`` and ``prp-rng`` domains and ranges, ``prp-spo1`` subproperties, ``prp-inv`` inverses
(a symmetric property is its own, ``prp-symp``), ``prp-trp`` transitive properties, ``prp-spo2`` property chains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from chains.errors import InputError, Text
from chains.infer.axioms import Axioms, Chain
from chains.names import expand_term, shorten

__all__ = ["LARGEST_JOIN", "RULES", "find_contradictions", "infer_statements"]

RULES: Final = ("prp-spo1", "prp-inv", "prp-trp", "prp-spo2", "cax-sco", "prp-dom", "prp-rng")
"""The rules, in the order in which a statement that several infer in one round is put down to one of them."""

LARGEST_JOIN: Final = 30_000_000
"""A step of a property chain that would join more pairs than this is refused before it is made."""

_KEYS: Final = ("s", "p", "o")
_TYPE: Final = f"<{expand_term('rdf:type')}>"


@dataclass(frozen=True, slots=True)
class _Coded:
    """The axioms with their terms as numbers: pairs as columns ``p`` and ``q``."""

    type: pl.Expr
    things: int
    superclasses: pl.DataFrame
    superproperties: pl.DataFrame
    domains: pl.DataFrame
    ranges: pl.DataFrame
    inverses: pl.DataFrame
    chains: tuple[tuple[Chain, int, tuple[int, ...]], ...]


def infer_statements(known: pl.DataFrame, axioms: Axioms, *, largest: int = LARGEST_JOIN) -> pl.DataFrame:
    """Return what follows from the statements and is not among them: columns s, p, o, rule; distinct, sorted.

    *known* has the columns s, p and o of N-Quads terms; a statement may stand in it several times.  The rules run until
    nothing new follows; each round joins only with what the round before found.  No statements give no rows.

    Raises:
        InputError: a property chain would join more than *largest* pairs at a step.
    """
    terms = _terms(known, axioms)
    coded = _encode_axioms(axioms, terms)
    everything = _encode(known, terms)
    new, found = everything, [everything.clear().with_columns(rule=pl.lit(0, pl.UInt8))]
    while new.height:
        rows = [
            part.select(*_KEYS, rule=pl.lit(RULES.index(rule), pl.UInt8))
            for rule, part in _apply_rules(new, everything, coded, largest)
        ]
        ordered = pl.concat([found[0].clear(), *rows]).sort(*_KEYS, "rule")
        fresh = ordered.unique(_KEYS, keep="first", maintain_order=True).join(everything, on=_KEYS, how="anti")
        found.append(fresh)
        new = fresh.select(_KEYS)
        everything = pl.concat([everything, new])
    return _decode(pl.concat(found), terms)


def find_contradictions(statements: pl.DataFrame, axioms: Axioms) -> pl.DataFrame:
    """Return the things that are of two disjoint classes (``cax-dw``, ``cax-adc``): columns s, first, second; sorted.

    *statements* are the stated ones and those inferred from them, with the columns s, p and o of N-Quads terms.
    """
    types = statements.filter(pl.col("p") == _TYPE).select("s", "o").unique()
    rows = [(f"<{first}>", f"<{second}>") for first, second in axioms.disjoint]
    pairs = pl.DataFrame(rows, schema={"first": pl.String, "second": pl.String}, orient="row")
    either = types.join(pairs, left_on="o", right_on="first").select("s", "second", first="o")
    both = either.join(types, left_on=["s", "second"], right_on=["s", "o"], how="semi")
    return both.select("s", "first", "second").unique().sort("s", "first", "second")


def _terms(known: pl.DataFrame, axioms: Axioms) -> pl.DataFrame:
    """Return every term with its number; literals come first, since a quotation mark sorts before ``<`` and ``_``."""
    columns = [known.get_column(name).rename("term") for name in _KEYS]
    terms = pl.concat([*columns, _names(axioms).get_column("term")]).unique().sort()
    return terms.to_frame().with_columns(number=pl.int_range(pl.len(), dtype=pl.UInt32))


def _names(axioms: Axioms) -> pl.DataFrame:
    pairs = (axioms.superclasses, axioms.superproperties, axioms.domains, axioms.ranges, axioms.inverses)
    named = {name for one in pairs for pair in one for name in pair} | set(axioms.symmetric)
    named |= {name for chain in axioms.chains for name in (chain.target, *chain.steps)}
    return pl.DataFrame({"term": [_TYPE, *(f"<{name}>" for name in sorted(named))]})


def _encode(known: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    rows = known.select(_KEYS)
    for name in _KEYS:
        rows = rows.join(terms, left_on=name, right_on="term").drop(name).rename({"number": name})
    return rows.select(_KEYS).unique()


def _encode_axioms(axioms: Axioms, terms: pl.DataFrame) -> _Coded:
    number = dict(terms.join(_names(axioms), on="term", how="semi").iter_rows())

    def pairs(given: Iterable[tuple[str, str]]) -> pl.DataFrame:
        rows = [(number[f"<{first}>"], number[f"<{second}>"]) for first, second in given]
        return pl.DataFrame(rows, schema={"p": pl.UInt32, "q": pl.UInt32}, orient="row")

    return _Coded(
        type=pl.lit(number[_TYPE], pl.UInt32),
        things=terms.filter(pl.col("term").str.starts_with('"')).height,
        superclasses=pairs(axioms.superclasses),
        superproperties=pairs(axioms.superproperties),
        domains=pairs(axioms.domains),
        ranges=pairs(axioms.ranges),
        inverses=pairs([*axioms.inverses, *((name, name) for name in axioms.symmetric)]),
        chains=tuple(
            (chain, number[f"<{chain.target}>"], tuple(number[f"<{step}>"] for step in chain.steps))
            for chain in axioms.chains
        ),
    )


def _apply_rules(
    new: pl.DataFrame, everything: pl.DataFrame, coded: _Coded, largest: int
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Iterate over the rules with the statements that they make out of at least one new one."""
    links = new.filter(pl.col("o") >= coded.things)
    yield "prp-spo1", new.join(coded.superproperties, on="p").select("s", p="q", o="o")
    yield "prp-inv", links.join(coded.inverses, on="p").select(s="o", p="q", o="s")
    for chain, target, steps in coded.chains:
        ends = _walk(steps, new, everything, chain, largest)
        yield chain.rule, ends.select("s", p=pl.lit(target, pl.UInt32), o="o")
    types = new.filter(pl.col("p") == coded.type).join(coded.superclasses, left_on="o", right_on="p")
    yield "cax-sco", types.select("s", "p", o="q")
    yield "prp-dom", new.join(coded.domains, on="p").select("s", p=coded.type, o="q")
    yield "prp-rng", links.join(coded.ranges, on="p").select(s="o", p=coded.type, o="q")


def _walk(
    steps: tuple[int, ...], new: pl.DataFrame, everything: pl.DataFrame, chain: Chain, largest: int
) -> pl.DataFrame:
    """Return where the steps lead from (``s``) and to (``o``), over at least one new statement."""
    found = [new.clear().select("s", "o")]
    for fresh in range(len(steps)):
        path = _steps(new if fresh == 0 else everything, steps[0])
        for place, step in enumerate(steps[1:], start=1):
            ahead = _steps(new if fresh == place else everything, step).rename({"s": "o", "o": "end"})
            _refuse_explosion(path, ahead, chain, largest)
            path = path.join(ahead, on="o").select("s", o="end").unique()
        found.append(path)
    return pl.concat(found).unique()


def _steps(statements: pl.DataFrame, step: int) -> pl.DataFrame:
    return statements.filter(pl.col("p") == step).select("s", "o")


def _refuse_explosion(path: pl.DataFrame, ahead: pl.DataFrame, chain: Chain, largest: int) -> None:
    counts = path.group_by("o").len().join(ahead.group_by("o").len(name="ahead"), on="o")
    pairs = counts.select((pl.col("len").cast(pl.Int64) * pl.col("ahead")).sum()).item()
    if pairs > largest:
        name = shorten(chain.target)
        raise InputError(
            Text(
                f"推理 {name} 时，属性链的一步要连接 {pairs:,} 对，超过上限 {largest:,}",
                f"inferring {name} would join {pairs:,} pairs in a step of its property chain, above the limit of {largest:,}",
            ),
            where=" / ".join(shorten(step) for step in chain.steps),
            remedy=Text("请不加 --infer，或先用较小的区域", "leave out --infer, or take a smaller region"),
        )


def _decode(found: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    rows = found.with_columns(rule=pl.col("rule").replace_strict(dict(enumerate(RULES)), return_dtype=pl.String))
    for name in _KEYS:
        rows = rows.join(terms, left_on=name, right_on="number").drop(name).rename({"term": name})
    return rows.select(*_KEYS, "rule").sort(_KEYS)
