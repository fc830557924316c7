"""One gap in plain words: every part of it, in both languages, with the facts and sources that it rests on."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pyoxigraph as ox
import pytest
from conftest import Run
from tiny import make_gap

from chains.errors import QueryError, Text, UnknownName
from chains.explain import EXPLAIN_FORMATS, Explanation, explain_gap, find_gap, format_explanation
from chains.explain.certainty import say_certainty, say_rank
from chains.explain.explanation import SHOWN_ROWS
from chains.explain.nulls import explain_null, is_rule
from chains.gaps.keeping import gaps_of
from chains.gaps.wording import NULLS
from chains.graph import KnowledgeGraph
from chains.names import ID, expand_term
from chains.naming import GraphNames, Names, name_code
from chains.records import COVERAGE_GRADES, Gap
from chains.resources import SMALL_REGION, data_folder

SMALL = str(data_folder(SMALL_REGION))
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """Every gap of the shipped region."""
    return gaps_of(region)


@pytest.fixture(scope="module")
def told(region: KnowledgeGraph, gaps: list[Gap]) -> list[Explanation]:
    """The worst gap of each kind and null of the shipped region, explained."""
    chosen = {(gap.kind, gap.null): gap for gap in reversed(gaps)}
    return [explain_gap(gap, region, gaps) for gap in chosen.values()]


@pytest.fixture(scope="module")
def short(small: KnowledgeGraph) -> Explanation:
    """The skill that is short in Changzhou in the small region, explained."""
    gap = next(gap for gap in gaps_of(small) if gap.id.startswith("skill_shortage") and "320400" in (gap.region or ""))
    return explain_gap(gap, small, gaps_of(small))


def texts(one: Explanation) -> list[Text]:
    """All sentences of an explanation."""
    return [one.title, one.rank, *one.seen, *one.expected, *one.certainty, one.overturn, *one.closing]


# --- what is told ---------------------------------------------------------------------------------------


def test_every_kind_is_explained(told: list[Explanation], gaps: list[Gap]):
    """Each kind of gap of the region is explained: what was seen, expected and why, and how sure it is."""
    assert {one.gap.kind for one in told} == {gap.kind for gap in gaps}
    for one in told:
        assert one.seen[0] == one.gap.sentence
        assert one.overturn == one.gap.overturn
        assert one.expected
        assert one.certainty
        assert one.kind_means.zh


def test_sentences_are_in_both_languages(told: list[Explanation]):
    """Every sentence is Chinese in Chinese and English in English, and none has an empty hole."""
    for one in told:
        for text in texts(one):
            assert HAN.search(text.zh), text
            assert re.search("[A-Za-z]{3}", text.en), text
            assert "None" not in text.zh + text.en
            assert "  " not in text.en
        for text in (*one.expected, *one.certainty):
            assert text.zh.endswith("。")
            assert text.en.endswith(".")
            assert not HAN.search(text.en) or "：" in text.zh


def test_numbers_stand_in_the_words(told: list[Explanation]):
    """What was observed and expected is told with its unit."""
    for one in told:
        zh, en = one.seen[1].zh, one.seen[1].en
        assert zh.startswith("实际 ")
        assert "，预期 " in zh
        assert en.startswith("Observed ")


def test_title_names_place_and_matter(told: list[Explanation], region: KnowledgeGraph):
    """The title says what it is about and where."""
    names = Names(region.network())
    for one in told:
        assert names.place(one.gap.region).zh in one.title.zh
        assert one.gap.label.zh in one.title.zh


def test_rank_counts_the_worse_ones(gaps: list[Gap]):
    """The worst gap is number one, and the last one has all others before it unless they are as bad."""
    assert "number 1 of all" in say_rank(gaps[0], gaps).en
    last = gaps[-1]
    worse = sum(gap.severity > last.severity for gap in gaps)
    assert f"number {worse + 1:,} of all {len(gaps):,} gaps" in say_rank(last, gaps).en


def test_facts_are_the_rows_of_the_evidence(told: list[Explanation], region: KnowledgeGraph):
    """All rows of the evidence query are in the tables, none is lost, and their values are the query's own."""
    for one in told:
        rows = region.query(one.gap.evidence).values()
        assert sum(len(table.rows) for table in one.facts) == len(rows)
        given = {value for row in rows for value in row}
        assert {value for table in one.facts for fact in table.rows for value in fact.values} <= given


