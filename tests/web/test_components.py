"""The gallery of components: in the development server alone, with every component in its states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ecomkit.testing import Clock, make_shop
from ecomkit.web.gallery import PATH, parts
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site

COMPONENTS = Path(__file__).parents[2] / "ecomkit/web/templates/components"
OF_THE_FRAME = {"header.html", "footer.html", "crumbs.html", "slot.html", "section.html", "screen.html", "detail.html"}
"""They surround pages or put others together, and are seen on every page."""
WITHIN = {"icon.html", "picture.html", "form.html"}
"""They are parts of what is shown."""


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Client]:
    clock = Clock()
    opened = Site(make_shop(tmp_path, use=CONSUMERS, clock=clock), clock, dev=True)
    yield opened.client()
    opened.close()


class Tags(HTMLParser):
    """The ids of a page, and the tags left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]


def test_every_component_is_there_in_its_states(at_work: Client) -> None:
    answer = at_work.get(PATH)
    assert answer.status_code == 200
    for part in parts():
        assert f'<h2 id="part-{part.key}">{part.title}</h2>' in answer.text
        section = answer.text.partition(f'id="part-{part.key}"')[2].partition('</section>\n<section class="band')[0]
        assert len(re.findall(r"<div>\s*<\w", section)) >= len(part.states), part.title
    assert {Path(part.file).name for part in parts()} | OF_THE_FRAME | WITHIN == {
        path.name for path in COMPONENTS.glob("*.html")
    }


def test_its_ids_are_told_apart(at_work: Client) -> None:
    ids = Tags(at_work.get(PATH).text).ids
    assert len(ids) == len(set(ids))


def test_no_shop_that_sells_has_it(client: Client) -> None:
    assert client.get(PATH).status_code == 404
