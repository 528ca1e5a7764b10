"""A small browser for tests: the real app, over ASGI, with cookies."""

from __future__ import annotations

import asyncio
import re
from types import TracebackType
from typing import Self

import httpx2

from ecomkit.shop import Shop
from ecomkit.web.app import build_app

__all__ = ["Browser"]

HOME = "http://127.0.0.1:8000"


class Browser:
    """One visitor. Redirects are followed; `text` of the last page is kept in `page`."""

    def __init__(self, shop: Shop) -> None:
        self._runner = asyncio.Runner()
        transport = httpx2.ASGITransport(app=build_app(shop))
        self._client = httpx2.AsyncClient(transport=transport, base_url=HOME, follow_redirects=True)
        self.page = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def get(self, path: str) -> int:
        """Go somewhere; gives the status."""
        answer = self._runner.run(self._client.get(path))
        self.page = answer.text
        return int(answer.status_code)

    def post(self, path: str, **form: str) -> int:
        """Send a form from the shop's own page."""
        headers = {"origin": HOME, "sec-fetch-site": "same-origin"}
        answer = self._runner.run(self._client.post(path, data=form, headers=headers))
        self.page = answer.text
        return int(answer.status_code)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in with a password."""
        assert self.post("/account/sign-in", email=email, password=password) == 200, self.page
        assert self.get("/account") == 200
        assert email in self.page or "sign-out" in self.page, self.page

    def words(self) -> str:
        """What the page says, without its markup."""
        body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", self.page)
        return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#34;", '"').split())
