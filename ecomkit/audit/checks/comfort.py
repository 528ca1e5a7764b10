"""More comfort: no noise, nothing over the page, no waiting without an end, less motion for who asks for it."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.evidence import PageEvidence
from ecomkit.audit.lexicon import fold
from ecomkit.audit.wording import counted

__all__ = ["CHECKS"]

_ALL = frozenset({Need.CHECKOUT})
_CONSENT = ("cookie", "consent", "privacidad", "privacy")


def _nothing_noisy(evidence: Evidence) -> Verdict:
    found = [
        Exhibit(page=page.name, url=page.url, detail="starts or moves by itself", element=html)
        for page in _pages(evidence)
        for html in page.facts.noisy
    ]
    return (
        failed(f"{counted(len(found), 'part')} blinking, scrolling or sounding unasked", *found)
        if found
        else passed("nothing blinks, scrolls or sounds by itself")
    )


def _nothing_covers(evidence: Evidence) -> Verdict:
    found = [
        Exhibit(page=page.name, url=page.url, detail=page.covering.text[:120] or "no text", element=page.covering.html)
        for page in _pages(evidence)
        if page.covering and not any(word in fold(page.covering.text) for word in _CONSENT)
    ]
    return (
        failed(f"something covers {', '.join(one.page for one in found)} unasked", *found)
        if found
        else passed("nothing covers a page unasked")
    )


def _nothing_waits(evidence: Evidence) -> Verdict:
    found = [
        Exhibit(page=page.name, url=page.url, detail="still waiting after the page was quiet", element=html)
        for page in _pages(evidence)
        for html in page.facts.waiting
    ]
    return (
        failed(f"{counted(len(found), 'part')} waiting without an end", *found)
        if found
        else passed("nothing waits without an end")
    )


def _less_motion(evidence: Evidence) -> Verdict:
    moving = [page for page in _pages(evidence) if page.still]
    shown = [Exhibit(page=page.name, url=page.url, detail=f"{page.still} animations go on") for page in moving]
    return (
        failed("who asks for less motion gets the same", *shown)
        if moving
        else passed("who asks for less motion gets none without an end")
    )


def _pages(evidence: Evidence) -> tuple[PageEvidence, ...]:
    if not evidence.pages:
        raise Unreached("no page was reached")
    return evidence.pages


CHECKS = (
    Check(
        id="DST-03",
        title="Nothing sounds or scrolls by itself",
        rows=("E1.9", "WCAG 1.4.2"),
        method="marquee and blink elements, video and audio that start with sound",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Let people start it.",
        needs=_ALL,
        judge=_nothing_noisy,
    ),
    Check(
        id="DST-05",
        title="Nothing covers the page unasked",
        rows=("E1.1",),
        method="what lies over more than half of 25 points of the screen on each page; questions about cookies aside",
        threshold="nothing",
        severity=Severity.MAJOR,
        remedy="Put the message into the page.",
        needs=_ALL,
        judge=_nothing_covers,
    ),
    Check(
        id="DST-06",
        title="Nothing waits without an end",
        rows=("C5",),
        method="spinners, skeletons and busy parts that are left when the page is quiet",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Show the content, or say what went wrong and how to try again.",
        needs=_ALL,
        judge=_nothing_waits,
    ),
    Check(
        id="DST-07",
        title="Less motion where it is asked for",
        rows=("E1.9", "WCAG 2.3.3"),
        method="endless animations, counted again with prefers-reduced-motion",
        threshold="none left",
        severity=Severity.NOTE,
        remedy="Wrap animations into @media (prefers-reduced-motion: no-preference).",
        needs=_ALL,
        judge=_less_motion,
    ),
)
