"""Open data in: official files as published become tables of ours, each row with its source, version and licence.

A reader (one module for each publisher) returns :class:`~chains.imports.result.Imported`; `writing` adds it to a folder
of tables, which every command takes with ``--data``.  Identities of the publisher are kept: as keys
(``isco-2512``, ``nace-62.01``, ``ror-05njb9z20``), so that several imports meet in the same things, and as links to
the publisher's own IRIs.
"""
