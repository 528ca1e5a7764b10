"""The small parts of the web: formats, pictures, static files, cookies, limits, safe text, the server process."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import httpx2
import pytest
from PIL import Image
from sqlalchemy import event
from starlette.routing import Route, Router

from ecomkit.cli.processes import free_port
from ecomkit.domain import FacetsOf, Money, Picture, Products, ShippingOption, text
from ecomkit.testing import Clock, make_shop
from ecomkit.web.cookies import Flash, cookie, read_cookies, read_flash, write_flash
from ecomkit.web.formats import Formats
from ecomkit.web.limits import Limiter
from ecomkit.web.markdown import to_html
from ecomkit.web.pictures import Pictures
from ecomkit.web.replies import local_path, safe_location
from ecomkit.web.server import warm
from ecomkit.web.static import StaticFiles
from tests.shops import CONSUMERS


def test_amounts_and_days_are_written_as_the_locale_does() -> None:
    english, german = Formats("en", "Europe/Madrid"), Formats("de", "Europe/Madrid")
    assert english.money(Money(amount=123456, currency="EUR")) == "€1,234.56"
    assert german.money(Money(amount=123456, currency="EUR")) == "1.234,56\xa0€"
    assert english.money(Money(amount=1500, currency="JPY")) == "¥1,500"
    assert "KWD" in english.money(Money(amount=1500, currency="KWD"))
    assert "26" in english.day(date(2026, 11, 26))
    assert "11:00" in german.moment(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    assert english.country("ES") == "Spain"
    british = Formats("en-GB", "Europe/Madrid")
    assert british.day(date(2026, 11, 26)) == "Thursday 26 Nov"
    assert british.moment(datetime(2026, 11, 23, 21, 5, tzinfo=UTC)) == "23 Nov 2026, 22:05"


def test_a_promise_is_a_day_or_a_span() -> None:
    formats = Formats("en", "UTC")
    option = ShippingOption(
        key="x",
        label=text("Parcel"),
        price=Money.zero("EUR"),
        includes_tax=True,
        earliest=date(2026, 11, 24),
        latest=date(2026, 11, 24),
    )
    assert "–" not in formats.days(option)
    assert "–" in formats.days(option.model_copy(update={"latest": date(2026, 11, 26)}))
    span = option.model_copy(update={"latest": date(2026, 11, 26)})
    assert Formats("en-GB", "UTC").days(span).replace("\u2009", " ") == "Tue 24 Nov – Thu 26 Nov"


def test_pictures_are_offered_in_all_their_sizes(tmp_path: Path) -> None:
    for width in (320, 800):
        for kind in ("webp", "png"):
            Image.new("RGB", (width, width // 2)).save(tmp_path / f"lamp-{width}.{kind}")
    shown = Pictures(tmp_path).shown(Picture(name="lamp", alt="A lamp"), alt="", tint="sand")
    assert (shown.width, shown.height, shown.tint, shown.alt) == (800, 400, "sand", "A lamp")
    assert shown.src.endswith("/lamp-800.webp")
    assert "lamp-320.webp 320w" in shown.sources[0].srcset
    assert Pictures(tmp_path).shown(Picture(name="none", alt=""), alt="Fan").src == ""


def test_a_new_picture_is_seen_and_has_another_address(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    assert pictures.shown(Picture(name="lamp", alt=""), alt="x").src == ""
    Image.new("RGB", (40, 40)).save(tmp_path / "lamp.png")
    os.utime(tmp_path, ns=(1, 1))
    first = pictures.shown(Picture(name="lamp", alt=""), alt="x").src
    os.utime(tmp_path, ns=(2, 2_000_000))
    assert first
    assert pictures.shown(Picture(name="lamp", alt=""), alt="x").src != first


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd.png", "a/../../b.png", "x.txt", "", ".hidden.png", "a//b.png", "link.png"]
)
def test_only_pictures_of_the_folder_are_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    assert Pictures(folder).read(name) is None


def test_an_unknown_static_file_is_an_error_that_helps(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    files = StaticFiles([("", tmp_path)])
    assert files.url("a.css") == f"/static/{files.version}/a.css"
    with pytest.raises(LookupError, match=r"known are: a\.css"):
        files.url("b.css")


def test_a_changed_file_gets_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = StaticFiles([("", tmp_path)]).url("a.css")
    (tmp_path / "a.css").write_text("a{color:red}")
    assert StaticFiles([("", tmp_path)]).url("a.css") != before


def sheets_of(folder: Path, **written: str) -> StaticFiles:
    """Files of a shop with the plugins `a` and `b`, and what their style sheets say."""
    for name, said in written.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / f"{name}.css").write_text(said)
    return StaticFiles([("", folder)], [f"{name}/{name}.css" for name in written])


async def fetched(files: StaticFiles, name: str) -> str:
    app = Router([Route("/static/{path:path}", files)])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://shop") as client:
        return (await client.get(files.url(name))).text


def test_style_sheets_of_plugins_are_fetched_as_one_and_find_their_pictures(tmp_path: Path) -> None:
    files = sheets_of(tmp_path, a='.a { background: url("a.svg"), url(/b.svg), url(data:,x) }', b=".b { color: teal }")
    assert files.sheets == ("together.css",)
    said = asyncio.run(fetched(files, "together.css"))
    assert 'url("a/a.svg"), url(/b.svg), url(data:,x)' in said
    assert said.index(".a {") < said.index(".b {")


@pytest.mark.parametrize("odd", ['@import "x.css";', '@charset "utf-8";', ".a { color: red", "/* .a { } "])
def test_a_style_sheet_that_would_harm_its_neighbours_keeps_all_apart(tmp_path: Path, odd: str) -> None:
    assert sheets_of(tmp_path, a=odd, b=".b { }").sheets == ("a/a.css", "b/b.css")


def test_braces_in_words_and_comments_harm_nobody(tmp_path: Path) -> None:
    assert sheets_of(tmp_path, a='/* { */ .a::before { content: "}" }', b=".b { }").sheets == ("together.css",)


def test_a_sheet_alone_stays_itself(tmp_path: Path) -> None:
    assert sheets_of(tmp_path, a=".a { }").sheets == ("a/a.css",)


def test_a_flash_is_signed() -> None:
    flash = Flash(text=text("Hello %(name)s", name="ñ; \r\n"))
    value = write_flash("secret", flash)
    assert value is not None
    assert read_flash("secret", value) == flash
    assert read_flash("other", value) is None
    assert read_flash("secret", value[:-1]) is None
    assert read_flash("secret", "") is None
    assert write_flash("secret", Flash(text=text("x" * 9000))) is None


def test_cookies_are_read_tolerantly_and_written_strictly() -> None:
    assert read_cookies("a=1; b=2;c; a=3; =x") == {"a": "1", "b": "2", "": "x"}
    assert cookie("a", "b", secure=True, seconds=0) == b"a=b; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
    for value in ("a;b", "a\r\nb", "a b", "é"):
        with pytest.raises(ValueError, match="plain signs"):
            cookie("a", value, secure=False)


def test_a_limit_is_reached_and_forgotten() -> None:
    clock = Clock()
    limiter = Limiter(clock, most=3)
    for _ in range(3):
        assert not limiter.full("a")
        limiter.failed("a")
    assert limiter.full("a")
    assert not limiter.full("b")
    clock.forward(minutes=16)
    assert not limiter.full("a")


@pytest.mark.parametrize("to", ["//evil", "/\\evil", "https://evil", "evil", "", "/\tx", "/\nx", "\\/evil", "/x\x00"])
def test_only_paths_of_this_shop_are_followed(to: str) -> None:
    assert local_path(to, "/account") == "/account"
    assert local_path("/checkout?x=1", "/account") == "/checkout?x=1"


def test_a_location_holds_one_line() -> None:
    assert safe_location("/a\r\nSet-Cookie: x=1") == b"/a%0D%0ASet-Cookie:%20x=1"
    assert safe_location("/ñ") == b"/%C3%B1"


def test_text_pages_let_no_markup_through() -> None:
    html = str(
        to_html(
            "# T\n\n<img src=x onerror=1> **bold** [a](javascript:alert(1)) [b](https://x.y/?a=1&b=2)\n\n## H\n1. one\n2. two"
        )
    )
    assert "<img" not in html
    assert "<strong>bold</strong>" in html
    assert "javascript" not in html.replace("[a]", "")
    assert '<a href="https://x.y/?a=1&amp;b=2">b</a>' in html
    assert "<h2>H</h2>" in html
    assert "<ol><li>one</li><li>two</li></ol>" in html


SERVE = """
import sys
from pathlib import Path

