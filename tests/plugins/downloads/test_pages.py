"""Files on pages, without any script: bought, fetched in pieces, listed in the account, and sent in by staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from ecomkit.domain import MarkPaid, OrderByToken
from ecomkit.plugins.downloads import api
from ecomkit.testing import Clock, Till, findings, run_jobs, signed_in, staff
from tests.plugins.downloads.scene import CONTENT, attach, bought, brought, done, file_shop, paid
from tests.web.admin.conftest import at_work, employ
from tests.web.conftest import ADDRESS, Client, Site, hidden, where

WHO = {"email": "ana@example.com", "name": "Ana Ruiz", "country": "ES", "postcode": "28013"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    opened = Site(file_shop(tmp_path, clock=clock, times=2, upload_mb=2), clock)
    yield opened
    assert findings(opened.shop) == ()
    opened.close()


def words(html: str) -> str:
    body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", html)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


def checkout(client: Client, *skus: str, **given: str) -> str:
    """Buy as a guest does; gives the path of the order."""
    for sku in skus:
        client.post("/cart/lines", {"sku": sku, "quantity": "1"})
    page = client.get("/checkout")
    form = WHO | {"payment": "transfer", "op": "pay"} | given
    form |= {"key": hidden(page.text, "key"), "shown": hidden(page.text, "shown")}
    return where(client.post("/checkout", form))


def begin(client: Client, page: str) -> str:
    """Press the button of the first file; gives where it leads."""
    html = client.get(page).text
    form = {"form": hidden(html, "form"), "download": hidden(html, "download")}
    return where(client.post(page.replace("/orders/", "/downloads/"), form))


def test_the_checkout_of_a_file_asks_neither_street_nor_way_of_delivery(site: Site) -> None:
    ana = site.client()
    ana.post("/cart/lines", {"sku": "GUIDE", "quantity": "1"})
    page = ana.get("/checkout").text
    for name in ("email", "name", "country", "postcode"):
        assert f'name="{name}"' in page
    for name in ("line1", "city", "phone", "shipping"):
        assert f'name="{name}"' not in page
    assert "days to send it back" not in words(page)
    ana.post("/cart/lines", {"sku": "MUG-BONE", "quantity": "1"})
    mixed = ana.get("/checkout").text
    assert all(f'name="{name}"' in mixed for name in ("line1", "city", "shipping"))
    product = words(site.client().get("/p/guide").text)
    assert "There as soon as it is paid · nothing is sent" in product
    assert "Arrives" not in product


def test_a_guest_buys_a_file_and_fetches_it(site: Site) -> None:
    ana = site.client()
    order = checkout(ana, "GUIDE")
    assert "Your files" not in words(ana.get(order).text), "it is not paid"
    found = site.shop.ask(site.shop.system(), OrderByToken(token=order.rpartition("/")[2]))
    done(site.shop.run(staff(site.shop)(), MarkPaid(payment=found.payments[-1].id)))
    assert "They are being made ready" in words(ana.get(order).text)
    run_jobs(site.shop)
    said = words(ana.get(order).text)
    assert "guide.pdf 10.2 kB · 2 downloads left, until 23 November 2027" in said
    assert "Your details Bought by Ana Ruiz" in said
    assert "Delivered to" not in said
    link = begin(ana, order)
    reply = ana.get(link)
    assert (reply.status_code, reply.content) == (200, CONTENT)
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert "guide.pdf" in reply.headers["content-disposition"]
    assert "no-store" in reply.headers["cache-control"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "1 download left" in words(ana.get(order).text)


def test_a_download_that_broke_off_goes_on_and_counts_once(site: Site) -> None:
    order = checkout(site.client(), "GIFT")
    run_jobs(site.shop)
    stranger = site.client()
    link = begin(stranger, order)
    whole = stranger.get(link)
    tag = whole.headers["etag"]
    part = stranger.get(link, headers={"range": "bytes=1000-1999", "if-range": tag})
    assert (part.status_code, part.content) == (206, CONTENT[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(CONTENT)}"
    assert stranger.request("HEAD", link).status_code == 200
    assert "1 download left" in words(stranger.get(order).text)
    attach(site.shop, "GIFT", "gift.pdf", b"another edition")
    fresh = stranger.get(link, headers={"range": "bytes=1000-1999", "if-range": tag})
    assert (fresh.status_code, fresh.content) == (200, b"another edition"), "nobody glues two editions together"


def test_the_same_button_pressed_twice_counts_once(site: Site) -> None:
    ana = site.client()
    order = checkout(ana, "GIFT")
    run_jobs(site.shop)
    html = ana.get(order).text
    form = {"form": hidden(html, "form"), "download": hidden(html, "download")}
    for _ in range(3):
        assert "/downloads/file/" in where(ana.post(order.replace("/orders/", "/downloads/"), form))
    assert "1 download left" in words(ana.get(order).text)


def test_a_button_kept_for_later_counts_again(site: Site) -> None:
    """Or whoever keeps a page would fetch without end."""
    ana = site.client()
    order = checkout(ana, "GIFT")
    run_jobs(site.shop)
    html = ana.get(order).text
    form = {"form": hidden(html, "form"), "download": hidden(html, "download")}
    press = order.replace("/orders/", "/downloads/")
    assert "/downloads/file/" in where(ana.post(press, form))
    stamp, _, rest = form["form"].partition(".")
    ahead = {**form, "form": f"{int(stamp) + 10**6}.{rest}"}
    assert "/downloads/file/" in where(ana.post(press, ahead)), "a moment that is not yet counts as none"
    assert where(ana.post(press, ahead)) == order, "both are taken"
    site.clock.forward(hours=13)
    assert where(ana.post(press, form)) == order


def test_the_last_one_is_the_last_and_the_page_says_so(site: Site) -> None:
    ana = site.client()
    order = checkout(ana, "GIFT")
    run_jobs(site.shop)
    begin(ana, order)
    html = ana.get(order).text
    begin(ana, order)
    form = {"form": hidden(html, "form"), "download": hidden(html, "download")}
    answer = ana.post(order.replace("/orders/", "/downloads/"), form)
    assert where(answer) == order
    assert "as often as it could be" in words(ana.get(order).text)
    assert '<button class="button" aria-label="Download' not in ana.get(order).text


def test_an_address_opens_a_file_for_hours_and_not_when_it_was_taken_back(site: Site) -> None:
    ana = site.client()
    orders = [checkout(ana, "GIFT") for _ in range(2)]
    run_jobs(site.shop)
    links = [begin(ana, order) for order in orders]
    number = site.shop.ask(site.shop.system(), OrderByToken(token=orders[0].rpartition("/")[2])).number
    done(site.shop.run(staff(site.shop)(), api.RevokeDownloads(order=number, reason="by mistake")))
    assert [ana.get(link).status_code for link in links] == [404, 200]
    site.clock.forward(hours=13)
    assert ana.get(links[1]).status_code == 404
    key, end, signature = links[1].rpartition("/")[2].split(".")
    for forged in (f"{key}.{int(end) + 99_999}.{signature}", f"{key}.{end}.", f"{key}", "..", "ä.1.ä"):
        assert ana.get(f"/downloads/file/{forged}").status_code == 404
    assert ana.get("/downloads/nonsense").status_code == 404
    assert ana.post("/downloads/nonsense", {"download": key}).status_code == 404
    token = orders[1].rpartition("/")[2]
    assert where(ana.get(f"/downloads/{token}")) == orders[1]


def test_another_site_s_form_takes_nothing(site: Site) -> None:
    ana = site.client()
    order = checkout(ana, "GIFT")
    run_jobs(site.shop)
    html = ana.get(order).text
    form = {"form": hidden(html, "form"), "download": hidden(html, "download")}
    assert ana.post(order.replace("/orders/", "/downloads/"), form, site="cross-site").status_code == 403
    assert "2 downloads left" in words(ana.get(order).text)


def test_the_account_lists_the_files_of_its_own_orders(site: Site) -> None:
    ana, ben = (signed_in(site.shop, name) for name in ("Ana Ruiz", "Ben Ortiz"))
    order = paid(site.shop, bought(ana, "GUIDE"))
    for till, there in ((ana, True), (ben, False)):
        client = site.client()
        email = "ana@example.com" if till is ana else "ben@example.com"
        client.post("/account/sign-in", {"email": email, "password": "correct-horse-1"})
        assert "/account/downloads" in client.get("/account").text
        page = client.get("/account/downloads")
        assert page.status_code == 200
        assert (f"/orders/{order.token}" in page.text) is there
        assert ("No files yet" in words(page.text)) is not there
    assert where(site.client().get("/account/downloads")).startswith("/account/sign-in")
    assert brought(site.shop, order)[0].live


def test_staff_send_a_file_in_and_replace_it(site: Site) -> None:
    employ(site.shop)
    clerk = at_work(site)
    page = clerk.get("/admin/downloads/new")
    assert 'type="file"' in page.text
    assert 'enctype="multipart/form-data"' in page.text
    two = {"file": ("C:\\Ana\\Guía 2.pdf", b"second book", "application/pdf")}
    assert where(clerk.post("/admin/downloads/new", {"sku": "GUIDE"}, files=two)) == "/admin/x/download-files"
    listed = words(clerk.get("/admin/x/download-files").text)
    assert "Guía 2.pdf" in listed
    assert "Ana" not in listed.replace("Guía 2.pdf", "").replace("Clara", "")
    order = paid(site.shop, bought(Till.for_guest(site.shop), "GUIDE"))
    assert [one.name for one in brought(site.shop, order)] == ["Guía 2.pdf", "guide.pdf"]
    assert order.number in words(clerk.get("/admin/x/downloads").text)
    assert "GUIDE no limit" in words(clerk.get("/admin/stock?q=guide").text)
    for sku, files, wanted in (
        ("NONE", two, "There is no SKU NONE"), ("GUIDE", {}, "Choose a file"), ("", two, "Enter the number of an article"),
        ("GUIDE", {"file": ("empty.pdf", b"", "application/pdf")}, "This file is empty"),
    ):  # fmt: skip
        refused = clerk.post("/admin/downloads/new", {"sku": sku}, files=files)
        assert refused.status_code == 422, sku
        assert wanted in words(refused.text)
    home = Path(site.shop.settings.plugins["downloads"]["folder"]) / "incoming"
    assert [one.name for one in home.glob("upload-*")] == []


def test_files_are_read_of_who_may_send_them_and_up_to_a_limit(site: Site) -> None:
    large = {"file": ("large.bin", b"x" * 3_100_000, "application/octet-stream")}
    middle = {"file": ("middle.bin", b"x" * 1_500_000, "application/octet-stream")}
    guest = site.client()
    assert where(guest.post("/admin/downloads/new", {"sku": "GUIDE"}, files=large)).startswith("/admin/sign-in")
    employ(site.shop)
    clerk = at_work(site)
    assert clerk.post("/admin/downloads/new", {"sku": "GUIDE"}, files=large).status_code == 413
    assert clerk.post("/admin/downloads/new", {"sku": "GUIDE"}, files=middle, site="cross-site").status_code == 403
    assert where(clerk.post("/admin/downloads/new", {"sku": "GUIDE"}, files=middle)) == "/admin/x/download-files"
    assert guest.post("/cart/lines", {"sku": "GUIDE", "quantity": "1"}, files=middle).status_code == 413


def test_a_mixed_order_is_delivered_and_brings_its_file(site: Site) -> None:
    ana = site.client()
    order = checkout(ana, "GIFT", "MUG-BONE", **(ADDRESS | {"shipping": "parcel"}))
    found = site.shop.ask(site.shop.system(), OrderByToken(token=order.rpartition("/")[2]))
    paid(site.shop, found)
    said = words(ana.get(order).text)
    assert "Delivered to" in said
    assert "Arrives by" in said
    assert "gift.pdf" in said
