"""Regions of the countries whose addresses or taxes need one: what there is to choose from, and what is written."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_letters, digits
from typing import Final

__all__ = ["POSTCODES", "REGIONS", "TAXED_BY_REGION", "WITH_NEIGHBOURHOOD", "is_postcode", "region_code", "region_name"]

_US = (
    "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,FL Florida,"
    "GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,"
    "MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,"
    "NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,"
    "RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,"
    "WV West Virginia,WI Wisconsin,WY Wyoming"
)
_MX = (
    "AGU Aguascalientes,BCN Baja California,BCS Baja California Sur,CAM Campeche,CHP Chiapas,CHH Chihuahua,CMX Ciudad de México,"
    "COA Coahuila,COL Colima,DUR Durango,MEX Estado de México,GUA Guanajuato,GRO Guerrero,HID Hidalgo,JAL Jalisco,MIC Michoacán,"
    "MOR Morelos,NAY Nayarit,NLE Nuevo León,OAX Oaxaca,PUE Puebla,QUE Querétaro,ROO Quintana Roo,SLP San Luis Potosí,SIN Sinaloa,"
    "SON Sonora,TAB Tabasco,TAM Tamaulipas,TLA Tlaxcala,VER Veracruz,YUC Yucatán,ZAC Zacatecas"
)


def _read(listed: str) -> Mapping[str, str]:
    return {code: name for code, _, name in (one.partition(" ") for one in listed.split(","))}


REGIONS: Final[Mapping[str, Mapping[str, str]]] = {"MX": _read(_MX), "US": _read(_US)}
"""By country: code (ISO 3166-2, without the country) to name, in the order in which they are offered."""

TAXED_BY_REGION: Final = frozenset({"US"})
"""Countries where no tax can be told before the region is known."""

WITH_NEIGHBOURHOOD: Final = frozenset({"MX"})
"""Countries whose addresses name a neighbourhood (colonia) below the street: several share one postcode."""


def region_code(country: str, written: str) -> str:
    """The code of a region written as its code or name, in any case; empty where the country has no such region."""
    sought = written.strip().casefold()
    known = REGIONS.get(country, {}).items()
    return next((code for code, name in known if sought in (code.casefold(), name.casefold())), "")


def region_name(country: str, region: str) -> str:
    """The name of a region by its code; what is no known code stands as it was written."""
    return REGIONS.get(country, {}).get(region.strip().upper(), region)


POSTCODES: Final[Mapping[str, str]] = {
    "AT": "1010", "AU": "2000", "BE": "1000", "BR": "01310-100", "CA": "K1A 0B1", "CH": "3011", "CZ": "110 00", "DE": "10115",
    "DK": "1050", "ES": "28013", "FI": "00100", "FR": "75001", "GB": "EH1 1YZ", "GR": "105 57", "IE": "D02 AF30", "IN": "110001",
    "IT": "00184", "JP": "100-0001", "MX": "06600", "NL": "1012 AB", "NO": "0150", "PL": "00-001", "PT": "1100-148", "SE": "111 20",
    "US": "10001",
}  # fmt: skip
"""By country: what a postcode looks like there."""
_OF_MANY_SHAPES: Final = frozenset({"GB", "IE"})
_SPANISH_PROVINCES: Final = range(1, 53)


def is_postcode(country: str, written: str) -> bool:
    """Whether it has the shape of the country's postcodes: digits and letters where they have them, however they are parted.

    Anything passes where the country is not known, or has several shapes.
    """
    example = POSTCODES.get(country)
    if example is None or country in _OF_MANY_SHAPES:
        return True
    code = _unparted(written)
    if country == "US" and len(code) == 9:  # ZIP+4
        code = code[:5] if code.isdecimal() else ""
    if _shape(code) != _shape(_unparted(example)):
        return False
    return country != "ES" or int(code[:2]) in _SPANISH_PROVINCES


def _unparted(written: str) -> str:
    return "".join(c for c in written if c not in " -")


def _shape(code: str) -> str:
    return "".join("0" if c in digits else "A" if c in ascii_letters else c for c in code)
