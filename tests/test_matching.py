"""Written names are matched with known things: sure, to be asked about, or new."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc

import pytest
from labelled_names import TABLES, Labelled, Tally, labelled_names

from chains.errors import UnknownName
from chains.graph import KnowledgeGraph
from chains.matching import Decision, KnownNames, NameMatch, Thing, find_matches
from chains.matching.decisions import resolve_decisions
from chains.matching.forms import fold_name, name_form
from chains.matching.graph_names import KINDS, read_known
from chains.matching.likeness import score_forms
from chains.matching.matches import LEAST_CHINESE, LEAST_ENGLISH

PRECISION, RECALL = 0.99, 0.95


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    """A fixed sample of the labelled names: 250 things of each table."""
    return labelled_names(250)


@pytest.fixture(scope="module")
def known(region: KnowledgeGraph) -> dict[str, KnownNames]:
    """The names by which the region knows its things."""
    return {table: read_known(region, table) for table in ("organisations", "regions", "programmes", "skills")}


def one(name: str, known: KnownNames) -> NameMatch:
    """Return what one name means."""
    return next(find_matches([name], known))


def key_of(match: NameMatch) -> str | None:
    """Return the last part of the IRI that is sure."""
    return match.key.rsplit("/", 1)[1] if match.key else None


def firms(*names: str) -> KnownNames:
    """Return invented firms, each keyed by its first name; more names of one firm are joined with a bar."""
    return KnownNames([Thing(name.split("|")[0], name.split("|")[0], tuple(name.split("|"))) for name in names])


def count(labelled: Labelled, half: str) -> Tally:
    """Match all names of one half that are not written as they are known."""
    tally = Tally()
    for table in TABLES:
        own = [row for row in labelled.written if row.table == table and row.half == half and row.kind != "as it is"]
        for written, match in zip(own, find_matches([row.text for row in own], labelled.known[table]), strict=True):
            tally.add(written, match)
    return tally


def test_sure_is_right_and_known_is_found(labelled: Labelled):
    """On the half kept apart from choosing thresholds: precision of sure at least 0.99, recall of sure + ask 0.95."""
    tally = count(labelled, "report")
    assert tally.positives > 4_000
    assert tally.negatives > 1_000
    assert tally.sure > 1_000
    assert tally.precision >= PRECISION, tally.wrong[:5]
    assert tally.recall >= RECALL, tally.lost[:20]


def test_labelled_names_have_what_is_merged_wrongly(labelled: Labelled):
    """Among what is not known are things like known ones, sisters, branches and other legal forms."""
    kinds = {row.kind for row in labelled.written if row.key is None}
    assert {"not known", "not known, a branch", "not known, a sister", "not known, another form"} <= kinds
    asked = [row for row in labelled.written if row.key is None and row.kind == "not known"]
    alike = [one(row.text, labelled.known[row.table]).outcome == "ask" for row in asked]
    assert sum(alike) > len(alike) / 3


@pytest.mark.parametrize(
    ("table", "name", "key"),
    [
        ("organisations", "4132013102", "4132013102"),
        ("organisations", "300029", "300029.SZ"),
        ("organisations", "SZ300029", "300029.SZ"),
        ("regions", "320400", "320400"),
        ("regions", "320400000000", "320400"),
        ("programmes", "510203", "510203"),
        ("programmes", "080902T", "080902"),
        ("programmes", "软件技术（510203）", "510203"),
        ("programmes", "510203 软件技术", "510203"),
    ],
)
def test_codes_come_first(known: dict[str, KnownNames], table: str, name: str, key: str):
    """Official codes are sure, however they are written, alone or beside the name."""
    match = one(name, known[table])
    assert (match.outcome, match.reason, key_of(match)) == ("sure", "code", key)


def test_a_code_beside_another_name_is_asked_about(known: dict[str, KnownNames]):
    """A code and a name that do not agree: both are given to choose from."""
    match = one("护理（510203）", known["programmes"])
    assert (match.outcome, match.reason) == ("ask", "code-differs")
    assert {"软件技术", "护理"} <= {candidate.label for candidate in match.candidates}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("上海", "310100"),
        ("江苏", "320000"),
        ("常州", "320400"),
        ("常 州 市", "320400"),
        ("江苏省常州市", "320400"),
        ("江苏常州", "320400"),
        ("江蘇省蘇州市", "320500"),
        ("Changzhou City", "320400"),
    ],
)
def test_places_are_found_with_and_without_endings(known: dict[str, KnownNames], name: str, key: str):
    """市 and 省, the province before a city, and traditional characters make no difference; a city comes before its province."""
    assert key_of(one(name, known["regions"])) == key


@pytest.mark.parametrize("name", ["浙江省常州市", "常州市武进区", "常洲", "苏洲市", "Taizhou"])
def test_doubtful_places_are_asked_about(known: dict[str, KnownNames], name: str):
    """A city in another province, a part of a city, a wrong character, a name of two cities: a person decides."""
    match = one(name, known["regions"])
    assert match.outcome == "ask"
    assert match.candidates


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("中兴通讯", "000063.SZ"),
        ("中興通訊股份有限公司", None),
        ("常州信息职业技术 学院", "4132012317"),
        ("TCL Technology Group Corp", "000100.SZ"),
        ("天地(常州)自动化股份有限公司", "天地（常州）自动化股份有限公司"),
    ],
)
def test_other_names_and_spellings_are_sure(known: dict[str, KnownNames], name: str, key: str | None):
    """Other names, spaces, width, brackets and English legal forms; an unknown traditional character is asked about."""
    match = one(name, known["organisations"])
    assert match.outcome == ("sure" if key else "ask")
    assert match.candidates[0].key.rsplit("/", 1)[1] == (key or "000063.SZ")


def test_former_names_are_sure(region: KnowledgeGraph, known: dict[str, KnownNames]):
    """A former name of the alias table means the institution of today."""
    rows = region.query("SELECT ?o WHERE { ?o skos:altLabel '淮阴工学院'@zh }").values()
    assert one("淮阴工学院", known["organisations"]).key == rows[0][0]


@pytest.mark.parametrize(
    "others",
    [
        ("南京工业大学", "南京工程学院", "南京工业职业技术大学"),
        ("常州大学", "常州工学院", "常州工业职业技术学院"),
        ("临江华锐机械有限公司", "临江华瑞机械有限公司"),
        ("临江新华科技有限公司", "临江华新科技有限公司"),
        ("临江星河软件有限公司", "临江星河软件股份有限公司", "临江星河软件集团有限公司"),
        ("Linjiang University of Technology", "Linjiang Institute of Technology", "Linjiang University"),
    ],
)
def test_what_differs_little_is_never_merged(others: tuple[str, ...]):
    """Of things that differ in a character, a word or the legal form, one is not taken for another that is known alone."""
    for known in others:
        for written in others:
            assert (one(written, firms(known)).outcome == "sure") == (written == known), (written, known)


@pytest.mark.parametrize(
    ("written", "outcome", "reason"),
    [
        ("临江星河软件", "sure", "spelling"),
        ("临江星河软件公司", "sure", "spelling"),
        ("临江星河软件有限责任公司", "sure", "spelling"),
        ("临江星河软件股份有限公司", "ask", "legal-form"),
        ("临江星河软件集团", "ask", "legal-form"),
        ("星河软件", "ask", "short"),
        ("临江星河软件有限公司东湖分公司", "ask", "longer"),
        ("临江星合软件有限公司", "ask", "like"),
        ("东湖云帆物流有限公司", "new", "none"),
    ],
)
def test_legal_forms(written: str, outcome: str, reason: str):
    """A legal form may be left out or shortened; another one, a short name, a branch or a wrong character is asked about."""
    match = one(written, firms("临江星河软件有限公司"))
    assert (match.outcome, match.reason) == (outcome, reason)


def test_short_names_are_not_sure_without_their_form():
    """What is left of a company's name of two or three characters may be part of many names."""
    assert one("华锐", firms("华锐有限公司")).outcome == "ask"


