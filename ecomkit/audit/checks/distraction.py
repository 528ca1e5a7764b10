"""Distraction and comfort: nothing blinks or spins, nothing sticks out on a phone."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.wording import counted

__all__ = ["CHECKS"]

_SMALL_PX = 24
_SOON_S = 5
_AREA = 400


def _no_animated_images(evidence: Evidence) -> Verdict:
    found = [
        Exhibit(
            page=page.name,
            url=image.url,
            detail=f"{image.frames} frames, one round in {image.seconds:.1f} s, {image.width} × {image.height} px",
        )
        for page in evidence.pages
        for image in page.animated
        if max(image.width, image.height) >= _SMALL_PX and (image.loops == 0 or image.loops * image.seconds > _SOON_S)
    ]
    if found:
        return failed(f"{counted(len(found), 'picture')} blinking or moving without an end", *found)
    return passed("no picture moves on its own")


def _no_endless_animation(evidence: Evidence) -> Verdict:
    found = [
        Exhibit(page=page.name, url=page.url, detail=f"{moving.name} on {moving.area:.0f} px²", element=moving.html)
        for page in evidence.pages
        for moving in page.facts.animations
        if moving.area > _AREA
    ]
    if found:
        return failed(f"{counted(len(found), 'part')} moving without an end", *found[:10])
    return passed("nothing moves without an end")


def _fits_a_phone(evidence: Evidence) -> Verdict:
    pages = [(page, page.mobile) for page in evidence.pages if page.mobile]
    if not pages:
        raise Unreached("no page was looked at in a phone's width")
    wide = [
        Exhibit(
            page=page.name,
            url=page.url,
            detail=f"{seen.content_width} px wide",
            element=seen.overflowing[0] if seen.overflowing else "",
        )
        for page, seen in pages
        if seen.content_width > seen.width
    ]
    if wide:
        return failed(f"on a phone of 360 px, {', '.join(e.page for e in wide)} must be scrolled sideways", *wide)
    return passed(f"{len(pages)} pages fit a phone of 360 px")


CHECKS = (
    Check(
        id="DST-01",
        title="No blinking or turning pictures",
        rows=("E1.9", "WCAG 2.2.2"),
        method="frames, delays and loops counted in the bytes of GIF, APNG and WebP files that show",
        threshold="none of 24 px or more that moves for over 5 s",
        severity=Severity.MAJOR,
        remedy="Use a still picture.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_no_animated_images,
    ),
    Check(
        id="DST-02",
        title="No endless animation",
        rows=("E1.9", "WCAG 2.2.2"),
        method="running animations without an end on visible parts over 400 px², five seconds after the first look",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Let animations end within five seconds, or start them on demand.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_no_endless_animation,
    ),
    Check(
        id="DST-08",
        title="Pages fit a phone",
        rows=("E1.1", "WCAG 1.4.10"),
        method="each page at 360 px: the width of its content",
        threshold="no wider than the screen",
        severity=Severity.MAJOR,
        remedy="Let the named element wrap or shrink.",
        needs=frozenset({Need.CHECKOUT, Need.MOBILE}),
        judge=_fits_a_phone,
    ),
)
