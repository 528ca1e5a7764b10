"""A budget: the owner's own limits for speed and weight, for all pages or for one, stricter or wider than the checks'."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from ecomkit.audit.values import Value
from ecomkit.errors import UserError
from ecomkit.mistakes import mistake_in

__all__ = ["PAGES", "Limits", "flat", "limit_of", "read_budget"]

PAGES = ("home", "list", "product", "cart", "checkout")
"""The pages that are timed, and so may have limits of their own."""


class Limits(Value):
    """What a page may take: milliseconds, bytes, counts; `third_party` is a share from 0 to 1. What is missing is not set."""

    lcp_ms: float | None = Field(default=None, gt=0)
    load_ms: float | None = Field(default=None, gt=0)
    ttfb_ms: float | None = Field(default=None, gt=0)
    tbt_ms: float | None = Field(default=None, ge=0)
    cls: float | None = Field(default=None, ge=0)
    bytes: int | None = Field(default=None, gt=0)
    requests: int | None = Field(default=None, gt=0)
    third_party: float | None = Field(default=None, ge=0, le=1)


def read_budget(path: Path) -> dict[str, float]:
    """Read a budget file: limits at its top are for all pages, a table such as [product] is for one.

    Gives `{"lcp_ms": 4000, "product.lcp_ms": 2500}`. Raises UserError for anything that does not belong.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"--budget {path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"--budget {path}: is not TOML: {error}") from error
    tables = {key: value for key, value in found.items() if isinstance(value, dict)}
    for name in tables:
        if name not in PAGES:
            raise UserError(f"--budget {path}: [{name}]: pages with limits are {', '.join(PAGES)}")
    plain = {key: value for key, value in found.items() if key not in tables}
    budget = flat(_limits(path, plain, ""))
    for name, table in tables.items():
        budget |= flat(_limits(path, table, f"{name}."), f"{name}.")
    return budget


def _limits(path: Path, found: Mapping[str, object], place: str) -> Limits:
    try:
        return Limits.model_validate(dict(found))
    except ValidationError as error:
        first = error.errors()[0]
        key = place + ".".join(str(part) for part in first["loc"])
        known = ", ".join(Limits.model_fields)
        told = (
            f"there is no such limit; known are {known}"
            if first["type"] == "extra_forbidden"
            else str(mistake_in(first))
        )
        raise UserError(f"--budget {path}: {key}: {told}") from error


def flat(limits: Limits, place: str = "") -> dict[str, float]:
    """The limits that are set, by name, with a page's name before them where one is given (`product.`)."""
    return {place + key: float(value) for key, value in limits.model_dump().items() if value is not None}


def limit_of(budget: Mapping[str, float], page: str, name: str, usual: float) -> float:
    """The limit that holds for a page: its own, else that for all pages, else the usual one."""
    return budget.get(f"{page}.{name}", budget.get(name, usual))
