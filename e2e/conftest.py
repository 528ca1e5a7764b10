"""The shop, the browser and the people of all journeys."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.shops import PATIENCE, Running, Visitor, running_shop, visitors
from e2e.tenders import Sealed, sealed_tender
from ecomkit.audit.browser import Opened
from ecomkit.generator.manifests import installed_manifests


@pytest.fixture(scope="session")
def alameda(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A shop with every installed model and the demo catalogue. At the end its books are right."""
    models = ",".join(one.name for one in installed_manifests() if one.kind == "model")
    folder = tmp_path_factory.mktemp("e2e") / "alameda"
    with running_shop(folder, {"shop_name": "Alameda", "models": models}, errand=True) as shop:
        yield shop
        books = shop.cli("verify")
        assert books.returncode == 0, books.stdout + books.stderr


@pytest.fixture(scope="session")
def browser(chromium: Opened) -> Browser:
    """The one browser, for all journeys."""
    expect.set_options(timeout=PATIENCE)
    return chromium[1]


@pytest.fixture
def visitor(browser: Browser, alameda: Running) -> Iterator[Visitor]:
    """New people in the shop with all models. No journey meets what another left in a cart, in whatever order they go."""
    alameda.empty_carts()
    with visitors(browser, alameda) as come:
        yield come


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """A new visitor with a phone."""
    return visitor()


@pytest.fixture(scope="session")
def vera(alameda: Running) -> dict[str, str]:
    """Somebody of the staff: e-mail address and password."""
    added = alameda.cli("staff", "add", "vera@example.com", "--generate", "--json")
    assert added.returncode == 0, added.stderr
    said: dict[str, str] = json.loads(added.stdout)
    return said


@pytest.fixture(scope="session")
def sealed(browser: Browser, alameda: Running) -> Sealed:
    """A tender that took two bids. Asked for early, so that its deadline passes while others go on."""
    return sealed_tender(browser, alameda)
