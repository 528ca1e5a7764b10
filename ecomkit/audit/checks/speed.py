"""Speed and stability, on throttled loads alone: an unthrottled number is never judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ecomkit.audit.budget import limit_of
from ecomkit.audit.check import Check, Evidence, Exhibit, Measure, Need, Severity, Status, Verdict, failed, passed
from ecomkit.audit.evidence import Device, Load
from ecomkit.audit.wording import counted

__all__ = ["CHECKS"]

_METHOD = (
    "a cold load on slow 4G (150 ms, 1.6 Mbit/s down, 0.75 up) with a four times slower processor; where one is "
    "doubtful the median of three to seven, as their spread asks for; with the full profile also at a desk (40 ms, 10 Mbit/s)"
)
_FEW = 10
_HEADLINE = 2
_ALL = frozenset({Need.SPEED, Need.CHECKOUT})


def _exhibit(load: Load, detail: str, element: str = "") -> Exhibit:
    return Exhibit(page=load.name, url=load.url, detail=detail, element=element)


class _Limit(NamedTuple):
    """One number of a load and what it may be. `scale` turns it into the unit that people read."""

    key: str
    name: str
    usual: float
    good: float | None
    unit: str
    scale: float
    read: Callable[[Load], float]
    places: int = 0
    element: Callable[[Load], str] = lambda _: ""
    figure: str = ""


_LCP = _Limit(
    "lcp_ms",
    "largest part shown",
    4000,
    2500,
    "s",
    1000,
    lambda load: load.lcp,
    1,
    lambda load: load.lcp_element,
    "lcp",
)
_LOAD = _Limit("load_ms", "all loaded", float("inf"), None, "s", 1000, lambda load: load.load, 1, figure="load")
_TTFB = _Limit("ttfb_ms", "first byte", 1800, 800, "s", 1000, lambda load: load.ttfb, 1, figure="ttfb")
_TBT = _Limit("tbt_ms", "blocked by scripts", 600, 200, "ms", 1, lambda load: load.tbt, figure="tbt")
_CLS = _Limit(
    "cls", "layout shift", 0.1, None, "", 1, lambda load: load.cls, 2, lambda load: (load.shifted or ("",))[0], "cls"
)
_BYTES = _Limit(
    "bytes",
    "weight",
    2_000_000,
    None,
    "kB",
    1000,
    lambda load: load.bytes,
    0,
    lambda load: "; ".join(load.largest)[:300],
)
_REQUESTS = _Limit("requests", "requests", 80, None, "", 1, lambda load: load.requests)


def _measure(evidence: Evidence, load: Load, limit: _Limit) -> Measure:
    most = limit_of(evidence.budget, load.name, limit.key, limit.usual)
    return Measure(
        name=f"{_called(load)}: {limit.name}",
        value=round(limit.read(load) / limit.scale, 3),
        limit=most / limit.scale,
        unit=limit.unit,
        good=limit.good / limit.scale if limit.good and limit.good < most else None,
        runs=load.runs,
        **_spread(load, limit),
    )


def _spread(load: Load, limit: _Limit) -> dict[str, float]:
    """How far the runs lie apart, in the unit that people read; nothing where there was one."""
    spread = load.spreads.get(limit.figure)
    return {key: round(value / limit.scale, 3) for key, value in spread.model_dump().items()} if spread else {}


def _called(load: Load) -> str:
    return load.name if load.device is Device.PHONE else f"{load.name} at a desk"


def _told(load: Load, limit: _Limit) -> str:
    if spread := load.spreads.get(limit.figure):
        low, high = (f"{value / limit.scale:.{limit.places}f}" for value in (spread.low, spread.high))
        return f"{_figure(limit.read(load), limit)} (median of {load.runs}: {low} to {high})"
    return _figure(limit.read(load), limit)


def _each(evidence: Evidence, limit: _Limit, *, cut_off_fails: bool = False) -> Verdict:
    loads = evidence.throttled()
    measures = [_measure(evidence, load, limit) for load in loads]
    slow = [
        load
        for load, measure in zip(loads, measures, strict=True)
        if not measure.passes or (cut_off_fails and load.timed_out)
    ]
    shown = [_exhibit(load, _told(load, limit), limit.element(load)) for load in slow or loads]
    if slow:
        return failed(_worst(evidence, slow, limit), *shown).measured(*measures)
    return passed("; ".join(f"{_called(load)} {_told(load, limit)}" for load in loads), *shown).measured(*measures)


def _worst(evidence: Evidence, slow: Sequence[Load], limit: _Limit) -> str:
    """The two worst pages, and how many more there are: a headline, whose details are the exhibits."""
    worst = sorted(slow, key=limit.read, reverse=True)[:_HEADLINE]
    told = [f"{_called(load)}: {_figure(limit.read(load), limit)}{_budget(evidence, load, limit)}" for load in worst]
    more = len(slow) - len(worst)
    return "; ".join((*told, counted(more, "more page")) if more else told)


def _figure(value: float, limit: _Limit) -> str:
    return f"{value / limit.scale:.{limit.places}f} {limit.unit}".rstrip()


def _budget(evidence: Evidence, load: Load, limit: _Limit) -> str:
    """The owner's own limit, where there is one for that page."""
    most = limit_of(evidence.budget, load.name, limit.key, 0)
    return f" (your budget: {_figure(most, limit)})" if most else ""


