"""From statements to columns: the nodes, links and regions that measures read, by the link kinds of the ontology."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from chains.indicators import INDICATOR_PROPERTIES, read_indicators, read_observations
from chains.lexical import LITERAL, first_values, read_iri, read_literal, read_notation, unescape
from chains.names import ID, ONTOLOGY, expand_term
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, SAMPLE_SCHEMA, Network
from chains.terms import LinkKind, Terms

__all__ = ["UNSTATED", "extract_network", "network_predicates"]

UNSTATED: Final = ID + "source/unstated"
"""Stands for the source of statements that lie in no named graph."""

_TYPE: Final = expand_term("rdf:type")
_PREF_LABEL: Final = expand_term("skos:prefLabel")
_RDFS_LABEL: Final = expand_term("rdfs:label")
_FACTS: Final = ("confidence", "inRegion", "partOf", "status", "year", "geo:lat", "geo:long", "skos:note")


def extract_network(statements: pl.DataFrame, terms: Terms) -> Network:
    """Return the network that the statements make, in the order that :class:`~chains.network.Network` promises.

    Nodes are the things that a link kind of the ontology can join.  A statement outside every named graph counts
    as one whose source is :data:`UNSTATED`, with the confidence ``reported``.
    """
    plain = statements.select(read_iri("s"), read_iri("p"), "o", g=read_iri("g").fill_null(UNSTATED))
    types = _most_specific(plain, terms)
    labels = _labels(plain)
    regions = _regions(plain, types, labels)
    nodes = _nodes(plain, types, labels, terms)
    edges = _edges(plain, types, nodes, terms)
    return Network(
        nodes,
        edges,
        regions,
        _samples(plain, edges),
        read_indicators(plain, types, labels),
        read_observations(plain, types, _confidences(plain)),
    )


def network_predicates(terms: Terms) -> frozenset[str]:
    """Return the IRIs of the properties that :func:`extract_network` reads; other statements do not matter to it."""
    kinds = terms.link_kinds
    named = {
        name
        for kind in kinds
        for name in (
            kind.via_property,
            kind.source_property,
            kind.target_property,
            kind.weight_property,
            kind.qualifier_property,
            *kind.absent_properties,
        )
        if name
    }
    return frozenset(
        named | {_TYPE, _PREF_LABEL, _RDFS_LABEL} | {expand_term(name) for name in (*_FACTS, *INDICATOR_PROPERTIES)}
    )


def _most_specific(plain: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Return iri, cls (local name of the most specific class) and graph of every typed thing."""
    typed = plain.filter(pl.col("p") == _TYPE).select(iri="s", cls=read_iri("o"), graph="g")
    ours = typed.filter(pl.col("cls").str.starts_with(ONTOLOGY)).with_columns(pl.col("cls").str.strip_prefix(ONTOLOGY))
    names = ours.get_column("cls").unique().sort()
    depth = {name: len(terms.superclasses(name)) for name in names}
    ranked = ours.with_columns(depth=pl.col("cls").replace_strict(depth, default=0, return_dtype=pl.Int64))
    ordered = ranked.sort(["iri", "depth", "cls", "graph"], descending=[False, True, False, False])
    return ordered.unique("iri", keep="first", maintain_order=True).drop("depth")


def _labels(plain: pl.DataFrame) -> pl.DataFrame:
    """Return iri, label_zh, label_en; a label without a language serves for both."""
    rows = plain.filter(pl.col("p").is_in([_PREF_LABEL, _RDFS_LABEL]))
    parts = rows.select("s", "p", pl.col("o").str.extract_groups(LITERAL)).unnest("o")
    texts = parts.with_columns(
        text=unescape(pl.col("text")),
        lang=pl.col("lang").str.to_lowercase().str.slice(0, 2).fill_null(""),
        rank=(pl.col("p") == _RDFS_LABEL),
    ).sort("s", "rank", "text")
    return texts.group_by("s", maintain_order=True).agg(
        label_zh=pl.coalesce(_first_of("zh"), _first_of("")),
        label_en=pl.coalesce(_first_of("en"), _first_of("")),
    )


def _first_of(lang: str) -> pl.Expr:
    return pl.col("text").filter(pl.col("lang") == lang).first()


