"""Two graphs beside each other: gaps closed, opened, changed, and the statements that did it."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Run
from tiny import make_gap

from chains.diff import Difference, GapChange, diff_graphs, format_difference
from chains.diff.causes import Causes
from chains.diff.matching import match_gaps
from chains.diff.statements import compare_statements
from chains.errors import Text, UnknownName
from chains.export import write_graph
from chains.export.gap_files import write_gaps
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph, open_graph
from chains.inputs import STATEMENTS
from chains.names import ID, expand_term
from chains.records import Gap
from chains.resources import SMALL_REGION, data_folder

SMALL = data_folder(SMALL_REGION)
HAN = re.compile("[\u4e00-\u9fff]")
COLLEGE, ENTERPRISE = f"{ID}organisation/4132012317", f"{ID}organisation/920509.BJ"
CHANGZHOU = f"{ID}region/320400"

Edit = Callable[[list[str]], list[str]]


def edited(folder: Path, **edits: Edit) -> Path:
    """A copy of the small region's tables, the rows of some of them changed."""
    shutil.copytree(SMALL, folder)
    for name, edit in edits.items():
        path = folder / f"{name}.csv"
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([header, *sorted(edit(rows))]) + "\n", encoding="utf-8")
    return folder


def with_row(row: str) -> Edit:
    """Add a row."""
    return lambda rows: [*rows, row]


@pytest.fixture(scope="module")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small region where a college works with the enterprise that stood alone, and teaches what was short."""
    return edited(
        tmp_path_factory.mktemp("diff") / "next",
        partnerships=with_row(
            "P-4132012317-order-class-2026-1,4132012317,920509.BJ,order_class,同惠班,,established,2026,"
            "hot.mofangge.com-76973"
        ),
        programme_skills=with_row("510203,digital-signal-processors,derived-skill-from-course-name"),
    )


@pytest.fixture(scope="module")
def new(new_folder: Path) -> KnowledgeGraph:
    """The graph of it."""
    return open_graph(new_folder)


@pytest.fixture(scope="module")
def difference(small: KnowledgeGraph, new: KnowledgeGraph) -> Difference:
    """What changed from the small region to it."""
    return diff_graphs(small, new, (gaps_of(small), gaps_of(new)))


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The same, where the college also offers another programme, and an enterprise has a segment."""
    return open_graph(
        edited(
            tmp_path_factory.mktemp("noisy") / "noisy",
            partnerships=with_row(
                "P-4132012317-order-class-2026-1,4132012317,920509.BJ,order_class,同惠班,,established,2026,"
                "hot.mofangge.com-76973"
            ),
            programme_skills=with_row("510203,digital-signal-processors,derived-skill-from-course-name"),
            offerings=with_row("4132012317,460301,2026,voc_associate,,admissions-guizhou-2024"),
            organisation_chains=with_row("三菱,smart-manufacturing,sensors-and-instruments,derived-chain-by-hand"),
        )
    )


def named(change: GapChange) -> set[str]:
    """The subjects and objects of the statements that concern a gap."""
    assert change.reason is not None
    found = [one for cause in change.reason.causes for one in cause.statements]
    return {term.strip("<>") for one in found for term in (one.subject, one.object)}


# --- gaps and what did it -------------------------------------------------------------------------------


def test_what_was_linked_is_no_longer_alone(difference: Difference):
    """The partnership closes the gap of the enterprise that stood alone, and is named as what did it."""
    (change,) = [change for change in difference.closed if change.gap.kind == "isolated"]
    assert change.gap.subject == (ENTERPRISE,)
    assert change.reason is not None
    assert change.reason.direct
    (cause,) = change.reason.causes
    assert {one.sign for one in cause.statements} == {"+"}
    assert {COLLEGE, ENTERPRISE} <= named(change)


def test_what_is_taught_is_no_longer_short(difference: Difference):
    """The skill that a programme develops now is short nowhere; the one triple did it, with its source."""
    short = [change for change in difference.closed if change.gap.kind == "skill_shortage"]
    assert {change.gap.region for change in short} >= {CHANGZHOU, f"{ID}region/320500"}
    for change in short:
        assert change.reason is not None
        (cause,) = change.reason.causes
        (statement,) = cause.statements
        assert statement.predicate == f"<{expand_term('developsSkill')}>"
        assert statement.sources == (f"{ID}source/derived-skill-from-course-name",)