def test_a_name_of_two_things_is_asked_about():
    """Two things with one name are both given."""
    known = KnownNames([Thing("1", "软件工程", ("软件工程",)), Thing("2", "软件工程", ("软件工程",))])
    match = one("软件工程", known)
    assert (match.outcome, [candidate.key for candidate in match.candidates]) == ("ask", ["1", "2"])


@pytest.mark.parametrize("name", ["C", "C++", "C#", "Java", "JavaScript", "Go", "R"])
def test_short_skills_are_told_apart(known: dict[str, KnownNames], name: str):
    """Marks that tell languages apart count."""
    match = one(name, known["skills"])
    labels = {"C": "C语言", "Go": "Go", "R": "R"}
    assert match.candidates[0].label.startswith(labels.get(name, name))


@pytest.mark.parametrize("name", ["", " \u3000", "\u200b", "。", "（）", "x" * 5_000, "=cmd|' /C calc'!A0", "\u0000"])
def test_what_is_no_name_is_new(known: dict[str, KnownNames], name: str):
    """Empty cells, marks, formulas and whole texts are no names, and do no harm."""
    assert one(name, known["organisations"]).outcome == "new"


def test_nothing_known():
    """Where nothing is known, every name is new; of no names nothing is told."""
    assert one("常州大学", KnownNames([])).outcome == "new"
    assert list(find_matches([], firms("常州大学"))) == []


