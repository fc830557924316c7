"""Keeps the table of terms in ``ontology/README.md`` current: ``python tests/term_table.py`` writes it anew."""

from __future__ import annotations

from chains.resources import ontology_folder
from chains.terms import load_terms, write_term_table

README = ontology_folder() / "README.md"
BEGIN = "<!-- terms: begin -->\n"
END = "<!-- terms: end -->"


def renew(text: str) -> str:
    """Return the text of the README with the table of terms between its two marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{README} has lost its marks {BEGIN.strip()} and {END}")
    return f"{before}{begin}\n{write_term_table(load_terms(ontology_folder()))}\n{end}{after}"


if __name__ == "__main__":
    README.write_text(renew(README.read_text(encoding="utf-8")), encoding="utf-8")
