"""Keyboard and finger: no trap, a focus that shows, targets large enough, everything within 320 px."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Measure, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.closed import TOLD, closed_to_guests
from ecomkit.audit.evidence import KeyboardWalk, Stage
from ecomkit.audit.lexicon import matches
from ecomkit.audit.wording import counted

__all__ = ["CHECKS"]

_LEAST, _LOOKED_AT = 24, 15


def _walks(evidence: Evidence) -> tuple[KeyboardWalk, ...]:
    found = tuple(page.keyboard for page in evidence.pages if page.keyboard and page.keyboard.stops)
    if not found:
        raise Unreached("no page was walked through by keyboard")
    return found


def _no_trap(evidence: Evidence) -> Verdict:
    walks = _walks(evidence)
    caught = [
        Exhibit(page=walk.page, url=walk.url, detail="the Tab key does not leave this", element=walk.trap)
        for walk in walks
        if walk.trap
    ]
    if caught:
        return failed(f"on {', '.join(one.page for one in caught)} the keyboard is caught", *caught)
    return passed(f"the Tab key goes through {len(walks)} pages")


def _focus_shows(evidence: Evidence) -> Verdict:
    stops = [(walk, stop) for walk in _walks(evidence) for stop in walk.stops[:_LOOKED_AT] if stop.shown]
    blind = [
        Exhibit(page=walk.page, url=walk.url, detail=stop.name, element=stop.html)
        for walk, stop in stops
        if not stop.changed
    ]
    if blind:
        return failed(
            f"{len(blind)} of {len(stops)} links and fields do not show that they have the focus", *blind[:10]
        )
    return passed(f"all {len(stops)} links and fields show their focus")


def _large_enough(evidence: Evidence) -> Verdict:
    pages = [(page, page.mobile) for page in evidence.pages if page.mobile]
    targets = [(page, target) for page, seen in pages for target in seen.targets]
    if not targets:
        raise Unreached("no page was looked at in a phone's width")
    small = [
        Exhibit(
            page=page.name,
            url=page.url,
            detail=f"{target.name}: {target.width:.0f} × {target.height:.0f} px",
            element=target.html,
        )
        for page, target in targets
        if round(min(target.width, target.height)) < _LEAST
    ]
    least = Measure(
        name="smallest side",
        value=round(min(min(t.width, t.height) for _, t in targets)),
        limit=_LEAST,
        unit="px",
        good=44,
        least=True,
    )
    told = (
        f"{counted(len(small), 'button or field', 'buttons and fields')} smaller than a fingertip"
        if small
        else f"all {len(targets)} buttons and fields can be hit with a finger"
    )
    return (failed(told, *small[:10]) if small else passed(told)).measured(least)


def _reachable_narrow(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    seen = page.narrow
    if seen is None:
        raise Unreached("the product was not looked at in 320 px")
    shown = Exhibit(
        page="product", url=page.url, detail=f"{seen.content_width} px wide", element=(seen.overflowing or ("",))[0]
    )
    if seen.content_width > seen.width:
        return failed("at 320 px, as with a zoom of 400 %, the product must be scrolled sideways", shown)
    if closed_to_guests(evidence):
        raise Unreached(TOLD)
    wanted = evidence.add.pressed if evidence.add else ""
    if not any(name == wanted or matches("add", name) or matches("add", name, "weak") for name in seen.buttons):
        return failed("at 320 px there is no button to buy", shown)
    return passed("at 320 px the product can be bought", shown)


CHECKS = (
    Check(
        id="ACC-03",
        title="The keyboard is never caught",
        rows=("WCAG 2.1.2",),
        method="the Tab key, up to 40 times on home, product and cart",
        threshold="no element keeps the focus four times",
        severity=Severity.BLOCKER,
        remedy="Let Tab and Escape leave the element.",
        needs=frozenset({Need.CART, Need.AXE}),
        judge=_no_trap,
    ),
    Check(
        id="ACC-04",
        title="The focus shows",
        rows=("WCAG 2.4.7",),
        method="outline, shadow, border, background and colour of 15 elements with and without focus",
        threshold="something changes on each",
        severity=Severity.MAJOR,
        remedy="Give :focus-visible an outline of 2 px or more.",
        needs=frozenset({Need.CART, Need.AXE}),
        judge=_focus_shows,
    ),
    Check(
        id="ACC-06",
        title="Fingers hit what they mean",
        rows=("WCAG 2.5.8",),
        method="boxes of buttons and fields at 360 px",
        threshold="24 px at least (44 are good)",
        severity=Severity.MINOR,
        remedy="Give buttons and fields a least height.",
        needs=frozenset({Need.CART, Need.MOBILE}),
        judge=_large_enough,
    ),
    Check(
        id="ACC-08",
        title="The product can be bought at 320 px",
        rows=("WCAG 1.4.10",),
        method="the product page in a screen of 320 px",
        threshold="no sideways scroll, a button to buy",
        severity=Severity.MAJOR,
        remedy="Let the page flow into one column.",
        needs=frozenset({Need.CART, Need.MOBILE}),
        judge=_reachable_narrow,
    ),
)
