"""What machines ask: health, figures, maps, the API; and pages for what is not there."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, insert, select

from ecomkit.domain import Refuse, new_id
from ecomkit.domain.work import DropJob, RetryJob
from ecomkit.services import work
from ecomkit.services.transaction import Transaction
from ecomkit.storage.tables import job
from ecomkit.testing import Clock, make_shop, settings_for
from ecomkit.web.site import metrics_token
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site


def test_the_shop_says_that_it_is_well(client: Client) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")


def test_figures_are_for_the_machine_itself_or_for_who_knows_the_token(site: Site, client: Client) -> None:
    client.get("/")
    client.get("/")
    figures = client.get("/metrics").text
    assert "ecomkit_cache_hits_total 1\n" in figures
    assert 'ecomkit_responses_total{class="2xx"}' in figures
    outside = {"x-forwarded-for": "203.0.113.9"}
    assert client.get("/metrics", headers=outside).status_code == 404
    token = metrics_token(site.shop.core.facts.secret)
    assert client.get("/metrics", headers=outside | {"authorization": f"Bearer {token}"}).status_code == 200
    assert (
        client.get(
            "/metrics", headers={b"x-forwarded-for": b"1.2.3.4", b"authorization": "Bearer ñ".encode()}
        ).status_code
        == 404
    )


def test_search_engines_find_every_page_that_is_meant_for_them(client: Client) -> None:
    robots = client.get("/robots.txt").text
    assert "Disallow: /checkout" in robots
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    tree = ET.fromstring(client.get("/sitemap.xml").content)
    urls = [one.text or "" for one in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    for url in urls:
        assert client.get(url.removeprefix("http://127.0.0.1:8000")).status_code == 200, url
    assert "http://127.0.0.1:8000/p/faro-lamp" in urls


def test_the_api_answers_as_its_description_says(client: Client) -> None:
    description = client.get("/openapi.json").json()
    assert set(description["paths"]) == {"/api/v1/products", "/api/v1/products/{product}"}
    first = client.get("/api/v1/products?limit=2").json()
    assert (first["count"], len(first["products"])) == (3, 2)
    rest = client.get(f"/api/v1/products?limit=2&after={first['after']}").json()
    slugs = {one["slug"] for one in first["products"] + rest["products"]}
    assert slugs == {"loma-mug", "faro-lamp", "brisa-fan"}
    one = client.get("/api/v1/products/faro-lamp").json()
    assert one["variants"][0]["price"] == {"amount": 8900, "currency": "EUR", "per": 1, "includes_tax": True}
    assert "stock" not in str(one)
    assert client.get("/api/v1/products/none").status_code == 404
    for limit in ("0", "-1", "1e9", "x", "9" * 5000):
        assert client.get(f"/api/v1/products?limit={limit}").status_code == 200


def test_what_is_not_there_helps_on(client: Client) -> None:
    for path in ("/nothing", "/p/nothing", "/c/nothing", "/orders/nothing", "/held/nothing", "/webhooks"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "There is no such page" in answer.text or "This product is not here" in answer.text
        assert 'action="/search"' in answer.text


def test_a_file_that_is_not_there_costs_no_question_to_the_database(site: Site, client: Client) -> None:
    client.get("/")
    asked: list[str] = []
    event.listen(site.shop.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for path in ("/wp-login.php", "/favicon.ico", "/es/none.js"):
        assert client.get(path).status_code == 404
    assert asked == []
    client.get("/p/nothing")
    assert asked != []


def test_a_wrong_method_says_so(client: Client) -> None:
    answer = client.get("/cart/lines")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert client.request("DELETE", "/p/faro-lamp").status_code == 405


def test_a_slash_too_many_leads_to_the_page(client: Client) -> None:
    answer = client.get("/admin/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/admin")


def test_head_says_what_get_would(client: Client) -> None:
    for path in ("/p/faro-lamp", "/cart", "/healthz"):
        for _ in range(2):
            answer = client.request("HEAD", path)
            assert (answer.status_code, answer.content) == (200, b""), path
            assert int(answer.headers["content-length"]) > 0


def test_all_paths_that_were_promised_answer(client: Client) -> None:
    for path in (
        "/",
        "/c/home",
        "/p/faro-lamp",
        "/search?q=lamp",
        "/cart",
        "/returns",
        "/contact",
        "/api/v1/products",
        "/privacy",
        "/terms",
    ):
        assert client.get(path).status_code == 200, path
    for path in ("/checkout", "/account", "/admin"):
        assert client.get(path).status_code == 303, path


def test_the_shops_own_pages_and_theme_are_used(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "about.md").write_text(
        "# About us\n\nWe *make* lamps. [Look](/c/home) <script>x</script>\n\n- one\n- two\n"
    )
    (tmp_path / "pages" / "shipping.md").write_text("# How we ship\n\nBy bicycle.")
    static = tmp_path / "theme" / "static"
    static.mkdir(parents=True)
    (static / "theme.css").write_text("body { color: teal }")
    site = Site(make_shop(tmp_path, use=CONSUMERS), Clock())
    client = site.client()
    about = client.get("/about").text
    assert "<h1>About us</h1>" in about
    assert '<em>make</em> lamps. <a href="/c/home">Look</a> &lt;script&gt;' in about
    assert "By bicycle." in client.get("/shipping").text
    sheet = about.split('href="')
    own = next(part.split('"')[0] for part in sheet if "theme.css" in part)
    answer = client.get(own)
    assert answer.text == "body { color: teal }"
    assert "immutable" in answer.headers["cache-control"]
    site.close()


def test_https_shops_ask_for_https_and_keep_cookies_to_it(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, url="https://shop.example")
    site = Site(make_shop(tmp_path, use=CONSUMERS, settings=settings), Clock())
    answer = site.client().post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert "Secure" in answer.headers["set-cookie"]
    site.close()


def test_a_developer_sees_why_a_price_is_what_it_is(tmp_path: Path) -> None:
    site = Site(make_shop(tmp_path, use=CONSUMERS), Clock(), dev=True)
    assert "Why this price" in site.client().get("/p/faro-lamp").text
    assert "base · list_price · LAMP" in site.client().get("/p/faro-lamp").text
    site.close()


def test_customers_are_not_told_the_inner_rules(client: Client) -> None:
    assert "Why this price" not in client.get("/p/faro-lamp").text


def test_without_plugins_the_shop_shows_and_does_not_sell(tmp_path: Path) -> None:
    site = Site(make_shop(tmp_path, use=()), Clock())
    client = site.client()
    assert client.get("/").status_code == 200
    page = client.get("/p/faro-lamp").text
    assert "No rule of this shop lets you buy as you are now." in page
    assert "Add to cart" not in page
    assert client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"}).status_code == 422
    assert "ecomkit_cart" not in client.cookies
    site.close()


@pytest.mark.parametrize(("command", "state"), [(RetryJob, "waiting"), (DropJob, "dropped")])
def test_a_parked_job_is_seen_to_once(site: Site, command: Any, state: str) -> None:
    values = {
        "id": new_id(), "plugin": "core", "name": "refund", "payload": "{}", "key": "k", "run_at": site.clock(), "state": "parked",
        "attempts": 8, "error": "no answer",
    }  # fmt: skip
    shop = site.shop
    shop.database.write(lambda rows: rows.write(insert(job), **values))
    operation = next(one for one in work.operations() if one.command is command)
    asked = command(job=values["id"])

    def run() -> None:
        shop.database.write(lambda rows: Transaction(shop.core, rows).perform_own(shop.system(), asked, operation))

    run()
    with pytest.raises(Refuse, match="not_parked"):
        run()
    with shop.database.read() as rows:
        assert rows.scalar(select(job.c.state).where(job.c.id == values["id"])) == state


def test_a_database_that_is_away_is_said_to_come_back(site: Site, client: Client, tmp_path: Path) -> None:
    ours = site.shop.database.engine
    site.shop.database.engine = create_engine(f"sqlite:///{tmp_path / 'away' / 'shop.db'}")
    shown = client.get("/cart")
    assert shown.status_code == 503
    assert "Try again in a minute" in shown.text
    site.shop.database.engine.dispose()
    site.shop.database.engine = ours
    assert client.get("/cart").status_code == 200
