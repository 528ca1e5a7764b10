"""Terms: how other languages say names and values of attributes and options."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import bindparam, insert, select, update

from ecomkit.domain import Term
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import category, product, term

__all__ = ["every_term", "languages", "save_term", "terms"]

_TERMS = select(term).where(
    term.c.language.in_(bindparam("languages", expanding=True)), term.c.term.in_(bindparam("terms", expanding=True))
)


def terms(rows: Rows, locale: str, said: Iterable[str]) -> dict[str, str]:
    """How the language of a locale says some names and values; what it does not say is left out."""
    wanted = sorted(set(said))
    languages = [locale.partition("-")[0], locale]
    found = rows.all(_TERMS, languages=languages, terms=wanted) if wanted else ()
    return {row.term: row.said for row in sorted(found, key=lambda row: languages.index(row.language))}


def save_term(rows: Rows, one: Term) -> bool:
    """Write how a language says something; gives whether that is new."""
    where = (term.c.language == one.language, term.c.term == one.term)
    before = rows.scalar(select(term.c.said).where(*where))
    if before == one.said:
        return False
    if before is None:
        rows.write(insert(term), language=one.language, term=one.term, said=one.said)
    else:
        rows.write(update(term).where(*where), said=one.said)
    rows.touch("terms")
    return True


def every_term(rows: Rows) -> Iterator[Term]:
    """All that is said in other languages, one after the other."""
    for row in rows.each(select(term).order_by(term.c.language, term.c.term)):
        yield Term(language=row.language, term=row.term, said=row.said)


def languages(rows: Rows) -> tuple[str, ...]:
    """The languages in which products, categories or terms say something besides the main one."""
    texts = (row.words for table in (product, category) for row in rows.each(select(table.c.words).distinct()))
    spoken = {language for written in texts for language, _ in json.loads(written)}
    return tuple(sorted(spoken | {row.language for row in rows.all(select(term.c.language).distinct())}))