def _opens_in_eight_seconds(evidence: Evidence) -> Verdict:
    (home,) = evidence.throttled("home", Device.PHONE)
    told = f"the largest part of home shows after {home.lcp / 1000:.1f} s, all is loaded after {home.load / 1000:.1f} s"
    shown = _exhibit(home, told, home.lcp_element)
    measure = Measure(name="home: largest part shown", value=home.lcp / 1000, limit=8, unit="s", good=2.5)
    found = failed(told, shown) if home.timed_out or home.lcp > 8000 else passed(told, shown)
    return found.measured(measure)


def _largest_paint(evidence: Evidence) -> Verdict:
    """The main part of each page; and all of it, where the owner's budget says how long that may take."""
    main = _each(evidence, _LCP, cut_off_fails=True)
    if not any(key.endswith(_LOAD.key) for key in evidence.budget):
        return main
    whole = _each(evidence, _LOAD)
    limited = tuple(measure for measure in whole.measures if measure.limit < float("inf"))
    worse, rest = (whole, main) if whole.status is Status.FAIL else (main, whole)
    told = f"{worse.message}; {rest.message}" if worse.status is rest.status else worse.message
    return worse.model_copy(update={"message": told, "measures": (*main.measures, *limited)})


def _first_byte(evidence: Evidence) -> Verdict:
    return _each(evidence, _TTFB)


def _blocking(evidence: Evidence) -> Verdict:
    return _each(evidence, _TBT)


def _shifts(evidence: Evidence) -> Verdict:
    return _each(evidence, _CLS)


def _weight(evidence: Evidence) -> Verdict:
    return _each(evidence, _BYTES)


def _requests(evidence: Evidence) -> Verdict:
    loads = evidence.throttled()
    measures = [_measure(evidence, load, _REQUESTS) for load in loads]
    foreign = [load for load in loads if _mostly_foreign(evidence, load)]
    many = [load for load, measure in zip(loads, measures, strict=True) if not measure.passes or load in foreign]
    told = [
        f"{_called(load)}: {counted(load.requests, 'request')}, {load.third_party} of them to others"
        + _budget(evidence, load, _REQUESTS)
        for load in many or loads
    ]
    shown = [_exhibit(load, text) for load, text in zip(many or loads, told, strict=True)]
    return (failed if many else passed)("; ".join(told), *shown).measured(*measures)


def _mostly_foreign(evidence: Evidence, load: Load) -> bool:
    share = limit_of(evidence.budget, load.name, "third_party", 0.5)
    return load.requests >= _FEW and load.third_party > load.requests * share


CHECKS = (
    Check(
        id="SPD-01",
        title="Home opens within eight seconds",
        rows=("E1.2", "E2.3"),
        method=_METHOD,
        threshold="LCP of home at most 8 s; cut off at 12 s",
        severity=Severity.BLOCKER,
        remedy="Send the first picture small and early, answer the first byte fast, and load scripts after the page.",
        needs=frozenset({Need.SPEED, Need.HOME}),
        judge=_opens_in_eight_seconds,
    ),
    Check(
        id="SPD-02",
        title="Every page of the purchase shows its main part soon",
        rows=("E1.2",),
        method=_METHOD,
        threshold="LCP at most 4 s (good: 2.5 s), or the budget's lcp_ms",
        severity=Severity.MAJOR,
        remedy="Give pictures their shown size and a modern format, preload the largest one, inline the little CSS it needs.",
        needs=_ALL,
        judge=_largest_paint,
    ),
    Check(
        id="SPD-03",
        title="The server answers quickly",
        rows=("E1.2", "E1.11"),
        method=_METHOD,
        threshold="first byte within 1.8 s (good: 0.8 s)",
        severity=Severity.MAJOR,
        remedy="Cache anonymous pages and look for slow queries.",
        needs=_ALL,
        judge=_first_byte,
    ),
    Check(
        id="SPD-04",
        title="Scripts do not hold the page up",
        rows=("E1.2",),
        method=_METHOD + "; what exceeds 50 ms of each long task is added up",
        threshold="total blocking time at most 600 ms (good: 200 ms)",
        severity=Severity.MAJOR,
        remedy="Load less script, later, and cut long tasks into pieces.",
        needs=_ALL,
        judge=_blocking,
    ),
    Check(
        id="SPD-05",
        title="The page does not jump",
        rows=("C5",),
        method=_METHOD + "; layout shifts in the worst window of five seconds, a scroll included",
        threshold="CLS at most 0.1",
        severity=Severity.MAJOR,
        remedy="Give pictures, frames and late parts their width and height beforehand.",
        needs=_ALL,
        judge=_shifts,
    ),
    Check(
        id="SPD-07",
        title="Pages are light",
        rows=("E1.2", "C5"),
        method="bytes over the network on a cold load, a scroll included",
        threshold="at most 2 MB, or the budget's bytes",
        severity=Severity.MINOR,
        remedy="Shrink the largest files named in the evidence.",
        needs=_ALL,
        judge=_weight,
    ),
    Check(
        id="SPD-08",
        title="Pages need few requests, most of them to the shop itself",
        rows=("E1.2",),
        method="requests on a cold load, a scroll included",
        threshold="at most 80 (or the budget's requests), at most half to third parties",
        severity=Severity.MINOR,
        remedy="Join small files, drop trackers and widgets that nobody needs.",
        needs=_ALL,
        judge=_requests,
    ),
)