def test_new_dependence_is_a_new_gap(difference: Difference):
    """Two enterprises hang on the college now: a gap that was not there, opened by the partnership."""
    (change,) = [change for change in difference.opened if change.gap.kind == "single_point_of_failure"]
    assert change.old is None
    assert change.gap.subject[0] == COLLEGE
    assert change.moved == change.gap.severity
    assert {COLLEGE, ENTERPRISE} <= named(change)


def test_statements_are_counted_by_hand(difference: Difference):
    """A partnership of seven statements and one triple more: eight added, none removed; two links, no thing."""
    changes = difference.changes
    assert (changes.added, changes.removed, changes.moved) == (8, 0, 0)
    assert dict(changes.links) == {"develops-skill": (1, 0), "partners-with": (1, 0)}
    assert dict(changes.things) == {}
    assert changes.sources == ((), ())


def test_every_gap_is_told_once(small: KnowledgeGraph, new: KnowledgeGraph, difference: Difference):
    """Closed, opened, changed and steady gaps are all gaps of both graphs."""
    both = len(difference.changed) + difference.steady
    assert len(difference.closed) + both == len(gaps_of(small))
    assert len(difference.opened) + both == len(gaps_of(new))


def test_the_other_way_round(small: KnowledgeGraph, new: KnowledgeGraph, difference: Difference):
    """From new to old the closed gaps are opened, and what was added is removed."""
    back = diff_graphs(new, small, (gaps_of(new), gaps_of(small)))
    assert {change.gap.id for change in back.opened} == {change.gap.id for change in difference.closed}
    assert (back.changes.added, back.changes.removed) == (0, 8)
    (change,) = [change for change in back.opened if change.gap.kind == "isolated"]
    assert change.reason is not None
    assert {one.sign for cause in change.reason.causes for one in cause.statements} == {"-"}


def test_a_graph_and_itself(small: KnowledgeGraph):
    """Between a graph and itself nothing differs."""
    same = diff_graphs(small, small, (gaps_of(small), gaps_of(small)))
    assert same.closed == same.opened == same.changed == same.changes.statements == ()
    assert same.steady == len(gaps_of(small))


def test_severity_that_moved_enough_has_changed(small: KnowledgeGraph):
    """A severity that moved by the threshold has changed, one that moved by less has not."""
    gap = make_gap(evidence="SELECT * WHERE { ?a a ch:Skill }")
    for moved, count in ((0.1, 1), (0.05, 1), (0.04, 0), (-0.3, 1)):
        found = diff_graphs(small, small, ([gap], [replace(gap, severity=0.5 + moved)]))
        assert len(found.changed) == count
        assert len(found.changed) + found.steady == 1
    wide = diff_graphs(small, small, ([gap], [replace(gap, severity=0.6)]), threshold=0.2)
    assert (wide.changed, wide.steady) == ((), 1)


def test_a_chance_that_crosses_the_level_has_changed(small: KnowledgeGraph):
    """Adjusted p from 0.02 to 0.2 is a change, from 0.02 to 0.04 is none, and without p there is nothing to cross."""
    gap = make_gap(evidence="SELECT * WHERE { ?a a ch:Skill }")
    for p, crossed in ((0.2, True), (0.04, False), (None, False)):
        found = diff_graphs(small, small, ([gap], [replace(gap, p=p, p_adjusted=p)]))
        assert bool(found.changed) == crossed
        assert not crossed or found.changed[0].crossed


def test_no_statement_is_blamed_without_need(small: KnowledgeGraph, new: KnowledgeGraph):
    """A gap whose evidence reads nothing that changed has no statement behind it."""
    gap = make_gap(evidence="SELECT ?a WHERE { ?a ch:suppliesTo ?b }", subject=(ENTERPRISE,), region=CHANGZHOU)
    (change,) = diff_graphs(small, new, ([gap], [])).closed
    assert change.reason is not None
    assert change.reason.causes == ()
    assert not change.reason.direct


def test_statements_about_the_same_things_are_told_as_indirect(small: KnowledgeGraph, new: KnowledgeGraph):
    """Where no row of evidence differs, statements about the subject with what the query reads are named as such."""
    query = (
        "SELECT ?a WHERE { ?a ch:institution <https://w3id.org/fourchains/id/organisation/none> ; ch:enterprise ?b }"
    )
    gap = make_gap(evidence=query, subject=(ENTERPRISE,), region=CHANGZHOU)
    (change,) = diff_graphs(small, new, ([gap], [])).closed
    assert change.reason is not None
    assert not change.reason.direct
    assert ENTERPRISE in named(change)


