"""The copy of an endpoint: made once, gone on with after an interruption, made anew when the endpoint has changed.

A copy lies in the cache: ``survey.json`` (what the endpoint had when reading began), ``things/`` and ``statements/``
(what was read, in pieces), ``whole.json`` (when all is there).
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chains.atomic import replace_file
from chains.build import Progress
from chains.cache import mark_used, remote_folder
from chains.errors import EndpointError, Text
from chains.inputs import GraphInput
from chains.pieces import Pieces
from chains.remote.address import Endpoint, is_loopback
from chains.remote.faults import TRY_AGAIN, missing_library, too_many
from chains.remote.listing import list_things
from chains.remote.patience import Notice
from chains.remote.questions import Questions
from chains.remote.reading import read_statements
from chains.remote.settings import MOST_VARIABLE, Settings, read_settings
from chains.remote.survey import Survey, survey_endpoint
from chains.tabulate import dump_json

if TYPE_CHECKING:
    from chains.remote.asking import Asker

__all__ = ["REMOTE_STEPS", "fetch_pages"]

REMOTE_STEPS: Final = 20
"""So many steps of reading an endpoint are told, at most."""

_ASKING_STEPS: Final = 2
_LOG: Final = logging.getLogger(__name__)


def fetch_pages(
    address: str,
    *,
    refresh: bool = False,
    settings: Settings | None = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
) -> GraphInput:
    """Return the copy of the endpoint at an address, as the input of a graph; it is read first where it must be.

    The endpoint is asked each time what it has (three or four questions).  A copy serves as long as the answer is the
    same: number of things by class, of statements, of characters in all their objects.  A change that keeps all of
    these is not seen: *refresh* reads everything anew.  If the endpoint cannot be reached, a whole copy serves.
    *notice* is told what a person should know; by default it is logged.

    Raises:
        EndpointError: the endpoint gives no answer, or none that can be used; what was read of it stays.
        MissingSoftware: urllib3 is not installed.
        UnreadableInput: the address is none.
    """
    try:
        from chains.remote.asking import Asker
    except ImportError as error:
        raise missing_library() from error
    endpoint = Endpoint.read(address)
    tell = notice or _log
    if endpoint.url.startswith("http:") and not is_loopback(endpoint.url):
        tell(_unencrypted(endpoint.url))
    copy = _Copy(remote_folder(endpoint.key))
    settings = settings or read_settings()
    asker = Asker(endpoint, settings, tell)
    try:
        _bring_up_to_date(copy, asker, settings, progress or _silent, refresh=refresh)
    finally:
        asker.close()
    mark_used(copy.folder)
    return GraphInput("pages", copy.statements.folder, label=endpoint.name)


def _silent(_step: Text) -> None:
    """Tell nobody."""


def _log(text: Text) -> None:
    _LOG.warning("%s", text.en)


@dataclass(frozen=True, slots=True)
class _Copy:
    folder: Path

    @property
    def things(self) -> Pieces:
        return Pieces(self.folder / "things")

    @property
    def statements(self) -> Pieces:
        return Pieces(self.folder / "statements")

    @property
    def survey(self) -> Any:
        """What the endpoint had when reading began; ``None`` if nobody has begun."""
        try:
            return json.loads((self.folder / "survey.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    @property
    def finished(self) -> datetime | None:
        """When all was there; ``None`` if it is not, or if a piece has gone since."""
        whole = self.folder / "whole.json"
        try:
            listed = json.loads(whole.read_text(encoding="utf-8"))
            return datetime.fromtimestamp(whole.stat().st_mtime, UTC) if listed == self.statements.files() else None
        except (OSError, ValueError):
            return None

    def begin(self, survey: Survey) -> None:
        """Forget what is there; note what the endpoint has."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._write("survey.json", survey.to_dict())

    def finish(self) -> None:
        self._write("whole.json", self.statements.files())

    def _write(self, name: str, value: Any) -> None:
        with replace_file(self.folder / name) as out:
            out.write(dump_json(value).encode())


def _bring_up_to_date(copy: _Copy, asker: Asker, settings: Settings, progress: Progress, *, refresh: bool) -> None:
    progress(Text("询问端点", "asking the endpoint"))
    finished = copy.finished
    try:
        survey = survey_endpoint(asker)
    except EndpointError as error:
        if finished is None or refresh or not error.unreachable:
            raise
        asker.notice(_kept(asker.where, error, finished))
        return
    _refuse_too_many(asker.where, survey, settings)
    if refresh or copy.survey != survey.to_dict():
        if copy.survey is not None and not refresh:
            asker.notice(_changed(asker.where))
        copy.begin(survey)
        finished = None
    if finished is None:
        _read(copy, asker, survey, settings, progress)


def _read(copy: _Copy, asker: Asker, survey: Survey, settings: Settings, progress: Progress) -> None:
    progress(Text("列出端点里的事物", "listing the things of the endpoint"))
    things = list_things(asker, survey, copy.things, settings.page)
    advance = _in_steps(progress, len(things), REMOTE_STEPS - _ASKING_STEPS)
    count = read_statements(
        asker, Questions(survey.place), things, copy.statements, page=settings.page, advance=advance
    )
    if survey.statements is not None and count != survey.statements:
        shutil.rmtree(copy.statements.folder, ignore_errors=True)
        raise _inconsistent(asker.where, count, survey.statements)
    copy.finish()


def _in_steps(progress: Progress, whole: int, steps: int) -> Callable[[int], None]:
    told = 0

    def advance(done: int) -> None:
        nonlocal told
        while told * whole < done * steps:
            told += 1
            progress(Text(f"读取端点：{done:,} / {whole:,}", f"reading the endpoint: {done:,} of {whole:,} things"))

    return advance


def _refuse_too_many(where: str, survey: Survey, settings: Settings) -> None:
    # Each thing has a statement at least: that of its class.
    least = survey.statements or max(survey.marks.values())
    if least > settings.most_statements:
        raise too_many(where, least, settings.most_statements, MOST_VARIABLE)


def _inconsistent(where: str, read: int, counted: int) -> EndpointError:
    return EndpointError(
        Text(
            f"读到 {read:,} 条陈述，而端点数出 {counted:,} 条：读取时数据有变，或端点的回答不全",
            f"{read:,} statements were read, and the endpoint counted {counted:,}: it changed while it was read, or its "
            "answers are not whole",
        ),
        where=where,
        remedy=TRY_AGAIN,
    )


def _unencrypted(where: str) -> Text:
    return Text(
        f"注意：{where} 没有加密，途中的人可以看到并改动内容；有 https:// 地址就用它",
        f"Note: {where} is not encrypted: whoever is on the way can read and change what comes; use https:// if it has it",
    )


def _changed(where: str) -> Text:
    return Text(
        f"{where}：端点的数据或本软件的词汇有变，重新读取",
        f"{where}: the endpoint or our vocabulary has changed since; it is read anew",
    )


def _kept(where: str, error: EndpointError, finished: datetime) -> Text:
    day = f"{finished:%Y-%m-%d %H:%M} UTC"
    return Text(
        f"{where}：{error.what.zh}；改用 {day} 的副本",
        f"{where}: {error.what.en}; the copy of {day} serves instead",
    )
