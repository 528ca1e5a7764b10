"""Each page that a person may open is on the list of those that axe judges (`e2e/test_axe.py`)."""

from __future__ import annotations

from e2e.addresses import EXCEPTIONS, routes
from ecomkit.shop import Shop
from ecomkit.web.app import build_app

PLACES = {"/admin/x/{screen}", "/admin/o/{object}"}
"""One address for many screens: these are counted by their keys."""


def test_every_page_is_on_the_list_or_says_why_not(shop: Shop) -> None:
    app = build_app(shop)
    pages = {one.path for one in app.addresses if "GET" in one.methods} - PLACES
    pages |= {f"/admin/x/{one.key}" for answer in shop.hooks.screens() for one in answer.values}
    pages |= {f"/admin/o/{one.key}" for answer in shop.hooks.objects() for one in answer.values}
    app.site.lanes.close()
    listed = routes()
    assert pages - set(listed) - set(EXCEPTIONS) == set(), "new pages: put them on the list in e2e/addresses.py"
    assert {*listed, *EXCEPTIONS} - pages == set(), "pages that are gone"
    assert len(listed) == len(set(listed))
    assert not set(listed) & set(EXCEPTIONS)
