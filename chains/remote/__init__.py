"""Any SPARQL 1.1 endpoint as the graph: what our vocabulary says there is read page by page, and kept as a copy.

Every command then runs on the copy, `chains query` too: so all of them answer from the same statements, named queries
find the ontology that an endpoint rarely holds, and the endpoint is asked once, not at every question.
"""
