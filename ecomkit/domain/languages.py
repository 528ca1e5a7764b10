"""Languages: where the pages of each stand. The main language has the short addresses, every other one a prefix (E1.9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["UNSPOKEN", "address_in", "language_of", "language_prefix", "split_address"]

UNSPOKEN: Final = (
    "/admin", "/api", "/static", "/media", "/pictures", "/webhooks", "/healthz", "/metrics", "/robots.txt", "/sitemap.xml",
    "/sitemaps", "/openapi.json",
)  # fmt: skip
"""Where addresses have no language: the back office, files, and what machines read."""


def language_of(languages: Sequence[str], locale: str) -> str:
    """The one of a shop's languages that a locale belongs to; the main one where none is meant."""
    for one in (locale, locale.partition("-")[0]):
        if one in languages:
            return one
    return languages[0]


def language_prefix(languages: Sequence[str], locale: str) -> str:
    """What stands before the paths of pages in that locale: nothing, or `/es`."""
    language = language_of(languages, locale)
    return "" if language == languages[0] else f"/{language}"


def _unspoken(path: str) -> bool:
    return any(path == one or path.startswith((f"{one}/", f"{one}?")) for one in UNSPOKEN)


def split_address(languages: Sequence[str], path: str) -> tuple[str, str]:
    """The language of an address as a browser shows it, and the path without it: `/es/p/mug` is `("es", "/p/mug")`.

    What is not an address of another language of the shop is taken as it stands, in the main language.
    """
    first, sign, rest = path.removeprefix("/").partition("/")
    if first not in languages[1:] or (sign and not rest) or _unspoken(f"/{rest}"):
        return languages[0], path
    return first, f"/{rest}"


def address_in(languages: Sequence[str], path: str, locale: str) -> str:
    """The path of a page in that locale: `/p/mug` is `/es/p/mug`. What is no path of a page is left as it is."""
    prefix = language_prefix(languages, locale)
    if not prefix or not path.startswith("/") or path.startswith("//") or _unspoken(path):
        return path
    first = path[1:].partition("/")[0].partition("?")[0].partition("#")[0]
    if first in languages[1:]:
        return path
    return prefix + ("" if path == "/" else path.removeprefix("/") if path[1:2] in ("?", "#") else path)
