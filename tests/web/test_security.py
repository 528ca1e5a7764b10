"""What broke other shops: each class of attack that reaches the web has its test here."""

from __future__ import annotations

import re

import pytest

from ecomkit.domain import Actor, ActorKind, Channel, Context, Orders, RegisterPerson
from tests.web.conftest import ADDRESS, HOST, Client, Site, fill_and_pay, hidden, where

UNSAFE = "cross-site", "same-site"


def bought(client: Client) -> str:
    """The page of an order that this client placed."""
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    return where(fill_and_pay(client))


@pytest.mark.parametrize("site_header", UNSAFE)
def test_a_form_sent_from_another_site_is_refused(client: Client, site_header: str) -> None:
    answer = client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"}, site=site_header)
    assert answer.status_code == 403
    assert "came from another site" in answer.text
    assert "The cart is empty" in client.get("/cart").text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"http://{HOST}.evil.example"])
def test_an_old_browser_is_told_apart_by_origin(client: Client, origin: str) -> None:
    answer = client.request("POST", "/cart/lines", data={"sku": "LAMP"}, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_stranger_opens_no_order_with_a_guessed_or_changed_token(site: Site, client: Client) -> None:
    page = bought(client)
    stranger = site.client()
    assert stranger.get(page).status_code == 200
    token = page.removeprefix("/orders/")
    for wrong in (token.swapcase(), token.upper(), token[:-1], f"{token}x", "null", "%00", f"{token}%00"):
        assert stranger.get(f"/orders/{wrong}").status_code in (400, 404), wrong


def test_a_payment_of_another_order_does_not_open_with_ones_own_token(site: Site, client: Client) -> None:
    mine, theirs = bought(client), bought(site.client())
    other = site.shop.ask(staff_of(site), Orders())
    assert len(other) == 2
    assert client.get(f"{mine}/back/{other[0].id}").status_code == 404
    assert mine != theirs


def staff_of(site: Site) -> Context:
    actor = Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset({"staff.orders"}))
    return site.shop.context(channel=Channel.STAFF, actor=actor)


@pytest.mark.parametrize(
    "path", ["//cart", "/cart//", "/p//faro-lamp", "//evil.example/", "/p/../admin", "/%2e%2e/admin", "/p/faro%2Flamp"]
)
def test_doubled_and_encoded_paths_lead_nowhere(client: Client, path: str) -> None:
    answer = (
        client.request("GET", f"http://{HOST}{path}")
        if not path.startswith("//")
        else client.get(f"http://{HOST}{path}")
    )
    location = answer.headers.get("location", "/")
    assert answer.status_code in (303, 308, 404)
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "quantity", ["-1", "0", "99999999999999999999", "1.5", "１", "٣", "1e3", "0x1", "", "\x00", "NaN", "10000"]
)
def test_quantities_are_whole_and_within_reason(client: Client, quantity: str) -> None:
    answer = client.post("/cart/lines", {"sku": "LAMP", "quantity": quantity})
    assert answer.status_code == 422
    assert "ecomkit_cart" not in client.cookies


def test_prices_totals_and_states_that_a_client_sends_count_for_nothing(client: Client) -> None:
    client.post(
        "/cart/lines", {"sku": "LAMP", "quantity": "1", "price": "1", "amount": "1", "total": "0", "currency": "JPY"}
    )
    extra = {
        "price": "1",
        "total": "0",
        "payable": "1",
        "status": "paid",
        "state": "completed",
        "part_amount": "8899",
        "part": "transfer",
    }
    page = client.get(where(fill_and_pay(client, **extra))).text
    assert "Waiting for payment" in page
    assert "€89.00" in page


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "javascript:alert(1)",
        "\\\\evil",
    ],
)
def test_signing_in_leads_nowhere_else(site: Site, client: Client, to: str) -> None:
    register(client)
    other = site.client()
    answer = other.request("POST", "/account/sign-in", params={"next": to}, data=PERSON)
    location = answer.headers["location"]
    assert answer.status_code == 303
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "x" not in other.cookies


PERSON = {"email": "sam@example.com", "password": "correct horse"}


def register(client: Client) -> None:
    assert where(client.post("/account/register", {"name": "Sam", **PERSON})) == "/account"


def test_a_session_is_new_at_each_sign_in_and_ends_at_sign_out(site: Site, client: Client) -> None:
    register(client)
    first = client.cookies["ecomkit_session"]
    attacker = site.client()
    attacker.cookies.set("ecomkit_session", "chosen-by-the-attacker", domain="127.0.0.1")
    assert where(attacker.post("/account/sign-in", PERSON)) == "/account"
    tokens = {cookie.value for cookie in attacker.cookies.jar if cookie.name == "ecomkit_session"}
    assert "chosen-by-the-attacker" in tokens or len(tokens) == 1
    assert first not in tokens
    client.post("/account/sign-out")
    fresh = site.client()
    fresh.cookies.set("ecomkit_session", first, domain="127.0.0.1")
    assert where(fresh.get("/account")) == "/account/sign-in?next=%2Faccount"


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    answer = client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    for line in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line


