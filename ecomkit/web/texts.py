"""Text pages: what the shop writes in `pages/*.md`, and what stands there until it does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

from ecomkit.settings import Settings
from ecomkit.web.markdown import title_of, to_html

__all__ = ["TextPages", "Written"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TAKEN: Final = frozenset({
    "cart", "checkout", "account", "admin", "search", "returns", "contact", "orders", "held", "static", "media", "api", "webhooks",
    "healthz", "metrics", "index",
})  # fmt: skip
_LEGAL: Final = ("shipping", "privacy", "terms")


@dataclass(frozen=True, slots=True)
class Written:
    """A page of text."""

    slug: str
    title: str
    body: Markup


class TextPages:
    """The pages of a shop by slug. Files are read at start; shipping, privacy and terms are always there."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        texts = {slug: _draft(slug, settings) for slug in _LEGAL}
        for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
            if _SLUG.fullmatch(path.stem) and path.stem not in _TAKEN:
                texts[path.stem] = path.read_text("utf-8")
        extra = folder / "returns.md"
        self.returns = to_html(extra.read_text("utf-8")) if extra.is_file() else None
        self.pages = {
            slug: Written(slug, title_of(text) or slug.capitalize(), to_html(text)) for slug, text in texts.items()
        }

    @property
    def more(self) -> tuple[Written, ...]:
        """Pages besides those that every shop has."""
        return tuple(page for slug, page in self.pages.items() if slug not in _LEGAL)


def _draft(slug: str, settings: Settings) -> str:
    shop, identity = settings.shop, settings.identity
    seller = identity.company or shop.name
    where = ", ".join(dict.fromkeys((shop.country, *shop.countries)))
    reach = f" Write to [{identity.email}](mailto:{identity.email})." if identity.email else ""
    return {
        "shipping": f"# Shipping\n\nWe deliver to: {where}. Cost and arrival date are shown on each product and in the cart, "
        "before we ask for any personal data.",
        "privacy": f"# Privacy\n\n{seller} keeps what an order needs: name, address, email, and a phone number if you give one. "
        "We pass it on only to who delivers and who takes the payment. Cookies: one for your cart, one when you sign in, and one "
        f"for a message shown once. None of them follows you elsewhere.\n\nYou can ask what we keep, and have it erased.{reach}",
        "terms": f"# Terms of sale\n\nYou buy from {seller}{f', {identity.address}' if identity.address else ''}. The price you see at "
        "the button is the price you pay, taxes and shipping included. We confirm every order by mail.",
    }[slug]
