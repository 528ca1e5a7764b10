"""Who sells, as pages write it: a legal name, a place where they can be found, a number of tax or company."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from ecomkit.audit.lexicon import fold, matches

__all__ = ["PARTICULARS", "names_address", "names_company"]

_NAME = r"[A-ZÁÉÍÓÚÑÜ0-9][\w&'’.,\- ]{0,60}?"
_FORM = (
    r"(?:S\. ?L\.(?: ?U\.)?|S\. ?A\.(?: de C\. ?V\.)?|S\. de R\. ?L\.|S\. ?Coop\.|C\. ?B\.|SLU?|SAU?|SpA|S\.p\.A\.|Srl"
    r"|S\.r\.l\.|SARL|SAS|B\.?V\.|[Ll]td|LTD|Limited|LLC|LLP|Inc(?!\.? (?:VAT|IVA|[Tt]ax|GST))|INC|PLC|plc|GmbH|AG|UG|Oy|AB|ApS|Lda)"
)
_FORMED = re.compile(rf"\b{_NAME}[ ,]+{_FORM}(?![\w-])")
_CAPITAL = r"(?!(?:The|This|El|La|Los)\b)[A-ZÁÉÍÓÚÑ]\w"
_SAID = re.compile(
    r"(?:(?i:\b(?:titular|responsable(?: del tratamiento)?|vendedor|legal name|company name|trading name|registered name"
    r"|controller|seller|company)\s*(?::|–|is|es|of this (?:shop|site|store) is|de (?:esta|la) (?:tienda|web) es)\s+)"
    rf"|(?i:\b(?:raz[oó]n social|denominaci[oó]n social|sold by|operated by|you buy from|compras a|vendido por)\b:?\s+)){_CAPITAL}"
)
_SAID_AFTER = re.compile(
    r"[A-ZÁÉÍÓÚÑ][\w&'’.]+ (?:is the (?:controller|seller)|es (?:el |la )?(?:responsable|titular|vendedora?))\b"
)

_LEADING = re.compile(
    r"(?!(?i:address|direcci[oó]n|domicilio|registered|office|visit|contact|find|our|nuestr))[A-ZÁÉÍÓÚÑ][\w&'’. ]{2,40}\s*[,·|–]\s"
)

_STREETS = (
    re.compile(
        r"(?<!\w)(?:calle|c/|avda?\.?|avenida|av\.|plaza|pza\.|pl\.|paseo|p\.º|carretera|ctra\.?|camino|poligono|ronda|travesia|callejon|boulevard|blvd\.?"
        r"|rua|rue|colonia|col\.)\s*[^\W\d][^\n\d]{1,50}\d"
    ),
    re.compile(r"\b[^\W\d]{3,}(?:strasse|straße|str\.|weg|platz|gasse|allee|straat|laan|gatan|vej)\s*\d{1,4}\b"),
)
_NUMBER_FIRST = re.compile(
    r"\b\d{1,5}[A-Za-z]?,? (?:[A-Z][\w'’.-]* ){1,4}(?i:street|st\.?|road|rd|avenue|ave|lane|ln|drive|square|sq|quay|way|place|court"
    r"|boulevard|blvd|terrace|row|mews|park|hill|yard|wharf|crescent|close)\b"
)
"""In raw text: only the capitals tell "5 Quay Street" from "3 tickets for the park"."""
_POSTCODES = (
    re.compile(r"\b(?:c\.? ?p\.?|postcode|postal code|codigo postal|zip)\W{0,3}\d{4,5}\b"),
    re.compile(r"\b[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}\b"),
    re.compile(
        r"\b\d{5},? [a-z]{3,}[\w ]{0,20}, (?:espana|spain|mexico|france|francia|germany|deutschland|italia|italy)\b"
    ),
)
_LABELLED = re.compile(
    r"(?<!mail )(?<!mail)(?<!ip )(?<!web )(?<!correo )\b(?:address|direccion(?: (?:postal|fiscal))?|domicilio(?: (?:social|fiscal))?"
    r"|registered (?:office|in|at))\s*(?::|is|es|at|in|en)\s*(?:at |en )?[^\n@]{0,60}\d"
)


def names_company(text: str) -> bool:
    """Whether a text names who sells: a name with its legal form, or a name after words such as titular or seller.

    The words alone ("holder of the card", "incl. VAT") name nobody.
    """
    return any(pattern.search(text) for pattern in (_FORMED, _SAID, _SAID_AFTER)) or any(
        _before_address(line) for line in text.splitlines()
    )


def _before_address(line: str) -> bool:
    """Whether a line begins with a name and goes on with an address: "Ana Pérez, Calle Mayor 1"."""
    found = _LEADING.match(line.strip())
    if found is None:
        return False
    return not names_address(found[0]) and names_address(line.strip()[found.end() :])


def names_address(text: str) -> bool:
    """Whether a text names a place: a street with its number, a postcode, or a number after the word address.

    A field "E-mail address" is none.
    """
    lines = [fold(line) for line in text.splitlines()]
    folded = any(pattern.search(line) for line in lines for pattern in (*_STREETS, *_POSTCODES, _LABELLED))
    return folded or bool(_NUMBER_FIRST.search(text))


PARTICULARS: Mapping[str, Callable[[str], bool]] = {
    "legal name": names_company,
    "address": names_address,
    "tax number": partial(matches, "tax_number"),
}
"""What has to be told about who sells, and how a text is known to tell it."""
