"""For a shop's own tests: the fixture `shop_audit`, so that a test says `shop_audit.assert_no_findings("checkout")`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ecomkit.audit.report import Report

__all__ = ["TOPICS", "ShopAudit", "pytest_addoption", "shop_audit", "shop_url"]

TOPICS: Mapping[str, tuple[str, ...]] = {
    "speed": ("SPD",),
    "find": ("FND",),
    "distraction": ("DST",),
    "checkout": ("CHK",),
    "account": ("REG",),
    "service": ("AFT", "HUM"),
    "trust": ("TRU",),
    "access": ("ACC",),
    "law": ("LAW",),
}
"""Words for families of checks. Ids and families (CHK-08, CHK) may be said as well."""

_RECIPE = "ecomkit-audit.toml"


class ShopAudit:
    """Audits one shop for tests. What was audited once in a run of the tests is not audited again."""

    def __init__(self, url: str, recipe: Path | None = None, out: Sequence[Path] = ()) -> None:
        self.url = url
        self.recipe = recipe
        self.out = tuple(out)
        self._reports: dict[tuple[str, ...], Report] = {}

    def report(self, *topics: str) -> Report:
        """The report on topics (`"checkout"`), families (`"CHK"`) or checks (`"CHK-08"`); on everything for none.

        Raises UserError for a topic that nobody knows, NotFinished where the shop cannot be tested.
        """
        from ecomkit.audit.options import Options
        from ecomkit.audit.recipe import Recipe, read_recipe
        from ecomkit.audit.run import run_audit

        only = tuple(sorted({check for topic in topics for check in TOPICS.get(topic, (topic,))}))
        if only not in self._reports:
            told = read_recipe(self.recipe) if self.recipe else Recipe()
            pictures = any(path.suffix in {".html", ".htm"} for path in self.out)
            self._reports[only] = run_audit(self.url, Options(only=only, recipe=told, pictures=pictures))
            self._write(self._reports[only])
        return self._reports[only]

    def assert_no_findings(self, *topics: str, but: Collection[str] = (), least: str = "minor") -> None:
        """Fail the test with every finding that is not waived and at least that severe (minor, major or blocker).

        `but`: ids of checks that may fail. Raises AssertionError.
        """
        from ecomkit.audit.check import Severity

        __tracebackhide__ = True
        report = self.report(*topics)
        worst = Severity(least).rank
        bad = [one for one in report.findings if not one.waived and one.severity.rank <= worst and one.id not in but]
        if bad:
            lines = [f"{one.id} ({one.severity}): {one.message}\n    {one.remedy}" for one in bad]
            raise AssertionError(f"{report.url} has {len(bad)} findings; {report.coverage}\n" + "\n".join(lines))

    def _write(self, report: Report) -> None:
        """Write the report to each file that was asked for; a later one of the same run replaces it."""
        from ecomkit.audit.writers import format_of, written

        for path in self.out:
            path.write_text(written(report, format_of(path)), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--shop-url` and `--audit-out`."""
    parser.addoption("--shop-url", default="", help="the running shop that shop_audit looks at")
    parser.addoption(
        "--audit-out", action="append", default=[], type=Path, metavar="FILE",
        help="write what shop_audit found here: .html, .json, .xml, .sarif or .md",
    )  # fmt: skip


@pytest.fixture(scope="session")
def shop_url(request: pytest.FixtureRequest) -> str:
    """The address of the running shop: `--shop-url`, or what a project's own fixture of this name gives."""
    url = str(request.config.getoption("--shop-url"))
    if not url:
        pytest.skip("no shop to audit: say pytest --shop-url http://127.0.0.1:8000, or write a fixture shop_url")
    return url


@pytest.fixture(scope="session")
def shop_audit(shop_url: str, request: pytest.FixtureRequest) -> ShopAudit:
    """The auditor for tests. A recipe `ecomkit-audit.toml` beside pytest's configuration is used."""
    recipe = request.config.rootpath / _RECIPE
    out = [request.config.invocation_params.dir / path for path in request.config.getoption("--audit-out")]
    return ShopAudit(shop_url, recipe if recipe.is_file() else None, out)
