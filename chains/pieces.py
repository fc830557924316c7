"""Files that are kept while something long is read, each under the digest of what it holds."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chains.atomic import replace_file
from chains.errors import Text, UnreadableInput

__all__ = ["Pieces"]

_SUFFIX: Final = ".gz"
_LEVEL: Final = 1
_DIGITS: Final = 32


@dataclass(frozen=True, slots=True)
class Pieces:
    """A folder of pieces: compressed files ``NAME.SHA256.gz``, that appear whole or not at all.

    The digest in the name is that of what is inside, so that damage shows, and that names alone tell what a folder
    holds.
    """

    folder: Path

    def keep(self, name: str, raw: bytes) -> None:
        """Write a piece; *name* has no full stop.

        Raises:
            OutputError: it cannot be written.
        """
        with replace_file(self.folder / f"{name}.{_digest(raw)}{_SUFFIX}") as out:
            out.write(gzip.compress(raw, compresslevel=_LEVEL, mtime=0))

    def read(self, name: str) -> bytes | None:
        """Return a piece; ``None`` if there is none, or only a damaged one, which is removed."""
        for path in sorted(self.folder.glob(f"{name}.*{_SUFFIX}")):
            raw = _unpack(path)
            if raw is not None:
                return raw
            path.unlink(missing_ok=True)
        return None

    def whole_names(self) -> list[str]:
        """Return the names of the pieces that are not damaged, sorted; the others are removed."""
        found = []
        for path in self._files():
            if _unpack(path) is None:
                path.unlink(missing_ok=True)
            else:
                found.append(path.name.partition(".")[0])
        return found

    def files(self) -> list[str]:
        """Return the names of the files, sorted: equal lists stand for equal contents."""
        return [path.name for path in self._files()]

    def read_all(self) -> Iterator[bytes]:
        """Iterate over all pieces in the order of their names.

        Raises:
            UnreadableInput: a piece is damaged.
        """
        for path in self._files():
            raw = _unpack(path)
            if raw is None:
                raise UnreadableInput(
                    Text("保留的副本已损坏", "a kept copy is damaged"),
                    where=str(path),
                    remedy=Text("加 --refresh 重新读取", "read it anew with --refresh"),
                )
            yield raw

    def drop(self, names: set[str]) -> None:
        """Remove the pieces of these names."""
        for path in self._files():
            if path.name.partition(".")[0] in names:
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(f"[!.]*{_SUFFIX}"))


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:_DIGITS]


def _unpack(path: Path) -> bytes | None:
    """Return what a file holds; ``None`` if it is not what its name says."""
    try:
        raw = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None
    return raw if path.name.split(".")[1] == _digest(raw) else None
