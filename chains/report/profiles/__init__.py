"""Profiles: a page for each city, industry chain and alliance, with a small map, a flow, its gaps and its lists."""

from __future__ import annotations

from chains.report.profiles.context import Context
from chains.report.profiles.directory import Group, choose_subjects, list_pages
from chains.report.profiles.files import write_profiles
from chains.report.profiles.page import alliance_page, chain_page, city_page

__all__ = [
    "Context",
    "Group",
    "alliance_page",
    "chain_page",
    "choose_subjects",
    "city_page",
    "list_pages",
    "write_profiles",
]
