"""Regions: the countries whose taxes need one, with those to choose from, and what a country calls its postcodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ecomkit.hooks.forms import Field
from ecomkit.web.request import WebRequest

__all__ = ["REGIONS", "worded"]

_STATES = (
    "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,FL Florida,"
    "GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,"
    "MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,"
    "NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,"
    "RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,"
    "WV West Virginia,WI Wisconsin,WY Wyoming"
)

REGIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "US": {code: name for code, _, name in (one.partition(" ") for one in _STATES.split(","))},
}
"""By country: code (ISO 3166-2, without the country) to name."""

_EXAMPLES: Final = {
    "AT": "1010", "AU": "2000", "BE": "1000", "BR": "01310-100", "CA": "K1A 0B1", "CH": "3011", "CZ": "110 00", "DE": "10115",
    "DK": "1050", "ES": "28013", "FI": "00100", "FR": "75001", "GB": "EH1 1YZ", "GR": "105 57", "IE": "D02 AF30", "IN": "110001",
    "IT": "00184", "JP": "100-0001", "MX": "06600", "NL": "1012 AB", "NO": "0150", "PL": "00-001", "PT": "1100-148", "SE": "111 20",
    "US": "10001",
}  # fmt: skip


def worded(request: WebRequest, field: Field, country: str) -> Field:
    """A question about a place, in the words of its country: ZIP code and state in the United States, postcode elsewhere."""
    _ = request.gettext
    if field.name == "region" and country == "US":
        return replace(field, label=_("State"), error=_("Choose the state") if field.error else "")
    if field.name != "postcode":
        return field
    label = _("ZIP code") if country == "US" else field.label
    example = _EXAMPLES.get(country, "")
    if not field.error:
        return replace(field, label=label)
    if country == "US":
        return replace(field, label=label, error=_("Enter the ZIP code, for example %(example)s", example=example))
    said = _("Enter the postcode, for example %(example)s", example=example) if example else _("Enter the postcode")
    return replace(field, label=label, error=said)
