"""``chains query`` and ``chains terms`` as a newcomer types them, mistakes included."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Run

from chains.queries import load_queries
from chains.resources import SMALL_REGION, data_folder

SMALL = str(data_folder(SMALL_REGION))
TEACHERS = ("query", "ask_who_teaches_skill", "--data", SMALL)


def test_no_name_lists_the_questions(run_chains: Run):
    """Without a name every question is listed with its title and parameters; --all adds the lint queries."""
    answer = run_chains("query", "--format", "csv")
    rows = list(csv.reader(io.StringIO(answer.stdout)))
    assert {row[0] for row in rows[1:]} == {name for name in load_queries() if not name.startswith("lint_")}
    assert ["ask_who_teaches_skill", "Who teaches a skill", "skill=数据库技术 [city=常州]"] in rows
    assert "--all" in answer.stderr
    assert len(run_chains("query", "--all").stdout.splitlines()) == len(load_queries()) + 2


def test_list_speaks_chinese(run_chains: Run):
    """With ``--lang zh`` titles are Chinese."""
    assert "谁教授某项技能" in run_chains("query", "--lang", "zh").stdout


def test_table_is_for_people(run_chains: Run):
    """A table has titles and names in the language asked for, and no identifiers."""
    answer = run_chains(*TEACHERS, "-p", "skill=数据库", "--lang", "zh")
    assert answer.returncode == 0
    assert answer.stdout.splitlines()[0].split() == ["院校", "所在地", "专业", "层次", "最近年份"]
    assert "常州信息职业技术学院" in answer.stdout
    assert "https://" not in answer.stdout


def test_csv_is_for_programs(run_chains: Run):
    """CSV follows the W3C format: names of variables, full identifiers, CR LF."""
    answer = run_chains(
        *TEACHERS, "-p", "skill=数据库", "-p", "city=常州", "--format", "csv", text=False, encoding=None
    )
    assert answer.stdout.startswith(b"institution,institution_label,place,")
    assert answer.stdout.count(b"\r\n") == 2


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_standard_results_are_read_by_others(run_chains: Run, format_: str):
    """JSON and XML are read by a SPARQL library."""
    kind = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}[format_]
    answer = run_chains(*TEACHERS, "-p", "skill=数据库", "--format", format_)
    assert len(list(ox.parse_query_results(answer.stdout, format=kind))) == 2


def test_markdown_and_file(run_chains: Run, tmp_path: Path):
    """``-o`` writes to a file, and nothing to standard output."""
    target = tmp_path / "new" / "teachers.md"
    answer = run_chains(*TEACHERS, "-p", "skill=数据库", "--format", "md", "-o", str(target))
    assert answer.stdout == ""
    assert target.read_text(encoding="utf-8").startswith("| institution | place |")


def test_output_is_the_same_for_any_hash_seed(run_chains: Run):
    """The same question gives the same bytes for every seed, in Turtle too."""
    for words in (("ask_sources",), ("DESCRIBE ?x WHERE { ?x a ch:City }",)):
        outputs = {
            run_chains("query", *words, "--data", SMALL, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
            for seed in ("0", "1", "2")
        }
        assert len(outputs) == 1


def test_sparql_may_be_given_as_it_is(run_chains: Run):
    """A text that begins like a query is one."""
    answer = run_chains("query", "select (count(*) as ?n) { ?x a ch:City }", "--data", SMALL)
    assert answer.stdout.split() == ["n", "--", "2"] or answer.stdout.split() == ["n", "-", "2"]


def test_file_with_a_header_of_its_own(run_chains: Run, tmp_path: Path):
    """A file may declare parameters and titles as the library does."""
    path = tmp_path / "mine.rq"
    path.write_text(
        "# parameter: city | City | required | 常州 | 城市 | city\n# column: who | 院校 | college\n"
        "SELECT ?who ?who_label { ?who a ch:University ; ch:inRegion $city ; skos:prefLabel ?who_label"
        " FILTER(LANG(?who_label) = $lang) }",
        encoding="utf-8",
    )
    answer = run_chains("query", str(path), "-p", "city=苏州市", "--data", SMALL, "--lang", "zh")
    assert answer.stdout.split() == ["院校", "--------", "苏州大学"]
    assert "-p city=常州" in run_chains("query", str(path), "--data", SMALL).stderr


def test_ask_and_construct(run_chains: Run):
    """ASK prints true or false, CONSTRUCT Turtle."""
    assert run_chains("query", "ASK { ?x a ch:City }", "--data", SMALL).stdout == "true\n"
    answer = run_chains("query", "CONSTRUCT { ?x a ch:City } WHERE { ?x a ch:City }", "--data", SMALL)
    assert len(list(ox.parse(answer.stdout, format=ox.RdfFormat.TURTLE))) == 2


def test_explain_shows_the_query(run_chains: Run):
    """``--explain`` shows the text as it stands, and with values the text that runs anywhere."""
    plain = run_chains("query", "ask_who_teaches_skill", "--explain").stdout
    assert plain == load_queries()["ask_who_teaches_skill"].sparql
    bound = run_chains(*TEACHERS, "--explain", "-p", "skill=数据库").stdout
    assert "<https://w3id.org/fourchains/id/skill/database-technology>" in bound
    assert run_chains("query", "-", "--data", SMALL, input=bound).stdout.count("\n") == 4


def test_no_rows_are_said(run_chains: Run):
    """An answer without a row is the header, and words on standard error."""
    answer = run_chains("query", "gap_partnerships_only_intended", "--data", SMALL)
    assert answer.returncode == 0
    assert answer.stdout.startswith("institution")
    assert "No rows" in answer.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["ask_who_teach_skill"], "ask_who_teaches_skill"),
        (["ask_who_teaches_skill"], "-p skill=数据库技术"),
        (["ask_who_teaches_skill", "-p", "skils=Java"], "nearest: skill"),
        (["ask_who_teaches_skill", "-p", "skill=数据库技木"], "数据库技术"),
        (["ask_programmes_in_city", "-p", "city=常洲市"], "常州市"),
        (["ask_cities_compared", "-p", "city=常州"], "takes no parameter"),
        (["SELECT ?x { ?x a ch:City"], "1 } missing"),
        (["SELECT ?x { SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }"], "SERVICE is refused"),
        (["INSERT DATA { <urn:a> <urn:b> <urn:c> }"], "read only"),
        (["nowhere.rq"], "nowhere.rq"),
        ([""], "ask_about"),
        (["ask_about", "-p", "thing=数据库技术"], "2 things"),
    ],
)
def test_mistakes_are_answered_in_words(run_chains: Run, tmp_path: Path, words: list[str], hint: str):
    """A mistake ends with 1, without a traceback, and with what to do."""
    answer = run_chains("query", *words, "--data", SMALL, cwd=tmp_path)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    assert "What to do" in answer.stderr or "takes no parameter" in answer.stderr
    assert hint in answer.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["ask_who_teaches_skill", "-p", "skill"],
        ["ask_who_teaches_skill", "-p", "=x"],
        ["ask_who_teaches_skill", "-p", "skill=a", "-p", "skill=b"],
        ["-p", "skill=a"],
        ["--explain"],
        ["ask_who_teaches_skill", "--format", "pdf"],
    ],
)
def test_misuse_ends_with_2(run_chains: Run, words: list[str]):
    """Options that make no sense end with 2."""
    assert run_chains("query", *words, "--data", SMALL).returncode == 2


def test_error_of_a_file_names_the_file(run_chains: Run, tmp_path: Path):
    """A syntax error in a file tells file, line and column; a file that is no UTF-8 is said."""
    (tmp_path / "bad.rq").write_text("SELECT ?x {\n ?x a ch:City .\n ?x }\n", encoding="utf-8")
    (tmp_path / "gbk.rq").write_bytes("SELECT ?城 { ?城 a ch:City }".encode("gb18030"))
    assert "bad.rq:4:1" in run_chains("query", "bad.rq", "--data", SMALL, cwd=tmp_path).stderr
    assert "UTF-8" in run_chains("query", "gbk.rq", "--data", SMALL, cwd=tmp_path).stderr


def test_file_with_a_byte_order_mark(run_chains: Run, tmp_path: Path):
    """A file that an editor began with a byte order mark is read."""
    (tmp_path / "bom.rq").write_text("\ufeffASK {}", encoding="utf-8")
    assert run_chains("query", "bom.rq", "--data", SMALL, cwd=tmp_path).stdout == "true\n"


def test_service_makes_no_request(run_chains: Run, tmp_path: Path):
    """A server that would be asked hears nothing."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        place = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = run_chains("query", f"SELECT * {{ SERVICE SILENT <{place}> {{ ?s ?p ?o }} }}", "--data", SMALL)
        assert answer.returncode == 1
        with pytest.raises(TimeoutError):
            server.accept()


