"""Names to decide about: lists that are filled in, decisions that are remembered, projects and tables that use them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from sheeting import check_account, codes, read, table, write_book, write_csv

from chains.cli import cli
from chains.errors import ChainsError, UnknownName, UnreadableInput
from chains.inputs import find_input
from chains.matching import Candidate, NameMatch
from chains.matching.questions import Question, QuestionList
from chains.resources import SMALL_REGION, data_folder, ontology_folder
from chains.sheets import asking
from chains.sheets.asking import COLUMNS, write_questions
from chains.sheets.deciding import read_decisions, remember_decisions
from chains.sheets.files import ASKED, DECIDED

TEXT, BOOK = ASKED
COLLEGES = [["学校名称", "所在城市"], ["临江职业技术学院", "临江市"], ["东湖科技大学", "东湖市"]]
FIRMS = [["企业名称", "城市"], ["临江星河软件有限公司", "临江"], ["东湖宏达机械股份有限公司", "东湖"]]
CITIES = [["名称", "类别"], ["临江市", "城市"], ["东湖市", "城市"]]
DOUBTFUL = "临江职业技木学院"


def question(written: str, *keys: str, times: int = 1) -> Question:
    """Return a question with these candidates."""
    candidates = tuple(Candidate(key, f"label of {key}", f"label of {key}", 80.0, "like") for key in keys)
    return Question("organisations", NameMatch(written, "ask", "like", None, candidates), times, ("a.csv 2",))


def project(folder: Path, *partners: tuple[str, str]) -> Path:
    """Write a project of two colleges, two firms and these partnerships."""
    write_csv(folder, "院校.csv", COLLEGES)
    write_csv(folder, "企业.csv", FIRMS)
    write_csv(folder, "城市.csv", CITIES)
    write_csv(folder, "校企合作.csv", [["院校", "企业", "合作类型"], *[[*pair, "产业学院"] for pair in partners]])
    return folder


def run(*words: str | Path) -> Result:
    """Run a command that is to speak English."""
    return CliRunner().invoke(cli, [*map(str, words), "--lang", "en"])


def decide(folder: Path, written: str, decision: str, key: str = "") -> None:
    """Fill in the workbook as a person does."""
    book = load_workbook(folder / BOOK)
    sheet = book.active
    for row in sheet.iter_rows(min_row=2):
        if row[1].value == written:
            row[2].value, row[3].value = decision, key or None
            break
    else:
        pytest.fail(f"{written} is not asked about")
    book.save(folder / BOOK)


def fill_text(folder: Path, *rows: tuple[str, str, str]) -> None:
    """Write the list as text with these names, decisions and ids."""
    cells = [["organisations", *row, "1", "", "", "first"] for row in rows]
    write_csv(folder, TEXT, [COLUMNS[:8], *cells], encoding="utf-8-sig")


def partners(folder: Path) -> list[tuple[str, str | None]]:
    """Return the partnerships of a project, as institution and enterprise."""
    return [(row["institution"], row.get("enterprise")) for row in table(read(folder), "partnerships")]


def test_list_tells_candidates_with_score_and_reason(tmp_path: Path):
    """Each row has what was written, how often, where, and up to three candidates with id, score and reason."""
    asked = question("甲", "k1", "k2", "k3", "k4", times=5)
    assert write_questions(tmp_path, [asked], "en") == 0
    (row,) = csv.DictReader(io.StringIO((tmp_path / TEXT).read_text(encoding="utf-8-sig")))
    assert (row["写法 written"], row["次数 times"], row["位置 where"]) == ("甲", "5", "a.csv 2 …")
    assert (row["候选3 candidate 3"], row["标识3 id 3"], row["分数3 score 3"]) == ("label of k3", "k3", "80.0")
    assert row["依据1 why 1"] == "it is like it"
    assert row["决定 decision"] == ""


def test_workbook_offers_decisions_and_holds_no_formula(tmp_path: Path):
    """The column of decisions has a drop-down list, and a name that begins with = stays text."""
    write_questions(tmp_path, [question("=cmd|' /C calc'!A0", "k")], "zh")
    sheet = load_workbook(tmp_path / BOOK).active
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"相同,新的,其他"'
    assert "C2" in str(rule.sqref)
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", "=cmd|' /C calc'!A0")
    assert "'=cmd" in (tmp_path / TEXT).read_text(encoding="utf-8-sig")


def test_disarmed_name_is_read_as_it_was_written(tmp_path: Path):
    """The mark that disarms a formula is no part of the name that was decided."""
    write_questions(tmp_path, [question("=1+甲", "k")], "en")
    text = (tmp_path / TEXT).read_text(encoding="utf-8-sig")
    (tmp_path / TEXT).write_text(text.replace("'=1+甲,,", "'=1+甲,same,"), encoding="utf-8-sig")
    (decision,) = read_decisions(tmp_path)
    assert (decision.written, decision.key) == ("=1+甲", "k")


def test_same_questions_give_the_same_bytes(tmp_path: Path):
    """Neither the clock nor the order of the questions is in the lists."""
    asked = [question("甲", "k1"), question("乙", "k2", times=3)]
    for name, order in (("a", asked), ("b", asked[::-1])):
        (tmp_path / name).mkdir()
        write_questions(tmp_path / name, order, "zh")
    for name in ASKED:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_most_frequent_come_first_and_the_rest_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The list is bounded: what is written most often is asked first."""
    monkeypatch.setattr(asking, "MOST_ASKED", 2)
    assert write_questions(tmp_path, [question(name, "k", times=n) for n, name in enumerate("甲乙丙丁")], "en") == 2
    rows = list(csv.reader(io.StringIO((tmp_path / TEXT).read_text(encoding="utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["丁", "丙"]


def test_lists_go_when_nothing_is_left_to_decide(tmp_path: Path):
    """Without a question there is no list."""
    write_questions(tmp_path, [question("甲", "k")], "en")
    write_questions(tmp_path, [], "en")
    assert list(tmp_path.iterdir()) == []


def test_kept_questions_are_bounded(monkeypatch: pytest.MonkeyPatch):
    """Beyond so many names, they are only counted."""
    monkeypatch.setattr("chains.matching.questions._KEPT", 3)
    found = QuestionList()
    for place in range(10):
        found.add("regions", NameMatch(f"名{place % 5}", "ask", "like"), f"a.csv {place}")
    assert [(one.match.written, one.times) for one in found.questions()] == [("名0", 2), ("名1", 2), ("名2", 2)]
    assert found.left_out == 4


@pytest.mark.parametrize(
    ("decision", "key", "means"),
    [
        ("same", "", "first"),
        ("相同", "", "first"),
        ("Same ", "first", "first"),
        ("new", "", None),
        ("新的", "", None),
        ("other", "x", "x"),
        ("其他", "x", "x"),
        ("", "x", "x"),
    ],
)
def test_decisions_are_read(tmp_path: Path, decision: str, key: str, means: str | None):
    """Same is the first candidate, new is none, other the id that is given; an id alone will do."""
    fill_text(tmp_path, ("甲", decision, key), ("乙", "", ""))
    (found,) = read_decisions(tmp_path)
    assert (found.table, found.written, found.key) == ("organisations", "甲", means)


@pytest.mark.parametrize(
    ("decision", "key", "says"),
    [
        ("maybe", "", "the decision “maybe” is not known. What to do: write one of: same, new, other"),
        ("other", "", "no id is given"),
        ("same", "second", "and the id is “second”"),
    ],
)
def test_decisions_that_make_no_sense_are_told(tmp_path: Path, decision: str, key: str, says: str):
    """Each is named with file and row, and what to write."""
    fill_text(tmp_path, ("乙", "", ""), ("甲", decision, key))
    with pytest.raises(UnreadableInput) as caught:
        read_decisions(tmp_path)
    assert says in caught.value.say("en")
    assert caught.value.where.endswith(f"{TEXT}:3")


def test_same_without_candidate_is_told(tmp_path: Path):
    """There is nothing that the name could be the same as."""
    write_csv(tmp_path, TEXT, [COLUMNS[:4], ["organisations", "甲", "same", ""]])
    with pytest.raises(UnreadableInput, match="no candidate"):
        read_decisions(tmp_path)


def test_lists_that_disagree_are_told(tmp_path: Path):
    """Text and workbook say different things of one name: both places are named."""
    write_questions(tmp_path, [question("甲", "first")], "en")
    decide(tmp_path, "甲", "same")
    fill_text(tmp_path, ("甲", "new", ""))
    with pytest.raises(UnreadableInput) as caught:
        read_decisions(tmp_path)
    assert f"{TEXT}:2" in caught.value.say("en")
    assert f"{BOOK}:2" in caught.value.say("en")


@pytest.mark.parametrize(
    ("name", "raw"),
    [(BOOK, b"PK\x03\x04 broken"), (BOOK, b""), (TEXT, b"a,b\n1,2\n"), (DECIDED, b"\x00\xff\xfe\x00")],
)
def test_broken_lists_are_told(tmp_path: Path, name: str, raw: bytes):
    """A list that cannot be read, or lost its columns, is an error with its name, and no silence."""
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ChainsError) as caught:
        read_decisions(tmp_path)
    assert name in caught.value.say("en")


def test_nothing_decided(tmp_path: Path):
    """Without lists nothing is decided, and nothing is remembered."""
    assert read_decisions(tmp_path) == []
    remember_decisions(tmp_path, [])
    assert list(tmp_path.iterdir()) == []


def test_later_decisions_replace_remembered_ones(tmp_path: Path):
    """A list that is filled in again counts for more than what was remembered."""
    fill_text(tmp_path, ("甲", "new", ""), ("乙", "other", "x"))
    remember_decisions(tmp_path, read_decisions(tmp_path))
    fill_text(tmp_path, ("甲", "other", "y"))
    remember_decisions(tmp_path, read_decisions(tmp_path))
    (tmp_path / TEXT).unlink()
    assert [(one.written, one.key) for one in read_decisions(tmp_path)] == [("乙", "x"), ("甲", "y")]


def test_project_takes_what_is_sure(tmp_path: Path):
    """A firm without its legal form is the firm of the list; nothing is asked."""
    project(tmp_path, ("临江职业技术学院", "临江星河软件"))
    assert partners(tmp_path) == [("临江职业技术学院", "临江星河软件有限公司")]
    assert read(tmp_path).questions == ()


def test_project_asks_about_what_is_doubtful(tmp_path: Path):
    """A wrong character and another legal form are never merged by themselves: they are listed with file and row."""
    project(tmp_path, (DOUBTFUL, "临江星河软件有限公司"), ("东湖科技大学", "东湖宏达机械有限公司"))
    sheets = read(tmp_path)
    asked = {one.match.written: one for one in sheets.questions}
    assert set(asked) == {DOUBTFUL, "东湖宏达机械有限公司"}
    assert asked[DOUBTFUL].places == ("校企合作.csv 2",)
    assert asked["东湖宏达机械有限公司"].match.candidates[0].reason == "legal-form"
    assert codes(sheets) == ["unknown-reference", "unknown-reference"]
    assert "names-to-decide" in sheets.account.rejections[0].remedy.en


def test_doubtful_place_counts_as_new_until_it_is_decided(tmp_path: Path):
    """Where names may be new, nothing is left out; that it may be a known one is noted once."""
    project(tmp_path, ("东湖科技大学", "东湖宏达机械股份有限公司"))
    write_csv(tmp_path, "企业.csv", [*FIRMS, ["东糊云帆物流有限公司", "东糊"], ["东糊数海软件有限公司", "东糊"]])
    sheets = read(tmp_path)
    assert codes(sheets, "note") == ["name-to-decide"]
    assert sheets.account.added["regions"] == ("东糊",)
    (asked,) = sheets.questions
    assert (asked.match.written, asked.times) == ("东糊", 2)


def test_from_question_to_decision(tmp_path: Path):
    """Check writes the list; filled in, it decides at the next run, is remembered, and goes."""
    project(tmp_path, (DOUBTFUL, "临江星河软件有限公司"), ("东湖科技大学", "东湖宏达机械有限公司"))
    first = run("check", tmp_path, "--no-shapes")
    assert first.exit_code == 1
    assert "2 names to decide about" in first.stderr
    decide(tmp_path, DOUBTFUL, "same")
    decide(tmp_path, "东湖宏达机械有限公司", "other", "临江星河软件有限公司")
    second = run("check", tmp_path, "--no-shapes")
    assert second.exit_code == 0, second.output
    assert not (tmp_path / BOOK).exists()
    assert (tmp_path / DECIDED).exists()
    assert partners(tmp_path) == [
        ("东湖科技大学", "临江星河软件有限公司"),
        ("临江职业技术学院", "临江星河软件有限公司"),
    ]


def test_decided_new_is_not_asked_again(tmp_path: Path):
    """A place that is decided to be new is one, and no longer on the list."""
    project(tmp_path, ("东湖科技大学", "东湖宏达机械股份有限公司"))
    write_csv(tmp_path, "企业.csv", [*FIRMS, ["东糊云帆物流有限公司", "东糊"]])
    run("check", tmp_path, "--no-shapes")
    decide(tmp_path, "东糊", "new")
    sheets = read(tmp_path)
    assert sheets.questions == ()
    assert sheets.account.added["regions"] == ("东糊",)


def test_decision_for_what_is_gone_is_told(tmp_path: Path):
    """An id that the table no longer has is named with its file and row."""
    project(tmp_path, (DOUBTFUL, "临江星河软件有限公司"))
    fill_text(tmp_path, (DOUBTFUL, "other", "临江大学堂"))
    with pytest.raises(UnknownName, match="临江大学堂") as caught:
        read(tmp_path)
    assert f"{TEXT}:2" in caught.value.where


def test_lists_are_no_tables_but_count_for_the_cache(tmp_path: Path):
    """Our lists are not read as data; what is decided in them makes a new graph."""
    project(tmp_path, (DOUBTFUL, "临江星河软件有限公司"))
    before = find_input(tmp_path).digest(ontology_folder())
    run("check", tmp_path, "--no-shapes")
    sheets = read(tmp_path)
    check_account(sheets)
    assert not any(name.startswith("names-") for name in sheets.account.files)
    asked = find_input(tmp_path).digest(ontology_folder())
    decide(tmp_path, DOUBTFUL, "same")
    assert len({before, asked, find_input(tmp_path).digest(ontology_folder())}) == 3


def test_too_many_doubtful_names_make_no_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Of many misspellings of one city only so many count as new; the others are left out and said."""
    monkeypatch.setattr("chains.sheets.likening._MADE", 5)
    project(tmp_path, ("东湖科技大学", "东湖宏达机械股份有限公司"))
    rows = [[f"第{place}云帆物流有限公司", f"{chr(0x5000 + place)}湖市"] for place in range(30)]
    write_csv(tmp_path, "企业.csv", [*FIRMS, *rows])
    sheets = read(tmp_path)
    assert len(sheets.account.added["regions"]) == 5
    assert codes(sheets).count("ambiguous-name") == 25
    assert len(sheets.questions) == 30
    monkeypatch.setattr("chains.sheets.likening._COMPARED", 10)
    sheets = read(tmp_path)
    assert len(sheets.account.added["regions"]) == 5
    assert codes(sheets).count("ambiguous-name") == 25
    assert len(sheets.questions) == 10


def test_match_command(tmp_path: Path):
    """Each row of the table has its outcome, with IRI, name, score and reason."""
    write_csv(
        tmp_path, "a.csv", [["学校", "n"], ["常州信息职业技术学院", 1], ["常州信息职业技木学院", 2], ["虚无大学", 3]]
    )
    done = run("match", tmp_path / "a.csv", "--column", "学校", "--data", data_folder(SMALL_REGION))
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["row"], row["outcome"]) for row in rows] == [("2", "sure"), ("3", "ask"), ("4", "new")]
    assert rows[0]["iri"] == "https://w3id.org/fourchains/id/organisation/4132012317"
    assert (rows[1]["iri"], rows[1]["name"]) == ("", "常州信息职业技术学院")
    assert "3 names: 1 sure, 1 to decide, 1 new" in done.stderr


def test_match_command_remembers(tmp_path: Path):
    """With a folder for review, a filled list decides at the next run."""
    write_book(tmp_path, "a.xlsx", {"s": [["城市"], ["常洲"], ["常洲"], ["苏州"]]})
    words = ("match", tmp_path / "a.xlsx", "--as", "regions", "--data", data_folder(SMALL_REGION))
    review = tmp_path / "review"
    assert "1 names to decide about" in run(*words, "--review", review).stderr
    decide(review, "常洲", "same")
    done = run(*words, "--review", review, "-o", tmp_path / "out.csv")
    assert "3 names: 3 sure, 0 to decide, 0 new" in done.stderr
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "you decided so" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("missing.csv",), "there is no such file"),
        (("a.csv", "--column", "城"), "no column is called “城”"),
        (("a.csv",), "name it with --column"),
    ],
)
def test_match_command_tells_what_is_wrong(tmp_path: Path, words: tuple[str, ...], says: str):
    """A file that is missing, a column that is not there, several columns: named, with what to do."""
    write_csv(tmp_path, "a.csv", [["城市", "n"], ["常州", 1]])
    done = run("match", tmp_path / words[0], *words[1:], "--data", data_folder(SMALL_REGION))
    assert isinstance(done.exception, ChainsError)
    assert says in done.exception.say("en")