def test_scores_by_hand():
    """Two characters of four are half; the same sound is 85, moved characters 90; a short form 70 and more; the order of words is free."""
    pairs = [
        ("常水大堂", "常州大学", 50.0),
        ("常洲大雪", "常州大学", 85.0),
        ("天地自动化常州", "天地常州自动化", 90.0),
        ("昊海生科", "上海昊海生物科技", 77.5),
        ("常州大学怀德学院", "常州大学", 75.0),
        ("technology linjiang", "linjiang technology", 100.0),
    ]
    scores = score_forms([name_form(left) for left, _, _ in pairs], [name_form(right) for _, right, _ in pairs])
    assert scores.tolist() == pytest.approx([score for _, _, score in pairs])


def test_thresholds_leave_room_below_what_is_written():
    """A known name is more like itself than the thresholds ask for."""
    assert 0 < LEAST_CHINESE < 100
    assert 0 < LEAST_ENGLISH < 100


def test_order_and_number_are_kept(known: dict[str, KnownNames]):
    """Each name has its match, in the order given, over more than one portion."""
    names = [f"临江{place}号公司" for place in range(2_500)] + ["常州大学", "常州大学"]
    matches = list(find_matches(names, known["organisations"]))
    assert [match.written for match in matches] == names
    assert [match.outcome for match in matches[-2:]] == ["sure", "sure"]


def test_memory_does_not_grow_with_misspellings(known: dict[str, KnownNames]):
    """Twice as many misspellings of one city need no more memory."""

    def peak(number: int) -> int:
        names = (f"{chr(0x4E00 + place)}苏省常{chr(0x5E00 + place // 3)}市" for place in range(number))
        tracemalloc.start()
        try:
            assert sum(1 for _ in find_matches(names, known["regions"])) == number
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for _ in find_matches((f"{chr(0x4E00 + place)}洲" for place in range(5_000)), known["regions"]):
        pass
    assert peak(8_000) < 1.4 * peak(4_000)


def test_work_grows_with_names_not_with_pairs(known: dict[str, KnownNames]):
    """Each name is compared with at most twelve known ones."""
    index = known["organisations"].index
    assert max(map(len, index.nearest([name_form("常州信息技术学院有限公司").core, "a", ""]))) <= 12


def test_decisions_win(known: dict[str, KnownNames]):
    """What a person decided comes before codes and names; a key may be an IRI, the end of one, a code or a name."""
    organisations = known["organisations"]
    decided = [
        Decision("organisations", "常工院", "常州工学院"),
        Decision("organisations", "常信院", "4132012317"),
        Decision("organisations", "常州大学", None),
        Decision("regions", "常大", "320400"),
    ]
    decisions = resolve_decisions(decided, "organisations", organisations)
    found = list(find_matches(["常 工 院", "常信院", "常州大学", "常大"], organisations, decisions))
    assert [(match.outcome, match.reason) for match in found[:3]] == [
        ("sure", "decided"),
        ("sure", "decided"),
        ("new", "decided-new"),
    ]
    assert organisations.by_key[found[0].key or ""].label == "常州工学院"
    assert key_of(found[1]) == "4132012317"
    assert found[3].reason != "decided"


def test_a_decision_for_what_is_not_known_is_told(known: dict[str, KnownNames]):
    """An id that nothing has is named, with where it stands and the nearest."""
    decided = [Decision("regions", "常洲", "no-such-city", "names.csv:3")]
    with pytest.raises(UnknownName, match="no-such-city") as caught:
        resolve_decisions(decided, "regions", known["regions"])
    assert caught.value.where == "names.csv:3"


def test_every_kind_can_be_read(region: KnowledgeGraph):
    """Each table whose names can be matched is one of the region's, and finds its own labels."""
    for table in KINDS:
        known = read_known(region, table)
        labels = [thing.label for thing in known.things[:50]]
        assert all(match.outcome != "new" for match in find_matches(labels, known)), table


def test_all_own_names_are_found(known: dict[str, KnownNames]):
    """Every name that one thing alone has is sure, and means it."""
    organisations = known["organisations"]
    names = [(name, thing.key) for thing in organisations.things for name in thing.names]
    alone = [(name, key) for name, key in names if organisations.names[fold_name(name)] == {key}]
    assert len(alone) > 3_000
    for (name, key), match in zip(alone, find_matches([name for name, _ in alone], organisations), strict=True):
        assert match.key == key, name


def test_same_for_every_hash_seed():
    """Candidates come in the same order whatever the seed of hashing."""
    code = (
        "from chains.matching import *; import sys; "
        "k = KnownNames([Thing(str(n), f'临江{c}工学院', (f'临江{c}工学院',)) for n, c in enumerate('甲乙丙丁戊己庚辛壬癸子丑寅卯')]); "
        "sys.stdout.buffer.write(repr(list(find_matches(['临江工学院', '临江理工学院'], k))).encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "7")
    }
    assert len(outputs) == 1
