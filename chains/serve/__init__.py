"""The graph over HTTP: a SPARQL endpoint, the pages of its things, and the atlas.

Queries run in processes of their own (:mod:`chains.serve.worker`), each with the store open for reading: pyoxigraph
cannot stop a query that it has begun, but a process can be ended, so that a time limit holds, a client that has gone
leaves nothing behind, and a heavy query does not hold up light ones.  The pages are Starlette's, under uvicorn; the
endpoint speaks ASGI itself, for a light query takes less time than the layers of a framework.

Why not the ``oxigraph`` server of PyPI, which answers light queries some three times as fast:

* it asks other servers for SERVICE and cannot be told not to;
* it has no limit on the size of an answer, nor on how many queries run or wait;
* it begins to answer before it has found everything, so that what passes its time limit is cut off with a 200;
* it knows nothing of our prefixes, pages, pictures, languages and the atlas.
"""
