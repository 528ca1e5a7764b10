"""What a picture is taken of: a page type, the way there, and who goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

__all__ = ["HERE", "Sight"]

HERE = "."
"""The page that the way there ended on: it answers a form, and is gone when it is asked for again."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A page type: how the picture is called, what it shows, the way there, and who goes.

    `who` begins as a role of the demonstration data, or is `staff`; `hat` is for whom they act. `scheme` and `under` are those of
    the picture in the docs; a sight that is not `kept` has none there and is only looked at.
    """

    name: str
    shows: str
    path: str
    who: str = ""
    scheme: str = "light"
    under: str = ""
    before: Callable[[Page, str], str] | None = None
    hat: str = ""
    kept: bool = True
