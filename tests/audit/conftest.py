"""What the auditor's tests share: one browser for all of them, and shops of the laboratory."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from e2e.audit_lab.server import Lab, serve
from ecomkit.audit.browser import Opened
from ecomkit.audit.options import Options
from ecomkit.audit.report import Report
from ecomkit.audit.run import run_audit


@pytest.fixture
def browser(chromium: Opened) -> Opened:
    """The one browser. It finds the payment provider's name on this machine, so that a contact would be recorded here."""
    return chromium


@pytest.fixture
def audit_of(browser: Opened) -> Callable[..., tuple[Report, Lab]]:
    """Serve a shop of the laboratory, audit it with one look, and give the report with what the shop saw."""

    def run(variant: str, defects: Iterable[str] = (), **asked: object) -> tuple[Report, Lab]:
        with serve(variant, defects) as lab:
            return run_audit(lab.url, Options.model_validate({"confirm": False, **asked}), opened=browser), lab

    return run
