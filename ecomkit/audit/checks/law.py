"""The law seen from outside: what a European or Mexican shop owes its customers, as far as pages show it.

A check is judged where the pages say that its law applies, and is not tested elsewhere. It is no legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress

from ecomkit.audit.check import (
    Check,
    Evidence,
    Exhibit,
    Need,
    Severity,
    Status,
    Unreached,
    Verdict,
    failed,
    passed,
    review,
)
from ecomkit.audit.checks.supply import consented
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.jurisdiction import LAWS, binds
from ecomkit.audit.lexicon import fold, leads_to, matches
from ecomkit.audit.wording import listed

__all__ = ["CHECKS"]

Judge = Callable[[Evidence], Verdict]
_ORDERS = re.compile(
    r"\b(order|buy|pay|purchase|pedido|pedir|comprar?|pagar|confirm\w*|finaliz\w+|tramit\w+|bestell\w+|kaufen)\b"
)
_OBLIGES = re.compile(r"\b(pay|payment|buy|purchase|pagar|pago|comprar?|zahlungspflichtig|kaufen)\b")
_TAX = re.compile(r"\b(tax(es)?|vat|iva|impuestos?|mwst|tva)\b")
_AMOUNT = re.compile(r"\d[.,]\d{2}\b")
_DELIVERS = re.compile(r"\b(deliver\w*|ship\w*|envi\w+|entreg\w+)\b")
_FUNCTION = re.compile(
    r"withdraw (from )?(the |this |my |your )?(contract|order|purchase)|cancel (the |my )?contract"
    r"|desist\w+ .{0,20}(contrato|pedido|compra|aqui)|vertrag widerrufen"
)
_WITHDRAWAL = re.compile(r"\b(withdraw\w*|desist\w+|right to cancel|widerruf\w*|retractation)\b")
_GUARANTEE = re.compile(
    r"\b(legal guarantee|statutory (guarantee|warranty)|guarantee of conformity|garantia legal|gewahrleistung)\b"
)
_ACCESS = re.compile(r"\b(accessibility|accesibilidad|barrierefrei\w*|accessibilite)\b")
_COMPLAIN = re.compile(r"\b(complaints?|reclamacion\w*|quejas?|profeco|concilianet|reklamation\w*)\b")
_SAFE = re.compile(
    r"\b((buy(ing)?|shop(ping)?) safely|safe (buying|shopping)|compras? segur\w+"
    r"|comprar (con seguridad|segur\w+)|avoid fraud|evitar fraudes?)\b"
)
_CONFIRMED = re.compile(
    r"\bconfirm\w*\b.{0,80}\b(e-?mail|mail|letter|correo|carta)\b|\b(e-?mail|correo)\b.{0,40}\bconfirm\w*"
)
_CLOSED = re.compile(r"ec\.europa\.eu/(consumers/)?odr|webgate\.ec\.europa\.eu/odr")
_TRACKERS = re.compile(
    r"^(_ga(_\w+)?|_gid|_gcl_\w+|_fbp|_fbc|_hj\w+|_uet(sid|vid)|_tt\w+|_pin_unauth|hubspotutk|ide|muid|_clck|_clsk)$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(\+|\b)\d[\d ().-]{7,}\d\b")


def _pages(evidence: Evidence) -> tuple[PageEvidence, ...]:
    """All that was seen. Raises Unreached where not even the home page was."""
    evidence.page(Stage.HOME)
    return (*evidence.pages, *evidence.policies)


def _text(pages: Iterable[PageEvidence]) -> str:
    return " ".join(fold(page.facts.text) for page in pages)


def _under(judge: Judge, *laws: str) -> Judge:
    """Judge only where one of these laws binds the shop, and say why it does beside what is wrong."""

    def judged(evidence: Evidence) -> Verdict:
        evidence.page(Stage.HOME)
        law, why = _binding(evidence, laws)
        verdict = judge(evidence)
        if verdict.status not in {Status.FAIL, Status.REVIEW}:
            return verdict
        reason = Exhibit(url=evidence.url, detail=f"the law of {LAWS[law]} binds: {why}")
        return verdict.model_copy(update={"evidence": (*verdict.evidence, reason)})

    return judged


def _binding(evidence: Evidence, laws: tuple[str, ...]) -> tuple[str, str]:
    """The first of the laws that binds, and why. Raises Unreached with the reason of the last where none does."""
    for law in laws[:-1]:
        with suppress(Unreached):
            return law, binds(evidence, law)
    return laws[-1], binds(evidence, laws[-1])


def _european(judge: Judge) -> Judge:
    return _under(judge, "eu")


def _mexican(judge: Judge) -> Judge:
    return _under(judge, "mx")


def _both(judge: Judge) -> Judge:
    return _under(judge, "mx", "eu")


def _link(what: str, pattern: re.Pattern[str]) -> Judge:
    """Whether any page of the journey links it, by the words that people read."""

    def judged(evidence: Evidence) -> Verdict:
        for page in _pages(evidence):
            for link in page.facts.links:
                if link.visible and pattern.search(fold(link.text)):
                    return passed(f"{what} is linked", Exhibit(page=page.name, url=link.href, detail=link.text))
        return failed(f"no page links {what}", Exhibit(url=evidence.url, detail="links of all pages of the journey"))

    return judged


def _said(what: str, pattern: re.Pattern[str], stages: tuple[Stage, ...]) -> Judge:
    """Whether one of these pages says it."""

    def judged(evidence: Evidence) -> Verdict:
        evidence.checkout_steps()
        pages = [page for page in evidence.pages if page.stage in stages]
        for page in pages:
            found = next(filter(None, map(pattern.search, map(fold, page.facts.text.splitlines()))), None)
            if found:
                return passed(f"{what} is said", Exhibit(page=page.name, url=page.url, detail=found[0]))
        return failed(
            f"{what} is not said before the order",
            *(Exhibit(page=p.name, url=p.url, detail="looked at") for p in pages),
        )

    return judged


def _withdrawal_told(evidence: Evidence) -> Verdict:
    """Whether a page before the order names the right and, near it, within what time it is used."""
    told = _said("the right of withdrawal", _WITHDRAWAL, _BEFORE)(evidence)
    pages = [page for page in evidence.pages if page.stage in _BEFORE]
    for page in pages:
        text = fold(page.facts.text)
        if any(
            matches("period", text[max(0, found.start() - 200) : found.end() + 200])
            for found in _WITHDRAWAL.finditer(text)
        ):
            return told
    if told.status is Status.FAIL:
        return told
    return failed(
        "the right of withdrawal is named before the order, but not within what time it is used", *told.evidence
    )


def _order_button(evidence: Evidence) -> Verdict:
    last = evidence.checkout_steps()[-1]
    orders = [words for words in last.facts.buttons if _ORDERS.search(fold(words))]
    shown = [Exhibit(page=last.name, url=last.url, detail=words) for words in orders]
    if not orders:
        return review(
            "no button of the last step is known to order", Exhibit(page=last.name, url=last.url, detail="buttons")
        )
    if any(_OBLIGES.search(fold(words)) for words in orders):
        return passed("the button says that it obliges to pay", *shown)
    return failed("the button that orders does not say that it obliges to pay", *shown)


def _total(evidence: Evidence) -> Verdict:
    last = evidence.checkout_steps()[-1]
    text, here = fold(last.facts.text), Exhibit(page=last.name, url=last.url, detail="the last step before the order")
    missing = [
        what
        for what, found in (
            ("a total", matches("total", text)),
            ("an amount", _AMOUNT.search(text)),
            ("whether taxes are in it", _TAX.search(text)),
        )
        if not found
    ]
    return (
        failed(f"beside the button is missing: {', '.join(missing)}", here)
        if missing
        else passed("the total says its taxes", here)
    )


def _limits(evidence: Evidence) -> Verdict:
    first = evidence.checkout_steps()[0]
    pages = [page for page in evidence.pages if page.stage is Stage.CART or page is first]
    text = _text(pages)
    missing = [
        what
        for what, found in (
            ("where it delivers", _DELIVERS.search(text)),
            ("how one can pay", matches("payment_means", text)),
        )
        if not found
    ]
    shown = [Exhibit(page=page.name, url=page.url, detail="the start of the checkout") for page in pages]
    return (
        failed(f"at its start the checkout does not say {listed(missing)}", *shown)
        if missing
        else passed("where it delivers and how one can pay is said at the start", *shown)
    )


def _identity(*needed: str) -> Judge:
    """Whether home, list, cart and the pages with texts name what is needed.

    Products name their makers, and a checkout the guest, so neither tells who sells.
    """

    def judged(evidence: Evidence) -> Verdict:
        pages = [page for page in _pages(evidence) if page.stage not in {Stage.PRODUCT, *_CHECKOUT}]
        text = _text(pages)
        hrefs = [link.href for page in pages for link in page.facts.links]
        told = {
            "phone number": any(h.startswith("tel:") for h in hrefs) or bool(_PHONE.search(text)),
            "email address": any(h.startswith("mailto:") for h in hrefs) or "@" in text,
            "company or tax number": matches("tax_number", text),
        }
        missing = [what for what in needed if not told[what]]
        here = Exhibit(url=evidence.url, detail="home, list, cart and the pages with texts")
        return (
            failed(f"the shop does not tell its {listed(missing)}", here)
            if missing
            else passed("who sells is told", here)
        )

    return judged


def _no_closed_platform(evidence: Evidence) -> Verdict:
    found = [
        Exhibit(page=page.name, url=page.url, detail=link.href)
        for page in _pages(evidence)
        for link in page.facts.links
        if _CLOSED.search(link.href)
    ]
    if found:
        return failed("a link leads to the platform for disputes, which closed on 20 July 2025", *found)
    return passed("no link leads to the closed platform for disputes")


def _no_trackers(evidence: Evidence) -> Verdict:
    _pages(evidence)
    found = [Exhibit(url=evidence.url, detail=one.name) for one in evidence.cookies if _TRACKERS.match(one.name)]
    if found:
        return failed("cookies that follow people were set before they agreed", *found)
    return passed("no known cookie that follows people was set")


def _no_ticks(evidence: Evidence) -> Verdict:
    pages = [
        page for page in _pages(evidence) if page.stage in {Stage.PRODUCT, Stage.CART, Stage.CHECKOUT, Stage.PAYMENT}
    ]
    if not pages:
        raise Unreached("neither product nor cart nor checkout was reached")
    found = [
        Exhibit(page=page.name, url=page.url, detail=field.label or field.name, element=field.html[:300])
        for page in pages
        for field in page.facts.fields
        if field.type == "checkbox" and field.checked and field.visible
        and matches("pretick", f"{field.label} {field.name}") and not matches("pretick_fine", field.label)
    ]  # fmt: skip
    return failed("something is ticked beforehand", *found) if found else passed("nothing is ticked beforehand")


def _reviewed(evidence: Evidence) -> Verdict:
    last = evidence.checkout_steps()[-1]
    back = [link.text for link in last.facts.links if link.visible and leads_to("cart", link.href)]
    back += [name for name in last.facts.buttons if matches("cart", name) and not matches("cart", name, "avoid")]
    shown = Exhibit(page=last.name, url=last.url, detail=back[0] if back else "no way back to the cart")
    if not matches("total", last.facts.text):
        return failed("the last step does not sum the order up", shown)
    return (
        passed("the order can be reviewed and corrected", shown)
        if back
        else review("no way back to the cart was seen", shown)
    )


_CHECKOUT = (Stage.CHECKOUT, Stage.PAYMENT)
_BEFORE = (Stage.PRODUCT, Stage.CART, *_CHECKOUT)


_NEEDS = frozenset({Need.CHECKOUT, Need.POLICIES})
"""What tells whether a law binds stands as far away as the countries of the checkout."""


def _law(
    number: int, title: str, article: str, judge: Judge, remedy: str, *, severity: Severity = Severity.MAJOR,
    how: str = "words of links, buttons and texts of the journey", asks: str = "",
) -> Check:  # fmt: skip
    return Check(
        id=f"LAW-{number:02d}", title=title, rows=("C8", article), method=how, threshold=asks or title[0].lower() + title[1:],
        severity=severity, remedy=remedy, needs=_NEEDS, judge=judge,
    )  # fmt: skip


CHECKS = (
    _law(1, "The button says that it obliges to pay", "Directive 2011/83/EU art. 8(2)", _european(_order_button),
         "Write “Order and pay” with the amount on the button, or other words that say so without doubt.", severity=Severity.BLOCKER,
         how="buttons of the last step that order", asks="one of them speaks of paying or buying"),
    _law(2, "The total with its taxes stands before the button", "Directive 2011/83/EU art. 6(1)(e)", _european(_total),
         "Show the total with all taxes and costs right before the button."),
    _law(3, "Delivery and payment are told at the start", "Directive 2011/83/EU art. 8(3)", _european(_limits),
         "Say in the cart or at the top of the checkout where you deliver and how one can pay.", how="texts of cart and first step"),
    _law(4, "Who sells is told", "Directive 2011/83/EU art. 6(1)(b), Directive 2000/31/EC art. 5",
         _european(_identity("email address", "phone number", "company or tax number")),
         "Put name, address, email, phone and tax number at the foot of each page.",
         asks="email, phone and a number of company or tax"),
    _law(5, "There is a function to withdraw on line", "Directive 2011/83/EU art. 11a",
         _european(_link("a function to withdraw from the contract", _FUNCTION)),
         "Link “Withdraw from contract here” on each page, with a statement and a button that confirms it.",
         how="links of all pages by their words", asks="a link that says so without doubt"),
    _law(6, "The right of withdrawal is told before the order", "Directive 2011/83/EU art. 6(1)(h)",
         _european(_withdrawal_told),
         "Say beside the button within how many days one may withdraw, and link the form.", how="texts from product to payment"),
    _law(7, "The legal guarantee is told", "Directive 2011/83/EU art. 6(1)(l)",
         _european(_said("the legal guarantee", _GUARANTEE, _BEFORE)), "Remind of the legal guarantee and its length before the order.",
         severity=Severity.MINOR, how="texts from product to payment"),
    _law(8, "There is a statement on accessibility", "Directive (EU) 2019/882 art. 13",
         _european(_link("a statement on accessibility", _ACCESS)),
         "Publish how the shop can be used by everybody, what is missing, and how to say so."),
    _law(9, "Nothing follows people before they agree", "Directive 2002/58/EC art. 5(3)", _european(_no_trackers),
         "Set such cookies only after a choice, or none at all.", how="cookies set on the journey, against known names",
         asks="none of them is one of a tracker"),
    _law(10, "There is a way to complain", "TRLGDCU art. 21; LFPC art. 99", _both(_link("a way to complain", _COMPLAIN)),
         "Link a page that says how to complain, how soon you answer, and which authority helps."),
    _law(11, "The closed platform for disputes is not linked", "Regulation (EU) 2024/3228", _european(_no_closed_platform),
         "Take the link out: the platform closed on 20 July 2025.", severity=Severity.MINOR),
    _law(12, "It is told how to buy safely", "C8b", _both(_link("a page on safe buying", _SAFE)),
         "Say on a page what your only address and ways to pay are, and how to tell a fraud.", severity=Severity.MINOR),
    _law(13, "The contract is confirmed on a durable medium", "Directive 2011/83/EU art. 8(7), LSSI-CE art. 28",
         _both(_said("that the order is confirmed by mail", _CONFIRMED, _CHECKOUT)),
         "Say in the checkout that the contract is kept and confirmed by mail, and do so.", severity=Severity.MINOR,
         how="texts of the checkout; the audit orders nothing, so it reads no letter"),
    _law(14, "Nothing that costs is ticked beforehand", "Directive 2011/83/EU art. 22; LFPC art. 76 bis VI", _both(_no_ticks),
         "Leave every extra unticked until the customer chooses it.", how="checked boxes from product to payment", asks="none"),
    _law(15, "A download begins at once only where that was asked for", "Directive 2011/83/EU art. 16(m)", _european(consented),
         "Ask with a box of its own, unticked, that says: at once, and that the right of withdrawal is lost with it.",
         how="boxes of the checkout, where product or checkout says that a download is sold",
         asks="a box, not ticked beforehand, that says both"),
    _law(20, "Who sells in Mexico is told", "LFPC art. 76 bis III", _mexican(_identity("phone number", "email address")),
         "Put street address, phone and means of complaint at the foot of each page.", asks="phone and email"),
    _law(21, "Costs and ways to pay are told before paying", "LFPC art. 76 bis V", _mexican(_limits),
         "Say in the cart or at the top of the checkout what is charged and how one can pay.", how="texts of cart and first step"),
    _law(22, "The order can be reviewed and corrected", "Directive 2000/31/EC art. 10, OECD guidelines 1999", _both(_reviewed),
         "Sum the order up on the last step, with a way back to the cart.", severity=Severity.MINOR),
)  # fmt: skip
