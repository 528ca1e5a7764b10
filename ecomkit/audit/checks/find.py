"""Finding things: search, prices at sight, and pages without errors."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.audit.catalogue import offered_cards
from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed, review
from ecomkit.audit.evidence import LinkProbe, PageEvidence, Stage
from ecomkit.audit.facts import Facts, PriceTag
from ecomkit.audit.lexicon import fold, matches
from ecomkit.audit.money import amounts
from ecomkit.audit.probes import search_fields
from ecomkit.audit.wording import counted

__all__ = ["CHECKS", "product_price"]

_FOLD = 740


def _search_present(evidence: Evidence) -> Verdict:
    home = evidence.page(Stage.HOME)
    fields = search_fields(home.facts)
    if fields:
        shown = fields[0][1]
        told = "home has a search field" if shown.visible else "home has a search field that opens on demand"
        return passed(told, Exhibit(page="home", url=home.url, detail=told, element=shown.html))
    links = [link for link in home.facts.links if link.visible and matches("search", link.text)]
    if links:
        return passed("home links to a search page", Exhibit(page="home", url=home.url, detail=links[0].href))
    return failed("home offers no search", Exhibit(page="home", url=home.url, detail="no field or link to search with"))


def _search_works(evidence: Evidence) -> Verdict:
    search = evidence.search
    if search is None:
        raise Unreached("there was no search field to use")
    what = f"a word of {search.product!r}" if fold(search.term) in fold(search.product) else "the recipe's term"
    shown = Exhibit(
        page="search",
        url=search.url,
        detail=f"searched for {search.term!r}, {what}; status {search.status}",
    )
    if search.status >= 400:
        return failed(f"searching for {search.term!r} answers {search.status}", shown)
    if not search.found:
        return failed(f"searching for {search.term!r} does not show {search.product!r}", shown)
    return passed(f"searching for {search.term!r} shows {search.product!r}", shown)


def _prices_in_lists(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.LIST)
    cards = offered_cards(page.facts)
    if not cards:
        raise Unreached("the list has no cards that could be read")
    bare = [card for card in cards if not card.priced]
    told = f"{len(cards) - len(bare)} of {len(cards)} products in the list show a price"
    shown = [Exhibit(page="list", url=page.url, detail=f"no price: {card.title}") for card in bare[:5]]
    return passed(told, *shown) if len(bare) <= len(cards) * 0.1 else failed(told, *shown)


def product_price(facts: Facts) -> PriceTag | None:
    """The tag with the product's price: the first at or below its heading that is no shipping cost, old price or list."""
    usable = [
        tag
        for tag in facts.prices
        if tag.region == "main"
        and not tag.in_card
        and not tag.struck
        and not _about_shipping(tag)
        and amounts(tag.text)
    ]
    below = [tag for tag in usable if tag.top >= facts.h1_top - 40]
    return min(below or usable, key=lambda tag: tag.top, default=None)


def _about_shipping(tag: PriceTag) -> bool:
    own = tag.text if matches("shipping", tag.text) else tag.context if len(tag.context) < len(tag.text) + 60 else ""
    return matches("shipping", own)


