"""What every figure keeps to, and what it is given to draw from.

A figure is a module with ``FIGURE``: it draws on the axes of :attr:`Plot.axes` (or makes its own on
:attr:`Plot.canvas`), in the house style, with every word from :meth:`Plot.say`.  It ends with a note that tells what is
shown, of which data, and how sure it is.  Colour is never the only cue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from chains.errors import EmptyGraph, Lang, Text
from chains.figure.captions import write_caption
from chains.gaps.listing import GapList
from chains.gaps.reading.survey import Survey
from chains.graph import KnowledgeGraph
from chains.naming import Names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from chains.network import Network

__all__ = ["Figure", "Plot"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        notation: its name on the command line.
        title: its name for people.
        about: what it shows, in a sentence.
        width_cm, height_cm: its size where none is asked for, in centimetres.
        draw: draws it; raises :class:`~chains.errors.EmptyGraph` where the graph has nothing for it.
        needs_region: whether it is of one city or province, which must be named.
    """

    notation: str
    title: Text
    about: Text
    width_cm: float
    height_cm: float
    draw: Callable[[Plot], None]
    needs_region: bool = False


@dataclass
class Plot:
    """One drawing: the graph and the region that it is of, the language, and the canvas.

    Attributes:
        graph: the graph.
        region: IRI of the region asked for; ``None`` for all that the graph holds.
        lang: language of words and names.
        plain: whether title and note are left out.
    """

    graph: KnowledgeGraph
    region: str | None
    lang: Lang
    plain: bool = False

    @cached_property
    def canvas(self) -> Canvas:
        """The empty picture; its size is set by who writes it."""
        from matplotlib.figure import Figure as Canvas

        return Canvas(layout="constrained")

    @cached_property
    def axes(self) -> Axes:
        """One pair of axes that fills the picture."""
        return self.canvas.add_subplot()

    @property
    def network(self) -> Network:
        """The graph as columns."""
        return self.graph.network()

    @cached_property
    def survey(self) -> Survey:
        """What the families of gaps read of the network."""
        return Survey.of(self.network)

    @cached_property
    def cell(self) -> str | None:
        """IRI of the region asked for, else of the whole area; ``None`` where there is no single area.

        A province that is one city, such as Shanghai, stands for that city: there the measures have their rows.
        """
        places = self.survey.places
        if self.region is None or self.region in places.cities:
            return self.region or places.area
        return self.cities[0] if len(self.cities) == 1 and self.region != places.area else self.region

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """IRIs of the cities in the region, sorted."""
        places = self.survey.places
        return tuple(city for city in places.cities if self.region is None or self.region in places.above(city))

    @property
    def place(self) -> str:
        """Name of the region."""
        return self.say(self.survey.places.name(self.cell))

    def gaps(self) -> GapList:
        """Return the gaps measured in the region or in one that lies in it, most severe first."""
        from chains.gaps import choose_gaps
        from chains.gaps.keeping import gaps_of

        return choose_gaps(gaps_of(self.graph), self.network, region=self.region)

    def say(self, text: Text) -> str:
        """Return words in the language of the figure."""
        return text.say(self.lang)

    def name(self, iri: str) -> str:
        """Return the name of a thing or region."""
        return self.say(self._names(iri))

    @cached_property
    def _names(self) -> Names:
        return Names(self.network)

    def caption(self, title: Text, note: Text) -> None:
        """Write the title above and the note below, unless the figure is to be plain.

        Names that must not cover anything are written after this, which makes the axes smaller.
        """
        if not self.plain:
            write_caption(self.canvas, self.say(title), self.say(note))

    def refuse(self, why: Text) -> EmptyGraph:
        """Return the error to raise where there is nothing to draw."""
        where = self.graph.name if self.region is None else self.place
        return EmptyGraph(
            why, where=where, remedy=Text("请换一个地区或另一份数据", "choose another region or other data")
        )