def test_facts_are_named(told: list[Explanation]):
    """A thing stands in a table by its name, and a column has a title in both languages."""
    cells = [cell for one in told for table in one.facts for fact in table.rows[:SHOWN_ROWS] for cell in fact.cells]
    assert cells
    assert not [cell for cell in cells if cell.zh.startswith(("http", "organisation/", "skill/", "programme/"))]
    for one in told:
        for table in one.facts:
            assert len(table.header) == len(table.columns) == len(set(table.columns))


def test_sources_of_a_fact_state_a_link_of_it(told: list[Explanation], region: KnowledgeGraph):
    """A source that a row cites has a statement about a thing of the row."""
    checked = 0
    for one in told:
        for fact in (fact for table in one.facts for fact in table.rows[:2]):
            things = [value for value in fact.values if value is not None and value.startswith(ID)]
            for source in fact.sources:
                quads = [
                    quad
                    for thing in things
                    for pattern in ((ox.NamedNode(thing), None), (None, ox.NamedNode(thing)))
                    for quad in region.store.quads_for_pattern(pattern[0], None, pattern[1], ox.NamedNode(source))
                ]
                assert quads, (one.gap.id, source)
                checked += 1
    assert checked > 20


def test_values_of_indicators_cite_their_observation(told: list[Explanation], region: KnowledgeGraph):
    """Each statistic that a conflict rests on has the source that states it, of that city and year and no other."""
    one = next(one for one in told if one.gap.kind == "coordination_conflict")
    year = int(re.search(r'"(\d{4})"\^\^xsd:gYear', one.gap.evidence)[1])
    table = next(table for table in one.facts if "indicator" in table.columns)
    assert len(table.rows) > 5
    for row in table.rows:
        values = dict(zip(table.columns, row.values, strict=True))
        asked = {"indicator": values["indicator"], "region": one.gap.region, "year": year}
        seen = region.network().observations.filter(**asked).filter(value=float(values["value"]))
        assert row.sources == tuple(sorted(set(seen["graph"])))
        assert row.sources


def test_what_two_organisations_share_is_cited(region: KnowledgeGraph):
    """A row of two organisations cites the source that puts both into one project."""
    network = region.network()
    iris = network.nodes.get_column("iri").to_list()
    links = network.links("participates-in").select("source", "target", "graph").iter_rows()
    members: dict[str, dict[str, str]] = {}
    for organisation, project, graph in links:
        members.setdefault(iris[project], {})[iris[organisation]] = graph
    parties = next(found for found in members.values() if len(found) == 2 and len(set(found.values())) == 1)
    first, second = parties
    query = f"SELECT ?first ?second WHERE {{ VALUES (?first ?second) {{ (<{first}> <{second}>) }} }}"
    gap = make_gap(evidence=query, region=None)
    (table,) = explain_gap(gap, region, [gap]).facts
    assert set(parties.values()) <= set(table.rows[0].sources)


def test_parts_of_evidence_stand_apart(small: KnowledgeGraph):
    """Rows that fill other columns than the rest are a table of their own; a missing value alone parts nothing."""
    parted = "SELECT ?skill ?city WHERE { { ?skill a ch:Skill } UNION { ?city a ch:City } }"
    whole = "SELECT ?firm ?segment WHERE { ?firm a ch:Enterprise OPTIONAL { ?firm ch:activeInSegment ?segment } }"
    for query, columns in ((parted, {("skill",), ("city",)}), (whole, {("firm", "segment")})):
        gap = make_gap(evidence=query, region=None)
        facts = explain_gap(gap, small, [gap]).facts
        assert {table.columns for table in facts} == columns
        assert sum(len(table.rows) for table in facts) == len(small.query(query).rows)