def test_a_flash_that_somebody_forged_is_not_shown(client: Client) -> None:
    client.cookies.set(
        "ecomkit_flash", "eyJ0ZXh0Ijp7Im1zZ2lkIjoiQ2FsbCB0aGlzIG51bWJlciJ9fQ.00000000000000000000000000000000"
    )
    page = client.get("/cart")
    assert page.status_code == 200
    assert "Call this number" not in page.text


def test_a_body_that_is_too_large_is_turned_away(client: Client) -> None:
    assert client.post("/cart/lines", {"sku": "L" * 1_100_000}).status_code == 413
    fields = {f"f{n}": "1" for n in range(300)}
    assert client.post("/cart", fields).status_code == 413


def test_names_cannot_break_out_of_the_page(client: Client) -> None:
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    nasty = '"><script>alert(1)</script>{{ 7007 * 7007 }}'
    page = client.get(where(fill_and_pay(client, name=nasty, line1=nasty)))
    assert "<script>alert" not in page.text
    assert "{{ 7007 * 7007 }}" in page.text


def test_a_line_break_in_a_field_becomes_no_header(client: Client) -> None:
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    answer = fill_and_pay(client, name="Ana\r\nBcc: all@example.com", email="a@b.c\r\nBcc:x@y.z")
    assert answer.status_code == 422


def test_an_unknown_address_and_a_wrong_password_read_the_same(site: Site, client: Client) -> None:
    register(client)
    other = site.client()
    wrong = other.post("/account/sign-in", PERSON | {"password": "wrong password"})
    nobody = other.post("/account/sign-in", {"email": "nobody@example.com", "password": "wrong password"})
    assert wrong.status_code == nobody.status_code == 422
    strip = re.compile(r"sam@example\.com|nobody@example\.com")
    assert strip.sub("", wrong.text) == strip.sub("", nobody.text)


def test_guessing_passwords_is_slowed_down(site: Site, client: Client) -> None:
    register(client)
    other = site.client()
    codes = [other.post("/account/sign-in", PERSON | {"password": f"guess {n}"}).status_code for n in range(11)]
    assert codes[:10] == [422] * 10
    assert codes[10] == 429
    site.clock.forward(minutes=16)
    assert where(other.post("/account/sign-in", PERSON)) == "/account"


def test_an_identity_in_a_header_counts_for_nothing(site: Site, client: Client) -> None:
    outcome = site.shop.run(
        site.shop.system(), RegisterPerson(email="eve@example.com", name="Eve", password="12345678")
    )
    headers = {"x-user": outcome.result, "x-forwarded-user": outcome.result, "authorization": "Bearer x"}  # type: ignore[union-attr]
    assert where(client.get("/account", headers=headers)) == "/account/sign-in?next=%2Faccount"


def test_sort_and_cursor_are_values_not_sql(client: Client) -> None:
    for query in ("sort=name;DROP TABLE product", "after=' OR 1=1--", "sort=price&after=%F0%9F%98%80"):
        assert client.get(f"/c/home?{query}").status_code == 200
    assert client.get("/search?q=%25' OR 1=1--").status_code == 200
    assert client.get("/p/faro-lamp").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/static/x/../../shop.toml", "/media/x/../../shop.db", "/media/x/..%2f..%2fshop.db", "/media/x/%2fetc%2fpasswd"],
)
def test_files_outside_are_not_served(client: Client, path: str) -> None:
    assert client.request("GET", path).status_code == 404


def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/", "/cart", "/nothing", "/static/none", "/healthz", "/admin/sign-in", "/openapi.json"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_checkout_fields_of_nobody_reach_no_other_cart(site: Site, client: Client) -> None:
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    page = client.get("/checkout").text
    stranger = site.client()
    form = ADDRESS | {"shipping": "parcel", "payment": "transfer", "op": "pay", "cart": client.cookies["ecomkit_cart"]}
    answer = stranger.post("/checkout", form | {"key": hidden(page, "key"), "shown": hidden(page, "shown")})
    assert where(answer) == "/cart"
    assert "Faro lamp" in client.get("/cart").text


@pytest.mark.parametrize("path", ["/", "/c/home", "/p/faro-lamp", "/compare", "/search", "/feeds/products.xml"])
def test_an_address_with_very_many_parameters_breaks_nothing(client: Client, path: str) -> None:
    assert client.get(f"{path}?{'&'.join(f'p=thing-{n}' for n in range(90))}").status_code == 200
    assert client.get(f"{path}?{'&'.join(f'f{n}=x' for n in range(90))}").status_code == 200
