"""Pages for consumers: how to complain, and how to buy safely (C8b)."""

from __future__ import annotations

from urllib.parse import urlsplit

from ecomkit.domain import Authorities, Authority, Imprint, WaysToPay
from ecomkit.sdk import Page, PageRequest, pages, text, text_count

__all__ = ["COMPLAINTS", "SAFE_BUYING", "complaints", "safe_buying"]

COMPLAINTS = "/complaints"
SAFE_BUYING = "/safe-buying"


def complaints(request: PageRequest) -> Page:
    """First the shop, which answers within a time that it names; then the authorities of the countries that it serves."""
    say, imprint = request.say, request.ctx.shop.imprint
    heading = say(text("Complaints"))
    first = (
        say(
            text(
                "Tell us what went wrong, with the number of the order if there is one. Nobody needs an account for it."
            )
        ),
        say(
            text_count(
                "A person answers within %(number)s hour, and you have our decision within a month.",
                "A person answers within %(number)s hours, and you have our decision within a month.",
                imprint.answer_hours,
            )
        ),
        say(text("We keep your complaint and confirm it by email, so that you can show it to others.")),
    )
    sections = [pages.Section(title=say(text("Tell us first")), paragraphs=first, links=_ways(request, imprint))]
    sections += [_office(request, one) for one in request.ask(Authorities())]
    page = pages.DetailPage(
        heading=heading,
        lead=say(text("Something is not right? This is the way to have it put right.")),
        sections=tuple(sections),
    )
    return Page(template=page.template, model=page, title=heading)


def safe_buying(request: PageRequest) -> Page:
    """Who is behind the shop, what its only address and its only ways to pay are, and how to tell a fraud."""
    say, shop = request.say, request.ctx.shop
    heading = say(text("Buying safely"))
    host = urlsplit(shop.url).netloc
    checks = (
        say(
            text(
                "Our only address is %(host)s. Look at it before you write a name, an email or a card number.",
                host=host,
            )
        ),
        say(text("We never ask for a password, a card number or a code by email, telephone or message.")),
        say(
            text(
                "Each email about an order links to this address and nowhere else. If in doubt, write to us before you pay."
            )
        ),
        say(text("You see the whole price before you order, and we confirm every order by email.")),
    )
    sections = (
        pages.Section(title=say(text("How to know that it is us")), paragraphs=checks),
        pages.Section(title=say(text("Who we are")), summary=_identity(request, shop.imprint)),
        pages.Section(title=say(text("Our only ways to pay")), paragraphs=tuple(say(way) for way in request.ask(WaysToPay()))),
        pages.Section(
            title=say(text("If somebody cheated you in our name")),
            paragraphs=(say(text("Tell us and the police at once, and ask your bank to stop the payment.")),),
            links=(pages.Link(say(text("Contact")), "/contact"), pages.Link(say(text("Complaints")), COMPLAINTS)),
        ),
    )  # fmt: skip
    lead = say(text("How you can check who sells here, and keep away from those who only pretend to."))
    page = pages.DetailPage(heading=heading, lead=lead, sections=sections)
    return Page(template=page.template, model=page, title=heading)


def _ways(request: PageRequest, imprint: Imprint) -> tuple[pages.Link, ...]:
    links = [pages.Link(request.say(text("Contact")), "/contact")]
    if imprint.email:
        links.append(pages.Link(imprint.email, f"mailto:{imprint.email}"))
    if imprint.phone:
        links.append(pages.Link(imprint.phone, f"tel:{imprint.phone.replace(' ', '')}"))
    return tuple(links)


def _office(request: PageRequest, one: Authority) -> pages.Section:
    links = [pages.Link(one.url.removeprefix("https://").rstrip("/"), one.url)]
    if one.phone:
        links.append(pages.Link(one.phone, f"tel:{one.phone.replace(' ', '')}"))
    return pages.Section(title=one.name, paragraphs=(request.say(one.what),), links=tuple(links))


def _identity(request: PageRequest, imprint: Imprint) -> tuple[pages.SummaryRow, ...]:
    say = request.say
    rows = (
        (say(text("Name")), imprint.company or request.ctx.shop.name), (say(text("Address")), imprint.address),
        (say(text("Tax number")), imprint.tax_id), (say(text("Email")), imprint.email), (say(text("Phone")), imprint.phone),
    )  # fmt: skip
    return tuple(pages.SummaryRow(label, (value,)) for label, value in rows if value)