def test_interrupt_stops_a_long_query(tmp_path: Path):
    """Ctrl-C ends a query that would run for hours, at once, with 130."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"
    process = subprocess.Popen(
        [sys.executable, "-m", "chains", "query", endless, "--data", SMALL], stderr=subprocess.PIPE, text=True
    )
    time.sleep(4)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in words


# --- chains terms ----------------------------------------------------------------------------------------------------


def test_terms_are_found_in_both_languages(run_chains: Run):
    """A term is found by its Chinese or English label, the exact one first."""
    for text in ("技能", "Skill"):
        answer = run_chains("terms", text)
        assert answer.returncode == 0
        assert answer.stdout.startswith("ch:Skill  技能 / Skill")


def test_terms_as_json_have_both_languages(run_chains: Run):
    """JSON has label and definition in both languages, whatever the language of the person."""
    found = json.loads(run_chains("terms", "developsSkill", "--format", "json", "--lang", "zh").stdout)
    assert found[0]["name"] == "ch:developsSkill"
    assert (found[0]["from"], found[0]["to"], found[0]["chain"]) == ("ch:Programme", "ch:Skill", "education")
    assert found[0]["definition_en"]
    assert re.search("[一-鿿]", found[0]["definition_zh"])


def test_terms_alone_list_classes_and_properties(run_chains: Run):
    """Without a text all classes and properties are listed, and no code."""
    rows = list(csv.DictReader(io.StringIO(run_chains("terms", "--format", "csv").stdout)))
    assert {row["kind"] for row in rows} == {"class", "property"}
    assert {"ch:Skill", "ch:developsSkill"} <= {row["name"] for row in rows}


def test_code_schemes_and_codes(run_chains: Run):
    """``--codes`` lists the schemes, with a name the codes of one."""
    assert "partnership-kinds" in run_chains("terms", "--codes").stdout
    answer = run_chains("terms", "--codes", "partnership-kinds", "--lang", "zh")
    assert "modern_apprenticeship" in answer.stdout
    assert "现代学徒制" in answer.stdout


def test_tables_and_columns(run_chains: Run):
    """``--tables`` lists the tables, with a name its columns with type, code list and unit."""
    assert "offerings" in run_chains("terms", "--tables").stdout
    columns = json.loads(run_chains("terms", "--tables", "offerings.csv", "--format", "json").stdout)
    by_name = {column["name"]: column for column in columns}
    assert by_name["level"]["codes"] == "programme-levels"
    assert by_name["institution"]["references"] == "organisations"
    assert (by_name["places"]["unit"], by_name["places"]["minimum"], by_name["places"]["required"]) == (
        "places",
        0,
        False,
    )
    assert by_name["programme"]["key"] is True


@pytest.mark.parametrize("format_", ["table", "csv", "tsv", "json", "md"])
@pytest.mark.parametrize(
    "words", [[], ["技能"], ["--codes"], ["--codes", "chains"], ["--tables"], ["--tables", "sources"]]
)
def test_terms_in_every_format(run_chains: Run, words: list[str], format_: str):
    """Every list can be had in every format."""
    answer = run_chains("terms", *words, "--format", format_)
    assert answer.returncode == 0
    assert answer.stdout.count("\n") > 2


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["skillz"], "skill"),
        (["zzzz"], "Enterprise"),
        (["--codes", "skil-kinds"], "skill-kinds"),
        (["--tables", "offering"], "offerings"),
    ],
)
def test_unknown_term_tells_the_nearest(run_chains: Run, words: list[str], hint: str):
    """What is not there ends with 1 and the nearest names."""
    answer = run_chains("terms", *words)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert hint.casefold() in answer.stderr.casefold()


def test_terms_take_one_choice(run_chains: Run):
    """A text and a list at once are misuse."""
    assert run_chains("terms", "技能", "--codes").returncode == 2
