"""The graph over HTTP: a SPARQL endpoint, the pages of its things, and the atlas.

The HTTP side is Starlette under uvicorn.  Queries run in processes of their own (:mod:`chains.serve.worker`), each with
the store open for reading: pyoxigraph cannot stop a query that it has begun, but a process can be ended, so that a time
limit holds, a client that has gone leaves nothing behind, and a heavy query does not hold up light ones.  (The
``oxigraph`` server from PyPI has a time limit of its own, but no limit on results and no queue; it cannot refuse
SERVICE, answers with what it has when the limit is passed, and knows nothing of our pages.)
"""
