"""For eyes and hands: nothing flashes so that it harms, and no mouse is needed to buy."""

from __future__ import annotations

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
from ecomkit.audit.evidence import Stage

__all__ = ["CHECKS"]

_MOST, _AREA = 3, 21_824
_FEWEST_FRAMES = 4


def _no_flashes(evidence: Evidence) -> Verdict:
    evidence.page(Stage.HOME)
    filmed = evidence.trials.flashing
    if filmed is None:
        raise Unreached("no page was filmed")
    if not filmed:
        return passed("nothing moves that could flash")
    bad = [one for one in filmed if one.most > _MOST and one.area >= _AREA]
    shown = [
        Exhibit(page=one.page, url=one.url, detail=f"{one.most} flashes in a second, {one.area:.0f} px² flash together")
        for one in bad or filmed
    ]
    measures = [Measure(name=f"{one.page}: flashes a second", value=one.most, limit=_MOST) for one in bad or filmed]
    if bad:
        told = f"{', '.join(one.page for one in bad)} flash more than three times a second"
        return failed(told, *shown).measured(*measures)
    if any(one.most > _MOST for one in filmed):
        return passed("what flashes more than three times a second is small", *shown)
    if all(one.frames < _FEWEST_FRAMES for one in filmed):
        return passed("what moves does not flash", *shown)
    told = f"no more than {max(one.most for one in filmed)} flashes a second on {len(filmed)} pages"
    return passed(told, *shown).measured(*measures)


def _bought_by_keyboard(evidence: Evidence) -> Verdict:
    steps = evidence.checkout_steps()
    bought = evidence.trials.keyboard
    if bought is None:
        raise Unreached("the way by keyboard was not tried")
    shown = Exhibit(page="payment", url=bought.url, detail=", ".join(bought.presses))
    if bought.reached:
        return passed("the payment step is reached by keyboard alone", shown)
    if bought.stuck:
        stuck = Exhibit(
            page=steps[0].name, url=bought.url, detail=f"Tab never reaches {bought.stuck!r}", element=bought.element
        )
        return failed(f"without a mouse the way to payment ends before {bought.stuck!r}", stuck)
    return review(f"by keyboard the payment step was not reached: {bought.reason}", shown)


CHECKS = (
    Check(
        id="DST-04",
        title="Nothing flashes so that it harms",
        rows=("WCAG 2.3.1", "E1.9"),
        method="pages on which something moves, pictured for two seconds of their own clock: pairs of opposing changes of a "
        "tenth in relative luminance, by cell of a grid",
        threshold="at most three in any second, or under 21 824 px² at once",
        severity=Severity.BLOCKER,
        remedy="Slow it down to three changes a second at most, make it small, or take it out.",
        needs=frozenset({Need.CART, Need.FILM}),
        judge=_no_flashes,
    ),
    Check(
        id="ACC-02",
        title="No mouse is needed to buy",
        rows=("WCAG 2.1.1",),
        method="from the product to the payment step once more: Tab to each button, Enter on it",
        threshold="the payment step is reached",
        severity=Severity.MAJOR,
        remedy="Use real links, buttons and fields, and no tabindex=-1 on them.",
        needs=frozenset({Need.CHECKOUT, Need.KEYBOARD}),
        judge=_bought_by_keyboard,
    ),
)
