"""The judged queries: what people mean is among the first three, over a real sample and over the demo catalogue."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.search.judging import Judged, demo_shop, judge, magento_folder, magento_shop, queries

_GOAL = 0.95


def _told(judged: tuple[Judged, ...]) -> str:
    return "; ".join(f"{one.language} {one.query!r}: {one.came[:3]}" for one in judged if not one.success)


def test_there_are_at_least_sixty_queries_in_both_languages() -> None:
    asked = (*queries("demo"), *queries("magento"))
    assert len(asked) >= 60
    assert {one.language for one in asked} == {"en", "es"}


def test_most_judged_queries_have_what_was_meant_among_the_first_three(tmp_path: Path) -> None:
    files = magento_folder()
    if files is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs the real catalogues: set ECOMKIT_DATA")
        pytest.skip("no real catalogues: set ECOMKIT_DATA to the folder that has data/magento")
    shops = (("demo", demo_shop(tmp_path / "demo")), ("magento", magento_shop(tmp_path / "magento", files)))
    judged = tuple(one for name, shop in shops for one in judge(shop, queries(name)))
    for _, shop in shops:
        shop.close()
    assert sum(one.success for one in judged) / len(judged) >= _GOAL, _told(judged)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_demo_catalogue_alone_reaches_the_goal(tmp_path: Path, engine: str, request: pytest.FixtureRequest) -> None:
    own = {} if engine == "sqlite" else {"database": request.getfixturevalue("postgres_url")}
    shop = demo_shop(tmp_path, **own)
    judged = judge(shop, queries("demo"))
    shop.close()
    assert sum(one.success for one in judged) / len(judged) >= _GOAL, _told(judged)
