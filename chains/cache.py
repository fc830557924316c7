"""Where built graphs, atlases that are served, and copies of endpoints are kept between runs, and for how long."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from pathlib import Path
from typing import Final

import platformdirs

from chains.errors import Lang
from chains.inputs import is_built

__all__ = ["CACHE_VARIABLE", "atlas_folder", "cache_folder", "drop_unused", "mark_used", "remote_folder"]

CACHE_VARIABLE: Final = "FOURCHAINS_CACHE"
"""Environment variable that names the folder."""

_KEPT_SECONDS: Final = 90 * 24 * 3600.0
_OTHERS: Final = re.compile(r"atlas-[0-9a-f]{32}-(zh|en)|remote-[0-9a-f]{32}")


def cache_folder() -> Path:
    """Return the folder in which built graphs are kept."""
    given = os.environ.get(CACHE_VARIABLE)
    return Path(given) if given else Path(platformdirs.user_cache_dir("fourchains", appauthor=False))


def atlas_folder(digest: str, lang: Lang) -> Path:
    """Return where the atlas of the graph with this digest is kept."""
    return cache_folder() / f"atlas-{digest[:32]}-{lang}"


def remote_folder(key: str) -> Path:
    """Return where the copy of an endpoint is kept; *key* has 32 hexadecimal digits."""
    return cache_folder() / f"remote-{key}"


def mark_used(kept: Path) -> None:
    """Note that a built graph, an atlas or a copy was used now, so that it is kept."""
    # A cache on a medium that cannot be written serves as well; it is only never cleared.
    with contextlib.suppress(OSError):
        os.utime(kept)


def drop_unused(folder: Path) -> None:
    """Remove the built graphs, atlases and copies in *folder* that nobody has used for 90 days, and nothing else."""
    oldest = time.time() - _KEPT_SECONDS
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            ours = is_built(path) or _OTHERS.fullmatch(path.name)
            if ours and path.stat().st_mtime < oldest:
                shutil.rmtree(path, ignore_errors=True)
