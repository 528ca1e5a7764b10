"""Settings of the European pack, and the countries that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from ecomkit.sdk import Value

__all__ = ["EEA", "Exclusion", "LawEUSettings"]

EEA = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()  # noqa: SIM905 - a list of words reads better
)
"""Where Directive 2011/83/EU is law: the Union, with Iceland, Liechtenstein and Norway."""

Exclusion = Literal["made_to_measure", "perishable", "sealed", "digital", "withdrawable"]
_Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")]


class LawEUSettings(Value):
    """`[plugins.law_eu]`: what the law leaves to the shop, and what only the shop knows of itself."""

    withdrawal_days: int = Field(
        default=14,
        ge=14,
        le=365,
        description="For how many days after delivery a consumer may withdraw; the law asks 14",
    )
    capacities: tuple[str, ...] = Field(
        default=("consumer",), description="Capacities whose buyers are consumers; others have no right of withdrawal"
    )
    exclusions: Mapping[str, Exclusion] = Field(
        default={},
        description="Category to exception of art. 16: `made_to_measure`, `perishable`, `sealed` (hygiene) or `digital`, "
        "which is by itself what is not sent; `withdrawable` for what is not sent and keeps the right, such as gift cards",
    )
    guarantee_years: int = Field(
        default=3, ge=2, le=10, description="How long the legal guarantee of conformity is: 2 in the Union, 3 in Spain"
    )
    registry: _Line = Field(
        default="", description="The register of companies with its number, and an authorisation where one is needed"
    )
    dispute_body: _Line = Field(
        default="",
        description="The body for alternative disputes that the shop has joined, with its address on the web",
    )
    accessibility_gaps: tuple[_Line, ...] = Field(
        default=(), description="What of the shop is known not to be accessible yet; it is said in the statement"
    )
    accessibility_reviewed: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = Field(
        default="", description="The day on which accessibility was last reviewed, such as 2026-11-20"
    )
