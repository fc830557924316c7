"""The figures that an invented region takes after: measured on the shipped region, or chosen where that has a hole.

Sizes of cities are regressions on the logarithm of the number of institutions plus one, over the 41 cities, with the
spread of what the line leaves.  Popularity follows Zipf's law with the measured exponent.  Counts per thing are
log-normal with the measured mean and spread of their logarithm.  Where a figure is not used as measured, a comment says why.

An invented region is one in which *nothing is broken* until something is planted.  The real one is full of breaks and
of holes in the record, so these floors are raised, and nothing else: every city has at least two institutions, four
enterprises, one research institute, one platform and twenty postings; every organisation has ties to two others; every
enterprise has a partner in education and a project or platform; every project and platform has an enterprise; whatever
a city asks for is taught there.  Ties are therefore about four to an organisation, where the shipped region has one on
record.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["Line", "LogNormal"]


class LogNormal(NamedTuple):
    """Counts whose logarithm has this mean and spread; none below *low* or above *high*."""

    mean: float
    spread: float
    low: int
    high: int


class Line(NamedTuple):
    """log(1 + count) = intercept + slope · log(1 + institutions), with the spread of the rest, at least *low*."""

    intercept: float
    slope: float
    spread: float
    low: int


# Cities.  Measured: 511 institutions in 41 cities, 1 to 75 each.
INSTITUTIONS: Final = LogNormal(2.12, 0.90, 2, 400)
ENTERPRISES: Final = Line(-1.18, 1.48, 0.76, 4)
INSTITUTES: Final = Line(-1.44, 0.89, 0.52, 1)
PLATFORMS: Final = Line(-1.29, 1.23, 0.44, 1)
CITIES_OF_A_PROVINCE: Final = 10

# Who offers what.  Measured: 267 universities, 265 colleges, 29 schools; no offering on record for 16 % and 26 %.
UNIVERSITY_SHARE: Final = 0.48
UNIVERSITY_OFFERINGS: Final = LogNormal(3.73, 0.63, 2, 140)
COLLEGE_OFFERINGS: Final = LogNormal(2.10, 0.85, 1, 60)
SILENT_UNIVERSITIES: Final = 0.16
SILENT_COLLEGES: Final = 0.26

# Programmes.  Measured: 1,053 are offered, popularity falls with the power 0.90; skills are on record for 159 and
# occupations for 268 of them, which are offered more than others: in 35 % and 52 % of all offerings.
PROGRAMMES: Final = 1053
PROGRAMME_ZIPF: Final = 0.90
BACHELOR_SHARE: Final = 0.5
RECORDED_OF_A_GROUP: Final = 10
RECORDED_BOOST: Final = 2.5
SKILLS_OF_A_PROGRAMME: Final = LogNormal(1.94, 1.14, 1, 35)

# Skills and occupations.  Measured: 212 skills are taught, 175 named in the postings of 2024; popularity in programmes
# falls with the power 0.95.  28 occupations, the first with 20 % of the postings, falling with the power 1.57; each names
# 22 skills, and a posting names 2.4.
GROUPS_OF_A_CHAIN: Final = 3
OCCUPATIONS_OF_A_GROUP: Final = 2
OWN_SKILLS: Final = 10
SHARED_SKILLS: Final = 6
GENERAL_SKILLS: Final = 24
GENERAL_OF_A_GROUP: Final = 12
SKILL_ZIPF: Final = 0.95
OCCUPATION_ZIPF: Final = 1.57
NAMED_BY_AN_OCCUPATION: Final = 0.8
MENTIONS_OF_A_POSTING: Final = 2.4
REQUIRED_SKILLS: Final = 8

# Measured: 172 postings to a city with any, growing with a power of the city's size that is far above that of its
# offerings (2.38 against 1.28), so that the largest city asks for half of everything.  Then demand and teaching of the
# whole region have two mixes even where those of every city are one; here postings grow as offerings do.
POSTINGS_OF_A_CITY: Final = 172
POSTINGS_SPREAD: Final = 0.35
LEAST_POSTINGS: Final = 20

# Industry chains.  Measured: 7, with 10 to 262 enterprises; 4 to 9 segments; the segment is known for 81 % of the
# enterprises, and enterprises per segment have a coefficient of variation of 1.45.
CHAINS: Final = 7
SEGMENTS: Final = (4, 9)
SEGMENT_KNOWN: Final = 0.81
CHAIN_SPREAD: Final = 0.6
SEGMENT_SPREAD: Final = 1.1

# Cooperation.  Measured: partners per institution have a spread of the logarithm of 0.64; 60 % of the partnerships join
# two of one city; alliances have 3.4 members, 18 at most; 1.9 technologies to a project, 1.4 to a platform, falling
# with the power 1.03; 8 % of the partnerships are of 2014 or before.
ACTIVITY_SPREAD: Final = 0.64
SAME_CITY: Final = 0.60
ALLIANCE_MEMBERS: Final = LogNormal(1.25, 0.60, 3, 18)
JOINT_PROJECTS: Final = 0.3
SOLO_PROJECTS: Final = 0.4
TECHNOLOGIES: Final = 360
TECHNOLOGY_ZIPF: Final = 1.03
TECHNOLOGIES_OF_A_PROJECT: Final = 1.9
TECHNOLOGIES_OF_A_PLATFORM: Final = 1.4
# The shipped region has 18 links from technologies to skills and occupations, a hole in the record: it would break the
# chain between talent and innovation everywhere.
SKILLS_OF_A_TECHNOLOGY: Final = 4

# Statistics.  Chosen: three indicators to a chain, whose own noise has half the spread of what they tell.  The shipped region has few that every
# city publishes.
INDICATORS_OF_A_CHAIN: Final = 3
INDICATOR_NOISE: Final = 0.5
