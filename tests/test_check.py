"""What ``chains check`` says of a graph: the same form as for tables, in both languages, with an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

from chains.check import check_graph
from chains.export import write_graph
from chains.graph import KnowledgeGraph, open_graph
from chains.names import PREFIXES
from chains.records import Fault
from chains.resources import SMALL_REGION, data_folder, ontology_folder

HEAD = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("ch", "code", "skos", "xsd")) + (
    "@prefix skill: <https://w3id.org/fourchains/id/skill/> .\n"
    "@prefix source: <https://w3id.org/fourchains/id/source/> .\n"
)
CRAFT = "<https://w3id.org/fourchains/code/skill-kinds/craft>"


def _write(folder: Path, text: str, name: str = "mine.ttl") -> Path:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def _check(folder: Path, text: str, name: str = "mine.ttl") -> list[Fault]:
    return check_graph(open_graph(_write(folder, text, name)), name)


def test_small_region_keeps_to_all_shapes(small: KnowledgeGraph):
    """The small region has no fault and no note."""
    assert check_graph(small) == []


def test_region_keeps_to_all_shapes(region: KnowledgeGraph):
    """The shipped region has no fault and no note."""
    assert check_graph(region) == []


@pytest.mark.parametrize("suffix", [".ttl", ".trig"])
def test_exported_graph_keeps_to_all_shapes(small: KnowledgeGraph, tmp_path: Path, suffix: str):
    """What is written and read again has no fault either: dates, years and numbers survive."""
    path = tmp_path / f"small{suffix}"
    write_graph(small, path)
    assert check_graph(open_graph(path)) == []


def test_graph_of_one_good_thing_has_no_fault(tmp_path: Path):
    """A single skill with a name and a kind is a fine graph."""
    assert _check(tmp_path, f'skill:a a ch:Skill ; skos:prefLabel "钳工"@zh ; ch:kind {CRAFT} .') == []


def test_fault_names_thing_property_value_and_remedy(tmp_path: Path):
    """A wrong code tells the thing by name and IRI, the property, the value, and the nearest code."""
    text = 'skill:a a ch:Skill ; skos:prefLabel "钳工"@zh , "bench work"@en ; ch:kind <https://w3id.org/fourchains/code/skill-kinds/crafts> .'
    (fault,) = _check(tmp_path, text)
    assert (fault.code, fault.file, fault.row, fault.column) == ("S20", "mine.ttl", 0, "ch:kind")
    assert fault.value == "code:skill-kinds/crafts"
    assert fault.what.en.startswith("“bench work” (skill/a): a skill should have one kind")
    assert fault.what.zh.startswith("“钳工”（skill/a）：技能应有一个类别")
    assert "code:skill-kinds/craft" in fault.remedy.en


def test_class_in_the_place_of_another(tmp_path: Path):
    """A link to a thing of the wrong class tells which class belongs there."""
    text = (
        f'skill:a a ch:Skill ; skos:prefLabel "钳工"@zh ; ch:kind {CRAFT} .\n'
        'skill:b a ch:Technology ; skos:prefLabel "激光"@zh ; ch:kind <https://w3id.org/fourchains/code/technology-kinds/field> ; ch:needsOccupation skill:a .'
    )
    (fault,) = _check(tmp_path, text)
    assert (fault.code, fault.column, fault.value) == ("S36", "ch:needsOccupation", "skill/a")
    assert "“Occupation” (ch:Occupation)" in fault.remedy.en


def test_subclass_of_one_of_our_classes_counts(tmp_path: Path):
    """A class that somebody declares below ours is held to the shapes of ours."""
    text = 'skill:Weld <http://www.w3.org/2000/01/rdf-schema#subClassOf> ch:Skill . skill:a a skill:Weld ; skos:prefLabel "焊接"@zh .'
    assert [(fault.code, fault.column) for fault in _check(tmp_path, text)] == [("S20", "ch:kind")]


def test_source_of_the_statement_is_named(tmp_path: Path):
    """In a graph with sources, a fault tells which of them states what is wrong."""
    text = (
        f'source:one {{ skill:a a ch:Skill ; skos:prefLabel "钳工"@zh ; ch:kind {CRAFT} . }}\n'
        'source:two { skill:a skos:prefLabel "钳工技能"@zh , "  "@en . }\n'
        "source:catalogue { source:one a ch:Source . source:two a ch:Source . }"
    )
    found = {fault.code: fault for fault in _check(tmp_path, text, "mine.trig") if "skill/a" in fault.what.en}
    assert "(source: source/two)" in next(f for f in _check(tmp_path, text, "mine.trig") if f.value == "  ").what.en
    assert found["S02"].level == "fault"


def test_undescribed_source_is_only_a_note(tmp_path: Path):
    """A named graph that nobody describes is worth a word, and no more."""
    text = f'source:one {{ skill:a a ch:Skill ; skos:prefLabel "钳工"@zh ; ch:kind {CRAFT} . }}'
    (fault,) = _check(tmp_path, text, "mine.trig")
    assert (fault.code, fault.level) == ("lint_data_undescribed_source", "note")


def test_undefined_terms_get_the_nearest_one(tmp_path: Path):
    """A misspelt class, property and code are each told once, with what was probably meant."""
    text = (
        f'skill:a a ch:Skil , ch:Skill ; skos:prefLabel "钳工"@zh ; ch:kind {CRAFT} .\n'
        'skill:b a ch:Programme ; skos:prefLabel "数控"@zh ; ch:developSkill skill:a ; ch:level <https://w3id.org/fourchains/code/programme-levels/voc_asociate> .'
    )
    said = {fault.value: fault.remedy.en for fault in _check(tmp_path, text)}
    assert said.keys() == {"ch:Skil", "ch:developSkill", "code:programme-levels/voc_asociate"}
    assert said["ch:Skil"] == "nearest: ch:Skill"
    assert said["ch:developSkill"].startswith("nearest: ch:developsSkill")
    assert "code:programme-levels/voc_associate" in said["code:programme-levels/voc_asociate"]


def test_thing_without_a_class_is_told(tmp_path: Path):
    """A thing that has our properties and no class of ours would be overlooked by every shape."""
    faults = _check(tmp_path, f"skill:a a <https://schema.org/DefinedTerm> ; ch:kind {CRAFT} .")
    assert [(fault.code, fault.column) for fault in faults] == [("lint_data_untyped_thing", "ch:kind")]


@pytest.mark.parametrize("text", ["", "<https://example.org/a> a <https://schema.org/Person> ."])
def test_graph_without_our_terms_is_no_faultless_graph(tmp_path: Path, text: str):
    """An empty file and one of quite other things are told to hold nothing."""
    (fault,) = _check(tmp_path, text)
    assert fault.code == "nothing-known"
    assert fault.level == "fault"


def test_invisible_character_is_made_visible(tmp_path: Path):
    """A control character in a name shows as its code, and does not reach the terminal."""
    (fault,) = _check(tmp_path, f'skill:a a ch:Skill ; skos:prefLabel "钳\\u0007工"@zh ; ch:kind {CRAFT} .')
    assert "钳\\u0007工" in fault.what.zh
    assert "\u0007" not in fault.what.zh + fault.what.en


def test_many_faults_are_all_found(tmp_path: Path):
    """Three thousand wrong things give three thousand faults, in an order that does not depend on the store."""
    lines = "\n".join(f'skill:s{number} a ch:Skill ; skos:prefLabel "技能{number}"@zh .' for number in range(3_000))
    faults = _check(tmp_path, lines)
    assert len(faults) == 3_000
    things = [fault.what.en.partition("(")[2].partition(")")[0] for fault in faults]
    assert things == sorted(things)
    assert len(set(things)) == 3_000


def test_every_fault_of_the_examples_reads_well_in_both_languages(tmp_path: Path):
    """Faults of all invalid examples have words in both languages, without empty names or stray marks."""
    count = 0
    for path in sorted((ontology_folder() / "examples").glob("*-invalid.ttl"))[::6]:
        for fault in check_graph(open_graph(path), path.name):
            count += 1
            for lang in ("zh", "en"):
                line = fault.say(lang)
                assert "“”" not in line
                assert "None" not in line
                assert ": ;" not in line
            assert fault.remedy.zh != fault.remedy.en
            assert fault.code == path.stem[:3]
    assert count > 20


def test_command_tells_faults_of_rdf(run_chains: Run, tmp_path: Path):
    """A file with one fault: one line, exit code 1; in Chinese too, and as JSON."""
    path = _write(tmp_path, 'skill:a a ch:Skill ; skos:prefLabel "钳工"@zh .')
    english, chinese = run_chains("check", str(path)), run_chains("check", str(path), "--lang", "zh")
    assert (english.returncode, chinese.returncode) == (1, 1)
    assert english.stdout.startswith("mine.ttl:ch:kind: “钳工” (skill/a): a skill should have one kind; there is none")
    assert "技能应有一个类别；现在没有" in chinese.stdout
    record = json.loads(run_chains("check", str(path), "--format", "json").stdout)[0]
    assert (record["code"], record["column"], record["row"]) == ("S20", "ch:kind", 0)


def test_command_says_where_rdf_cannot_be_read(run_chains: Run, tmp_path: Path):
    """An IRI with a space: exit code 1, and the line of the file."""
    done = run_chains("check", str(_write(tmp_path, "<https://example.org/a b> a ch:Skill .")))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "line 7" in done.stderr
    assert "Traceback" not in done.stderr


def test_command_without_shapes_reads_tables_only(run_chains: Run):
    """``--no-shapes`` leaves the graph alone; both ways find the small region without fault."""
    folder = str(data_folder(SMALL_REGION))
    for words in (["check", folder], ["check", folder, "--no-shapes"]):
        done = run_chains(*words)
        assert (done.returncode, done.stdout) == (0, "")
