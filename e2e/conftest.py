"""Generated shops that run, and a browser to walk through them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ecomkit.audit.browser import open_browser
from ecomkit.generator.manifests import installed_manifests

CLI = (sys.executable, "-m", "ecomkit.cli")


@dataclass(frozen=True)
class Running:
    """A generated shop that runs with everything it needs: where it answers, and who may sign in."""

    folder: Path
    url: str
    mailbox: str
    gateway: str
    people: dict[str, dict[str, str]]

    def cli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the shop's folder."""
        return subprocess.run([*CLI, *words], cwd=self.folder, capture_output=True, text=True, check=False)  # noqa: S603

    def verify(self) -> list[Any]:
        """What `ecomkit verify` finds wrong."""
        found: dict[str, Any] = json.loads(self.cli("verify", "--json").stdout)
        return list(found["findings"] if "findings" in found else found.values())


@contextmanager
def running_shop(folder: Path, **answers: str) -> Iterator[Running]:
    """Generate a shop and run it in this environment until the end of the block."""
    given = [word for name, value in answers.items() for word in ("--set", f"{name}={value}")]
    made = subprocess.run([*CLI, "new", str(folder), "--yes", "--no-install", *given], capture_output=True, text=True, check=False)  # noqa: S603
    assert made.returncode == 0, made.stdout + made.stderr
    command = [*CLI, "dev", "--json", "--no-reload", "--port", "0"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, "ecomkit dev did not start"
        said = json.loads(line)
        people = {one["email"]: one for one in said["people"]}
        yield Running(folder, said["url"], said["mailbox"], said["gateway"], people)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def alameda(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A shop with every installed model and the demo catalogue."""
    models = ",".join(one.name for one in installed_manifests() if one.kind == "model")
    with running_shop(tmp_path_factory.mktemp("e2e") / "alameda", shop_name="Alameda", models=models) as shop:
        yield shop
        assert shop.cli("verify").returncode == 0, shop.cli("verify").stdout


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys."""
    with open_browser() as (_, opened):
        yield opened


@pytest.fixture
def page(browser: Browser, alameda: Running) -> Iterator[Page]:
    """A phone-sized page of a new visitor, on which no script may fail."""
    context = browser.new_context(base_url=alameda.url, viewport={"width": 390, "height": 844}, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
