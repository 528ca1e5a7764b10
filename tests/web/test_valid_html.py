"""Every type of page is valid HTML by the Nu checker: set VNU_JAR to `vnu.jar` of npm's package `vnu-jar`; it needs Java."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.web.admin.conftest import at_work, employ, order_a_lamp
from tests.web.conftest import Client, Site

JAR = os.environ.get("VNU_JAR", "")
PAGES = (
    "/", "/c/home", "/c/home?stock=1", "/p/faro-lamp", "/p/loma-mug", "/p/brisa-fan", "/p/old-lamp", "/search?q=lamp", "/search?q=zzzz",
    "/nothing", "/contact", "/orders", "/returns", "/privacy", "/account/sign-in", "/account/register", "/cart", "/compare?p=faro-lamp",
)  # fmt: skip
STAFF = ("/admin", "/admin/stock", "/admin/products/faro-lamp", "/admin/orders", "/admin/jobs", "/admin/unclear")

pytestmark = [
    pytest.mark.skipif(not JAR, reason="VNU_JAR does not name the Nu checker (npm pack vnu-jar)"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine"),
]


def keep(folder: Path, client: Client, paths: tuple[str, ...], prefix: str) -> None:
    for number, path in enumerate(paths):
        (folder / f"{prefix}-{number}.html").write_text(client.get(path).text, "utf-8")


def test_the_nu_checker_finds_no_mistake(site: Site, client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    keep(folder, client, PAGES, "shop")
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    keep(folder, client, ("/cart", "/checkout"), "sale")
    keep(folder, client, (order_a_lamp(client),), "order")
    employ(site.shop)
    keep(folder, at_work(site), STAFF, "staff")
    asked = ["java", "-jar", JAR, "--errors-only", *map(str, sorted(folder.glob("*.html")))]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr.replace(f"file:{folder}/", "")
