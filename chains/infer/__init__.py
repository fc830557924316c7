"""Inference on request: what follows from the statements by the ontology's axioms, in a named graph of its own."""

from __future__ import annotations

from chains.infer.axioms import Axioms, Chain, read_axioms
from chains.infer.closure import LARGEST_JOIN, RULES, find_contradictions, infer_statements
from chains.infer.record import INFERRED, INFERRED_GRAPH, Inferred, infer_graph

__all__ = [
    "INFERRED",
    "INFERRED_GRAPH",
    "LARGEST_JOIN",
    "RULES",
    "Axioms",
    "Chain",
    "Inferred",
    "find_contradictions",
    "infer_graph",
    "infer_statements",
    "read_axioms",
]
