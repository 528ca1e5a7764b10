"""A shop in two languages: each page stands once for each, and whoever reads in one stays in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from ecomkit.domain import Done, ProductAsWritten, ProductBySlug, SaveProducts, Words
from ecomkit.testing import Clock, make_shop, settings_for
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site, fill_and_pay, where
from tools.words import CORE, catalogue_files, read

HREF = re.compile(r'(?:href|action)="(/[^"]*)"')
CORE_IN_SPANISH = next(path for _, language, path in catalogue_files([CORE]) if language == "es")
SHOP_WIDE = ("/static/", "/media/", "/admin")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "about.md").write_text("# About us\n\nSee the [returns](/returns).", "utf-8")
    (tmp_path / "pages" / "about.es.md").write_text("# Sobre nosotros\n\nMira las [devoluciones](/returns).", "utf-8")
    (tmp_path / "pages" / "care.md").write_text("# Care\n\nWash by hand.", "utf-8")
    clock = Clock()
    opened = Site(
        make_shop(tmp_path, use=CONSUMERS, clock=clock, settings=settings_for(tmp_path, languages=("en", "es"))), clock
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "path", ["/", "/c/home", "/p/loma-mug", "/p/faro-lamp", "/search?q=mug", "/search?q=zzz", "/contact", "/returns", "/about", "/nowhere"]
)  # fmt: skip
def test_every_link_of_a_page_stays_in_its_language(client: Client, path: str) -> None:
    page = client.get("/es" if path == "/" else f"/es{path}").text
    assert '<html lang="es-ES"' in page
    links = [one for one in HREF.findall(re.sub(r"<a[^>]*hreflang[^>]*>", "", page)) if not one.startswith(SHOP_WIDE)]
    assert links
    assert [one for one in links if one != "/es" and not one.startswith(("/es/", "/es?"))] == []


def test_the_main_language_has_the_short_addresses(client: Client) -> None:
    page = client.get("/p/loma-mug").text
    assert '<html lang="en-GB"' in page
    assert [one for one in HREF.findall(page) if one.startswith("/es")] == ["/es/p/loma-mug"]
    assert client.get("/en/p/loma-mug").status_code == 404


def test_what_nobody_said_in_the_language_of_the_page_says_in_which_it_is(site: Site, client: Client) -> None:
    one = site.shop.ask(site.shop.system(), ProductAsWritten(slug="loma-mug"))
    assert '<h1 lang="en">Loma mug</h1>' in client.get("/es/p/loma-mug").text
    assert '<p lang="en">A wide mug.</p>' in client.get("/es/p/loma-mug").text
    assert "<h1>Loma mug</h1>" in client.get("/p/loma-mug").text
    said = one.model_copy(update={"words": (("es", Words(name="Taza Loma")),)})
    assert isinstance(site.shop.run(site.shop.system(), SaveProducts(products=(said,))), Done)
    client.catch_up()
    page = client.get("/es/p/loma-mug").text
    assert "<h1>Taza Loma</h1>" in page
    assert '<p lang="en">A wide mug.</p>' in page


def test_a_product_as_it_was_read_is_the_same_when_it_is_saved(site: Site) -> None:
    ctx = replace(site.shop.system(), locale="es-ES")
    read = site.shop.ask(ctx, ProductBySlug(slug="loma-mug"))
    assert read.unsaid == ("name", "description")
    outcome = site.shop.run(ctx, SaveProducts(products=(read,)))
    assert isinstance(outcome, Done)
    assert outcome.result == 0


def test_a_language_that_the_shop_does_not_speak_is_no_page(client: Client) -> None:
    assert client.get("/fr/p/loma-mug").status_code == 404
    assert client.get("/es/admin/sign-in").status_code == 404
    assert client.get("/es/healthz").status_code == 404


def test_a_slash_at_the_end_is_taken_off_in_place(client: Client) -> None:
    assert client.get("/es/").headers["location"] == "/es"
    assert client.get("/es/c/home/").headers["location"] == "/es/c/home"


def test_search_engines_are_told_of_every_language(client: Client) -> None:
    for path in ("/p/loma-mug", "/es/p/loma-mug"):
        page = client.get(path).text
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{path}">' in page
        assert re.findall(r'rel="alternate" hreflang="([^"]*)" href="http://127.0.0.1:8000([^"]*)"', page) == [
            ("en", "/p/loma-mug"), ("es", "/es/p/loma-mug"), ("x-default", "/p/loma-mug"),
        ]  # fmt: skip
    assert "hreflang" not in client.get("/checkout").text.partition("</head>")[0]


def test_the_footer_leads_to_the_same_page_in_the_other_language(client: Client) -> None:
    page = client.get("/es/c/home?sort=price").text
    assert '<a href="/c/home?sort=price" hreflang="en" lang="en">English</a>' in page
    assert '<a href="/es/c/home?sort=price" hreflang="es" lang="es" aria-current="true">Español</a>' in page


def test_languages_are_cached_apart(site: Site, client: Client) -> None:
    pages = [client.get(path).text for path in ("/p/loma-mug", "/es/p/loma-mug") * 2]
    assert site.app.site.cache.hits == 2
    assert pages[:2] == pages[2:]
    assert pages[0] != pages[1]


def test_redirects_stay_in_the_language(client: Client) -> None:
    assert where(client.post("/es/cart/lines", {"sku": "LAMP", "quantity": "1"})).startswith("/es/")
    assert where(client.get("/es/account")).startswith("/es/account/sign-in?next=")
    assert where(client.get("/account")).startswith("/account/sign-in")


def test_the_cart_is_the_same_in_both(client: Client) -> None:
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "2"})
    for path in ("/es", "/"):
        assert '<span class="count">2</span>' in client.get(path).text


def test_an_order_is_placed_in_spanish(client: Client) -> None:
    client.post("/es/cart/lines", {"sku": "LAMP", "quantity": "1"})
    placed = fill_and_pay(client, under="/es")
    assert where(placed).startswith("/es/orders/")
    assert '<html lang="es-ES"' in client.get(where(placed)).text


def test_pages_of_text_are_written_beside_each_other(client: Client) -> None:
    assert "<h1>Sobre nosotros</h1>" in client.get("/es/about").text
    assert '<a href="/es/returns">devoluciones</a>' in client.get("/es/about").text
    assert "<h1>About us</h1>" in client.get("/about").text
    assert "<h1>Care</h1>" in client.get("/es/care").text


def test_amounts_are_written_as_the_language_does(client: Client) -> None:
    assert "89,00\N{NO-BREAK SPACE}€" in client.get("/es/p/faro-lamp").text
    assert "€89.00" in client.get("/p/faro-lamp").text


def test_a_shop_says_its_own_texts_in_other_languages(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "es.po").write_text('msgid "Clay and light"\nmsgstr "Barro y luz"\n', "utf-8")
    clock = Clock()
    settings = settings_for(tmp_path, languages=("en", "es"), line="Clay and light")
    site = Site(make_shop(tmp_path, use=CONSUMERS, clock=clock, settings=settings), clock)
    try:
        assert "Barro y luz" in site.client().get("/es").text
        assert "Clay and light" in site.client().get("/").text
    finally:
        site.close()


def test_nothing_is_said_in_english_on_a_spanish_page(client: Client) -> None:
    sentences = [
        str(one.id)
        for one in read(CORE_IN_SPANISH, "es")
        if isinstance(one.id, str) and len(one.id) > 14 and "%" not in one.id
    ]
    assert len(sentences) > 200
    client.post("/es/cart/lines", {"sku": "LAMP", "quantity": "1"})
    wrong = client.post("/es/checkout", {"op": "pay"})
    for page in (
        *map(client.get, ("/es", "/es/cart", "/es/checkout", "/es/account/sign-in", "/es/p/brisa-fan", "/es/terms")),
        wrong,
    ):
        assert [one for one in sentences if one in unescape(page.text)] == []


@pytest.mark.parametrize("languages", [("en", "en"), ("en", "es/mx"), ("en", "admin"), ("english",)])
def test_a_language_is_a_code_and_stands_once(tmp_path: Path, languages: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="language"):
        settings_for(tmp_path, languages=languages)