def _price_on_product(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    tag = product_price(page.facts)
    if tag is None:
        return failed(
            "the product page shows no price",
            Exhibit(page="product", url=page.url, detail="no visible amount beside the product"),
        )
    shown = Exhibit(page="product", url=page.url, detail=tag.text)
    phone = product_price(page.mobile) if page.mobile else None
    if phone is not None and phone.top > _FOLD:
        told = f"on a phone the price starts {phone.top:.0f} px down, below the first screen of {_FOLD} px"
        return failed(told, shown, severity=Severity.MINOR)
    return passed(f"the product page shows its price: {tag.text}", shown)


def _nothing_broken(evidence: Evidence) -> Verdict:
    broken = [
        Exhibit(page=page.name, url=page.url, detail=f"the picture {image.url} does not show")
        for page in evidence.pages
        for image in page.facts.images
        if image.broken
    ]
    answers = [
        Exhibit(page=page.name, url=page.url, detail=f"the page answers {page.status}")
        for page in evidence.pages
        if page.status >= 400
    ]
    files = [
        Exhibit(page=file.page, url=file.url, detail=f"the {file.kind} answers {file.status}")
        for file in evidence.resources
        if file.kind in {"stylesheet", "script"} and file.status >= 400
    ]
    links = evidence.links or ()
    dead = [_dead(link) for link in links if link.status == 0 or link.status in {404, 410} or link.status >= 500]
    if found := (*answers, *files, *broken, *dead):
        return failed(
            _count(
                *(len(answers), "page with an error", len(files), "missing script or style sheet"),
                *(len(broken), "broken picture", len(dead), "dead link"),
            ),
            *found[:20],
        )
    if evidence.links is None:
        raise Unreached("links were not followed")
    barred = [link for link in links if link.status >= 400]
    if barred:
        return review(f"{counted(len(barred), 'link')} closed to the audit", *(_dead(link) for link in barred[:5]))
    return passed(f"no broken picture and no dead link among {len(links)}")


def _dead(link: LinkProbe) -> Exhibit:
    told = f"the link answers {link.status}" if link.status else "the link does not answer"
    return Exhibit(page=link.seen_on, url=link.url, detail=told)


def _count(*pairs: int | str) -> str:
    numbers: Sequence[tuple[int | str, int | str]] = list(zip(pairs[::2], pairs[1::2], strict=True))
    return ", ".join(counted(int(number), str(name)) for number, name in numbers if number)


def _no_script_errors(evidence: Evidence) -> Verdict:
    found = [(page, error) for page in evidence.pages for error in dict.fromkeys(page.script_errors)]
    if not found:
        return passed(f"no script failed on {len(evidence.pages)} pages")
    shown = [Exhibit(page=page.name, url=page.url, detail=error[:300]) for page, error in found[:10]]
    own = [pair for pair in found if _own_script(*pair)]
    told = (
        f"{counted(len(found), 'script error')}; the first, on {found[0][0].name}: {found[0][1].splitlines()[0][:120]}"
    )
    return failed(told, *shown, severity=None if own else Severity.MINOR)


def _own_script(page: PageEvidence, error: str) -> bool:
    origin = "/".join(page.url.split("/")[:3])
    return origin in error or "http" not in error


def _missing_page(evidence: Evidence) -> Verdict:
    probe = evidence.soft_404
    if probe is None:
        raise Unreached("no address that does not exist was tried")
    shown = Exhibit(url=probe.url, detail=f"status {probe.status}")
    if probe.status not in {404, 410}:
        return failed(f"an address that does not exist answers {probe.status or 'nothing'} instead of 404", shown)
    if not evidence.soft_404_home:
        return failed("the page for a wrong address has no link home", shown)
    return passed("a wrong address answers 404 with a way home", shown)


CHECKS = (
    Check(
        id="FND-01",
        title="Home has a search",
        rows=("E1.3", "G2", "G5"),
        method="a field with the role, type or name of a search, shown or opened by a button",
        threshold="there is one",
        severity=Severity.BLOCKER,
        remedy="Put a search field into the header of every page.",
        needs=frozenset({Need.HOME}),
        judge=_search_present,
    ),
    Check(
        id="FND-02",
        title="The search finds what the shop sells",
        rows=("E1.3",),
        method="the longest word of a listed product's name is searched for",
        threshold="the first page of results shows that product",
        severity=Severity.BLOCKER,
        remedy="Index the names of all products that can be bought.",
        needs=frozenset({Need.HOME, Need.SEARCH}),
        judge=_search_works,
    ),
    Check(
        id="FND-06",
        title="Lists show prices",
        rows=("E1.3",),
        method="cards of the list with an amount beside a currency",
        threshold="at least 90 % of the cards",
        severity=Severity.BLOCKER,
        remedy="Show each product's price in lists.",
        needs=frozenset({Need.LIST}),
        judge=_prices_in_lists,
    ),
    Check(
        id="FND-07",
        title="The product page shows its price at once",
        rows=("E1.3",),
        method="an amount below the heading; on a phone of 360 × 740 px within the first screen",
        threshold="visible without scrolling",
        severity=Severity.BLOCKER,
        remedy="Show the price beside the product's name, above its pictures on small screens.",
        needs=frozenset({Need.PRODUCT, Need.MOBILE}),
        judge=_price_on_product,
    ),
    Check(
        id="FND-12",
        title="No broken pictures, dead links or failing pages",
        rows=("E2.2",),
        method="every picture, script and style sheet of the visited pages, up to 50 links of the shop (15 on foreign shops)",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Mend or remove what the evidence lists.",
        needs=frozenset({Need.CHECKOUT, Need.LINKS}),
        judge=_nothing_broken,
    ),
    Check(
        id="FND-13",
        title="No script fails",
        rows=("E2.2",),
        method="uncaught errors on every page of the journey",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Mend the script at the place that the evidence names.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_no_script_errors,
    ),
    Check(
        id="FND-14",
        title="A wrong address is told as such",
        rows=("E2.2",),
        method="an address that cannot exist is asked for",
        threshold="status 404 or 410, with a link home",
        severity=Severity.MINOR,
        remedy="Answer unknown addresses with status 404 and a page that leads on.",
        needs=frozenset({Need.HOME, Need.LINKS}),
        judge=_missing_page,
    ),
)
