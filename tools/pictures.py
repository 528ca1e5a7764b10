"""Takes the pictures of every page type from a demo shop of its own: `python -m tools.pictures [--all FOLDER]` (`make pictures`).

The chosen ones go to `docs/pictures` and `docs/pages.md` shows them. `--all` also keeps every page in three widths, light and
dark, English and Spanish, to be looked at.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState

from e2e.shops import Running, running_shop
from ecomkit.audit.browser import open_browser
from tools.market import furnish
from tools.model_sights import MODELS, STAFF
from tools.sights import HERE, Sight

ROOT = Path(__file__).parents[1]
TO, PAGES = ROOT / "docs" / "pictures", ROOT / "docs" / "pages.md"
MARGIN, GROUND = 32, {"light": "#f1f2ec", "dark": "#0a0e0c"}
MOST = 60_000
WIDTHS = {360: 740, 768: 1024, 1280: 800}
ANSWERS = {"shop_name": "Alameda", "models": "b2c,b2b,b2e,b2g", "languages": "en,es", "catalogue": "demo"}


def _cart(page: Page, under: str) -> str:
    for path, more in (("/p/loma-mug", "2"), ("/p/faro-lamp", "1")):
        page.goto(f"{under}{path}")
        page.locator("#f-quantity").fill(more)
        page.locator(".buy-bar button").click()
    return ""


def _order(page: Page, under: str) -> str:
    _cart(page, under)
    page.goto(f"{under}/checkout")
    for name, said in {
        "email": "ana@example.com",
        "name": "Ana Ruiz",
        "line1": "Calle Mayor 1",
        "postcode": "28013",
        "city": "Madrid",
    }.items():
        page.locator(f"main [name={name}]").fill(said)
    page.locator("main [name=payment][value=transfer]").check()
    page.locator("main button.main").last.click()
    page.wait_for_url("**/orders/*")
    return page.url


def _taken(page: Page, under: str) -> str:
    _order(page, under)
    page.goto("/admin/orders")
    page.locator("main table a").first.click()
    return HERE


def _mistakes(page: Page, under: str) -> str:
    _cart(page, under)
    page.goto(f"{under}/checkout")
    page.locator("main [name=email]").fill("ana@")
    page.locator("main button.main").last.click()
    page.locator(".mistakes").wait_for()
    return HERE


SIGHTS = (
    Sight("home", "Home: search, categories, what is on the shelf", "/"),
    Sight("list", "A list with facets, chips, sort and comparison", "/c/table"),
    Sight("list-narrowed", "A list that is narrowed", "/c/home?price=2500-5000&sort=price", scheme="dark", under="/es"),
    Sight("product", "Product: picture, price, promise and button before anything else", "/p/loma-mug"),
    Sight("product-reduced", "A reduced product with the lowest price of the 30 days before", "/p/pausa-clock", under="/es"),
    Sight("search", "Search results", "/search?q=lamp", scheme="dark"),
    Sight("search-nothing", "A search that finds nothing helps on", "/search?q=zeppelin", under="/es"),
    Sight("compare", "Up to four products side by side", "/compare?p=loma-mug&p=alba-teapot&p=rio-carafe"),
    Sight("cart", "Cart: lines, estimate, total, one button", "/cart", before=_cart),
    Sight("cart-empty", "The empty cart", "/cart", scheme="dark", under="/es"),
    Sight("checkout", "Checkout on one page, as a guest", "/checkout", before=_cart),
    Sight("checkout-mistakes", "What is to be mended is said above and beside the field", "/checkout", under="/es", before=_mistakes),
    Sight("order", "An order: where it is and what is to be done", "", before=_order),
    Sight("find-order", "Finding an order without an account", "/orders", under="/es"),
    Sight("returns", "Returns: how long, at whose cost, and how", "/returns", scheme="dark"),
    Sight("contact", "Contact with the time of an answer", "/contact"),
    Sight("error", "An address that leads nowhere", "/nowhere", scheme="dark", under="/es"),
    Sight("sign-in", "Signing in; buying needs no account", "/account/sign-in"),
    Sight("review", "Writing a review as somebody who bought it", "/p/faro-lamp/review", under="/es"),
    Sight("account", "The account of a consumer", "/account", who="consumer, and every other hat"),
    Sight("b2b", "A company's page: agreed prices, limits, what waits for approval", "@", who="company buyer"),
    Sight("b2b-approvals", "What a company's approver decides", "@", who="company approver", scheme="dark"),
    Sight("b2e", "An employee's allowance and claims", "@", who="another employee"),
    Sight("b2g", "Tenders that are open", "/tenders", under="/es"),
    Sight("b2g-agency", "An agency's tenders", "@", who="agency opener"),
    Sight("staff", "Back office: what there is to do today", "/admin", who="staff"),
    Sight("staff-orders", "Back office: orders", "/admin/orders", who="staff", scheme="dark"),
    Sight("staff-order", "Back office: an order with its timeline, and why it costs what it costs", "", who="staff", before=_taken),
    Sight("staff-stock", "Back office: products and stock", "/admin/stock", who="staff"),
    Sight("gallery", "The gallery of components in the development server", "/_gallery"),
    *MODELS,
    *STAFF,
)  # fmt: skip
KEPT = tuple(one for one in SIGHTS if one.kept)
"""Those that the docs show."""


class Camera:
    """Takes pages of one shop with one browser."""

    def __init__(self, browser: Browser, shop: Running, staff: tuple[str, str]) -> None:
        self._browser, self._shop, self._staff = browser, shop, staff
        self._known: dict[str, StorageState] = {}

    def take(self, sight: Sight, width: int, scheme: str, under: str, *, whole: bool = False) -> Image.Image:
        """The page at a width; `whole` takes all of its height."""
        with self._opened(width, scheme, sight.who) as page:
            path = self._way(page, sight)
            path = (sight.before(page, under) if sight.before else "") or path
            if path != HERE:
                page.goto(path if path.startswith("http") else f"{'' if path.startswith('/admin') else under}{path}")
            page.wait_for_load_state("networkidle")
            shot = page.screenshot(animations="disabled", caret="hide", full_page=whole)
        return Image.open(io.BytesIO(shot)).convert("RGB")

    @contextmanager
    def _opened(self, width: int, scheme: str, who: str) -> Iterator[Page]:
        context = self._browser.new_context(
            base_url=self._shop.url, viewport={"width": width, "height": WIDTHS[width]}, device_scale_factor=2 if width < 500 else 1,
            reduced_motion="reduce", color_scheme="dark" if scheme == "dark" else "light", locale="en-GB",
            storage_state=self._known.get(who),
        )  # fmt: skip
        yield context.new_page()
        context.close()

    def _way(self, page: Page, sight: Sight) -> str:
        """Who goes is signed in, the first time with their password, and acts for whom they should; "@" is where they begin."""
        if not sight.who:
            return sight.path
        staff = sight.who == "staff"
        known = {} if staff else next(one for one in self._shop.people if one["role"].startswith(sight.who))
        if sight.who not in self._known:
            email, password = self._staff if staff else (known["email"], known["password"])
            page.goto("/admin/sign-in" if staff else "/account/sign-in")
            page.locator("main [name=email]").fill(email)
            page.locator("main [name=password]").fill(password)
            page.locator("main button.main").click()
            page.wait_for_load_state()
            self._known[sight.who] = page.context.storage_state()
        if sight.hat:
            _put_on(page, sight.hat)
        return known["page"] if sight.path == "@" else sight.path


def _put_on(page: Page, hat: str) -> None:
    page.goto("/cart")
    if hat not in page.locator(".hats summary").inner_text():
        page.locator(".hats summary").click()
        page.locator(".hats button", has_text=hat).click()
        page.wait_for_load_state()


def pair(sight: Sight, phone: Image.Image, desktop: Image.Image) -> bytes:
    """Phone and desktop on one canvas, small enough for a page of pictures."""
    phone = phone.resize((360, round(phone.height * 360 / phone.width)), Image.Resampling.LANCZOS)
    height = max(phone.height, desktop.height)
    canvas = Image.new("RGB", (phone.width + desktop.width + 3 * MARGIN, height + 2 * MARGIN), GROUND[sight.scheme])
    canvas.paste(phone, (MARGIN, MARGIN))
    canvas.paste(desktop, (phone.width + 2 * MARGIN, MARGIN))
    small = canvas.resize((round(canvas.width * 0.75), round(canvas.height * 0.75)), Image.Resampling.LANCZOS)
    for quality in (80, 72, 64, 56, 48, 40, 30):
        packed = io.BytesIO()
        small.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= MOST:
            break
    return packed.getvalue()


def told() -> str:
    """The page that shows them."""
    lines = [
        "# Pages",
        "",
        "Phone and desktop, taken from the demo shop by `make pictures`. Light and dark, English and Spanish take turns.",
        "",
    ]
    for one in KEPT:
        lines += [f"## {one.shows.partition(':')[0]}", "", f"![{one.shows}](pictures/page-{one.name}.webp)", ""]
    return "\n".join(lines)


def _everything(camera: Camera, folder: Path, sights: list[Sight]) -> None:
    for sight in sights:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                for under in ("", "/es"):
                    shot = camera.take(sight, width, scheme, under, whole=True)
                    shot.save(folder / f"{sight.name}-{width}-{scheme}-{under.strip('/') or 'en'}.png")


def _staff(shop: Running) -> tuple[str, str]:
    said = json.loads(
        shop.cli("staff", "add", "clara@example.com", "--name", "Clara Clerk", "--generate", "--json").stdout
    )
    return str(said["email"]), str(said["password"])


def _stock_up(shop: Running) -> None:
    """Enough of what the orders take: in all widths, schemes and languages they are a hundred."""
    for sku in ("LOMA-MUG-BON", "FARO-LAMP-BRI"):
        values = (f"sku={sku}", "change=200", "reason=for the pictures")
        done = shop.cli("run", "adjust_stock", *(word for value in values for word in ("--set", value)))
        done.check_returncode()


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--all", type=Path, metavar="FOLDER", help="Also keep every page, width, scheme and language here."
    )
    parser.add_argument("--only", default="", help="Names of pages, with commas between.")
    asked = parser.parse_args()
    TO.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_shop(Path(folder) / "alameda", ANSWERS, change=furnish) as shop,
        open_browser() as (_, browser),
    ):
        camera = Camera(browser, shop, _staff(shop))
        wanted = asked.only.split(",") if asked.only else [one.name for one in SIGHTS]
        for sight in (one for one in KEPT if one.name in wanted):
            shots = [camera.take(sight, width, sight.scheme, sight.under) for width in (360, 1280)]
            (TO / f"page-{sight.name}.webp").write_bytes(pair(sight, *shots))
        if asked.all:
            asked.all.mkdir(parents=True, exist_ok=True)
            _stock_up(shop)
            _everything(camera, asked.all, [one for one in SIGHTS if one.name in wanted])
    PAGES.write_text(told(), "utf-8")


if __name__ == "__main__":
    main()
