"""What a folder holds: paths, sizes and checksums, for its description."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

__all__ = ["AtlasFile", "describe_files"]


@dataclass(frozen=True, slots=True)
class AtlasFile:
    """One file of a folder: its path below it, its size in bytes, its SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


def describe_files(folder: Path) -> list[AtlasFile]:
    """Return the files below a folder, sorted by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [_describe(path, path.relative_to(folder).as_posix()) for path in paths]


def _describe(path: Path, name: str) -> AtlasFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return AtlasFile(name, path.stat().st_size, digest)
