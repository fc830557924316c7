"""The atlas: one map and N lists (一图N清单) in a folder, with an overview page, the graph and its catalogue."""

from __future__ import annotations

from chains.report.atlas import ATLAS_STEPS, Atlas, write_atlas

__all__ = ["ATLAS_STEPS", "Atlas", "write_atlas"]
