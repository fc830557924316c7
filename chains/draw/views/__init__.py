"""The views of the map's page beside the network: what each needs to know, and where its script lies.

A view is a module here with ``VIEW``, and ``page/views/<notation>.js`` (and ``.css``) that draws it (see
``page/views.js``).  It speaks of things by their row in ``network.nodes`` and of places by their number among the tiles,
as all scripts of the page do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import Any, Final

from chains.draw.tiles import Tile, number_tiles
from chains.errors import Text
from chains.gaps.reading.survey import Survey
from chains.network import Network
from chains.records import Gap

__all__ = ["Material", "View", "load_views"]

# Modules of this package, in the order of the tabs.
_VIEWS: Final[tuple[str, ...]] = ("flow", "matrix", "geography", "skills", "balance")


@dataclass(frozen=True)
class Material:
    """What the views are made of.

    Attributes:
        network: the graph as columns.
        gaps: the gaps that the page carries, most severe first; a gap's number on the page is its place here.
        tiles: the places of the page, in the order of their numbers.
    """

    network: Network
    gaps: Sequence[Gap]
    tiles: Sequence[Tile]

    @cached_property
    def survey(self) -> Survey:
        """What the families of gaps read of the network, worked out once for all views."""
        return Survey.of(self.network)

    @cached_property
    def tile_numbers(self) -> Mapping[str, int]:
        """The number of each region's tile, by IRI."""
        return number_tiles(self.tiles)


@dataclass(frozen=True)
class View:
    """One view.

    Attributes:
        notation: its name in the address, and of its script and stylesheet.
        title: its name on the tab.
        words: what its script says, by a key that begins with the notation.
        data: what its script gets, as plain JSON values; ``None`` if this graph has nothing for it: then it has no tab.
    """

    notation: str
    title: Text
    words: Mapping[str, Text]
    data: Callable[[Material], Mapping[str, Any] | None]


@cache
def load_views() -> tuple[View, ...]:
    """Return the views in the order of their tabs."""
    return tuple(import_module(f"chains.draw.views.{name}").VIEW for name in _VIEWS)
