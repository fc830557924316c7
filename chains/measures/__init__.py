"""Measures on plain arrays, sparse matrices and networkx graphs, for use with any data.

Nothing here knows of the ontology or of a network of ours; :mod:`chains.gaps` applies these functions to a region.
"""
