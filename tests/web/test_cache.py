"""Shared pages: fast for everybody, fresh within a second, and never with anything of anybody's in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ecomkit.domain import AdjustStock, Money, SetListPrice
from ecomkit.web.cache import PageCache, make_entry
from tests.web.conftest import Client, Site

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def entry(body: bytes = b"x", until: datetime = NOW + timedelta(minutes=1), **topics: str) -> object:
    return make_entry(body, headers=(), topics=topics, valid_until=until)


def test_the_second_visit_is_answered_from_memory(site: Site, client: Client) -> None:
    first = client.get("/p/faro-lamp")
    before = site.app.site.cache.hits
    second = client.get("/p/faro-lamp")
    assert site.app.site.cache.hits == before + 1
    assert first.text == second.text
    assert second.headers["content-security-policy"].startswith("default-src 'none'")
    assert second.headers["vary"] == "accept-encoding, cookie"


def test_a_browser_that_has_the_page_gets_304(client: Client) -> None:
    client.get("/p/faro-lamp")
    tag = client.get("/p/faro-lamp").headers["etag"]
    answer = client.get("/p/faro-lamp", headers={"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_plain_and_squeezed_bytes_say_the_same(client: Client) -> None:
    client.get("/")
    squeezed, plain = (
        client.get("/", headers={"accept-encoding": "gzip"}),
        client.get("/", headers={"accept-encoding": "identity"}),
    )
    assert squeezed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert squeezed.text == plain.text


def test_a_change_is_seen_once_the_log_was_read(site: Site, client: Client) -> None:
    assert "€89.00" in client.get("/p/faro-lamp").text
    assert "€89.00" in client.get("/c/home").text
    site.shop.run(site.shop.system(), SetListPrice(sku="LAMP", price=Money(amount=9900, currency="EUR")))
    client.catch_up()
    assert "€99.00" in client.get("/p/faro-lamp").text
    assert "€99.00" in client.get("/c/home").text


def test_stock_that_ran_out_is_seen(site: Site, client: Client) -> None:
    assert "Only 3 left" in client.get("/p/faro-lamp").text
    site.shop.run(site.shop.system(), AdjustStock(sku="LAMP", change=-3, reason="breakage"))
    client.catch_up()
    assert "Sold out" in client.get("/p/faro-lamp").text


def test_what_nobody_changed_stays(site: Site, client: Client) -> None:
    client.get("/contact")
    site.shop.run(site.shop.system(), AdjustStock(sku="LAMP", change=-3, reason="breakage"))
    client.catch_up()
    before = site.app.site.cache.hits
    client.get("/contact")
    assert site.app.site.cache.hits == before + 1


def test_the_promise_moves_with_time_though_nothing_happened(site: Site, client: Client) -> None:
    first = client.get("/p/faro-lamp").text
    site.clock.forward(days=2)
    assert client.get("/p/faro-lamp").text != first


def test_a_guest_with_a_cart_sees_the_shared_page_with_their_count(site: Site, client: Client) -> None:
    shared = client.get("/p/loma-mug").text
    client.post("/cart/lines", {"sku": "MUG-BONE", "quantity": "7"})
    client.get("/cart")
    mine = client.get("/p/loma-mug")
    assert '<span class="count">7</span>' in mine.text
    assert mine.headers["cache-control"] == "private, no-cache"
    assert site.client().get("/p/loma-mug").text == shared


def test_private_pages_are_never_kept(client: Client) -> None:
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    for path in ("/cart", "/checkout", "/account", "/account/sign-in", "/orders/none"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "private, no-store", path
        assert "etag" not in answer.headers


def test_shared_pages_carry_no_cookie_and_no_token(site: Site, client: Client) -> None:
    for path in ("/", "/c/home", "/p/faro-lamp", "/contact", "/shipping", "/returns"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "set-cookie" not in answer.headers
        assert 'type="hidden" name="key"' not in answer.text


def test_unknown_parameters_do_not_fill_the_memory(site: Site, client: Client) -> None:
    client.get("/p/faro-lamp")
    entries, _ = site.app.site.cache.size
    for n in range(20):
        assert client.get(f"/p/faro-lamp?n={n}").status_code == 200
    assert site.app.site.cache.size[0] == entries


def test_memory_is_bounded_and_the_oldest_leaves_first() -> None:
    cache = PageCache(lambda: NOW, most_bytes=3500)
    for name in "abcd":
        cache.put((f"/{name}", b""), entry())  # type: ignore[arg-type]
    assert cache.get(("/a", b"")) is None
    assert cache.get(("/d", b"")) is not None
    assert cache.size[1] <= 3500


def test_a_version_that_was_read_already_drops_nothing() -> None:
    cache = PageCache(lambda: NOW)
    cache.put(("/", b""), entry(products="v2"))  # type: ignore[arg-type]
    cache.changed([("products", "v2"), ("other", "v9")])
    assert cache.get(("/", b"")) is not None
    cache.changed([("products", "v3")])
    assert cache.get(("/", b"")) is None


def test_an_entry_ends_by_time_alone() -> None:
    cache = PageCache(lambda: NOW)
    cache.put(("/", b""), entry(until=NOW))  # type: ignore[arg-type]
    assert cache.get(("/", b"")) is None
