"""What would be if: a network with the links of some actions, which are supposed and no facts.

What is on record already is not supposed again.  Every supposed link lies in a named graph of its own, :data:`SUPPOSED`, and
is given to no store: only to the measures that are worked out from the network.  A skill added to a curriculum is a variant of the programme that its institution offers
besides; teaching that is shared with another city is no link of the graph, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from chains.errors import Text, UnknownName
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA
from chains.plan.actions import ACTION_KINDS

if TYPE_CHECKING:
    from chains.network import Network

__all__ = ["SUPPOSED", "Action", "is_known", "list_supposed", "suppose"]

SUPPOSED: Final = f"{ID}source/supposed"
"""The named graph of what is supposed."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action by the IRIs of what it is about; ``skill`` and ``city`` may be ``None``."""

    kind: str
    actor: str
    thing: str
    skill: str | None = None
    city: str | None = None

    @property
    def is_modelled(self) -> bool:
        """Whether it makes a link that measures read."""
        return self.kind != "share-teaching"


def suppose(network: Network, actions: Iterable[Action]) -> Network:
    """Return a network with the links of some actions; those that are no link of the graph are left out.

    Raises:
        UnknownName: the network has no such thing, or there is no such kind of action; carries the nearest names.
    """
    modelled = [action for action in actions if action.is_modelled]
    for action in modelled:
        _require(network, action)
    variants = _list_variants(network, modelled)
    nodes = pl.concat([network.nodes, pl.DataFrame(variants, schema=NODE_SCHEMA, orient="row")])
    index = dict(network.index) | {row["iri"]: network.nodes.height + place for place, row in enumerate(variants)}
    levels = _read_levels(network)
    known = _list_known(network)
    rows = [
        {
            "source": index[first],
            "target": index[last],
            "kind": kind,
            "qualifier": levels.get(last.split("#")[0]) if kind == "offers" else None,
            "graph": SUPPOSED,
            "confidence": "derived",
        }
        for first, kind, last in list_supposed(network, modelled)
        if (index[first], index[last], kind) not in known
    ]
    edges = pl.concat([network.edges, pl.DataFrame(rows, schema=EDGE_SCHEMA)])
    return replace(network, nodes=nodes, edges=edges)


def list_supposed(network: Network, actions: Iterable[Action]) -> list[tuple[str, str, str]]:
    """Return the links that some actions would make, each once: IRIs of both ends, with the kind between them."""
    classes = dict(network.nodes.select("iri", "cls").iter_rows())
    links = (link for action in actions if action.is_modelled for link in _link(action, classes))
    return list(dict.fromkeys(links))


def is_known(network: Network, action: Action) -> bool:
    """Return whether what an action would bring is on record already; false for what is no link of the graph.

    A skill added to a curriculum is on record if the programme develops it.
    """
    if not action.is_modelled or any(iri not in network.index for iri in (action.actor, action.thing)):
        return False
    if action.kind == "add-skill":
        links = [(action.thing, "develops-skill", str(action.skill))]
    else:
        links = list_supposed(network, [action])
    known = _list_known(network)
    return all((network.index.get(first), network.index.get(last), kind) in known for first, kind, last in links)


def _list_known(network: Network) -> set[tuple[int, int, str]]:
    return set(network.edges.select("source", "target", "kind").iter_rows())


def _link(action: Action, classes: dict[str, str]) -> list[tuple[str, str, str]]:
    if action.kind == "add-skill":
        variant = _variant(action)
        return [(action.actor, "offers", variant), (variant, "develops-skill", str(action.skill))]
    if classes.get(action.thing) == "Platform":
        return [(action.thing, "hosted-by", action.actor)]
    return [(action.actor, ACTION_KINDS[action.kind].link, action.thing)]


def _variant(action: Action) -> str:
    return f"{action.thing}#at-{action.actor.rsplit('/', 1)[-1]}"


def _list_variants(network: Network, actions: Sequence[Action]) -> list[dict[str, str | None]]:
    rows = {}
    for action in actions:
        if action.kind == "add-skill":
            old = network.nodes.row(network.index[action.thing], named=True)
            rows[_variant(action)] = old | {"iri": _variant(action), "region": None, "graph": SUPPOSED}
    return list(rows.values())


def _read_levels(network: Network) -> dict[str, str]:
    """Return the level at which each programme is offered most."""
    rows = network.links("offers").drop_nulls("qualifier").group_by("target", "qualifier").len()
    best = rows.sort("len", "qualifier", descending=[True, False]).unique("target", keep="first", maintain_order=True)
    iris = network.nodes.get_column("iri")
    return dict(zip(iris.gather(best["target"]).to_list(), best["qualifier"].to_list(), strict=True))


def _require(network: Network, action: Action) -> None:
    if action.kind not in ACTION_KINDS:
        raise UnknownName(action.kind, ACTION_KINDS, kind=Text("措施类别", "kind of action"))
    for iri in (action.actor, action.thing, *([action.skill] if action.skill else [])):
        if iri not in network.index:
            raise UnknownName(iri, network.nodes.get_column("iri").to_list(), kind=Text("单位或事物", "actor or thing"))
