"""Opening an account: few fields, nothing inessential, a reason, a safe form, no puzzle, a way back in, a way out."""

from __future__ import annotations

import re

from ecomkit.audit.check import Check, Evidence, Exhibit, Measure, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.checks.forms import inessential
from ecomkit.audit.evidence import PageEvidence
from ecomkit.audit.facts import FormField
from ecomkit.audit.lexicon import any_match, fold, matches, patterns
from ecomkit.audit.wording import counted

__all__ = ["CHECKS"]

_NEEDS = frozenset({Need.HOME, Need.POLICIES})
_GOOD, _MOST, _SHORTEST = 6, 8, 8
_UNCOUNTED = {"checkbox", "radio", "search"}


def _page(evidence: Evidence) -> PageEvidence:
    page = evidence.policy("register")
    if page is None or page.status >= 400 or not _form(page):
        raise Unreached("no page to register was found")
    return page


def _form(page: PageEvidence) -> tuple[FormField, ...]:
    """The fields of the form that registers: the one with the most fields that has a password or a mail address."""
    forms: dict[int, list[FormField]] = {}
    for field in page.facts.fields:
        if field.visible and field.type not in _UNCOUNTED:
            forms.setdefault(field.form, []).append(field)
    fit = [
        fields
        for fields in forms.values()
        if any(f.type in {"password", "email"} or "mail" in fold(f.name) for f in fields)
    ]
    return tuple(sorted(fit, key=len)[-1]) if fit else ()


def _few(evidence: Evidence) -> Verdict:
    page = _page(evidence)
    fields = _form(page)
    shown = [
        Exhibit(page="register", url=page.url, detail=field.label or field.name, element=field.html) for field in fields
    ]
    told = counted(len(fields), "field to open an account", "fields to open an account")
    measure = Measure(name="fields", value=len(fields), limit=_MOST, good=_GOOD)
    return (failed if len(fields) > _MOST else passed)(told, *shown).measured(measure)


def _essential(evidence: Evidence) -> Verdict:
    page = _page(evidence)
    found = inessential(_form(page))
    shown = [
        Exhibit(page="register", url=page.url, detail=field.label or field.name, element=field.html) for field in found
    ]
    if found:
        return failed(f"registering demands {', '.join(one.detail for one in shown)}", *shown)
    return passed(
        "registering demands nothing inessential", Exhibit(page="register", url=page.url, detail="fields read")
    )


def _reasoned(evidence: Evidence) -> Verdict:
    page = _page(evidence)
    line = next((line.strip() for line in page.facts.text.splitlines() if matches("benefit", line)), "")
    shown = Exhibit(page="register", url=page.url, detail=line[:200] or "no reason")
    return (
        passed("the page says what an account is good for", shown)
        if line
        else failed("the page does not say what an account is good for", shown)
    )


def _safe(evidence: Evidence) -> Verdict:
    page = _page(evidence)
    fields = _form(page)
    form = page.facts.forms[fields[0].form] if 0 <= fields[0].form < len(page.facts.forms) else None
    secret = [
        field
        for field in fields
        if "password" in fold(f"{field.name} {field.autocomplete}") or "contrasena" in fold(field.label)
    ]
    short = [
        field
        for field in secret
        if (found := re.search(r'minlength="?(\d+)', field.html)) and int(found[1]) < _SHORTEST
    ]
    wrong = [
        told
        for told, there in (
            (
                "the form sends by GET, so that the password stands in the address",
                form is not None and form.method == "get" and form.submits and bool(secret),
            ),
            (
                "the form sends unencrypted",
                not evidence.loopback and form is not None and form.action.startswith("http:"),
            ),
            ("the password can be read while it is typed", any(field.type != "password" for field in secret)),
            (f"passwords under {_SHORTEST} characters are let through", bool(short)),
            ("pasting is forbidden", any("onpaste" in field.html for field in secret)),
        )
        if there
    ]
    shown = Exhibit(
        page="register",
        url=page.url,
        detail="; ".join(wrong) or "post, hidden, long enough",
        element=(secret or fields)[0].html,
    )
    return failed("; ".join(wrong), shown) if wrong else passed("the form to register is safe", shown)