def test_causes_are_looked_for_as_often_as_asked(small: KnowledgeGraph, new: KnowledgeGraph):
    """With one of each sort asked for, the others have no reason, and the page says that none was looked for."""
    found = diff_graphs(small, new, (gaps_of(small), gaps_of(new)), most=1)
    assert [change.reason is None for change in found.closed] == [False, *[True] * (len(found.closed) - 1)]
    assert "were not looked for" in format_difference(found, "table", "en")


def test_a_query_that_fails_is_no_error(small: KnowledgeGraph, new: KnowledgeGraph):
    """Evidence that cannot be asked, as of a gap written by hand, explains nothing and stops nothing."""
    gap = make_gap(evidence="nonsense", region=None)
    assert diff_graphs(small, new, ([gap], [])).closed[0].reason is not None


def test_what_else_happened_to_the_same_things_is_not_blamed(small: KnowledgeGraph, noisy: KnowledgeGraph):
    """Of all that is new of a college, only what made the differing row is named: not its other programme."""
    closed = diff_graphs(small, noisy, (gaps_of(small), gaps_of(noisy))).closed
    wanted = {"isolated": "enterprise", "skill_shortage": "developsSkill"}
    seen = set()
    for change in closed:
        if change.gap.kind in wanted and change.gap.region == CHANGZHOU:
            assert change.reason is not None
            (cause,) = change.reason.causes
            assert f"<{expand_term(wanted[change.gap.kind])}>" in {one.predicate for one in cause.statements}
            seen.add(change.gap.kind)
    assert seen == set(wanted)


def test_what_stands_in_other_rows_too_is_not_blamed(small: KnowledgeGraph, noisy: KnowledgeGraph):
    """In the rows of every college with the new enterprise of a segment, the enterprise is what is new."""
    query = "SELECT ?college ?firm WHERE { ?offering ch:offeredBy ?college . ?firm ch:activeInSegment ?segment }"
    (change,) = diff_graphs(small, noisy, ([make_gap(evidence=query)], [])).closed
    assert change.reason is not None
    assert [cause.subject for cause in change.reason.causes] == [f"{ID}organisation/三菱"]


# --- which gap is which ---------------------------------------------------------------------------------


def test_the_same_identifier_is_the_same_gap():
    """Figures and words may differ: the identifier tells."""
    old, new = make_gap(), make_gap(severity=0.1, label=Text("别的", "Other"))
    assert match_gaps([old], [new]) == [(old, new)]


def test_members_may_come_and_go():
    """Of the enterprises without a partner one was linked: the label says that it is the same gap."""
    old = make_gap(kind="isolated", subject=("a", "b", "c"))
    new = make_gap(kind="isolated", subject=("a", "c"))
    assert old.id != new.id
    assert match_gaps([old], [new]) == [(old, new)]


def test_shared_members_tell_where_labels_do_not():
    """Two gaps with one label are told apart by what they are about, the closest first."""
    old = [make_gap(kind="isolated", subject=subject) for subject in (("a", "b", "c"), ("x", "y", "z"))]
    new = [make_gap(kind="isolated", subject=subject) for subject in (("x", "y"), ("a", "b"), ("m", "n"))]
    assert match_gaps(old, new) == [(old[1], new[0]), (old[0], new[1]), (None, new[2])]


def test_other_places_kinds_and_matters_are_other_gaps():
    """A gap elsewhere, of another kind, or about other things is another one; each is in the answer."""
    old = make_gap(kind="isolated", subject=("a", "b"))
    others = [
        make_gap(kind="dead_end", subject=("a", "b")),
        make_gap(kind="isolated", subject=("a", "b"), region=None),
        make_gap(kind="isolated", subject=("m", "n"), label=Text("丙", "C")),
    ]
    assert match_gaps([old], others) == [*((None, other) for other in others), (old, None)]
    assert match_gaps([], []) == []


def test_every_gap_matches_itself(new: KnowledgeGraph):
    """All gaps of a graph are matched with themselves, whatever the order."""
    gaps = gaps_of(new)
    assert all(old == new for old, new in match_gaps(gaps, gaps[::-1]))


