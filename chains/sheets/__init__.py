"""What people have in spreadsheets becomes the project's own tables: same schema, same faults, every row accounted for.

The one door is :func:`chains.sheets.reading.read_sheets` (with the shipped ontology: ``chains.build.open_sheets``): a
folder becomes a set of tables without fault, and the account of every row.  On the way:

========================================  ===========================================================================
files are found                           ``files``, which alone is imported when a graph is opened
files become grids of text                ``text_files``, ``workbooks`` (``workbook_scan`` and ``unpacking`` look first)
grids get plans                           ``plans`` and ``headers`` guess by names (``vocabulary``), ``mapping`` is told
cells become values                       ``convert``, with ``values`` and ``amounts``; ``sifting`` drops what is no data
names become keys                         ``link``; what a name means is decided in ``identify.match_names`` alone
what is left out is filled in             ``complete``: defaults, ids, sources, the whole area
tables are settled                        ``settle``: same rows become one, faults go, lists are added up
what happened is told                     ``account``; ``keeping`` keeps it beside the built graph
========================================  ===========================================================================

``draft`` is what all of them work on: frames whose ``__row__`` is the number of a row among all that were read, so that
whatever is refused at any step is told with its file, sheet, line and header.  ``template``, ``template_workbook`` and
``project`` write a new project, ``fixing`` a corrected copy, ``settings`` reads ``chains.toml``.
"""
