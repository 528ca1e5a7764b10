"""Addresses of a shop with several languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.domain.languages import address_in, language_of, split_address

SHOP = ("en", "es", "pt-BR")


@pytest.mark.parametrize(
    ("seen", "language", "path"),
    [
        ("/p/mug", "en", "/p/mug"), ("/es/p/mug", "es", "/p/mug"), ("/es", "es", "/"), ("/pt-BR/cart", "pt-BR", "/cart"),
        ("/essay", "en", "/essay"), ("/en/p/mug", "en", "/en/p/mug"), ("/fr", "en", "/fr"), ("/es/admin", "en", "/es/admin"),
        ("/es/static/1/core.css", "en", "/es/static/1/core.css"), ("/es/", "en", "/es/"), ("/es/es", "es", "/es"),
    ],
)  # fmt: skip
def test_an_address_says_its_language(seen: str, language: str, path: str) -> None:
    assert split_address(SHOP, seen) == (language, path)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/es"), ("/p/mug", "/es/p/mug"), ("/search?q=mug", "/es/search?q=mug"), ("/?a=1", "/es?a=1"), ("/#top", "/es#top"),
        ("#top", "#top"), ("", ""), ("tel:+34", "tel:+34"), ("//b.example", "//b.example"), ("/admin/orders", "/admin/orders"),
        ("/apiary", "/es/apiary"), ("/es/p/mug", "/es/p/mug"), ("/es", "/es"), ("https://a.example/p", "https://a.example/p"),
    ],
)  # fmt: skip
def test_a_link_stays_in_the_language_of_its_page(path: str, shown: str) -> None:
    assert address_in(SHOP, path, "es-ES") == shown
    assert address_in(SHOP, path, "en-GB") == path


def test_a_locale_belongs_to_a_language_of_the_shop() -> None:
    assert [language_of(SHOP, one) for one in ("es-MX", "pt-BR", "pt-PT", "fr-FR", "")] == [
        "es",
        "pt-BR",
        "en",
        "en",
        "en",
    ]


@given(st.from_regex(r"(/[a-z0-9-]{1,8}){1,3}", fullmatch=True), st.sampled_from(SHOP))
def test_what_a_link_says_is_what_the_address_means(path: str, language: str) -> None:
    if split_address(SHOP, path)[0] != SHOP[0] or path.startswith(("/admin", "/api", "/static", "/media")):
        return
    seen = address_in(SHOP, path, language)
    if seen != path:
        assert split_address(SHOP, seen) == (language, path)
