"""The ties of organisations (:mod:`chains.gaps.reading.ties`) as patterns for a SPARQL query."""

from __future__ import annotations

from typing import Final

from chains.gaps.reading.layers import INTENDED
from chains.names import CODE

__all__ = ["match_partners", "match_ties"]

_SETTLED: Final = f"FILTER NOT EXISTS {{ ?link ch:status <{CODE}partnership-status/{INTENDED}> }}"


def match_ties(node: str, other: str = "?other") -> str:
    """Return the pattern of every tie of a node to whatever is on its other side, through ``?link``."""
    return f"""{{ ?link ch:institution {node} ; ch:enterprise {other} . {_SETTLED} }} UNION
    {{ ?link ch:enterprise {node} ; ch:institution {other} . {_SETTLED} }} UNION
    {{ ?link ch:enterprise {node} ; ch:ofProgramme {other} }} UNION
    {{ ?link ch:provider {node} ; ch:client {other} }} UNION
    {{ ?link ch:client {node} ; ch:provider {other} }} UNION
    {{ ?link ch:member {node} ; ch:inAlliance {other} }} UNION
    {{ ?link ch:participant {node} ; ch:inProject {other} }} UNION
    {{ {other} ch:hostedBy {node} . BIND({other} AS ?link) }}"""


def match_partners(node: str, other: str) -> str:
    """Return the pattern of the organisations that one is tied to, directly or through what both belong to."""
    return f"""{{ ?link ch:institution {node} ; ch:enterprise {other} . {_SETTLED} }} UNION
    {{ ?link ch:enterprise {node} ; ch:institution {other} . {_SETTLED} }} UNION
    {{ ?link ch:provider {node} ; ch:client {other} }} UNION
    {{ ?link ch:client {node} ; ch:provider {other} }} UNION
    {{ ?one ch:member {node} ; ch:inAlliance ?joint . ?two ch:inAlliance ?joint ; ch:member {other} }} UNION
    {{ ?one ch:participant {node} ; ch:inProject ?joint . ?two ch:inProject ?joint ; ch:participant {other} }} UNION
    {{ ?joint ch:hostedBy {node} , {other} }}"""
