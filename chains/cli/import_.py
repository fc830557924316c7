"""``chains import``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from chains.cli.console import lang_option, say
from chains.errors import Lang, Text

if TYPE_CHECKING:
    from chains.imports.result import Imported
    from chains.imports.web import Getter

_Command = TypeVar("_Command", bound=Callable[..., Any])
_KINDS = ["enterprise", "university", "vocational_college", "research_institute"]

_release = click.option(
    "--release",
    default=None,
    metavar="R",
    help="Release, such as 1.2.0; by default what the file's or folder's name tells.",
)


def _shared(command: _Command) -> _Command:
    """Give a command the options that all have."""
    output = click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        default=Path("imported"),
        show_default=True,
        metavar="FOLDER",
        help="Folder of tables; rows are added, those of the same key replaced.",
    )
    return output(lang_option(command))


def _network(command: _Command) -> _Command:
    """Give a command the options of what is asked for over the network."""
    offline = click.option("--offline", is_flag=True, help="Answer from what is kept of earlier runs alone.")
    refresh = click.option("--refresh", is_flag=True, help="Ask anew, whatever is kept.")
    return offline(refresh(command))


@click.group("import")
def command() -> None:
    """Bring in open data as published: official files become tables, each row with its source, version and licence.

    导入公开数据：官方文件原样读取，成为本项目的表；每行都带来源、版本与许可。

    Every import adds to a folder of tables, which all commands take with --data; imports meet in the same things
    (ISCO groups, ROR ids). Files are read whole; what has no place in the ontology is left out, and said.  Each takes
    --lang zh or en; `chains import esco --help` tells its options.

    \b
    chains import esco "ESCO dataset - v1.2.0 - classification - en - csv" -o my-region
    chains import ror v1.57-2024-12-17-ror-data.zip --country SI -o my-region
    chains import nace NACE_REV2.csv -o my-region
    chains check my-region && chains atlas my-region
    """


@command.command("esco")
@click.argument("folder", type=click.Path(path_type=Path))
@_release
@_shared
def import_esco(folder: Path, release: str | None, output: Path, lang: Lang) -> None:
    """ESCO: occupations, skills and their relations.

    FOLDER has its CSV files in English. ESCO 职业与技能分类。


    Essential and optional skills are two sources.
    """
    from chains.imports.esco import read_esco

    _keep(read_esco(folder, release), output, lang)


@command.command("isco")
@click.argument("file", type=click.Path(path_type=Path))
@_shared
def import_isco(file: Path, output: Path, lang: Lang) -> None:
    """ISCO-08: groups of occupations.

    FILE is ILO's structure, .xlsx or CSV. 国际标准职业分类。
    """
    from chains.imports.classifications import read_isco

    _keep(read_isco(file), output, lang)


@command.command("isced")
@click.argument("file", type=click.Path(path_type=Path))
@_shared
def import_isced(file: Path, output: Path, lang: Lang) -> None:
    """ISCED-F 2013: fields of education, as fields of knowledge.

    国际教育标准分类（学科领域）。


    FILE is ESCO's skillGroups_en.csv, or a table with the columns Code and Description.
    """
    from chains.imports.classifications import read_isced

    _keep(read_isced(file), output, lang)


@command.command("onet")
@click.argument("folder", type=click.Path(path_type=Path))
@_release
@click.option(
    "--least-importance",
    type=click.FloatRange(1, 5),
    default=3.0,
    show_default=True,
    help="A skill counts as required from this importance on (1 to 5).",
)
@_shared
def import_onet(folder: Path, release: str | None, least_importance: float, output: Path, lang: Lang) -> None:
    """O*NET: American occupations, skills, software.

    FOLDER has its text files. 美国职业数据库 O*NET。
    """
    from chains.imports.onet import read_onet

    _keep(read_onet(folder, release, least_importance), output, lang)


@command.command("nace")
@click.argument("file", type=click.Path(path_type=Path))
@_shared
def import_nace(file: Path, output: Path, lang: Lang) -> None:
    """Industries by NACE Rev 2.

    FILE is Eurostat's CSV. 欧盟经济活动分类。
    """
    from chains.imports.classifications import read_nace

    _keep(read_nace(file), output, lang)


@command.command("isic")
@click.argument("file", type=click.Path(path_type=Path))
@_shared
def import_isic(file: Path, output: Path, lang: Lang) -> None:
    """Industries by ISIC Rev 4.

    FILE is the text file of the United Nations. 国际标准产业分类。
    """
    from chains.imports.classifications import read_isic

    _keep(read_isic(file), output, lang)


@command.command("ror")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--country", "countries", multiple=True, metavar="CC", help="Only this country (two letters); may be given again."
)
@_release
@_shared
def import_ror(file: Path, countries: tuple[str, ...], release: str | None, output: Path, lang: Lang) -> None:
    """ROR: research organisations.

    FILE is the data dump, .json of schema 2 or .zip. 研究机构注册库。
    """
    from chains.imports.ror import read_ror

    _keep(read_ror(file, countries, release), output, lang)


@command.command("rdf")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    required=True,
    metavar="TOML",
    help="Which class makes the rows of a table, which property fills a column.",
)
@_shared
def import_rdf(file: Path, mapping: Path, output: Path, lang: Lang) -> None:
    """Any RDF file, by a mapping.

    任何 RDF 文件（按映射）。


    \b
    [source]
    id = "my-source"
    title_en = "My source"
    publisher = "Me"
    confidence = "reported"
    [skills]
    class = "http://www.w3.org/2004/02/skos/core#Concept"
    prefix = "my-"
    [skills.columns]
    id = "@id"
    name_zh = "skos:prefLabel@en"
    kind = "=technology"
    broader = "skos:broader"
    """
    from chains.imports.rdf import read_mapped

    _keep(read_mapped(file, mapping, _schema()), output, lang)


@command.command("openalex")
@click.option("--country", required=True, metavar="CC", help="Country, two letters.")
@click.option("--url", default=None, metavar="URL", help="Another address of the service.")
@_network
@_shared
def import_openalex(country: str, url: str | None, offline: bool, refresh: bool, output: Path, lang: Lang) -> None:
    """OpenAlex: the institutions of a country, over the network; answers are kept.

    OpenAlex 机构（联网）。
    """
    from chains.imports.openalex import OPENALEX, read_openalex

    _keep(read_openalex(country, _getter(url or OPENALEX, "application/json", offline, refresh)), output, lang)


@command.command("wikidata")
@click.option("--place", required=True, metavar="Q", help="Item of the country, region or city, such as Q215.")
@click.option("--kind", type=click.Choice(_KINDS), default="enterprise", show_default=True, help="What to ask for.")
@click.option("--url", default=None, metavar="URL", help="Another address of the service.")
@_network
@_shared
def import_wikidata(
    place: str, kind: str, url: str | None, offline: bool, refresh: bool, output: Path, lang: Lang
) -> None:
    """Wikidata: organisations with headquarters in a place, over the network; answers are kept.

    维基数据（联网）。
    """
    from chains.imports.wikidata import WIKIDATA, read_wikidata

    getter = _getter(url or WIKIDATA, "application/sparql-results+json", offline, refresh)
    _keep(read_wikidata(place, kind, getter), output, lang)


def _getter(url: str, accept: str, offline: bool, refresh: bool) -> Getter:
    from chains.remote.faults import missing_library

    try:
        from chains.imports.web import Getter
    except ImportError as error:
        raise missing_library() from error
    if offline and refresh:
        raise click.UsageError("Give --offline or --refresh, not both.")
    return Getter(url, accept, offline=offline, refresh=refresh, notice=say)


def _schema() -> Any:
    from chains.resources import ontology_folder
    from chains.schema import load_schema

    return load_schema(ontology_folder())


def _keep(imported: Imported, output: Path, lang: Lang) -> None:
    """Write what was imported, and say what it is and how to go on."""
    from chains.imports.writing import write_tables

    schema = _schema()
    for one in write_tables(imported, output, schema):
        title = schema[one.table].title.say(lang)
        replaced = Text(f"，替换 {one.replaced:,}", f", {one.replaced:,} replaced") if one.replaced else Text("", "")
        say(
            Text(
                f"{title}（{one.table}）：新增 {one.new:,} 行{replaced.zh}，共 {one.rows:,} 行",
                f"{title} ({one.table}): {one.new:,} new rows{replaced.en}, {one.rows:,} in all",
            )
        )
    for note in imported.notes:
        say(note)
    say(Text(f"下一步：chains atlas {output}", f"next: chains atlas {output}"))
    click.echo(str(output))
