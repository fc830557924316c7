"""Where built graphs are kept between runs, and for how long."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path
from typing import Final

import platformdirs

from chains.inputs import is_built

__all__ = ["CACHE_VARIABLE", "cache_folder", "drop_unused", "mark_used"]

CACHE_VARIABLE: Final = "FOURCHAINS_CACHE"
"""Environment variable that names the folder."""

_KEPT_SECONDS: Final = 90 * 24 * 3600.0


def cache_folder() -> Path:
    """Return the folder in which built graphs are kept."""
    given = os.environ.get(CACHE_VARIABLE)
    return Path(given) if given else Path(platformdirs.user_cache_dir("fourchains", appauthor=False))


def mark_used(built: Path) -> None:
    """Note that a built graph was used now, so that it is kept."""
    # A cache on a medium that cannot be written serves as well; it is only never cleared.
    with contextlib.suppress(OSError):
        os.utime(built)


def drop_unused(folder: Path) -> None:
    """Remove the built graphs in *folder* that nobody has used for 90 days, and nothing else."""
    oldest = time.time() - _KEPT_SECONDS
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            if is_built(path) and path.stat().st_mtime < oldest:
                shutil.rmtree(path, ignore_errors=True)
