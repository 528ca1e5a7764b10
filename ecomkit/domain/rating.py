"""Ratings: what customers think of a product, in numbers (E3.4)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ecomkit.domain.value import Value

__all__ = ["Rating"]


class Rating(Value):
    """The mean of a product's ratings in tenths of a star, from 10 to 50, and of how many it is the mean."""

    product: str
    tenths: Annotated[int, Field(ge=10, le=50)]
    count: Annotated[int, Field(ge=1)]
