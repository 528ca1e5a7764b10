"""A real shop behind its real app, and a browser of sorts to ask it with."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Iterator
from html import unescape
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
import pytest

from ecomkit.shop import Shop
from ecomkit.testing import Clock, make_shop
from ecomkit.web.app import WebApp, build_app
from tests.shops import CONSUMERS

T = TypeVar("T")
HOST = "127.0.0.1:8000"


class Client:
    """Asks an app as a browser does: keeps cookies by path, says where a form was sent from, follows nothing by itself."""

    def __init__(self, app: WebApp, loop: asyncio.AbstractEventLoop) -> None:
        self.app = app
        self._loop = loop
        self._http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app, raise_app_exceptions=False), base_url=f"http://{HOST}"
        )

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    def get(self, path: str, **given: Any) -> httpx2.Response:
        return self._run(self._http.get(path, **given))

    def follow(self, path: str) -> httpx2.Response:
        return self._run(self._http.get(path, follow_redirects=True))

    def post(
        self, path: str, data: dict[str, str] | None = None, *, site: str = "same-origin", **given: Any
    ) -> httpx2.Response:
        headers = {"sec-fetch-site": site, "origin": f"http://{HOST}"} | given.pop("headers", {})
        return self._run(self._http.post(path, data=data, headers=headers, **given))

    def request(self, method: str, path: str, **given: Any) -> httpx2.Response:
        return self._run(self._http.request(method, path, **given))

    def catch_up(self) -> None:
        """Let the cache follow the change log."""
        self._run(self.app.follow())

    @property
    def cookies(self) -> Any:
        return self._http.cookies

    def close(self) -> None:
        self._run(self._http.aclose())


class Site:
    """A shop with its app; `client()` is another browser each time."""

    def __init__(self, shop: Shop, clock: Clock, *, dev: bool = False) -> None:
        self.shop = shop
        self.clock = clock
        self.app = build_app(shop, dev=dev)
        self._loop = asyncio.new_event_loop()
        self._clients: list[Client] = []

    def client(self) -> Client:
        self._clients.append(Client(self.app, self._loop))
        return self._clients[-1]

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.app.site.lanes.close()
        self._loop.close()
        self.shop.close()


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"', html)
    assert found is not None, f"there is no hidden field {name}"
    return unescape(found[1])


def where(response: httpx2.Response) -> str:
    """The path that a redirect leads to."""
    assert response.status_code == 303, (response.status_code, response.text[:2000])
    parts = urlsplit(response.headers["location"])
    return parts.path + (f"?{parts.query}" if parts.query else "")


ADDRESS = {
    "email": "ana@example.com", "name": "Ana Ruiz", "country": "ES", "line1": "Calle Mayor 1", "postcode": "28013", "city": "Madrid",
    "phone": "",
}  # fmt: skip


def fill_and_pay(client: Client, *, under: str = "", **given: str) -> httpx2.Response:
    """Go through the checkout with what lies in the cart; `under` is the prefix of a language."""
    page = client.get(f"{under}/checkout")
    assert page.status_code == 200, page.text[:2000]
    form = ADDRESS | {"shipping": "parcel", "payment": "transfer", "op": "pay"}
    form |= {"key": hidden(page.text, "key"), "shown": hidden(page.text, "shown")}
    return client.post(f"{under}/checkout", form | given)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    opened = Site(make_shop(tmp_path, use=CONSUMERS, clock=clock), clock)
    yield opened
    opened.close()


@pytest.fixture
def client(site: Site) -> Client:
    return site.client()
