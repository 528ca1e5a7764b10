"""Regions of the countries whose addresses or taxes need one: what there is to choose from, and what is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["REGIONS", "TAXED_BY_REGION", "WITH_NEIGHBOURHOOD", "region_code", "region_name"]

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
