"""Every type of page is valid HTML by the Nu checker: set VNU_JAR to `vnu.jar` of npm's package `vnu-jar`; it needs Java."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.testing import Clock, make_shop, settings_for
from tests.web.admin.conftest import at_work, employ, order_a_lamp
from tests.web.conftest import Client, Site

JAR = os.environ.get("VNU_JAR", "")
PAGES = (
    "/", "/c/home", "/c/home?stock=1", "/p/faro-lamp", "/p/loma-mug", "/p/brisa-fan", "/p/old-lamp", "/search?q=lamp", "/search?q=zzzz",
    "/nothing", "/contact", "/orders", "/returns", "/privacy", "/account/sign-in", "/account/register", "/cart", "/compare?p=faro-lamp",
    "/p/faro-lamp/review", "/withdraw", "/withdrawal", "/complaints", "/accessibility", "/es", "/es/c/home", "/es/p/loma-mug",
    "/es/orders", "/es/search?q=zzzz", "/es/compare?p=faro-lamp", "/es/p/faro-lamp/review", "/es/withdraw",
    "/es/account/register", "/es/cart",
)  # fmt: skip
STAFF = (
    "/admin", "/admin/stock", "/admin/products/faro-lamp", "/admin/orders", "/admin/jobs", "/admin/unclear", "/admin/x/promotions",
    "/admin/x/promotion-codes", "/admin/x/downloads",
)  # fmt: skip
PLUGINS = ("b2c", "rates", "promotions", "transfer", "collection", "gift_cards", "downloads", "reviews", "law_eu")
MISTAKES = {
    "/orders": {"number": "", "email": "x"},
    "/account/sign-in": {"email": "x"},
    "/p/faro-lamp/review": {"rating": "9"},
}
MARKETS = {"us": {"currency": "USD", "countries": ["US"]}}

pytestmark = [
    pytest.mark.skipif(not JAR, reason="VNU_JAR does not name the Nu checker (npm pack vnu-jar)"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine"),
]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A shop with everything that comes along for consumers, in two languages and two markets."""
    clock = Clock()
    settings = settings_for(tmp_path, markets=MARKETS, countries=("ES", "PT"), languages=("en", "es"))
    opened = Site(make_shop(tmp_path, use=PLUGINS, clock=clock, settings=settings), clock, dev=True)
    yield opened
    opened.close()


def keep(folder: Path, client: Client, paths: tuple[str, ...], prefix: str) -> None:
    for number, path in enumerate(paths):
        (folder / f"{prefix}-{number}.html").write_text(client.get(path).text, "utf-8")


def test_the_nu_checker_finds_no_mistake(site: Site, client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    keep(folder, client, (*PAGES, "/_gallery"), "shop")
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    keep(folder, client, ("/cart", "/checkout"), "sale")
    keep(folder, client, (order_a_lamp(client),), "order")
    for path, sent in MISTAKES.items():
        (folder / f"mistake{path.replace('/', '-')}.html").write_text(client.post(path, sent).text, "utf-8")
    employ(site.shop)
    keep(folder, at_work(site), STAFF, "staff")
    asked = ["java", "-jar", JAR, "--errors-only", *map(str, sorted(folder.glob("*.html")))]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr.replace(f"file:{folder}/", "")
