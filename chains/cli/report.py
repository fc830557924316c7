"""``chains report``."""

from __future__ import annotations

from pathlib import Path

import click

from chains.cli.console import Data, data_option, lang_option, open_data, say
from chains.errors import Lang, Text


@click.command("report")
@click.argument("name", metavar="NAME")
@data_option
@click.option("-o", "--output", metavar="FILE", help="A .pdf or .html file; by default NAME.pdf.")
@lang_option
def command(name: str, data: Data | None, output: str | None, lang: Lang) -> None:
    """Write the report of a city, an industry chain or an alliance: at most four A4 pages to take to a meeting.

    写出一座城市、一条产业链或一个联盟的报告：不超过四页 A4，可带去开会。

    A PDF is printed by Chromium, Chrome or Edge (the environment variable CHROMIUM names another one).  An .html file
    needs no browser to write and can be printed by hand.

    \b
    chains report 常州 -o changzhou.pdf
    chains report 320400 --lang en
    chains report 集成电路 -o circuits.html
    """
    from chains.atomic import replace_file
    from chains.report.profiles.report import REPORT_FORMATS, write_report

    path = Path(output or f"{name.replace('/', '-')}.pdf")
    format_ = path.suffix.lower().removeprefix(".")
    if format_ not in REPORT_FORMATS:
        raise click.UsageError(f"A report is a .pdf or a .html file, not “{path.name}”.")
    # The report is made first: a failure leaves an earlier file as it was.
    made = write_report(open_data(data), name, format_, lang=lang, where=str(path))
    with replace_file(path) as file:
        file.write(made)
    say(Text(f"报告已写入 {path}", f"The report is in {path}"))
