"""How scorers are put to the test: which partnerships are hidden, and among which institutions each must be found again.

Each hidden partnership asks one question: which institution works with this enterprise?  The answer is looked for among
institutions of the same class (university, college, school), either of the whole region or of the same city as the right
one, where distance says nothing.  Institutions known to work with the enterprise otherwise are left out: they are no
wrong answers.  The question is not asked the other way round: institutions come from complete registers, but many an
enterprise is in the graph only because some report names it as a partner, so that knowing of it gives the answer away.

What is hidden:

``pairs``    a fifth of the partnerships at a time, at random;
``reports``  the same, but partnerships that one report tells of are hidden together.  A report that lists the partners
             of one institution would otherwise give them away one by one.  Not for fewer than five reports;
``years``    a back-test: everything from a certain year on, learned from the years before.  The year is the newest from
             which at least :data:`LEAST` questions remain.  Partnerships without a year are neither hidden nor learned
             from.

Only what is hidden or learned from has dates: industry chains, programmes, projects and platforms are those of today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from scipy import sparse

from chains.gaps.partners.pairing import UNPLACED, Pairing
from chains.measures.ranking import join_groups, split_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Marks = NDArray[np.bool_]

__all__ = ["FOLDS", "LEAST", "PROTOCOLS", "Questions", "Trial", "ask_questions"]

LEAST: Final = 20
"""With fewer questions than this, nothing is said of how good a scorer is."""
FOLDS: Final = 5
"""So many parts, of which each is hidden in turn; and so many reports at least."""
REPEATS: Final = 4
MOST_QUESTIONS: Final = 300
"""Of more partnerships than this, so many are drawn at random."""


@dataclass(frozen=True, eq=False)
class Questions:
    """Partnerships that could be hidden, and the candidates among which each must be found.

    Attributes:
        pairs: ``first``, ``second``, ``year`` of the partnerships; the number of a question is its place.
        partnership: place of each among all partnerships of the network.
        groups: number of the report, or of the linked reports, that tell of each partnership of the network.
        question, institution: one entry for each candidate.
        right: which candidates are the institution of the partnership itself.
        local: which candidates lie in the same city as the right one.
    """

    pairs: pl.DataFrame
    partnership: Numbers
    groups: Numbers
    question: Numbers
    institution: Numbers
    right: Marks
    local: Marks


@dataclass(frozen=True, eq=False)
class Trial:
    """One fit: what may be learned from (institutions × enterprises), and which questions are then asked."""

    links: sparse.csr_array
    asked: Marks


def ask_questions(pairing: Pairing) -> Questions:
    """Return the questions that the partnerships of two places give: both ends lie in a city."""
    known = pairing.partnerships
    first, second = (known.get_column(name).to_numpy().astype(np.int64) for name in ("first", "second"))
    placed = np.flatnonzero((pairing.homes[first] != UNPLACED) & (pairing.cities[second] != UNPLACED))
    if len(placed) > MOST_QUESTIONS:
        placed = np.sort(np.random.default_rng(0).choice(placed, MOST_QUESTIONS, replace=False))
    first, second = first[placed], second[placed]
    possible = pairing.on_record[:, second].T.toarray() == 0
    possible &= pairing.classes[None, :] == pairing.classes[first][:, None]
    possible[np.arange(len(first)), first] = True
    question, institution = (part.astype(np.int64) for part in np.nonzero(possible))
    return Questions(
        known[placed],
        placed,
        _group(known),
        question,
        institution,
        institution == first[question],
        pairing.homes[institution] == pairing.homes[first][question],
    )


def _group(partnerships: pl.DataFrame) -> Numbers:
    rows = partnerships.select("graphs", item=pl.int_range(pl.len())).explode("graphs").drop_nulls()
    graphs = rows.get_column("graphs")
    labels = graphs.replace_strict({name: number for number, name in enumerate(graphs.unique().sort())}, default=None)
    return join_groups(rows.get_column("item").to_numpy(), labels.cast(pl.Int64).to_numpy(), partnerships.height)


def _hide_pairs(pairing: Pairing, questions: Questions) -> Iterator[list[Trial]]:
    yield from _hide_folds(pairing, questions, np.arange(len(questions.groups)))


def _hide_reports(pairing: Pairing, questions: Questions) -> Iterator[list[Trial]]:
    if len(np.unique(questions.groups)) >= FOLDS:
        yield from _hide_folds(pairing, questions, questions.groups)


def _hide_folds(pairing: Pairing, questions: Questions, groups: Numbers) -> Iterator[list[Trial]]:
    """Hide a fold of all partnerships at a time, also of those about which nothing is asked."""
    for seed in range(REPEATS):
        folds = split_groups(groups, FOLDS, seed)
        trials = []
        for fold in range(FOLDS):
            links = pairing.to_matrix(pairing.partnerships.filter(pl.Series(folds != fold)))
            trials.append(Trial(links, folds[questions.partnership] == fold))
        yield trials


def first_hidden_year(questions: Questions) -> int | None:
    """Return the newest year from which enough questions remain; ``None`` where years are too few or all the same."""
    years = questions.pairs.get_column("year").drop_nulls().sort(descending=True)
    if len(years) < LEAST:
        return None
    year = int(years[LEAST - 1])
    return year if year > int(years[-1]) else None


def _hide_years(pairing: Pairing, questions: Questions) -> Iterator[list[Trial]]:
    year = first_hidden_year(questions)
    if year is not None:
        before = pairing.partnerships.filter(pl.col("year") < year)
        asked = (questions.pairs.get_column("year") >= year).fill_null(value=False).to_numpy()
        yield [Trial(pairing.to_matrix(before), asked)]


PROTOCOLS: Final[Mapping[str, Callable[[Pairing, Questions], Iterator[list[Trial]]]]] = {
    "pairs": _hide_pairs,
    "reports": _hide_reports,
    "years": _hide_years,
}
"""What is hidden, by notation: yields repeats, each a list of trials that together ask every question at most once."""
