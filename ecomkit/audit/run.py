"""One audit from URL to report."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version

from ecomkit.audit.baseline import Baseline, compared, read_baseline
from ecomkit.audit.browser import Opened, open_browser
from ecomkit.audit.check import Check, Evidence, Status, Unreached, Verdict, untested
from ecomkit.audit.checks import catalogue, chosen
from ecomkit.audit.confirm import confirmed, doubted, needs_again
from ecomkit.audit.evidence import Outcome, PageEvidence, Stage
from ecomkit.audit.fill import counted_fields
from ecomkit.audit.gather import Gathered, gather
from ecomkit.audit.interrupt import JUDGING
from ecomkit.audit.options import Options, checked_url, without_credentials
from ecomkit.audit.outside import Outside, ask_tools
from ecomkit.audit.principles import scores
from ecomkit.audit.recipe import Recipe, Waiver
from ecomkit.audit.report import Report, Result, Seen, coverage_of
from ecomkit.audit.saying import in_language
from ecomkit.audit.trail import keep_trail
from ecomkit.audit.wording import listed
from ecomkit.errors import NotFinished, UserError

__all__ = ["WrongStep", "judge", "run_audit"]


class WrongStep(UserError):
    """Something in the recipe does not fit the shop. `report` holds what was seen until then."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


def run_audit(
    url: str, options: Options, tell: Callable[[str], None] = lambda _: None, opened: Opened | None = None
) -> Report:
    """Audit a shop. `tell` hears what is being done, `opened` is a browser that runs already.

    Raises UserError for bad input, WrongStep where that shows on the way, NotFinished where nothing can be tested.
    """
    address = checked_url(url)
    options.owns(address)
    every = catalogue()
    checks = chosen(options.only, every)
    _refuse_unknown_waivers(options.recipe, every)
    needs = frozenset(need for check in checks for need in check.needs)
    known = read_baseline(options.baseline) if options.baseline else None
    started, clock = datetime.now(UTC), time.monotonic()
    with nullcontext(opened) if opened else _started(options, tell) as browser:
        gathered = gather(address, options, needs, tell, browser)
        tell(JUDGING)
        results = tuple(judge(check, gathered.evidence, options.recipe, started.date()) for check in checks)
        if known is not None:
            results = compared(results, known.marks)
        if options.confirm and not gathered.interrupted:
            try:
                results = _looked_again(gathered, checks, results, address, options, tell, browser)
            except KeyboardInterrupt:
                gathered = gathered._replace(interrupted=True)
    try:
        outside = _asked_outside(gathered, options, tell)
    except KeyboardInterrupt:
        outside, gathered = (), gathered._replace(interrupted=True)
    seconds = round(time.monotonic() - clock, 1)
    report = _report(address, options, gathered, results).model_copy(
        update={"started": started, "seconds": seconds, "outside": outside, "baseline": _told(options, known, address)}
    )
    if options.trace:
        blocked = gathered.evidence.journey.outcome is Outcome.BLOCKED
        failed = bool(report.exit_code) or blocked or gathered.interrupted
        report = report.model_copy(update={"trace": keep_trail(options.trace, failed=failed)})
    told = in_language(report, options.language)
    if gathered.mistake:
        raise WrongStep(gathered.mistake, told)
    return told


def _told(options: Options, known: Baseline | None, address: str) -> str:
    return known.told(options.baseline, address) if known and options.baseline else ""


def _report(address: str, options: Options, gathered: Gathered, results: tuple[Result, ...]) -> Report:
    """What was gathered and judged as a report; when and how long is for the caller to say."""
    return Report(
        url=without_credentials(address),
        started=datetime.now(UTC),
        seconds=0,
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
        interrupted=gathered.interrupted,
        explanation=gathered.explanation,
        recorded=gathered.recorded,
    )


def _asked_outside(gathered: Gathered, options: Options, tell: Callable[[str], None]) -> tuple[Outside, ...]:
    """What other tools say of the pages that need no cart."""
    if not options.tools or gathered.interrupted:
        return ()
    tell(f"asking {', '.join(options.tools)}")
    evidence = gathered.evidence
    plain = [page for page in evidence.pages if page.stage.order <= Stage.PRODUCT.order]
    pages = {page.name: page.url for page in (*plain, *evidence.policies) if page.status < 400}
    browser = str(options.browser) if options.browser else gathered.browser_path
    return ask_tools(options.tools, pages, browser, owned=evidence.owned)


def _started(options: Options, tell: Callable[[str], None]) -> AbstractContextManager[Opened]:
    tell("starting the browser")
    return open_browser(options.browser)


def _looked_again(
    gathered: Gathered,
    checks: tuple[Check, ...],
    results: tuple[Result, ...],
    address: str,
    options: Options,
    tell: Callable[[str], None],
    browser: Opened,
) -> tuple[Result, ...]:
    """The results after faults of pages were looked at as a new visitor. A second look that cannot be had changes nothing."""
    unsure = doubted(checks, results)
    if not unsure:
        return results
    needs = needs_again(unsure, results, gathered.evidence)
    plain = options.model_copy(update={"screenshots": None, "pictures": False})

    def quietly(doing: str) -> None:
        tell(f"looking again at {len(unsure)}: {doing}")

    quietly("as a new visitor")
    try:
        second = gather(address, plain, needs, quietly, browser, paced=gathered.paced)
    except (NotFinished, UserError):
        return results
    if second.mistake:
        return results
    if second.interrupted:
        raise KeyboardInterrupt
    return confirmed(results, unsure, (gathered.evidence, second.evidence), _verdict)


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
    """The words of a waiver that holds, and those of one that is over or for another page."""
    if waiver is None or verdict.status is not Status.FAIL:
        return "", ""
    if not waiver.covers(pages := {shown.page for shown in verdict.evidence}):
        seen = listed(sorted(pages)) or "no page"
        return "", f" (the waiver is for {waiver.page} alone, this was seen on {seen})"
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
        evidence.require(check.needs)
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
