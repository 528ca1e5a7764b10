"""What a run of the auditor is asked to do."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from ecomkit.audit.recipe import Recipe
from ecomkit.audit.values import Value
from ecomkit.errors import UserError

__all__ = ["Options", "Profile", "checked_url", "is_loopback", "without_credentials"]


class Profile(StrEnum):
    """How thorough a run is: `quick` loads each page once under throttling, `full` takes the median of three."""

    QUICK = "quick"
    FULL = "full"


class Options(Value):
    """All that steers one audit. `runs` fixes the number of throttled loads a page; `owned` overrides the recipe.

    `confirm`: faults of pages are looked at again as a new visitor. `trace`: a folder for the trail of an audit that fails.
    """

    profile: Profile = Profile.QUICK
    runs: int | None = None
    only: tuple[str, ...] = ()
    screenshots: Path | None = None
    pictures: bool = False
    budget: dict[str, float] = Field(default_factory=dict)
    baseline: Path | None = None
    browser: Path | None = None
    recipe: Recipe = Recipe()
    owned: bool | None = None
    timeout_s: float = 15
    law: tuple[str, ...] = ()
    language: Literal["en", "es"] = "en"
    confirm: bool = True
    trace: Path | None = None
    tools: tuple[str, ...] = ()

    def owns(self, url: str) -> bool:
        """Whether the shop is one's own: said so, or on this very machine. Raises UserError for a recipe of another shop."""
        if self.owned is not None:
            return self.owned
        if is_loopback(url):
            return True
        return self.recipe.owns(url)


def checked_url(url: str) -> str:
    """The URL, if it is one that a browser can open over the network. Raises UserError otherwise."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise UserError(f"{url!r} is no URL: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_fine or any(c.isspace() for c in url):
        raise UserError(f"{url!r} is no URL of a shop: write it as https://shop.example")
    return url if parts.path else f"{url}/"


def without_credentials(url: str) -> str:
    """The URL as a report may show it: a name and password before the host are the auditor's, not the reader's."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def is_loopback(url: str) -> bool:
    """Whether the host is this machine, where there is no TLS to judge."""
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.") or host.endswith(".localhost")
