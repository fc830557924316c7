"""Missing partnerships: institutions and enterprises that fit, lie near each other and do not work together.

The list is that of :mod:`chains.gaps.partners.choosing`; the atlas shows the same one.  It is a list of suggestions by
rule.  No chance is given: only a few partnerships of any enterprise are on record, so that even the best pairs are
linked on record far more seldom than not, and a chance drawn from the record would tell of the record and not of the
region.  How often the score finds partnerships that were hidden from it is told by
:mod:`chains.gaps.partners.evaluation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chains.gaps.contract import SUGGESTED, GapKind, weigh_severity
from chains.gaps.partners.choosing import Candidate, list_candidates
from chains.gaps.partners.evidence import find_evidence
from chains.gaps.partners.pairing import Pairing
from chains.gaps.partners.words import PartnerWords
from chains.gaps.reading.coverage import Coverage, grade_share
from chains.network import Network
from chains.records import CoverageGrade, Gap

__all__ = ["KINDS", "find_missing_partnerships", "find_sources", "grade_candidate"]

CHAINS: Final = ("education", "industry")


def find_missing_partnerships(network: Network) -> list[Gap]:
    """Return the best-fitting pairs of an institution and an enterprise that do not work together.

    ``observed`` is 0 partnerships, ``expected`` 1 by rule.  ``severity`` is half the loss of
    :mod:`chains.gaps.partners.choosing`, lowered by thin coverage.  ``fragility`` is 1: one partnership not on record.
    """
    pairing = Pairing(network)
    candidates = list_candidates(pairing)
    words, coverage = PartnerWords(pairing), Coverage(network, pairing.places)
    return [_record(pairing, one, words, grade_candidate(coverage, one)) for one in candidates]


KINDS: Final = (GapKind("missing_partnership", find_missing_partnerships),)


def grade_candidate(coverage: Coverage, candidate: Candidate) -> CoverageGrade:
    """Return the grade of the worse end: institutions where the one lies, enterprises where the other does."""
    shares = coverage.share(candidate.home, "education"), coverage.share(candidate.city, "industry")
    return grade_share(min(share or 0.0 for share in shares))


def _record(pairing: Pairing, candidate: Candidate, words: PartnerWords, grade: CoverageGrade) -> Gap:
    things = pairing.actors.things
    enterprise, institution = things.iris_of((candidate.enterprise, candidate.institution))
    programmes = things.iris_of(candidate.programmes)
    return Gap(
        kind="missing_partnership",
        subject=(enterprise, institution),
        label=words.label(candidate),
        region=candidate.city,
        chains=CHAINS,
        observed=0.0,
        expected=1.0,
        unit="partnerships",
        null="fitting_pair",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(SUGGESTED * candidate.loss, grade),
        fragility=1,
        coverage=grade,
        evidence=find_evidence(institution, enterprise, things.iri(candidate.chain), programmes),
        sources=find_sources(pairing, candidate, taught=words.taught(candidate) is not None),
        sentence=words.sentence(candidate),
        overturn=words.overturn,
        closing=((institution, "partners-with", enterprise),),
    )


def find_sources(pairing: Pairing, candidate: Candidate, *, taught: bool) -> tuple[str, ...]:
    """Return the named graphs of the links that a candidate was read from, sorted; those of skills only if *taught*."""
    read: list[tuple[tuple[str, ...], Sequence[int]]] = [
        (("active-in-chain", "active-in-segment"), [candidate.enterprise]),
        (("offers",), [candidate.institution]),
        (("partners-with", "trains-for"), [candidate.enterprise, candidate.institution]),
    ]
    if taught or not candidate.named:
        read.append((("chain-asks-occupation",), [candidate.chain]))
    if taught:
        read.append((("develops-skill", "postings-name-skill"), candidate.skills))
    if not candidate.named:
        read.append((("targets-occupation",), candidate.programmes))
    return pairing.actors.things.sources(*read)
