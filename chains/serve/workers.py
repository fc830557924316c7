"""The processes that answer queries: how many, for how long, and who waits.

A job goes to a free process.  If only the spare one is free the job may have it for a moment; what takes longer is
ended there and waits for another, so that light queries get through while heavy ones hold all the rest.  A process that
has to be ended (time, memory, a client that has gone) is replaced.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chains.errors import Text
from chains.serve.messages import Answer, Job, refuse
from chains.serve.process import Gone, Process

__all__ = ["Limits", "Workers"]

_QUICK_SECONDS: Final = 1.0
"""So long a job may have the spare process, and runs at full priority elsewhere."""
_AGAIN_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may use.

    Attributes:
        seconds: for one query, waiting included.
        most_bytes: of an answer.
        memory: of a process, in MiB.
        processes: how many queries run at a time, beside the spare process.
        waiting: how many more may wait.
    """

    seconds: float = 30.0
    most_bytes: int = 1 << 26
    memory: int = 2048
    processes: int = 4
    waiting: int = 64


_Place = tuple[list[Process], Process]


class Workers:
    """Processes that answer queries on one store; :meth:`start` before use, :meth:`close` after."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.limits = limits
        self._store = store
        self._free: list[Process] = []
        self._spare: list[Process] = []
        self._all: set[Process] = set()
        self._waiting: deque[tuple[asyncio.Future[_Place], bool]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        """Start the processes."""
        await asyncio.gather(*(self._add(self._free) for _ in range(self.limits.processes)), self._add(self._spare))

    def stop(self) -> None:
        """Take no more jobs, and end those that run or wait: they are told why."""
        self._closed = True
        for worker in self._all:
            worker.kill()
        for turn, _ in self._waiting:
            if not turn.done():
                turn.set_exception(Gone())

    async def close(self) -> None:
        """End all processes, whatever they do."""
        self.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._all.clear()

    async def ask(self, job: Job) -> Answer:
        """Return the answer to a job; if none comes in time, or too many wait, 503 and why.

        If the task is cancelled, so is the query.
        """
        job = job._replace(most_bytes=self.limits.most_bytes)
        if self._closed or len(self._waiting) >= self.limits.waiting:
            return refuse(503, _STOPPING if self._closed else _BUSY, job.lang)
        try:
            async with asyncio.timeout(self.limits.seconds):
                return (
                    await self._ask(job, quick=True)
                    or await self._ask(job, quick=False)
                    or refuse(503, _BUSY, job.lang)
                )
        except TimeoutError:
            return refuse(503, _too_slow(self.limits.seconds), job.lang)
        except Gone:
            return refuse(503, _STOPPING if self._closed else _too_large(self.limits.memory), job.lang)

    async def _ask(self, job: Job, *, quick: bool) -> Answer | None:
        """Return the answer; ``None`` if it takes longer than the spare process has time for."""
        place, worker = await self._take(quick=quick)
        loop = asyncio.get_running_loop()
        slowing = loop.call_later(_QUICK_SECONDS, worker.slow_down)
        began, kept = loop.time(), False
        try:
            async with asyncio.timeout(_QUICK_SECONDS if place is self._spare else None) as moment:
                found = await worker.ask(job)
            # A process that was slowed down stays slow, so it is not kept.
            kept = loop.time() - began < _QUICK_SECONDS
        except TimeoutError:
            if moment.expired():
                return None
            raise
        else:
            return found
        finally:
            slowing.cancel()
            if kept:
                self._give_back(place, worker)
            else:
                self._replace(place, worker)

    async def _take(self, *, quick: bool) -> _Place:
        """Return a process and where it belongs, when it is this job's turn."""
        if self._free and not self._waiting:
            return self._free, self._free.pop()
        turn: asyncio.Future[_Place] = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, quick))
        self._hand_out()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back(*turn.result())
            raise

    def _hand_out(self) -> None:
        """Give free processes to those that wait, first come, first served."""
        left: deque[tuple[asyncio.Future[_Place], bool]] = deque()
        for turn, quick in self._waiting:
            if turn.done():
                continue
            place = self._free or (self._spare if quick else self._free)
            if place:
                turn.set_result((place, place.pop()))
            else:
                left.append((turn, quick))
        self._waiting = left

    def _give_back(self, place: list[Process], worker: Process) -> None:
        place.append(worker)
        self._hand_out()

    def _replace(self, place: list[Process], worker: Process) -> None:
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._start_again(place, worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _start_again(self, place: list[Process], worker: Process) -> None:
        await worker.end()
        self._all.discard(worker)
        while True:
            try:
                return await self._add(place)
            except (OSError, TimeoutError, Gone):
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _add(self, place: list[Process]) -> None:
        worker = await Process.start(self._store, self.limits.memory)
        self._all.add(worker)
        self._give_back(place, worker)


_STOPPING: Final = Text("服务正在停止", "the server is stopping")
_BUSY: Final = Text(
    "同时的查询太多，请稍后再试", "too many queries at the moment. What to do: try again in a few seconds"
)


def _too_slow(seconds: float) -> Text:
    return Text(
        f"查询超过 {seconds:g} 秒的时限，已停止，没有发送任何部分。解决办法：缩小范围、加 LIMIT，或用 chains serve --timeout 放宽时限",
        f"the query passed the limit of {seconds:g} seconds and was stopped; no part of an answer was sent. What to do: "
        "ask for less, add a LIMIT, or start `chains serve` with a longer --timeout",
    )


def _too_large(memory: int) -> Text:
    return Text(
        f"查询所需内存超过 {memory:,} MiB，已停止。解决办法：缩小范围，或把查询拆成几步",
        f"the query needs more than {memory:,} MiB of memory and was stopped. What to do: ask for less, or in several steps",
    )
