"""One browser for all tests of a process: two drivers at once cannot live in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.audit_lab import PROVIDER
from ecomkit.audit.browser import Opened, open_browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Opened]:
    """The driver and its browser. Where none is installed, the test fails and says what to install."""
    with open_browser(arguments=(f"--host-resolver-rules=MAP {PROVIDER} 127.0.0.1",)) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys need the browser, and so does who asks for it. They come last: its driver leaves a loop running that others trip over."""
    journeys = Path(__file__).parent / "e2e"
    for item in items:
        if item.path.is_relative_to(journeys) or "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
