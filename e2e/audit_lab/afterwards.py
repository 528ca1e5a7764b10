"""The parts of the laboratory's shop for later: an account with its orders, letters, forms that are answered, what the law asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime

__all__ = ["account_page", "contact_form", "footer_links", "law_lines", "letter", "now", "order_page", "orders_page"]

Frame = Callable[[str, str], str]
_FOOTER = ("withdraw", "accessibility", "complaints", "safe")


def footer_links(words: Mapping[str, str], ill: Collection[str]) -> list[tuple[str, str]]:
    """What the law wants linked, and the way into the account."""
    listed = [(topic, words[topic]) for topic in _FOOTER if f"no-{topic}" not in ill]
    if "dead-platform" in ill:
        listed.append(("platform", "ODR"))
    return [*listed, ("login", words["login"])]


def law_lines(words: Mapping[str, str], ill: Collection[str], place: str) -> str:
    """What the law wants said at a place: product, start (of the checkout) or end (before the button)."""
    said = {
        "product": (("no-guarantee", "guarantee"),),
        "start": (("no-limits", "limits"),),
        "end": (
            ("no-tax-said", "tax_said"),
            ("no-withdrawal-terms", "withdraw_terms"),
            ("no-confirmation", "confirmed"),
        ),
    }[place]
    return "".join(f"<p>{words[word]}</p>" for defect, word in said if defect not in ill)


def contact_form(words: Mapping[str, str], field: Callable[[str, str, str], str]) -> str:
    """A form to write to the shop."""
    return (
        f'<form method="post" action="/contact">{field(words["name"], "who", "required")}{field(words["email"], "mail", "required")}'
        f'<label>{words["message"]} <textarea name="message" required></textarea></label><button>{words["next"]}</button></form>'
    )


def account_page(frame: Frame, words: Mapping[str, str], ill: Collection[str]) -> str:
    """What a customer sees after signing in."""
    hello = words["account"] if "nameless-account" in ill else words["hello"]
    link = "" if "no-history" in ill else f'<p><a href="/account/orders">{words["orders"]}</a></p>'
    return frame(words["account"], f"<h1>{hello}</h1>{link}")


def orders_page(frame: Frame, words: Mapping[str, str], ill: Collection[str]) -> str:
    """The list of orders."""
    return frame(
        words["orders"], f'<h1>{words["orders"]}</h1><p><a href="/account/orders/1001">{words["one_order"]}</a></p>'
    )


def order_page(frame: Frame, words: Mapping[str, str], ill: Collection[str]) -> str:
    """One order, with a button that buys the same again."""
    again = (
        ""
        if "no-reorder" in ill
        else f'<form method="post" action="/cart/again"><button>{words["buy_again"]}</button></form>'
    )
    return frame(words["one_order"], f"<h1>{words['one_order']}</h1>{again}")


def letter(words: Mapping[str, str], ill: Collection[str], written: Collection[str]) -> str:
    """The test mailbox: letters about an order, and an answer to each message, as JSON."""
    old, text = "2026-01-01T10:00:00+00:00", "…" if "thin-letter" in ill else words["letter_text"]
    found = [_mail(words["letter"], text, old)]
    if "no-dispatch-letter" not in ill:
        found += [_mail(words["sent"], words["letter_text"], old), _mail(words["late"], words["letter_text"], old)]
    found += [_mail(words["thanks"], words["thanks"], at) for at in written]
    return json.dumps(found)


def _mail(subject: str, text: str, received: str) -> dict[str, object]:
    return {"subject": subject, "text": text, "received": received, "links": []}


def now() -> str:
    """This moment, as the mailbox writes it."""
    return datetime.now(UTC).isoformat()
