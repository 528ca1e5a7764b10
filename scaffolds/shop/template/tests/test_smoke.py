"""Quick looks at the running shop: every address that customers and machines count on answers."""

from __future__ import annotations

import urllib.request

import pytest

PATHS = ("/", "/cart", "/contact", "/returns", "/privacy", "/terms", "/shipping", "/about", "/healthz", "/robots.txt", "/sitemap.xml")


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as reply:
        return reply.read().decode()


@pytest.mark.parametrize("path", PATHS)
def test_answers(running: dict[str, str], path: str) -> None:
    assert read(running["url"] + path)


def test_the_home_page_shows_the_greeting(running: dict[str, str]) -> None:
    page = read(running["url"] + "/")
    assert any(greeting in page for greeting in ("Good to see you.", "Qué bien verte."))