# --- statements -----------------------------------------------------------------------------------------


def test_another_source_is_no_other_fact(small: KnowledgeGraph, tmp_path: Path):
    """A triple that another source states now was moved, neither added nor removed."""
    raw = (small.folder / STATEMENTS).read_text(encoding="utf-8").splitlines()
    line = next(line for line in raw if expand_term("developsSkill") in line)
    moved = re.sub(r"<[^<>]*> \.$", f"<{ID}source/elsewhere> .", line)
    (tmp_path / "moved.nq").write_text("\n".join([*raw, moved]).replace(f"{line}\n", "", 1) + "\n", encoding="utf-8")
    changes = compare_statements(small, open_graph(tmp_path / "moved.nq"))
    assert (changes.added, changes.removed, changes.moved) == (0, 0, 1)
    assert changes.sources[0] == (f"{ID}source/elsewhere",)


def test_gaps_in_a_graph_are_no_statements(small: KnowledgeGraph, tmp_path: Path):
    """Gaps written into the new graph differ in nothing, and neither does their description."""
    out = io.BytesIO()
    write_gaps(gaps_of(small), small, out, format="nq")
    (tmp_path / "both.nq").write_bytes((small.folder / STATEMENTS).read_bytes() + out.getvalue())
    changes = compare_statements(small, open_graph(tmp_path / "both.nq"))
    assert changes.statements == ()
    assert changes.sources == ((), ())


def test_things_and_links_that_went_are_counted(small: KnowledgeGraph, tmp_path: Path):
    """Without its one project the region has one thing and its links less."""
    tables = edited(
        tmp_path / "less", projects=lambda _: [], participations=lambda _: [], project_technologies=lambda _: []
    )
    changes = compare_statements(small, open_graph(tables))
    assert changes.things["Project"] == (0, 1)
    assert changes.links["participates-in"] == (0, 1)
    assert changes.removed > 5
    assert changes.added == 0


def test_plain_triples_have_no_source(small: KnowledgeGraph, tmp_path: Path):
    """A graph without named graphs can be set beside itself with them: the same facts from other sources."""
    write_graph(small, tmp_path / "plain.ttl")
    changes = compare_statements(small, open_graph(tmp_path / "plain.ttl"))
    assert (changes.added, changes.removed) == (0, 0)
    assert changes.moved == len(list(small.triples()))


def test_causes_name_only_what_changed(small: KnowledgeGraph, new: KnowledgeGraph):
    """Whatever the gap, no statement is blamed that did not change."""
    changes = compare_statements(small, new)
    causes = Causes(small, new, changes)
    for pair in match_gaps(gaps_of(small), gaps_of(new)):
        blamed = {one for cause in causes.of(pair).causes for one in cause.statements}
        assert blamed <= set(changes.statements)


# --- as text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["table", "md"])
def test_page_tells_it_in_its_language(difference: Difference, form: str, lang: str):
    """The page has summary, sorts and statements, in one language."""
    text = format_difference(difference, form, lang)  # type: ignore[arg-type]
    count = len(difference.closed)
    words = {
        "zh": [f"消失的断点（{count} 处）", "新增 同惠班：合作企业 常州同惠电子股份有限公司", "来源："],
        "en": [f"Gaps closed ({count})", "added Software Technology: develops skill Digital signal", "source: "],
    }
    flat = " ".join(text.split())
    assert all(word.replace(" ", "") in flat.replace(" ", "") for word in words[lang])
    assert all(change.gap.id in text for change in (*difference.closed, *difference.opened))


def test_rows_are_one_for_each_gap(difference: Difference):
    """The CSV has one row for each gap that differs, and its statements do not look like formulas."""
    text = format_difference(difference, "csv", "en")
    rows = list(csv.DictReader(io.StringIO(text)))
    differing = (*difference.closed, *difference.opened, *difference.changed)
    assert [row["id"] for row in rows] == [change.gap.id for change in differing]
    assert all(row["changes that concern it"].startswith("added ") for row in rows)
    assert "yes" in {row["change its evidence"] for row in rows}


