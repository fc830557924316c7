"""Small excerpts of open data in the layout that their publishers use, for tests of imports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["ROR", "write_esco", "write_onet", "write_ror"]

ESCO = "http://data.europa.eu/esco/"
PROGRAMMER = f"{ESCO}occupation/0a1b2c3d-0000-4000-8000-000000000001"
GAMES = f"{ESCO}occupation/0a1b2c3d-0000-4000-8000-000000000002"
CODE = f"{ESCO}skill/0a1b2c3d-0000-4000-8000-00000000000a"
JAVA = f"{ESCO}skill/0a1b2c3d-0000-4000-8000-00000000000b"
GERMAN = f"{ESCO}skill/0a1b2c3d-0000-4000-8000-00000000000c"
GROUP = f"{ESCO}skill/0a1b2c3d-0000-4000-8000-00000000000d"
OLD = f"{ESCO}skill/0a1b2c3d-0000-4000-8000-00000000000e"

_OCCUPATIONS = f"""\
conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,description,code
Occupation,{PROGRAMMER},2512,software developer,"programmer
application developer
software developer",,released,,,,,,Writes software.,2512.4
Occupation,{GAMES},2512,games developer,,,released,,,,,,"Writes games, alone
or in teams.",2512.4.1
"""
_GROUPS = f"""\
conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description
ISCOGroup,{ESCO}isco/C2,2,Professionals,released,,,
ISCOGroup,{ESCO}isco/C25,25,Information and communications technology professionals,released,,,
ISCOGroup,{ESCO}isco/C251,251,Software and applications developers and analysts,released,,,
ISCOGroup,{ESCO}isco/C2512,2512,Software developers,released,,,
"""
_ABOVE = f"""\
conceptType,conceptUri,broaderType,broaderUri
ISCOGroup,{ESCO}isco/C25,ISCOGroup,{ESCO}isco/C2
Occupation,{PROGRAMMER},ISCOGroup,{ESCO}isco/C2512
Occupation,{GAMES},Occupation,{PROGRAMMER}
"""
_SKILLS = f"""\
conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description
KnowledgeSkillCompetence,{CODE},skill/competence,sector-specific,write code,"code
program",,released,,,,,
KnowledgeSkillCompetence,{JAVA},knowledge,sector-specific,Java,,,released,,,,,
KnowledgeSkillCompetence,{GERMAN},skill/competence,transversal,write German,,,released,,,,,
KnowledgeSkillCompetence,{OLD},knowledge,sector-specific,punched cards,,,obsolete,,,,,
"""
_SKILL_GROUPS = f"""\
conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,description,code
SkillGroup,{ESCO}isced-f/0613,software and applications development and analysis,,,released,,,,,0613
SkillGroup,{ESCO}isced-f/061,information and communication technologies,,,released,,,,,061
SkillGroup,{GROUP},working with computers,,,released,,,,,S5
"""
_SKILLS_ABOVE = f"""\
conceptType,conceptUri,broaderType,broaderUri
SkillGroup,{ESCO}isced-f/0613,SkillGroup,{ESCO}isced-f/061
KnowledgeSkillCompetence,{JAVA},SkillGroup,{ESCO}isced-f/0613
KnowledgeSkillCompetence,{JAVA},KnowledgeSkillCompetence,{CODE}
KnowledgeSkillCompetence,{CODE},SkillGroup,{GROUP}
"""
_RELATIONS = f"""\
occupationUri,relationType,skillType,skillUri
{PROGRAMMER},essential,skill/competence,{CODE}
{PROGRAMMER},optional,knowledge,{JAVA}
{GAMES},essential,skill/competence,{CODE}
{GAMES},optional,knowledge,{OLD}
"""
_LANGUAGES = f"""\
conceptType,conceptUri,skillType,reuseLevel,preferredLabel,status,altLabels,description,broaderConceptUri,broaderConceptPT
KnowledgeSkillCompetence,{GERMAN},skill/competence,transversal,write German,released,,,,
"""
_ESCO_FILES = {
    "occupations_en.csv": _OCCUPATIONS,
    "ISCOGroups_en.csv": _GROUPS,
    "broaderRelationsOccPillar_en.csv": _ABOVE,
    "skills_en.csv": _SKILLS,
    "skillGroups_en.csv": _SKILL_GROUPS,
    "broaderRelationsSkillPillar_en.csv": _SKILLS_ABOVE,
    "occupationSkillRelations_en.csv": _RELATIONS,
    "languageSkillsCollection_en.csv": _LANGUAGES,
}


def write_esco(folder: Path, **changed: str) -> Path:
    """Write an excerpt in the layout of ESCO's download; *changed* gives other text for a file, by its name's beginning."""
    place = folder / "ESCO dataset - v1.2.0 - classification - en - csv"
    place.mkdir(parents=True)
    for name, text in _ESCO_FILES.items():
        (place / name).write_text(changed.get(name.partition("_")[0], text), encoding="utf-8")
    return place


_RATED = "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tStandard Error\tLower CI Bound\tUpper CI Bound\tRecommend Suppress\tNot Relevant\tDate\tDomain Source\n"
_ONET_FILES = {
    "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n"
    '15-1252.00\tSoftware Developers\tResearch, design, and develop "software".\n'
    "15-1299.00\tComputer Occupations, All Other\tOthers.\n"
    "15-1299.08\tComputer Systems Engineers/Architects\tDesign.\n",
    "Skills.txt": _RATED
    + "15-1252.00\t2.A.1.a\tReading Comprehension\tIM\t4.00\t8\t0.1\t3.8\t4.2\tN\tn/a\t08/2025\tAnalyst\n"
    + "15-1252.00\t2.A.1.a\tReading Comprehension\tLV\t4.10\t8\t0.1\t3.8\t4.2\tN\tN\t08/2025\tAnalyst\n"
    + "15-1252.00\t2.B.3.m\tRepairing\tIM\t1.10\t8\t0.1\t1.0\t1.2\tN\tn/a\t08/2025\tAnalyst\n"
    + "15-1299.08\t2.A.1.a\tReading Comprehension\tIM\t3.90\t8\t0.9\t1.0\t5.0\tY\tn/a\t08/2025\tAnalyst\n",
    "Technology Skills.txt": "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n"
    "15-1252.00\tC\t43232404\tDevelopment environment software\tN\tN\n"
    "15-1252.00\tC++\t43232408\tObject or component oriented development software\tY\tY\n",
    "Alternate Titles.txt": "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n"
    "15-1252.00\tApplication Developer\tn/a\t08\n",
}


def write_onet(folder: Path) -> Path:
    """Write an excerpt in the layout of O*NET's text files."""
    place = folder / "db_30_1_text"
    place.mkdir(parents=True)
    for name, text in _ONET_FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def _ror(key: str, types: list[str], names: list[dict[str, Any]], city: str = "Maribor", **more: Any) -> dict[str, Any]:
    geonames = {
        "Maribor": (3195506, 46.55472, 15.64667, "SI", "Slovenia"),
        "Graz": (2778067, 47.06667, 15.45, "AT", "Austria"),
    }
    number, latitude, longitude, code, country = geonames[city]
    return {
        "admin": {"created": {"date": "2018-11-14", "schema_version": "1.0"}},
        "domains": [],
        "established": 1975,
        "external_ids": [{"all": ["Q1378"], "preferred": None, "type": "wikidata"}],
        "id": f"https://ror.org/{key}",
        "links": [],
        "locations": [
            {
                "geonames_details": {
                    "continent_code": "EU",
                    "continent_name": "Europe",
                    "country_code": code,
                    "country_name": country,
                    "country_subdivision_code": None,
                    "country_subdivision_name": None,
                    "lat": latitude,
                    "lng": longitude,
                    "name": city,
                },
                "geonames_id": number,
            }
        ],
        "names": names,
        "relationships": [],
        "status": "active",
        "types": types,
    } | more


ROR = [
    _ror(
        "01d5jce07",
        ["education", "funder"],
        [
            {"lang": "en", "types": ["ror_display", "label"], "value": "University of Maribor"},
            {"lang": "sl", "types": ["label"], "value": "Univerza v Mariboru"},
            {"lang": None, "types": ["acronym"], "value": "UM"},
        ],
    ),
    _ror("000000001", ["company"], [{"lang": "en", "types": ["ror_display"], "value": "Left"}], status="inactive"),
    _ror("000000002", ["funder"], [{"lang": "en", "types": ["ror_display"], "value": "A fund"}]),
    _ror("000000003", ["company"], [{"lang": "de", "types": ["ror_display"], "value": "Werk Graz"}], city="Graz"),
]
"""A real record and three made up ones, in schema 2.1."""


def write_ror(folder: Path, records: list[dict[str, Any]] = ROR) -> Path:
    """Write records as the file of ROR's data dump."""
    path = folder / "v1.57-2024-12-17-ror-data_schema_v2.json"
    path.write_text(json.dumps(records, ensure_ascii=False, indent=2), encoding="utf-8")
    return path