from ecomkit.shop import open_shop
from ecomkit.web.server import serve

serve(open_shop(Path(sys.argv[1])), port=int(sys.argv[2]))
"""
SHOP = """
[shop]
name = "Alameda"
url = "http://127.0.0.1:{port}"
secret = "a-secret-for-tests-only-0123456789"
plugins = ["b2c"]
"""


def test_a_process_serves_the_shop_and_ends_cleanly_when_told(tmp_path: Path) -> None:
    port = free_port("127.0.0.1", 0)
    (tmp_path / "var").mkdir()
    (tmp_path / "shop.toml").write_text(SHOP.format(port=port))
    make_shop(tmp_path / "elsewhere", use=CONSUMERS).close()
    (tmp_path / "elsewhere" / "shop.db").rename(tmp_path / "var" / "shop.db")
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path), str(port)], cwd=Path(__file__).parents[2]
    ) as process:
        try:
            assert _first_answer(port).status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)


def test_a_server_has_read_what_lists_are_cut_from_before_the_first_one(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS)
    asked: list[str] = []
    event.listen(shop.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    warm(shop)
    whole = [one for one in asked if "FROM feature" in one]
    assert whole
    asked.clear()
    assert shop.ask(shop.system(), Products()).count > 0
    assert shop.ask(shop.system(), FacetsOf()).facets is not None
    assert not [one for one in asked if one in whole]
    shop.close()


def test_a_server_whose_database_fails_says_so_and_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS)
    with shop.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE feature")
    warm(shop)
    assert "lists could not be made ready" in caplog.text
    shop.close()


def _first_answer(port: int) -> httpx2.Response:
    for _ in range(300):
        try:
            return httpx2.get(f"http://127.0.0.1:{port}/", timeout=20)
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
