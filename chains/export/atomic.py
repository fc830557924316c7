"""Files and folders that appear whole or not at all: written beside their place, then renamed into it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from chains.errors import OutputError, Text

__all__ = ["replace_file", "replace_folder"]

_ELSEWHERE: Final = Text("请换一个可以写入的位置", "choose a place that can be written")


@contextmanager
def replace_file(path: Path) -> Iterator[BinaryIO]:
    """Give a binary file that takes the place of *path* if the block ends well, and vanishes if not.

    A link is followed; a device or pipe is written directly, since it cannot be replaced.

    Raises:
        OutputError: the file cannot be written there.
    """
    target = Path(os.path.realpath(path))
    _refuse_folder(target, path)
    with _explain(path):
        if target.exists() and not target.is_file():
            with target.open("wb") as out:
                yield out
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        work = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with work.open("wb") as out:
                yield out
            work.replace(target)
        finally:
            work.unlink(missing_ok=True)


def _refuse_folder(target: Path, path: Path) -> None:
    if target.is_dir():
        raise OutputError(
            Text("这里是一个文件夹，不是文件", "this is a folder, not a file"),
            where=str(path),
            remedy=Text(
                "请给出文件名，或用 --format csv 写入文件夹", "give a file name, or write a folder with --format csv"
            ),
        )


@contextmanager
def _explain(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            Text(f"不能写入：{reason}", f"it cannot be written: {reason}"), where=str(path), remedy=_ELSEWHERE
        ) from error


@contextmanager
def replace_folder(path: Path, ours: Callable[[Path], bool], what: Text) -> Iterator[Path]:
    """Give a new folder that takes the place of *path* if the block ends well, and vanishes if not.

    An earlier folder is replaced only if it is empty or *ours* says that we wrote it; *what* names what we write.

    Raises:
        OutputError: the folder cannot be written, or something else is there.
    """
    target = Path(os.path.realpath(path))
    with _explain(path):
        _refuse_other(target, path, ours, what)
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            yield work
            work.chmod(_folder_mode())
            _swap(work, target)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _refuse_other(target: Path, path: Path, ours: Callable[[Path], bool], what: Text) -> None:
    if not target.exists() or (target.is_dir() and (not any(target.iterdir()) or ours(target))):
        return
    raise OutputError(
        Text(
            f"这里已有别的内容，不是{what.zh}，不会覆盖",
            f"something else than {what.en} is there, and it will not be replaced",
        ),
        where=str(path),
        remedy=Text("请给一个新的或空的文件夹", "give a new or an empty folder"),
    )


def _folder_mode() -> int:
    # mkdtemp makes a private folder; what is handed on follows the person's umask, as mkdir would.
    mask = os.umask(0)
    os.umask(mask)
    return 0o777 & ~mask


def _swap(work: Path, target: Path) -> None:
    if not target.exists():
        work.rename(target)
        return
    old = work.with_name(work.name + "-old")
    target.rename(old)
    try:
        work.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
