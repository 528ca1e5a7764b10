"""The checkout's forms: nothing inessential, filled by the browser, asked once, told what is wrong, with a choice of payment."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.audit.check import (
    Check,
    Evidence,
    Exhibit,
    Measure,
    Need,
    Severity,
    Unreached,
    Verdict,
    failed,
    passed,
    review,
)
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.facts import Facts, FormField
from ecomkit.audit.fill import counted_fields, kind_of
from ecomkit.audit.lexicon import matches
from ecomkit.audit.lock import STOPPED, card_fields, provider_frames
from ecomkit.audit.wording import counted

__all__ = ["CHECKS", "inessential"]

_CHECKOUT = frozenset({Need.CHECKOUT})
_FILLED = {"email", "phone", "first_name", "last_name", "full_name", "postcode", "neighbourhood", "city", "address"}
_FEWEST_SHARE = 0.8


def inessential(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    """The required fields that a delivery does not need."""
    return tuple(
        field
        for field in fields
        if field.required and matches("inessential", f"{field.label} {field.name.replace('_', ' ')}")
    )


def _fields(evidence: Evidence) -> list[tuple[PageEvidence, FormField]]:
    pages = [page for page in evidence.pages if page.stage in {Stage.CHECKOUT, Stage.PAYMENT}]
    if not pages:
        raise Unreached(f"the checkout was not reached: {evidence.journey.reason or 'not asked for'}")
    return [(page, field) for page in pages for field in counted_fields(page.facts)]


def _shown(page: PageEvidence, field: FormField) -> Exhibit:
    return Exhibit(page=page.name, url=page.url, detail=field.label or field.name, element=field.html)


def _essential(evidence: Evidence) -> Verdict:
    found = [_shown(page, field) for page, field in _fields(evidence) if inessential((field,))]
    if found:
        return failed(f"the checkout demands what it does not need: {', '.join(one.detail for one in found)}", *found)
    return passed("the checkout demands nothing that it does not need")


def _autofilled(evidence: Evidence) -> Verdict:
    known = [(page, field) for page, field in _fields(evidence) if kind_of(field) in _FILLED]
    if not known:
        raise Unreached("the checkout has no field that a browser could fill")
    bare = [_shown(page, field) for page, field in known if not field.autocomplete or field.autocomplete == "off"]
    share = 1 - len(bare) / len(known)
    told = f"{len(known) - len(bare)} of {len(known)} fields can be filled by the browser"
    measure = Measure(
        name="fields with autocomplete", value=round(share * 100), limit=_FEWEST_SHARE * 100, unit="%", least=True
    )
    return (passed(told) if share >= _FEWEST_SHARE else failed(told, *bare)).measured(measure)


def _asked_once(evidence: Evidence) -> Verdict:
    fields = _fields(evidence)
    mails = [_shown(page, field) for page, field in fields if kind_of(field) == "email" and not field.value]
    seen = {(one.page, one.element) for one in mails}
    twice = [one for one in mails if len([key for key in seen if key[0] == one.page]) > 1]
    streets = [(page, field) for page, field in fields if kind_of(field) == "address"]
    text = " ".join(page.facts.text for page, _ in fields) + " ".join(
        field.label for page, _ in fields for field in page.facts.fields
    )
    if twice and not (_one_each(twice, streets) and matches("billing_same", text)):
        return failed("the e-mail address must be written twice", *twice)
    if (
        len({(page.name, field.name) for page, field in streets}) > 1
        and matches("billing", text)
        and not matches("billing_same", text)
    ):
        return failed(
            "the billing address must be written though it is the same",
            *(_shown(page, field) for page, field in streets),
        )
    return passed("nothing is asked for twice")


def _one_each(mails: Sequence[Exhibit], streets: Sequence[tuple[PageEvidence, FormField]]) -> bool:
    """Whether the mail addresses belong to two postal addresses on that page, of which a box can save the second."""
    return len(mails) <= len({field.name for page, field in streets if page.name == mails[0].page})


def _slips_are_told(evidence: Evidence) -> Verdict:
    _fields(evidence)
    sent = evidence.empty_submit
    if sent is None:
        raise Unreached(f"no empty form was sent: {_why_none_was_sent(evidence)}")
    shown = Exhibit(page=sent.page, url=sent.url, detail=sent.told or "no message")
    if sent.native:
        return passed("the browser itself tells what is missing", shown)
    if sent.moved:
        return failed("an empty form is accepted, so that the slip shows too late", shown)
    if not sent.told and not sent.tied:
        return failed("an empty form is refused without a word", shown)
    if not sent.tied:
        return failed("the message about an empty form is tied to no field", shown, severity=Severity.MINOR)
    return passed("what is missing is told beside its field", shown)


def _why_none_was_sent(evidence: Evidence) -> str:
    if not evidence.owned:
        return "that is done on one's own shop only"
    if evidence.journey.reason.startswith(STOPPED):
        return evidence.journey.reason
    stages = {page.stage for page, _ in _fields(evidence)}
    if not stages:
        return "the checkout has no form to fill"
    if stages == {Stage.PAYMENT}:
        return "it stands on the payment step, from which nothing is sent"
    return "the audit found no way to send it"


def _ways_to_pay(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PAYMENT)
    ways = _named_ways(page.facts)
    shown = Exhibit(page=page.name, url=page.url, detail=", ".join(sorted(ways)) or "no choice")
    if len(ways) > 1:
        return passed(counted(len(ways), "way to pay", "ways to pay"), shown)
    if ways or card_fields(page.facts) or provider_frames(page.facts):
        return failed("there is one way to pay only", shown)
    return review("no way to pay is named at the payment step", shown)


def _named_ways(facts: Facts) -> set[str]:
    """What one can choose to pay with: radio buttons, options of a list, buttons of a wallet or of a kind of card."""
    radios = {field.label for field in facts.fields if field.type == "radio" and matches("payment_option", field.label)}
    listed = {
        option
        for field in facts.fields
        if field.visible and field.tag == "select" and matches("payment_heading", f"{field.label} {field.group}")
        for option in field.options
        if matches("payment_means", option)
    }
    return (
        radios | listed | {name for name in facts.buttons if matches("express", name) or matches("payment_means", name)}
    )


CHECKS = (
    Check(
        id="CHK-10",
        title="The checkout demands nothing inessential",
        rows=("E1.3", "E1.5"),
        method="required fields for birth dates, gender, fax, company, occupation, identity numbers",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Drop the field, or say that it may stay empty.",
        needs=_CHECKOUT,
        judge=_essential,
    ),
    Check(
        id="CHK-11",
        title="The browser can fill the checkout",
        rows=("E1.8", "WCAG 1.3.5"),
        method="autocomplete of fields for name, address, mail and telephone",
        threshold="at least 80 % of them",
        severity=Severity.MINOR,
        remedy="Give each field its autocomplete token.",
        needs=_CHECKOUT,
        judge=_autofilled,
    ),
    Check(
        id="CHK-12",
        title="Nothing is asked for twice",
        rows=("E1.3", "WCAG 3.3.7"),
        method="fields for the mail address on one page, and for a second address",
        threshold="one mail address; billing as delivery offered",
        severity=Severity.MINOR,
        remedy="Ask once, and offer to use the delivery address for the bill.",
        needs=_CHECKOUT,
        judge=_asked_once,
    ),
    Check(
        id="CHK-13",
        title="Slips are told beside their field",
        rows=("E6", "WCAG 3.3.1"),
        method="the first form is sent empty, on one's own shop only",
        threshold="the browser or the page says which field",
        severity=Severity.MAJOR,
        remedy="Answer with the form, a message beside each field and aria-invalid.",
        needs=_CHECKOUT,
        judge=_slips_are_told,
    ),
    Check(
        id="CHK-15",
        title="There is a choice of payment",
        rows=("E1.8",),
        method="ways to pay on the payment step",
        threshold="at least two",
        severity=Severity.NOTE,
        remedy="Add a way that needs no card.",
        needs=_CHECKOUT,
        judge=_ways_to_pay,
    ),
)
