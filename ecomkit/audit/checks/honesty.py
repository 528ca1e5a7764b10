"""Trust beyond headers: who sells, encryption, nothing leaked, nobody followed unasked, letters that can be stopped."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.lexicon import fold, matches, words_file
from ecomkit.audit.seller import PARTICULARS
from ecomkit.audit.wording import counted, listed

__all__ = ["CHECKS"]

_POLICIES = frozenset({Need.HOME, Need.POLICIES})
_HALF_YEAR = 180 * 86400
_VERSION = re.compile(r"\d+\.\d+|(?<=[/ ])v?\d+\b")
"""A number that tells a version; the mere name of a product ("Express") tells none."""


def _pages(evidence: Evidence) -> tuple[PageEvidence, ...]:
    if not evidence.pages:
        raise Unreached("no page was reached")
    return evidence.pages


def _seller_named(evidence: Evidence) -> Verdict:
    """Products name their makers, and a checkout the guest, so neither tells who sells."""
    own = [page for page in _pages(evidence) if page.stage not in {Stage.PRODUCT, Stage.CHECKOUT, Stage.PAYMENT}]
    pages = (*evidence.policies, *own)
    text = "\n".join(page.facts.text for page in pages)
    lacking = [name for name, told in PARTICULARS.items() if not told(text)]
    terms = evidence.policy("terms")
    if terms is None or terms.status >= 400:
        lacking.append("terms of sale")
    shown = Exhibit(
        page="terms",
        url=terms.url if terms else evidence.url,
        detail=f"missing: {', '.join(lacking)}" if lacking else "all told",
    )
    return (
        failed(f"the shop does not tell its {listed(lacking)}", shown)
        if lacking
        else passed("who sells, and on what terms, is told", shown)
    )


def _encrypted(evidence: Evidence) -> Verdict:
    if evidence.loopback:
        raise Unreached("the shop runs on this machine, where there is no TLS to judge")
    plain = [
        Exhibit(page=page.name, url=page.url, detail="not encrypted")
        for page in _pages(evidence)
        if page.url.startswith("http:")
    ]
    if plain:
        return failed(f"{counted(len(plain), 'page')} without encryption", *plain)
    home = evidence.pages[0]
    sent = home.headers.get("strict-transport-security", "")
    age = re.search(r"max-age=\"?(\d+)", sent)
    shown = Exhibit(page=home.name, url=home.url, detail=sent or "no Strict-Transport-Security")
    if age is None or int(age[1]) < _HALF_YEAR:
        return failed("browsers are not told to stay with https for half a year", shown, severity=Severity.MINOR)
    return passed("every page is encrypted, and browsers stay with it", shown)


def _nothing_mixed(evidence: Evidence) -> Verdict:
    _pages(evidence)
    if evidence.loopback:
        secure = [one for one in evidence.resources if one.url.startswith("http:") and not _local(one.url)]
    else:
        secure = [one for one in evidence.resources if one.url.startswith("http:")]
    asked = [
        Exhibit(page=page.name, url=page.url, detail=f"an unencrypted picture: {image.url}")
        for page in evidence.pages
        for image in page.facts.images
        if image.url.startswith("http:") and not _local(image.url)
    ]
    found = [Exhibit(page=one.page, url=one.url, detail=f"{one.kind} without encryption") for one in secure] + asked
    return (
        failed(f"{counted(len(found), 'file')} asked for without encryption", *found[:10])
        if found
        else passed("no file is asked for without encryption")
    )


def _local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host.endswith(".localhost")


def _nothing_leaked(evidence: Evidence) -> Verdict:
    leaks = [
        Exhibit(page=page.name, url=page.url, detail=f"{name}: {value}")
        for page in _pages(evidence)[:1]
        for name in ("server", "x-powered-by", "x-aspnet-version", "x-generator")
        if _VERSION.search(value := page.headers.get(name, ""))
    ]
    open_files = [Exhibit(url=one.url, detail=f"answers {one.status}") for one in evidence.exposed or ()]
    if open_files:
        return failed(
            f"{counted(len(open_files), 'file')} open to everybody that should be hidden",
            *open_files,
            *leaks,
            severity=Severity.BLOCKER,
        )
    return (
        failed(f"the server tells its version: {leaks[0].detail}", *leaks)
        if leaks
        else passed("the server tells no version and hides its files")
    )


@cache
def _trackers() -> tuple[str, ...]:
    hosts = words_file("trackers.toml")["hosts"]
    return tuple(str(host) for host in hosts) if isinstance(hosts, list) else ()


def _tracker(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in _trackers())


def _nobody_followed(evidence: Evidence) -> Verdict:
    _pages(evidence)
    found = [
        Exhibit(page=one.page, url=one.url, detail=f"{one.kind} from {urlsplit(one.url).hostname}")
        for one in evidence.resources
        if _tracker(one.url)
    ]
    hosts = sorted({urlsplit(one.url).hostname or "" for one in found})
    if found:
        return failed(f"trackers are called before anybody agreed: {', '.join(hosts)}", *found[:10])
    return passed("no known tracker is called without consent")


def _letters_can_stop(evidence: Evidence) -> Verdict:
    pages = _pages(evidence)
    boxes = [
        (page, field)
        for page in pages
        for field in page.facts.fields
        if field.visible and matches("newsletter", f"{field.label} {field.name}")
    ]
    if not boxes:
        return passed(
            "no letters are offered on the way",
            Exhibit(page=pages[0].name, url=pages[0].url, detail="no field for a newsletter"),
        )
    ticked = [
        Exhibit(page=page.name, url=page.url, detail=field.label, element=field.html)
        for page, field in boxes
        if field.checked
    ]
    if ticked:
        return failed("letters are ordered unless people notice the tick", *ticked)
    told = any(matches("unsubscribe", page.facts.text) for page in (*pages, *evidence.policies))
    shown = Exhibit(page=boxes[0][0].name, url=boxes[0][0].url, detail=boxes[0][1].label, element=boxes[0][1].html)
    return (
        passed("letters are asked for and can be stopped", shown)
        if told
        else failed("nothing tells how letters are stopped", shown)
    )


def _reasons_to_return(evidence: Evidence) -> Verdict:
    page = next((page for page in (*_pages(evidence), *evidence.policies) if matches("loyalty", page.facts.text)), None)
    if page is None:
        return failed(
            "nothing invites to come back: no list, no repeat order, no points",
            Exhibit(page="home", url=evidence.url, detail="no word"),
        )
    line = next(line.strip() for line in page.facts.text.splitlines() if matches("loyalty", fold(line)))
    return passed(
        f"something invites to come back: {line[:80]}", Exhibit(page=page.name, url=page.url, detail=line[:200])
    )


CHECKS = (
    Check(
        id="TRU-02",
        title="It is told who sells",
        rows=("C8", "E2.5"),
        method="legal name, address and tax number on home, list, cart or any page of words; a page of terms",
        threshold="all four",
        severity=Severity.MAJOR,
        remedy="Put name, address and tax number into the footer or the legal notice, and link the terms.",
        needs=_POLICIES,
        judge=_seller_named,
    ),
    Check(
        id="TRU-03",
        title="Every page is encrypted",
        rows=("E2.3",),
        method="addresses of the journey's pages, Strict-Transport-Security of home",
        threshold="https everywhere, half a year at least (not judged on this machine)",
        severity=Severity.BLOCKER,
        remedy="Redirect to https and send Strict-Transport-Security.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_encrypted,
    ),
    Check(
        id="TRU-07",
        title="Nothing unencrypted is mixed in",
        rows=("E2.3",),
        method="addresses of every file that the journey's pages ask for",
        threshold="none over http",
        severity=Severity.MAJOR,
        remedy="Load every file over https.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_nothing_mixed,
    ),
    Check(
        id="TRU-08",
        title="The server leaks nothing",
        rows=("E2.3",),
        method="headers with versions; on one's own shop six paths of forgotten files",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Take the version out of the headers and keep such files out of the web root.",
        needs=frozenset({Need.HOME, Need.LINKS}),
        judge=_nothing_leaked,
    ),
    Check(
        id="TRU-09",
        title="Nobody is followed before agreeing",
        rows=("C8", "G1"),
        method="every request of the journey beside a list of trackers; consent is never given",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Load trackers only after a yes.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_nobody_followed,
    ),
    Check(
        id="TRU-10",
        title="Letters are asked for and can be stopped",
        rows=("E7.1", "C8"),
        method="fields for newsletters, their tick, words about stopping",
        threshold="not ticked, and told how to stop",
        severity=Severity.MINOR,
        remedy="Leave the box empty and say that every letter has a link to stop.",
        needs=frozenset({Need.CHECKOUT, Need.POLICIES}),
        judge=_letters_can_stop,
    ),
    Check(
        id="TRU-11",
        title="Something invites to come back",
        rows=("E7.1", "E7.2"),
        method="words about lists, repeat orders, points and clubs on any page seen",
        threshold="there are some",
        severity=Severity.NOTE,
        remedy="Offer to order again, to keep a list, or something for the next time.",
        needs=_POLICIES,
        judge=_reasons_to_return,
    ),
)