def test_references_are_all_sources(told: list[Explanation]):
    """Every source that the measure read is referred to, the cited ones first, each once."""
    for one in told:
        iris = [reference.source.iri for reference in one.references]
        assert len(iris) == len(set(iris))
        assert set(one.gap.sources) <= set(iris)
        assert [reference.cited for reference in one.references] == sorted(
            (reference.cited for reference in one.references), reverse=True
        )


def test_references_tell_what_the_catalogue_tells(short: Explanation, small: KnowledgeGraph):
    """A reference has title, publisher, confidence and address as the graph states them."""
    (sample,) = [one for one in short.references if one.source.iri == f"{ID}source/postings-2024-sample"]
    assert sample.source.confidence == "reported"
    assert "51job" in sample.publisher
    assert sample.source.url is not None
    assert sample.date == "2024-12-31"
    assert sample.source == small.sources()[sample.source.iri]


def test_closing_links_name_both_ends(told: list[Explanation], region: KnowledgeGraph):
    """Each link that would close the gap is told by the names of its ends and of its kind."""
    names = Names(region.network())
    assert any(one.closing for one in told)
    for one in told:
        assert len(one.closing) == len(one.gap.closing)
        for words, (start, kind, end) in zip(one.closing, one.gap.closing, strict=True):
            assert names(start).zh in words.zh
            assert names(end).zh in words.zh
            assert name_code("link-kinds", kind).zh in words.zh


def test_a_sample_is_called_a_sample(short: Explanation):
    """A gap that rests on sampled postings says so among how sure it is."""
    assert any("关键词" in text.zh and "样本" in text.zh for text in short.certainty)
    assert any("sample" in text.en for text in short.certainty)


# --- how sure it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (1e-9, "can be all but ruled out"),
        (0.01, "can be all but ruled out"),
        (0.05, "unlikely"),
        (0.0500001, "may well be chance"),
        (1.0, "may well be chance"),
    ],
)
def test_chance_in_words(small: KnowledgeGraph, p: float, words: str):
    """An adjusted p is put into words by the usual levels."""
    assert any(words in text.en for text in say_certainty(make_gap(p_adjusted=p), small.network()))


def test_share_of_chance_in_words(small: KnowledgeGraph):
    """A chance of 0.0032 is 0.32 per cent; one below a thousandth has no digits but in brackets."""
    one, other = (say_certainty(make_gap(p=p, z=-3.25), small.network())[0] for p in (0.0032, 2e-264))
    assert "0.32 %" in one.en
    assert "z = -3.2" in one.en
    assert "不到千分之一" in other.zh
    assert "2e-264" in other.zh


def test_no_chance_without_a_test(small: KnowledgeGraph):
    """A kind that is not tested says so, and names no p."""
    said = say_certainty(make_gap(p=None, p_adjusted=None), small.network())
    assert "no p-value" in said[0].en
    assert not any("p =" in text.en for text in said)


@pytest.mark.parametrize("grade", COVERAGE_GRADES)
def test_coverage_in_words(small: KnowledgeGraph, grade: str):
    """A coverage grade is told with what it means."""
    said = say_certainty(make_gap(coverage=grade), small.network())
    assert any(f"grade {grade}" in text.en and "records" in text.en for text in said)


@pytest.mark.parametrize(("fragility", "words"), [(1, "check before"), (2, "check before"), (3, "It would take 3")])
def test_what_falls_easily_is_to_be_checked(small: KnowledgeGraph, fragility: int, words: str):
    """A gap that one or two records would overturn is to be checked before anybody acts on it."""
    assert any(words in text.en for text in say_certainty(make_gap(fragility=fragility), small.network()))


