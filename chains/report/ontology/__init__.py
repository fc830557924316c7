"""The page that describes the ontology to people: gathered from its files, with a diagram, in both languages."""

from __future__ import annotations

from chains.report.ontology.page import fill_ontology, ontology_policy

__all__ = ["fill_ontology", "ontology_policy"]
