"""Pairs of chains that are linked less than chance would link them."""

from chains.gaps.density.finder import KINDS

__all__ = ["KINDS"]