@pytest.mark.parametrize("null", [*NULLS, "a_null_of_tomorrow"])
def test_every_null_is_explained(null: str):
    """A null that lists know is told in words, as rule or test; one that nobody knows yet is called by its key."""
    said = explain_null(null)
    assert said
    assert ("rule" in said[0].en) == is_rule(null) == (null in NULLS and NULLS[null].en.startswith("rule:"))
    assert (null in said[0].en) == (null not in NULLS)
    assert all(text.zh.endswith("。") and text.en.endswith(".") for text in said)


# --- which gap ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def names(region: KnowledgeGraph) -> Names:
    """Names of the shipped region."""
    return Names(region.network())


def test_a_gap_is_found_by_its_identifier(gaps: list[Gap], names: Names):
    """The whole identifier, in any case, its digits, and an unambiguous beginning of either all mean the gap."""
    gap = gaps[0]
    digits = gap.id.rpartition("-")[2]
    for wanted in (gap.id, gap.id.upper(), f" {gap.id} ", digits, digits[:7], gap.id[:-1]):
        assert find_gap(gaps, wanted, names) is gap


def test_an_unknown_identifier_names_the_nearest_of_its_kind(gaps: list[Gap], names: Names):
    """A wrong digit is an error that names near identifiers of the same kind, and where all are listed."""
    wrong = gaps[0].id[:-1] + ("0" if gaps[0].id[-1] != "0" else "1")
    with pytest.raises(UnknownName) as caught:
        find_gap(gaps, wrong, names)
    assert gaps[0].id in caught.value.nearest
    assert all(near.startswith(gaps[0].kind) for near in caught.value.nearest)
    assert "chains gaps" in caught.value.say("en")


def test_what_begins_several_identifiers_is_ambiguous(gaps: list[Gap], names: Names):
    """A kind alone is no gap: the error counts them and shows the first with place and matter."""
    with pytest.raises(QueryError) as caught:
        find_gap(gaps, "skill_shortage", names)
    count = sum(gap.kind == "skill_shortage" for gap in gaps)
    assert f"{count:,} identifiers" in caught.value.say("en")
    assert "市，" in caught.value.say("zh")


@pytest.mark.parametrize("wanted", ["", " ", "-"])
def test_nothing_is_no_identifier(gaps: list[Gap], names: Names, wanted: str):
    """Nothing does not mean every gap."""
    with pytest.raises(UnknownName):
        find_gap(gaps, wanted, names)


# --- as text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["text", "md"])
def test_page_has_every_part(told: list[Explanation], form: str, lang: str):
    """Each part has its heading in the language, and the query stands there whole."""
    headings = {
        "zh": ["看到了什么", "本来预期怎样", "有多大把握", "依据哪些事实", "事实来自哪里", "什么会推翻它", "自己核对"],
        "en": [
            "What was seen",
            "What was expected",
            "How sure",
            "Which facts",
            "From which",
            "What would overturn",
            "Check it",
        ],
    }
    for one in told:
        text = format_explanation(one, form, lang, command="chains explain x")  # type: ignore[arg-type]
        places = [text.index(heading) for heading in headings[lang]]
        assert places == sorted(places)
        assert all(line.strip() in text for line in one.gap.evidence.splitlines())
        assert "chains explain x" in text


def test_text_fits_the_terminal(told: list[Explanation]):
    """Lines other than queries and addresses are no wider than the terminal."""
    from chains.tabulate import display_width

    for one in told:
        text = format_explanation(one, "text", "zh", width=80)
        body = text.split("自己核对")[0]
        assert max(display_width(line) for line in body.splitlines()) <= 80


