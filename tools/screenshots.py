"""Takes the pictures of README and docs from a running shop: `python -m tools.screenshots URL ORDER_NUMBER STAFF_PASSWORD`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from ecomkit.audit.browser import open_browser

TO = Path(__file__).parents[1] / "docs" / "pictures"
MARGIN, GROUND = 32, "#f1f2ec"


def _open(browser: Browser, base: str, width: int, height: int, *, staff: str = "") -> Page:
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": height}, device_scale_factor=2, reduced_motion="reduce"
    )
    page = context.new_page()
    if staff:
        page.goto("/admin")
        page.get_by_label("Email").fill("docs@example.com")
        page.get_by_label("Password").fill(staff)
        page.get_by_role("button", name="Sign in").click()
    return page


def _shot(page: Page, path: str) -> Image.Image:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))


def pair(name: str, phone: Image.Image, desktop: Image.Image) -> None:
    """Phone and desktop on one canvas, in half their pixels."""
    height = max(phone.height, desktop.height)
    canvas = Image.new("RGB", (phone.width + desktop.width + 3 * MARGIN, height + 2 * MARGIN), GROUND)
    canvas.paste(phone, (MARGIN, MARGIN))
    canvas.paste(desktop, (phone.width + 2 * MARGIN, MARGIN))
    small = canvas.resize((canvas.width // 2, canvas.height // 2), Image.Resampling.LANCZOS)
    small.save(TO / f"{name}.webp", quality=80, method=6)


def main(base: str, order: str, password: str) -> None:
    """Shop and back office."""
    TO.mkdir(exist_ok=True)
    with open_browser() as (_, browser):
        phone, desktop = _open(browser, base, 390, 800), _open(browser, base, 1280, 800)
        pair("shop", _shot(phone, "/p/loma-mug"), _shot(desktop, "/"))
        phone, desktop = _open(browser, base, 390, 800, staff=password), _open(browser, base, 1280, 800, staff=password)
        desktop.goto("/admin/orders")
        found = desktop.get_by_role("link", name=order).get_attribute("href")
        pair("staff", _shot(phone, "/admin"), _shot(desktop, str(found)))


if __name__ == "__main__":
    main(*sys.argv[1:4])