def _no_puzzle(evidence: Evidence) -> Verdict:
    page = _page(evidence)
    frames = [frame for frame in page.facts.frames if matches("captcha", frame)]
    if frames or matches("captcha", page.facts.text):
        return failed(
            "people must solve a puzzle to register",
            Exhibit(page="register", url=page.url, detail=(frames or ["a puzzle in words"])[0]),
        )
    return passed("no puzzle stands before an account", Exhibit(page="register", url=page.url, detail="no puzzle"))


def _way_back_in(evidence: Evidence) -> Verdict:
    page = _page(evidence)
    if not any(field.type == "password" for field in page.facts.fields):
        return passed(
            "there is no password that could be forgotten", Exhibit(page="register", url=page.url, detail="no password")
        )
    pages = [page, *evidence.pages, *evidence.policies]
    found = any(
        matches("reset", link.text) or any(pattern.search(fold(link.href)) for pattern in patterns("reset", "href"))
        for one in pages
        for link in one.facts.links
    ) or any_match("reset", (one.facts.text for one in pages))
    shown = Exhibit(page="register", url=page.url, detail="a way back in" if found else "no link")
    return (
        passed("there is a way back in without the password", shown)
        if found
        else failed("who forgets the password finds no way back in", shown)
    )


def _way_out(evidence: Evidence) -> Verdict:
    _page(evidence)
    pages = [*evidence.policies, *evidence.pages]
    found = next((one for one in pages if matches("account_end", one.facts.text)), None)
    if found:
        return passed(
            "how an account is ended or data are taken along is told",
            Exhibit(page=found.name, url=found.url, detail="said"),
        )
    return failed("nothing tells how an account is ended", Exhibit(page="register", url=evidence.url, detail="no word"))


CHECKS = (
    Check(
        id="REG-01",
        title="Few fields to register",
        rows=("E1.5",),
        method="visible fields of the form",
        threshold="at most 8 (6 are good)",
        severity=Severity.MAJOR,
        remedy="Ask for the mail address and a password; the rest can come later.",
        needs=_NEEDS,
        judge=_few,
    ),
    Check(
        id="REG-02",
        title="Registering demands nothing inessential",
        rows=("E1.5", "E3.1"),
        method="required fields for birth dates, gender, fax, company and such",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Ask when it is needed, and say for what.",
        needs=_NEEDS,
        judge=_essential,
    ),
    Check(
        id="REG-03",
        title="An account has a reason",
        rows=("E3.1",),
        method="words about what it is good for, beside the form",
        threshold="there are some",
        severity=Severity.NOTE,
        remedy="Say in a line what people get.",
        needs=_NEEDS,
        judge=_reasoned,
    ),
    Check(
        id="REG-04",
        title="The form to register is safe",
        rows=("E2.3",),
        method="method and action of the form, type, least length and pasting of the password",
        threshold="POST, https, hidden, no fewer than 8 characters, pasting allowed",
        severity=Severity.BLOCKER,
        remedy="Send by POST over https, with type=password.",
        needs=_NEEDS,
        judge=_safe,
    ),
    Check(
        id="REG-05",
        title="No puzzle to register",
        rows=("WCAG 3.3.8", "E1.5"),
        method="frames and words of captchas",
        threshold="none",
        severity=Severity.MINOR,
        remedy="Keep robots out by rate limits and a confirmation by mail.",
        needs=_NEEDS,
        judge=_no_puzzle,
    ),
    Check(
        id="REG-09",
        title="There is a way back in",
        rows=("E6",),
        method="links to reset the password",
        threshold="there is one",
        severity=Severity.MINOR,
        remedy="Link it beside the form to sign in.",
        needs=_NEEDS,
        judge=_way_back_in,
    ),
    Check(
        id="REG-10",
        title="There is a way out",
        rows=("C8",),
        method="words about ending the account or taking data along, on any page seen",
        threshold="there are some",
        severity=Severity.NOTE,
        remedy="Say on the privacy page how data are deleted and handed over.",
        needs=_NEEDS,
        judge=_way_out,
    ),
)