def test_empty_evidence_is_the_gap(small: KnowledgeGraph):
    """Where the query gives no row, the page says that this is the gap."""
    gap = make_gap(evidence="SELECT ?a WHERE { ?a ch:suppliesTo ?a }", region=None)
    text = format_explanation(explain_gap(gap, small, [gap]), "text", "en")
    assert "that is the gap" in text


def test_json_has_all_rows_and_sources(told: list[Explanation]):
    """The JSON has every row and every source, in both languages, and the record of the gap."""
    for one in told:
        record = json.loads(format_explanation(one, "json"))
        assert record["gap"]["id"] == one.gap.id
        assert [len(table["rows"]) for table in record["facts"]] == [len(table.rows) for table in one.facts]
        assert len(record["sources"]) == len(one.references)
        assert record["query"] == one.gap.evidence
        assert all(HAN.search(text["zh"]) for text in record["certainty"])


def test_markdown_shows_hostile_text_as_text(small: KnowledgeGraph):
    """No markup in a label or sentence acts."""
    bad = Text("<img src=x>`*", "<img src=x>`*")
    gap = make_gap(label=bad, sentence=bad, overturn=bad, evidence="SELECT ?a WHERE { ?a a ch:Skill }", region=None)
    text = format_explanation(explain_gap(gap, small, [gap]), "md", "en")
    assert "<img" not in text


def test_unknown_format_of_an_explanation(short: Explanation):
    """A format that does not exist is an error that names those that do."""
    with pytest.raises(UnknownName):
        format_explanation(short, "html")
    assert set(EXPLAIN_FORMATS) == {"text", "md", "json"}


def test_graph_names_know_terms_and_codes(small: KnowledgeGraph):
    """Names of a graph are those of its things, and of terms and codes; what has none is called by its short form."""
    names = GraphNames(small)
    assert names(f"{ID}skill/database-technology").zh == "数据库技术"
    assert names(expand_term("developsSkill")).zh == "培养技能"
    assert names("https://w3id.org/fourchains/code/link-kinds/offers") == name_code("link-kinds", "offers")
    assert names(f"{ID}skill/none").en == "skill/none"


# --- the command ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", EXPLAIN_FORMATS)
def test_command_explains(run_chains: Run, short: Explanation, form: str):
    """``chains explain`` takes the digits of an identifier and gives each format."""
    digits = short.gap.id.rpartition("-")[2]
    answer = run_chains("explain", digits, "--data", SMALL, "--format", form, "--lang", "zh")
    assert answer.returncode == 0, answer.stderr
    assert short.gap.id in answer.stdout
    assert short.gap.sentence.zh[:10] in answer.stdout


def test_command_gives_a_query_that_runs(run_chains: Run, short: Explanation, small: KnowledgeGraph):
    """The query that ``--query`` prints gives in ``chains query`` as many rows as are told."""
    query = run_chains("explain", short.gap.id, "--data", SMALL, "--query").stdout
    answer = run_chains("query", "-", "--data", SMALL, "--format", "csv", input=query)
    assert answer.returncode == 0, answer.stderr
    assert len(answer.stdout.splitlines()) - 1 == sum(len(table.rows) for table in short.facts)
    assert small.query(query).values() == small.query(short.gap.evidence).values()


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ([], 2, "chains gaps"),
        (["skill_shortage-00000000"], 1, ": skill_shortage-"),
        (["skill_shortage"], 1, "begin with"),
    ],
)
def test_mistakes_with_identifiers_are_answered(run_chains: Run, words: list[str], code: int, hint: str):
    """No identifier, an unknown and an ambiguous one give words that help."""
    answer = run_chains("explain", *words, "--data", SMALL)
    assert answer.returncode == code
    assert hint in answer.stderr
    assert "Traceback" not in answer.stderr


def test_other_gaps_do_not_change_what_is_told(short: Explanation, small: KnowledgeGraph):
    """All but the rank is told from the gap alone."""
    alone = explain_gap(short.gap, small, [short.gap])
    assert replace(alone, rank=short.rank) == short
