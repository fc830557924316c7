"""Files and folders that appear whole or not at all: written beside their place, then renamed into it."""

from __future__ import annotations

import os
import secrets
import shutil
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

    Folders above it are made.  A link is followed; a device or pipe is written directly, since it cannot be replaced.

    Raises:
        OutputError: the file cannot be written there.
    """
    target = Path(os.path.realpath(path))
    with _explain(path, target):
        _refuse_folder(target, path)
        if target.exists() and not target.is_file():
            with target.open("wb") as out:
                yield out
            return
        work = _beside(target)
        try:
            with work.open("xb") as out:
                yield out
            work.replace(target)
        finally:
            work.unlink(missing_ok=True)


@contextmanager
def replace_folder(path: Path, ours: Callable[[Path], bool], what: Text, *, keep: bool = False) -> Iterator[Path]:
    """Give a new folder that takes the place of *path* if the block ends well, and vanishes if not.

    An earlier folder is replaced only if it is empty or *ours* says that we wrote it; *what* names what we write.
    With *keep* one that we wrote stays as it is, and the new one vanishes: for folders whose name tells what they
    hold, which another process may have written meanwhile and may be reading.

    Raises:
        OutputError: the folder cannot be written, or something else is there.
    """
    target = Path(os.path.realpath(path))
    with _explain(path, target):
        _refuse_other(target, path, ours, what)
        work = _beside(target)
        try:
            work.mkdir()
            yield work
            _swap(work, target, keep=keep and target.is_dir() and ours(target))
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _beside(target: Path) -> Path:
    # In the same folder, so that a rename is enough; under a name of its own, however long the target's is.
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".chains-{secrets.token_hex(8)}")


@contextmanager
def _explain(path: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # The reading of something else may have failed, of which others know more.
        if error.filename is not None and not _on_the_way(Path(os.fsdecode(error.filename)), target):
            raise
        reason = error.strerror or str(error)
        raise OutputError(
            Text(f"不能写入：{reason}", f"it cannot be written: {reason}"), where=str(path), remedy=_ELSEWHERE
        ) from error


def _on_the_way(failed: Path, target: Path) -> bool:
    return failed.is_relative_to(target.parent) or target.is_relative_to(failed)


def _refuse_folder(target: Path, path: Path) -> None:
    if target.is_dir():
        raise OutputError(
            Text("这里是一个文件夹，不是文件", "this is a folder, not a file"),
            where=str(path),
            remedy=Text("请给出文件名", "give the name of a file"),
        )


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


def _swap(work: Path, target: Path, *, keep: bool) -> None:
    if keep:
        return
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
