"""Pages of text: the right of withdrawal with its form for paper, and the statement on accessibility."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ecomkit.domain import Imprint
from ecomkit.plugins.law_eu.settings import LawEUSettings
from ecomkit.plugins.law_eu.speech import Speech
from ecomkit.sdk import Context, Page, PageRequest, pages, text

__all__ = ["Information", "accessibility", "information", "information_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """What a consumer is told of their rights, on the page and in the letter that confirms the contract."""

    heading: str
    seller: str
    imprint: Imprint
    registry: str
    days: int
    returns: str
    guarantee: int
    dispute_body: str


def information_of(ctx: Context, settings: LawEUSettings, heading: str = "") -> Information:
    """The information as of these settings."""
    imprint = ctx.shop.imprint
    return Information(
        heading=heading, seller=imprint.company or ctx.shop.name, imprint=imprint, registry=settings.registry,
        days=settings.withdrawal_days, returns=imprint.return_costs, guarantee=settings.guarantee_years,
        dispute_body=settings.dispute_body,
    )  # fmt: skip


def information(request: PageRequest, settings: LawEUSettings) -> Page:
    """Conditions, period and procedure of withdrawal, the form for paper, and the legal guarantee (art. 6, Annex I)."""
    heading = request.say(text("Your right of withdrawal"))
    return Page(template="law_eu/information.html", model=information_of(request.ctx, settings, heading), title=heading)


def accessibility(request: PageRequest, settings: LawEUSettings) -> Page:
    """How the shop can be used by everybody, what is missing, and how to say so (Directive (EU) 2019/882, Annex V)."""
    say, imprint = request.say, request.ctx.shop.imprint
    heading = say(text("Accessibility"))
    built = (
        say(text("Everything can be done with the keyboard alone, without scripts, and at twice the size of text.")),
        say(
            text(
                "Pages are made so that screen readers say what stands where, what is wrong in a form, and how to mend it."
            )
        ),
        say(
            text(
                "We aim at the Web Content Accessibility Guidelines 2.2, level AA, as the European standard EN 301 549 asks."
            )
        ),
    )
    gaps = settings.accessibility_gaps or (say(text("We know of no part of the shop that is not accessible.")),)
    sections = [
        pages.Section(title=say(text("What you can count on")), paragraphs=built),
        pages.Section(title=say(text("What is not accessible yet")), paragraphs=tuple(gaps)),
        _help(request, imprint),
    ]
    if settings.accessibility_reviewed:
        day = Speech(request.ctx).day(date.fromisoformat(settings.accessibility_reviewed))
        sections.append(pages.Section(paragraphs=(say(text("Last reviewed on %(day)s.", day=day)),)))
    page = pages.DetailPage(
        heading=heading,
        lead=say(text("This shop is for everybody, whatever they use to read it.")),
        sections=tuple(sections),
    )
    return Page(template=page.template, model=page, title=heading)


def _help(request: PageRequest, imprint: Imprint) -> pages.Section:
    say = request.say
    links = [pages.Link(say(text("Write to us")), "/contact")]
    if imprint.phone:
        links.append(pages.Link(imprint.phone, f"tel:{imprint.phone.replace(' ', '')}"))
    words = (
        say(text("Something does not work for you? Tell us: we help you to buy in another way, and mend it.")),
        say(text("If our answer does not help, the authority for consumers of your country takes complaints.")),
    )
    return pages.Section(title=say(text("If you meet a barrier")), paragraphs=words, links=tuple(links))