def _regions(plain: pl.DataFrame, types: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    kinds = {"Area": "area", "Province": "province", "City": "city", "Region": "area"}
    regions = types.filter(pl.col("cls").is_in(list(kinds))).select("iri", kind=pl.col("cls").replace_strict(kinds))
    part_of = first_values(plain, ONTOLOGY + "partOf", "part_of").with_columns(read_iri("part_of"))
    latitude = first_values(plain, expand_term("geo:lat"), "latitude").with_columns(
        read_literal("latitude").cast(pl.Float64)
    )
    longitude = first_values(plain, expand_term("geo:long"), "longitude").with_columns(
        read_literal("longitude").cast(pl.Float64)
    )
    for more in (part_of, labels, latitude, longitude):
        regions = regions.join(more, left_on="iri", right_on="s", how="left")
    return _fill_labels(regions).select(list(REGION_SCHEMA)).sort("iri")


def _fill_labels(frame: pl.DataFrame) -> pl.DataFrame:
    local = pl.col("iri").str.extract(r"([^/#]+)$", 1).fill_null(pl.col("iri"))
    return frame.with_columns(
        label_zh=pl.coalesce("label_zh", "label_en", local), label_en=pl.coalesce("label_en", "label_zh", local)
    )


def _node_classes(terms: Terms) -> list[str]:
    ends = {end for kind in terms.link_kinds for end in (*kind.from_classes, *kind.to_classes)}
    names = {end.removeprefix(ONTOLOGY) for end in ends}
    return sorted(name for name in terms.classes if names & {name, *terms.superclasses(name)})


def _nodes(plain: pl.DataFrame, types: pl.DataFrame, labels: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    names = _node_classes(terms)
    chains = {name: terms.chain_of(name) for name in names}
    nodes = types.filter(pl.col("cls").is_in(names)).with_columns(
        chain=pl.col("cls").replace_strict(chains, default=None, return_dtype=pl.String)
    )
    region = first_values(plain, ONTOLOGY + "inRegion", "region").with_columns(read_iri("region"))
    for more in (labels, region):
        nodes = nodes.join(more, left_on="iri", right_on="s", how="left")
    return _fill_labels(nodes).select(list(NODE_SCHEMA)).sort("iri")


def _edges(plain: pl.DataFrame, types: pl.DataFrame, nodes: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    parts = [part for kind in terms.link_kinds for part in _edges_of(plain, types, kind)]
    if not parts:
        return pl.DataFrame(schema=EDGE_SCHEMA)
    index = nodes.select("iri", index=pl.int_range(pl.len(), dtype=pl.UInt32))
    edges = pl.concat(parts, how="diagonal")
    for end in ("source", "target"):
        edges = edges.join(index, left_on=end, right_on="iri", how="inner").drop(end).rename({"index": end})
    edges = edges.join(_confidences(plain), on="graph", how="left").with_columns(
        pl.col("confidence").fill_null("reported")
    )
    # A graph of plain links alone has no facts of links.
    known = {name: pl.col(name) if name in edges.columns else pl.lit(None) for name in EDGE_SCHEMA}
    whole = edges.select(known[name].cast(dtype).alias(name) for name, dtype in EDGE_SCHEMA.items())
    return whole.unique().sort("kind", "source", "target", "link", "graph", "year", "weight", nulls_last=True)


def _samples(plain: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """Return the commonest note of each source's counted links, by language."""
    counted = edges.filter(pl.col("weight").is_not_null()).select(s="link").unique()
    notes = plain.filter(pl.col("p") == expand_term("skos:note")).join(counted, on="s", how="semi")
    texts = notes.select("s", pl.col("o").str.extract_groups(LITERAL), graph="g").unnest("o")
    ranked = (
        texts.with_columns(pl.col("lang").str.to_lowercase().str.slice(0, 2), text=unescape(pl.col("text")))
        .group_by("graph", "lang", "text")
        .len()
        .sort("graph", "len", "text", descending=[False, True, False])
    )
    labelled = ranked.group_by("graph", maintain_order=True).agg(note_zh=_first_of("zh"), note_en=_first_of("en"))
    either = labelled.with_columns(pl.coalesce("note_zh", "note_en"), note_en=pl.coalesce("note_en", "note_zh"))
    return either.drop_nulls().select(list(SAMPLE_SCHEMA)).sort("graph")


def _confidences(plain: pl.DataFrame) -> pl.DataFrame:
    values = first_values(plain, ONTOLOGY + "confidence", "confidence")
    return values.select(graph="s", confidence=read_notation("confidence"))


def _edges_of(plain: pl.DataFrame, types: pl.DataFrame, kind: LinkKind) -> Iterator[pl.DataFrame]:
    if kind.via_property:
        rows = plain.filter(pl.col("p") == kind.via_property)
        if rows.height:
            yield rows.select(source="s", target=read_iri("o"), kind=pl.lit(kind.notation), graph="g")
        return
    edges = _reified_edges(plain, types, kind)
    if edges.height:
        yield edges


def _reified_edges(plain: pl.DataFrame, types: pl.DataFrame, kind: LinkKind) -> pl.DataFrame:
    links = types.filter(pl.col("cls") == (kind.via_class or "").removeprefix(ONTOLOGY)).select(link="iri")
    links = links.join(_ends(plain, kind.source_property, "source"), on="link")
    links = links.join(_ends(plain, kind.target_property, "target").drop("graph"), on="link")
    for absent in kind.absent_properties:
        links = links.join(plain.filter(pl.col("p") == absent).select(link="s"), on="link", how="anti")
    return _with_facts(links.unique(), plain, kind).with_columns(kind=pl.lit(kind.notation))


def _ends(plain: pl.DataFrame, term: str | None, name: str) -> pl.DataFrame:
    rows = plain.filter(pl.col("p") == term)
    return rows.select(pl.col("s").alias("link"), read_iri("o").alias(name), pl.col("g").alias("graph")).unique()


def _with_facts(links: pl.DataFrame, plain: pl.DataFrame, kind: LinkKind) -> pl.DataFrame:
    facts: Sequence[tuple[str | None, str, pl.Expr]] = (
        (ONTOLOGY + "year", "year", read_literal("year").str.slice(0, 4).cast(pl.Int32, strict=False)),
        (kind.weight_property, "weight", read_literal("weight").cast(pl.Float64, strict=False)),
        (ONTOLOGY + "inRegion", "region", read_iri("region")),
        (kind.qualifier_property, "qualifier", read_notation("qualifier")),
        (ONTOLOGY + "status", "status", read_notation("status")),
    )
    own = plain.join(links.select(s="link").unique(), on="s", how="semi")
    for term, name, value in facts:
        if term is not None:
            links = links.join(first_values(own, term, name), left_on="link", right_on="s", how="left")
            links = links.with_columns(value.alias(name))
    return links
