"""A small browser for tests: the shop's real app over ASGI, with cookies and without a network. It needs `ecomkit[testing]`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ecomkit.shop import Shop

if TYPE_CHECKING:
    import httpx2

__all__ = ["Browser"]


class Browser:
    """One visitor: `with Browser(shop) as ana: ana.sign_in(email, password); ana.get("/loyalty")`.

    Redirects are followed. The last page is kept in `page`, its address in `path`.
    """

    def __init__(self, shop: Shop) -> None:
        import httpx2

        from ecomkit.web.app import build_app

        self._home = shop.settings.shop.url
        self._runner = asyncio.Runner()
        transport = httpx2.ASGITransport(app=build_app(shop))
        self._client = httpx2.AsyncClient(transport=transport, base_url=self._home, follow_redirects=True)
        self.page = ""
        self.path = "/"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def get(self, path: str) -> int:
        """Go somewhere; gives the status."""
        return self._asked(self._client.get(path))

    def post(self, path: str, **form: str) -> int:
        """Send a form from a page of the shop; gives the status of where it leads."""
        headers = {"origin": self._home, "sec-fetch-site": "same-origin"}
        return self._asked(self._client.post(path, data=form, headers=headers))

    def sign_in(self, email: str, password: str, *, page: str = "/account/sign-in") -> None:
        """Sign in with a password; `page` is `/admin/sign-in` for who works here."""
        assert self.post(page, email=email, password=password) == 200, self.words()
        assert self.path != page, self.words()

    def words(self) -> str:
        """What the page says, without its markup."""
        body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", self.page)
        return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#34;", '"').replace("&#39;", "'").split())

    def _asked(self, request: Coroutine[Any, Any, httpx2.Response]) -> int:
        answer = self._runner.run(request)
        self.page, self.path = answer.text, answer.url.path
        return int(answer.status_code)
