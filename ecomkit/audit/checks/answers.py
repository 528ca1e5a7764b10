"""How soon the page answers a press, and whether coming back is quicker than coming first."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Measure, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.evidence import Stage
from ecomkit.audit.trials import SLOWEST_TOUCH_MS, second_limit

__all__ = ["CHECKS"]

_GOOD_MS = 200


def _answers_soon(evidence: Evidence) -> Verdict:
    evidence.page(Stage.PRODUCT)
    touches = evidence.trials.touches
    if not touches:
        raise Unreached("nothing on the product's page could be pressed or typed into")
    slow = [touch for touch in touches if touch.ms > SLOWEST_TOUCH_MS]
    shown = [
        Exhibit(page=touch.page, url=touch.url, detail=f"{touch.what}: {touch.ms:.0f} ms" if touch.ms else f"{touch.what}: under 16 ms")
        for touch in slow or touches
    ]  # fmt: skip
    measures = [Measure(name=t.what, value=t.ms, limit=SLOWEST_TOUCH_MS, unit="ms", good=_GOOD_MS) for t in touches]
    if slow:
        return failed("; ".join(f"{t.what} is answered after {t.ms:.0f} ms" for t in slow), *shown).measured(*measures)
    return passed(
        f"the slowest of {len(touches)} presses is answered after {max(t.ms for t in touches):.0f} ms", *shown
    ).measured(*measures)


def _second_is_quicker(evidence: Evidence) -> Verdict:
    evidence.throttled(Stage.HOME)
    visit = evidence.trials.second
    if visit is None:
        raise Unreached("home could not be opened a second time")
    limit = second_limit(visit.first_ms)
    told = f"home loads in {visit.first_ms / 1000:.1f} s at first and in {visit.second_ms / 1000:.1f} s the second time"
    shown = Exhibit(page=visit.name, url=visit.url, detail=told)
    measure = Measure(name="second visit", value=visit.second_ms / 1000, limit=round(limit / 1000, 3), unit="s")
    return (failed if visit.second_ms > limit else passed)(told, shown).measured(measure)


CHECKS = (
    Check(
        id="SPD-06",
        title="Presses are answered at once",
        rows=("C5",),
        method="event timing on the product's page with a four times slower processor: opening a menu, typing into the search, "
        "pressing the button to buy; nothing is sent",
        threshold="each within 500 ms (200 ms are good)",
        severity=Severity.MINOR,
        remedy="Show a change first and do the work after it: shorter handlers, less script.",
        needs=frozenset({Need.PRODUCT, Need.TOUCH}),
        judge=_answers_soon,
    ),
    Check(
        id="SPD-10",
        title="Coming back is quicker",
        rows=("E1.11",),
        method="home on slow 4G with a four times slower processor, once cold and once with what the browser kept",
        threshold="the second load takes at most 60 % of the first, or a second",
        severity=Severity.MINOR,
        remedy="Give styles, scripts and pictures a long Cache-Control, and names that change with their content.",
        needs=frozenset({Need.HOME, Need.SPEED, Need.AGAIN}),
        judge=_second_is_quicker,
    ),
)
