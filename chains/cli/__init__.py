"""The command line: the only place, with the server, that prints and exits."""

from __future__ import annotations

import sys
from importlib import import_module
from keyword import iskeyword
from typing import Final

import click

__all__ = ["cli", "main"]

# A command's module is imported when the command runs, so that `chains --help` answers at once.
_COMMANDS: Final = {
    "atlas": "One map and N lists: the whole atlas in a folder. 一图N清单",
    "build": "Build the graph once, for later use. 构建图谱",
    "check": "Report every fault in tables or in a graph. 检查数据",
    "diff": "Tell which gaps closed, opened and changed between two graphs. 比较两个图谱",
    "explain": "Tell all about one gap in plain words. 说明一处断点",
    "export": "Write the graph in another format. 导出",
    "figure": "Draw a static figure for a paper. 论文用图",
    "gaps": "List where the chains do not connect. 断点清单",
    "import": "Bring in open data: ESCO, ROR, NACE, O*NET, … 导入公开数据",
    "info": "Tell what a graph holds. 图谱概况",
    "match": "Match names in a table with known things. 名称对应实体",
    "measure": "Tell the numbers behind the gaps, as tables. 测度表",
    "plan": "Say what to do first under a budget. 行动方案",
    "map": "Draw the interactive map. 绘制地图",
    "map-columns": "Tell how spreadsheets are understood; correct it. 说明各列含义",
    "new": "Begin a project for your own region: workbook, settings. 新建项目",
    "query": "Ask a named question or any SPARQL query. 查询",
    "serve": "Serve the graph: SPARQL endpoint, pages, atlas. 启动服务",
    "report": "Write the report of a city for a meeting, as PDF. 城市报告",
    "simulate": "Invent a region whose gaps are known. 虚构区域",
    "tag": "Link texts to skills: advertisements, courses, abstracts. 文本对应技能",
    "what-if": "Work out again what does not connect, if. 假如采取措施",
    "terms": "Look up terms, codes and table columns. 术语与表结构",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = cmd_name.replace("-", "_")
        # A keyword of Python can name a command, but no module.
        command: click.Command = import_module(f"chains.cli.{module}{'_' * iskeyword(module)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from chains.errors import nearest_names

            near = nearest_names(args[0], sorted(_COMMANDS)) if args else []
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {' or '.join(near)}?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fourchains", prog_name="chains")
def cli() -> None:
    """Four Chains links a region's education, talent, industry and innovation chains, and shows where they break.

    四链：连接区域的教育链、人才链、产业链、创新链，并指出它们在哪里断开。

    \b
    chains atlas -o atlas --open          the whole atlas of the shipped region
    chains gaps --city 常州 --top 10      what does not connect in a city
    chains query                          the questions that can be asked by name
    chains new my-region                  a workbook to fill in for your own region
    chains atlas my-region                its atlas
    """


def main() -> None:
    """Run the command line; errors become words on standard error and an exit code.

    0 done, 1 the input or output has a fault, 2 the command was misused, 130 interrupted.
    """
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nInterrupted; what was there before is untouched. 已中断，原有内容未改动。", err=True)
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  # only our own errors are answered; all others keep their traceback
        _answer(error)


def _answer(error: Exception) -> None:
    from chains.cli.console import current_lang
    from chains.errors import ChainsError

    if not isinstance(error, ChainsError):
        raise error
    lang = current_lang()
    click.echo(f"{'错误：' if lang == 'zh' else 'Error: '}{error.say(lang)}", err=True)
    sys.exit(1)