def test_json_has_every_statement(difference: Difference):
    """The JSON has the full records and the triples, each with sign, terms and sources."""
    record = json.loads(format_difference(difference, "json", "en"))
    sorts = ("closed", "opened", "changed")
    assert record["gaps"] == {name: len(getattr(difference, name)) for name in sorts} | {"steady": difference.steady}
    assert record["closed"][0]["old"] == json.loads(json.dumps(difference.closed[0].gap.to_dict()))
    assert record["closed"][0]["new"] is None
    (statement,) = record["closed"][0]["reason"]["statements"]
    assert statement["sign"] == "+"
    assert statement["object"] == f"{ID}skill/digital-signal-processors"
    assert statement["sources"] == ["source/derived-skill-from-course-name"]


def test_hostile_names_show_as_text(small: KnowledgeGraph, tmp_path: Path):
    """Markup in a new name does not act in Markdown."""
    name = "<img src=x>"
    row = f"P-4132012317-order-class-2026-1,4132012317,920509.BJ,order_class,{name},,established,2026,hot.mofangge.com-76973"
    graph = open_graph(edited(tmp_path / "hostile", partnerships=with_row(row)))
    text = format_difference(diff_graphs(small, graph, (gaps_of(small), gaps_of(graph))), "md", "zh")
    assert "<img" not in text
    assert "img src=x" in text


def test_top_cuts_and_counts_the_rest(difference: Difference):
    """With one of each sort, the rest is counted."""
    assert f"and {len(difference.closed) - 1} more" in format_difference(difference, "table", "en", top=1)


def test_unknown_format_of_a_difference(difference: Difference):
    """A format that does not exist is an error."""
    with pytest.raises(UnknownName):
        format_difference(difference, "trig", "en")


# --- the command ----------------------------------------------------------------------------------------


def test_command_ends_with_0_whether_or_not_something_differs(
    run_chains: Run, new_folder: Path, difference: Difference
):
    """Differences are no error, as the help says."""
    counts = f"{len(difference.closed)} closed, {len(difference.opened)} opened"
    for after, words in ((str(new_folder), counts), (str(SMALL), "0 closed, 0 opened")):
        answer = run_chains("diff", str(SMALL), after)
        assert answer.returncode == 0, answer.stderr
        assert words in answer.stdout
    assert "exit code is 0" in " ".join(run_chains("diff", "--help").stdout.split())


def test_command_takes_whatever_data_takes(run_chains: Run, new: KnowledgeGraph, tmp_path: Path):
    """An RDF file and a built graph are compared like tables; a city and a kind narrow the answer."""
    write_graph(new, tmp_path / "new.trig")
    words = ["--city", "常州", "--kind", "isolated", "--format", "json"]
    for after in (str(tmp_path / "new.trig"), str(new.folder)):
        answer = run_chains("diff", str(SMALL), after, *words)
        assert answer.returncode == 0, answer.stderr
        record = json.loads(answer.stdout)
        assert [change["id"].partition("-")[0] for change in record["closed"]] == ["isolated"]
        assert record["opened"] == []


def test_command_speaks_chinese(run_chains: Run, new_folder: Path):
    """With ``--lang zh`` it is told in Chinese."""
    text = run_chains("diff", str(SMALL), str(new_folder), "--lang", "zh").stdout
    assert "消失的断点" in text
    assert all(HAN.search(line) for line in text.splitlines() if line and "→" not in line)


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ([str(SMALL)], 2, "NEW"),
        ([str(SMALL), "nowhere"], 1, "no such file"),
        ([str(SMALL), str(SMALL), "--kind", "isolatd"], 1, "isolated"),
        ([str(SMALL), str(SMALL), "--city", "常洲"], 1, "常州"),
        ([str(SMALL), str(SMALL), "--threshold", "7"], 2, "threshold"),
        ([str(SMALL), str(SMALL), "--between", "education"], 2, "A:B"),
    ],
)
def test_mistakes_with_two_graphs_are_answered(run_chains: Run, tmp_path: Path, words: list[str], code: int, hint: str):
    """A mistake gives an exit code and words that help."""
    answer = run_chains("diff", *words, cwd=tmp_path)
    assert answer.returncode == code
    assert hint in answer.stderr
    assert "Traceback" not in answer.stderr


def test_gap_of_a_change_is_the_later_one():
    """A change speaks of the gap as it is now, or as it was last."""
    old, new = make_gap(), make_gap(severity=0.7)
    assert GapChange(old, new).gap is new
    assert GapChange(old, None).gap is old
    assert GapChange(old, new).moved == 0.2
    assert isinstance(new, Gap)
    with pytest.raises(ValueError, match="no gap"):
        _ = GapChange(None, None).gap
