"""What could be taught that is not: actions that add skills to what a city teaches.

A programme can be opened by an institution that offers programmes of its level and of its group (the first two digits of
its code): others would need staff and rooms that it has not.  A skill can be added to a programme that an institution
offers if an occupation that the programme leads to asks for it, and a programme of the same class (the first four digits)
teaches it already, anywhere, unless none does.  Teaching can be shared with a city at most so many
kilometres away.  Only what the city asks for and teaches too little of counts.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import list_offerings
from chains.gaps.skills.compare import compare_skills
from chains.measures.shares import score_distance_km
from chains.plan.actions import join_actions

if TYPE_CHECKING:
    from chains.network import Network

__all__ = ["Teaching"]

ENOUGH: Final = 0.5
"""A skill is taught enough where its share of teaching is at least so much of its share of demand, as the gaps have it."""
FARTHEST_KM: Final = 60.0
"""Teaching is shared with cities up to this far away, from centre to centre: an hour's way."""
_GROUP: Final = r"/programme/(\d{2})\d{3,4}$"
_CLASS: Final = r"/programme/(\d{4})\d{1,2}$"


class Teaching:
    """What the cities of a network ask for and teach, and who could teach more.

    Args:
        network: the nodes, links and regions.
        cities: IRIs of the cities that are to gain; all with counted demand unless given.
        skills: node numbers of the skills that count; all unless given.
    """

    def __init__(self, network: Network, cities: frozenset[str] | None = None, skills: pl.Series | None = None) -> None:
        self._network, self._places, self._skills = network, Places(network), skills
        own = frozenset(self._places.cities)
        self._cities = own if cities is None else own & cities

    @cached_property
    def wanted(self) -> pl.DataFrame:
        """What the cities ask for, taught enough or not: ``city``, ``skill``, ``asked``, ``needed``, ``taught``.

        ``asked`` is a number of postings, ``needed`` how many offerings would be enough (1 or more), ``taught`` how many
        there are.  Sorted by city and skill.
        """
        rows = compare_skills(self._network, self._places)
        rows = rows.filter(pl.col("cell").is_in(sorted(self._cities)) & (pl.col("asked") > 0))
        if self._skills is not None:
            rows = rows.filter(rows["skill"].is_in(self._skills.implode()))
        needed = (ENOUGH * pl.col("asked_share") * pl.col("all_taught")).round(6).ceil().clip(1.0)
        return rows.select("skill", "asked", "taught", city="cell", needed=needed).sort("city", "skill")

    @cached_property
    def open(self) -> pl.DataFrame:
        """What is taught too little: the rows of :attr:`wanted` with fewer offerings than needed."""
        return self.wanted.filter(pl.col("taught") < pl.col("needed"))

    @cached_property
    def develops(self) -> pl.DataFrame:
        """Which programme develops which skill: ``thing``, ``skill``."""
        return self._network.links("develops-skill").select(thing="source", skill="target").unique()

    @cached_property
    def _offered(self) -> pl.DataFrame:
        rows = list_offerings(self._network).select("level", actor="institution", thing="programme", home="region")
        iris = self._network.nodes.select("iri", thing=pl.int_range(pl.len(), dtype=pl.UInt32))
        return rows.join(iris, on="thing").with_columns(group=pl.col("iri").str.extract(_GROUP, 1)).drop("iri")

    def list_actions(self) -> pl.DataFrame:
        """Return every action that brings a city a skill that it teaches too little (:data:`ACTION_SCHEMA`)."""
        return join_actions([self.openings(), self.additions(), self.sharings()])

    def openings(self) -> pl.DataFrame:
        """Return the programmes that institutions could open."""
        programmes = self._offered.select("thing", "level", "group").unique().drop_nulls()
        able = self._offered.select("actor", "level", "group", city="home").unique().drop_nulls()
        pairs = able.join(programmes, on=["level", "group"]).select("actor", "thing", "city").unique()
        fresh = pairs.join(self._offered, on=["actor", "thing"], how="anti")
        return self._keep_useful(fresh).with_columns(kind=pl.lit("open-programme"), skill=pl.lit(None, pl.UInt32))

    def additions(self) -> pl.DataFrame:
        """Return the skills that institutions could add to programmes they offer."""
        links = self._network.links
        leads = links("targets-occupation").select(thing="source", occupation="target").unique()
        asks = links("requires-skill", "postings-name-skill").select(occupation="source", skill="target").unique()
        fitting = leads.join(asks, on="occupation").select("thing", "skill").unique()
        fresh = self._keep_known(fitting).join(self.develops, on=["thing", "skill"], how="anti")
        own = self._offered.select("actor", "thing", city="home").unique()
        found = own.join(fresh, on="thing").join(self.open.select("city", "skill"), on=["city", "skill"])
        return found.with_columns(kind=pl.lit("add-skill"))

    def _keep_known(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Return the pairs of programme and skill of which the class teaches the skill, or no class does."""
        iris = self._network.nodes.select("iri", thing=pl.int_range(pl.len(), dtype=pl.UInt32))
        classes = iris.select("thing", class_=pl.col("iri").str.extract(_CLASS, 1)).drop_nulls()
        taught = self.develops.join(classes, on="thing").select("class_", "skill").unique()
        within = pairs.join(classes, on="thing").join(taught, on=["class_", "skill"]).select("thing", "skill")
        nowhere = pairs.join(taught.select("skill"), on="skill", how="anti")
        return pl.concat([within, nowhere]).unique()

    def sharings(self) -> pl.DataFrame:
        """Return the programmes that institutions could share with cities nearby."""
        near = self._near
        offered = self._offered.select("actor", "thing", "home").unique().join(near, on="home")
        return self._keep_useful(offered).with_columns(kind=pl.lit("share-teaching"), skill=pl.lit(None, pl.UInt32))

    @cached_property
    def _near(self) -> pl.DataFrame:
        """Which city (``home``) is near to which other that is to gain (``city``)."""
        cities = self._network.regions.filter(pl.col("kind") == "city").drop_nulls("latitude").sort("iri")
        km = score_distance_km(cities["latitude"].to_numpy(), cities["longitude"].to_numpy())
        iris = cities.get_column("iri").to_list()
        pairs = [(iris[a], iris[b]) for a, b in np.argwhere(km <= FARTHEST_KM).tolist() if a != b]
        wanted = [(home, city) for home, city in pairs if city in self._cities]
        return pl.DataFrame(wanted, schema={"home": pl.String, "city": pl.String}, orient="row")

    def _keep_useful(self, actions: pl.DataFrame) -> pl.DataFrame:
        """Return actions whose programme develops any skill that their city teaches too little."""
        useful = self.open.join(self.develops, on="skill").select("city", "thing").unique()
        return actions.join(useful, on=["city", "thing"], how="semi")
