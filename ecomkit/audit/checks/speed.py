"""Speed and stability, on throttled loads alone: an unthrottled number is never judged."""

from __future__ import annotations

from collections.abc import Callable

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Verdict, failed, passed
from ecomkit.audit.evidence import Load

__all__ = ["CHECKS"]

_METHOD = (
    "a cold load on slow 4G (150 ms, 1.6 Mbit/s down, 0.75 up) with a four times slower processor; "
    "doubtful loads three times, median"
)
_ALL = frozenset({Need.SPEED, Need.CHECKOUT})


def _exhibit(load: Load, detail: str, element: str = "") -> Exhibit:
    return Exhibit(page=load.name, url=load.url, detail=detail, element=element)


def _each(
    evidence: Evidence,
    bad: Callable[[Load], bool],
    tell: Callable[[Load], str],
    element: Callable[[Load], str] = lambda _: "",
) -> Verdict:
    loads = evidence.throttled()
    slow = [load for load in loads if bad(load)]
    shown = [_exhibit(load, tell(load), element(load)) for load in slow or loads]
    if slow:
        return failed("; ".join(f"{load.name}: {tell(load)}" for load in slow), *shown)
    return passed("; ".join(f"{load.name} {tell(load)}" for load in loads), *shown)


def _opens_in_eight_seconds(evidence: Evidence) -> Verdict:
    (home,) = evidence.throttled("home")
    told = f"the largest part of home shows after {home.lcp / 1000:.1f} s, all is loaded after {home.load / 1000:.1f} s"
    shown = _exhibit(home, told, home.lcp_element)
    return failed(told, shown) if home.timed_out or home.lcp > 8000 else passed(told, shown)


def _largest_paint(evidence: Evidence) -> Verdict:
    limit = evidence.budget.get("lcp_ms", 4000)
    return _each(
        evidence,
        lambda load: load.timed_out or load.lcp > limit,
        lambda load: f"{load.lcp / 1000:.1f} s",
        lambda load: load.lcp_element,
    )


def _first_byte(evidence: Evidence) -> Verdict:
    return _each(evidence, lambda load: load.ttfb > 1800, lambda load: f"{load.ttfb / 1000:.1f} s")


def _blocking(evidence: Evidence) -> Verdict:
    return _each(evidence, lambda load: load.tbt > 600, lambda load: f"{load.tbt:.0f} ms")


def _shifts(evidence: Evidence) -> Verdict:
    return _each(
        evidence,
        lambda load: load.cls > 0.1,
        lambda load: f"{load.cls:.2f}",
        lambda load: load.shifted[0] if load.shifted else "",
    )


def _weight(evidence: Evidence) -> Verdict:
    limit = evidence.budget.get("bytes", 2_000_000)
    return _each(
        evidence,
        lambda load: load.bytes > limit,
        lambda load: f"{load.bytes / 1000:.0f} kB",
        lambda load: "; ".join(load.largest)[:300],
    )


def _requests(evidence: Evidence) -> Verdict:
    limit = evidence.budget.get("requests", 80)
    return _each(
        evidence,
        lambda load: load.requests > limit or (load.requests >= 10 and load.third_party > load.requests / 2),
        lambda load: f"{load.requests} requests, {load.third_party} of them to others",
    )


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
        threshold="LCP at most 4 s (good: 2.5 s), or the recipe's budget.lcp_ms",
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
        threshold="at most 2 MB, or the recipe's budget.bytes",
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
        threshold="at most 80 (or budget.requests), at most half to third parties",
        severity=Severity.MINOR,
        remedy="Join small files, drop trackers and widgets that nobody needs.",
        needs=_ALL,
        judge=_requests,
    ),
)
