"""Business objects in the back office: their states are words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import insert

from ecomkit.sdk import BusinessObject, MetaData, Plugin, Table, hookimpl, key, name, text
from ecomkit.testing import Clock, make_shop
from tests.web.admin.conftest import at_work, employ
from tests.web.conftest import Client, Site

_metadata = MetaData()
LOANS = Table("loans_loan", _metadata, key("key", primary_key=True), name("title"), name("state", 20))


class Loans(Plugin):
    """Things that are lent."""

    name = "loans"
    hook_api = 1

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        return [LOANS]

    @hookimpl
    def register_objects(self) -> Sequence[BusinessObject]:
        columns = (("title", text("Title")), ("state", text("State")))
        states = {"in_house": frozenset({"lent_out"})}
        return [
            BusinessObject(
                key="loans", title=text("Loans"), table=LOANS, columns=columns, permission="staff.loans", states=states
            )
        ]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    opened = Site(make_shop(tmp_path, use=("b2c", "rates", "transfer", Loans), clock=clock), clock)
    _metadata.create_all(opened.shop.database.engine)
    yield opened
    opened.close()


def test_a_state_is_a_word_and_a_title_stays_as_it_is(site: Site, clerk: Client) -> None:
    rows = (("1", "lent_out", "lent_out"), ("2", "emma", "in_house"), ("3", "emma", "odd_state"))
    with site.shop.database.engine.begin() as connection:
        for number, title, state in rows:
            connection.execute(insert(LOANS).values(key=number, title=title, state=state))
    shown = clerk.get("/admin/o/loans").text
    assert '<th scope="row">lent_out</th><td data-label="State">Lent out</td>' in shown
    assert '<th scope="row">emma</th><td data-label="State">In house</td>' in shown
    assert "odd_state" in shown


def test_forms_of_one_page_have_ids_of_their_own_and_the_refused_one_is_found(tmp_path: Path) -> None:
    clock = Clock()
    opened = Site(make_shop(tmp_path, use=("b2c", "rates", "transfer", "promotions"), clock=clock), clock)
    employ(opened.shop)
    clerk = at_work(opened)
    page = clerk.get("/admin/x/promotions").text
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count('name="promotion"') > 1
    last = re.findall(r'action="(/admin/x/promotions/[^"]+)"', page)[-1]
    refused = clerk.post(last, {}).text
    for anchor in re.findall(r'<li><a href="#([^"]+)">', refused):
        assert refused.count(f' id="{anchor}"') == 1
    opened.close()


def test_what_a_command_refuses_comes_back_with_what_was_typed(tmp_path: Path) -> None:
    clock = Clock()
    opened = Site(make_shop(tmp_path, use=("b2c", "rates", "transfer", "promotions"), clock=clock), clock)
    employ(opened.shop)
    answer = at_work(opened).post("/admin/x/promotions/end_promotion", {"promotion": "no-such"})
    assert answer.status_code == 422
    assert answer.text.count("There is no such promotion, or it has ended.") == 2, "above the page and beside the field"
    assert 'value="no-such"' in answer.text
    opened.close()
