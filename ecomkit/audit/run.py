"""One audit from URL to report."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version

from ecomkit.audit.baseline import compared, read_baseline
from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Check, Evidence, Status, Unreached, Verdict, untested
from ecomkit.audit.checks import catalogue, chosen
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.fill import counted_fields
from ecomkit.audit.gather import gather
from ecomkit.audit.options import Options, checked_url, without_credentials
from ecomkit.audit.principles import scores
from ecomkit.audit.recipe import Recipe, Waiver
from ecomkit.audit.report import Report, Result, Seen, coverage_of
from ecomkit.errors import UserError

__all__ = ["judge", "run_audit"]


def run_audit(
    url: str, options: Options, tell: Callable[[str], None] = lambda _: None, opened: Opened | None = None
) -> Report:
    """Audit a shop. `tell` hears what is being done, `opened` is a browser that runs already.

    Raises UserError for bad input, NotFinished where nothing can be tested.
    """
    address = checked_url(url)
    every = catalogue()
    checks = chosen(options.only, every)
    _refuse_unknown_waivers(options.recipe, every)
    needs = frozenset(need for check in checks for need in check.needs)
    known = read_baseline(options.baseline) if options.baseline else None
    started, clock = datetime.now(UTC), time.monotonic()
    gathered = gather(address, options, needs, tell, opened)
    tell("judging")
    results = tuple(judge(check, gathered.evidence, options.recipe, started.date()) for check in checks)
    if known is not None:
        results = compared(results, known)
    return Report(
        url=without_credentials(address),
        started=started,
        seconds=round(time.monotonic() - clock, 1),
        profile=options.profile,
        browser=gathered.browser,
        version=_version(),
        coverage=coverage_of(results),
        journeys=(gathered.evidence.journey,),
        loads=gathered.evidence.loads,
        checks=results,
        principles=scores(results),
        pages=tuple(_seen(page) for page in gathered.evidence.pages),
        payment_lock=gathered.stopped,
        baseline=str(options.baseline) if options.baseline else "",
        interrupted=gathered.interrupted,
        explanation=gathered.explanation,
    )


def judge(check: Check, evidence: Evidence, recipe: Recipe, today: date) -> Result:
    """Ask one check. Evidence that is missing, or a check that breaks, makes it `not-tested`, never a pass."""
    verdict = _verdict(check, evidence)
    waived, lapsed = _waiver(recipe.waive.get(check.id), verdict, today)
    return Result(
        id=check.id,
        title=check.title,
        status=verdict.status,
        severity=verdict.severity or check.severity,
        rows=check.rows,
        message=verdict.message + lapsed,
        evidence=verdict.evidence,
        method=check.method,
        threshold=check.threshold,
        remedy=check.remedy,
        waived=waived,
        measures=verdict.measures,
    )


def _waiver(waiver: Waiver | None, verdict: Verdict, today: date) -> tuple[str, str]:
    """The words of a waiver that holds, and those of one that is over."""
    if waiver is None or verdict.status is not Status.FAIL:
        return "", ""
    if not waiver.covers({shown.page for shown in verdict.evidence}):
        return "", ""
    if waiver.until < today:
        return "", f" (the waiver ended on {waiver.until})"
    by = f" by {waiver.by}" if waiver.by else ""
    return f"{waiver.why} (until {waiver.until}{by})", ""


def _seen(page: PageEvidence) -> Seen:
    return Seen(
        name=page.name,
        stage=page.stage,
        url=without_credentials(page.url),
        title=page.facts.title,
        status=page.status,
        at=page.at,
        clicks=page.clicks,
        fields=len(counted_fields(page.facts)) if page.stage.order >= Stage.CHECKOUT.order else 0,
        picture=page.picture,
        boxes=page.boxes,
    )


def _verdict(check: Check, evidence: Evidence) -> Verdict:
    try:
        return check.judge(evidence)
    except Unreached as missing:
        return untested(str(missing))
    except Exception as error:  # noqa: BLE001 - a plugin's check must not take the others down
        return untested(f"the check itself failed: {type(error).__name__}: {error}")


def _refuse_unknown_waivers(recipe: Recipe, every: tuple[Check, ...]) -> None:
    known = {check.id for check in every}
    for name in recipe.waive:
        if name not in known:
            raise UserError(f"{recipe.file}: waive.{name}: there is no such check")


def _version() -> str:
    try:
        return version("ecomkit")
    except PackageNotFoundError:
        return "unknown"
