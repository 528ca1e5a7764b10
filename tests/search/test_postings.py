"""Postings: what a process keeps of the index is what the index says, for whoever asks; many matches come in one order. On both engines."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from ecomkit.domain import (
    AdjustStock,
    Category,
    Done,
    Found,
    IndexProducts,
    Money,
    MoveProduct,
    Product,
    Products,
    SaveCategories,
    SaveProducts,
    Search,
    UnitPrice,
    Variant,
)
from ecomkit.shop import Shop, open_shop
from ecomkit.storage.database import Rows
from ecomkit.storage.search import Hits, Postings, Synonyms, entry, find, index_products, postings
from ecomkit.storage.search.bits import bits_of, both, either, keys_in, span, without
from ecomkit.testing import Clock, make_shop, settings_for

MANY = 300
DRAFTS = range(0, MANY, 10)
WORDS_ALONE = range(11, 19)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    own = {} if request.param == "sqlite" else {"database": request.getfixturevalue("postgres_url")}
    opened = make_shop(tmp_path, use=("b2c",), settings=settings_for(tmp_path, **own), catalogue=False, clock=Clock())
    yield opened
    opened.close()


def product(slug: str, name: str, **given: Any) -> Product:
    price = UnitPrice(money=Money(amount=1000, currency="EUR"))
    return Product(slug=slug, name=name, variants=(Variant(sku=f"A-{slug}", price=price, stock=9),), **given)


def save(shop: Shop, *products: Product) -> None:
    outcome = shop.run(shop.system(), SaveProducts(products=products))
    assert isinstance(outcome, Done), outcome


def found(shop: Shop, words: str) -> Found:
    return shop.ask(shop.system(), Search(words=words))


def as_found(hits: Hits) -> Found:
    return Found(slugs=hits.slugs, many=hits.many, meant=hits.meant, partly=hits.partly)


def stocked(shop: Shop) -> None:
    """Many mugs, some of them drafts; eight things are only described with the word."""
    save(
        shop,
        *(
            product(f"s-{n:03}", f"Thing {n}", description="Next to a mug.") if n in WORDS_ALONE else
            product(f"s-{n:03}", f"Mug {n}", published=n not in DRAFTS) for n in range(MANY)
        ),
    )  # fmt: skip


def test_of_many_matches_each_is_listed_once_and_the_order_stays(shop: Shop) -> None:
    stocked(shop)
    told = found(shop, "mug")
    assert told.many
    assert len(told.slugs) == len(set(told.slugs)) == 240
    assert not {f"s-{n:03}" for n in DRAFTS} & set(told.slugs)
    seen, after = list[str](), None
    while True:
        page = shop.ask(shop.system(), Products(slugs=found(shop, "mug").slugs, sort="relevance", after=after))
        seen += [card.slug for card in page.cards]
        if (after := page.after) is None:
            break
    assert tuple(seen) == told.slugs


def test_the_first_are_called_so_what_follows_goes_by_what_sells_and_a_few_are_all_there(shop: Shop) -> None:
    stocked(shop)
    slugs = found(shop, "mug").slugs
    alone = [f"s-{n:03}" for n in WORDS_ALONE]
    assert not set(alone) & set(slugs[:48])
    with shop.database.read() as rows:
        by_key = [row.product for row in rows.all(select(entry.c.product).order_by(entry.c.id))]
    following = slugs[48:]
    assert list(following) == [slug for slug in by_key if slug in set(following)]
    few = found(shop, "thing")
    assert set(few.slugs) == set(alone)
    assert not few.many


def test_which_are_called_so_is_the_same_whether_the_engine_says_it_or_the_entries(shop: Shop) -> None:
    chance = random.Random(3)
    names = [" ".join(chance.choices(("Wide", "Mug", "Cup", "Lamp", "A-s-7"), k=3)) for _ in range(200)]
    save(
        shop,
        *(product(f"s-{n}", name, description=chance.choice(("Mug", "Lamp wide"))) for n, name in enumerate(names)),
    )
    synonyms = Synonyms({"en": (("mug", "cup"), ("lamp", "wide mug"))})
    often = Postings()
    with shop.database.read() as rows:
        for words in ("mug", "wide mug", "lam", "a-s-7", "cup wi", "lamp"):
            all_of, few, *asked_often = (
                find(rows, words, "en", shop.clock(), postings=kept, synonyms=synonyms, most=most)
                for kept, most in ((Postings(), 240), (Postings(), 50), *((often, most) for most in range(44, 54)))
            )
            assert len(all_of.slugs) > 53, words
            assert few.slugs == all_of.slugs[:50], words
            assert all(one.slugs == all_of.slugs[: len(one.slugs)] and one.many for one in asked_often), words


def test_drafts_do_not_hide_what_stands_behind_them(shop: Shop) -> None:
    save(shop, *(product(f"s-{n:03}", "Mug", published=n >= 100) for n in range(103)))
    with shop.database.read() as rows:
        told = find(rows, "mug", "en", shop.clock(), postings=Postings(), most=2)
    assert (told.slugs, told.many) == (("s-100", "s-101"), True)


def test_what_begins_later_is_found_from_then_on(shop: Shop) -> None:
    clock = shop.clock
    assert isinstance(clock, Clock)
    save(shop, product("kettle", "Kettle", publish_at=clock() + timedelta(days=1)))
    assert found(shop, "kettle").slugs == ()
    clock.forward(days=2)
    assert found(shop, "kettle").slugs == ("kettle",)


def test_what_another_process_writes_is_found_by_the_next_search(shop: Shop) -> None:
    save(shop, product("mug", "Mug"))
    other = open_shop(shop.settings, folder=shop.folder, plugins=("b2c",), clock=shop.clock)
    assert found(other, "mug").slugs == found(shop, "mug").slugs == ("mug",)
    save(shop, product("cup", "Mug for tea"))
    assert found(other, "mug").slugs == found(shop, "mug").slugs == ("mug", "cup")
    save(other, product("mug", "Beaker"))
    assert found(other, "mug").slugs == found(shop, "mug").slugs == ("cup",)
    other.close()


def change(shop: Shop, chance: random.Random, step: int) -> None:
    """Change one of a few products in some way, or many at once."""
    slug, other = f"p-{chance.randrange(12)}", f"p-{chance.randrange(12)}"
    words = " ".join(chance.sample(("wide", "mug", "lamp", "bowl", "steel"), k=3))
    made = product(slug, words.capitalize(), description=chance.choice(("", "Next to a mug.")), categories=("home",))
    begins = chance.choice((None, NEW_YEAR, NEW_YEAR + timedelta(days=3650)))
    command: Any = chance.choice([
        SaveProducts(products=(made,)), SaveProducts(products=(made.model_copy(update={"published": False}),)),
        SaveProducts(products=(made.model_copy(update={"publish_at": begins}),)), MoveProduct(slug=slug, to=other),
        AdjustStock(sku=f"A-{slug}", change=chance.choice((-9, 9)), reason="counted"),
        SaveCategories(categories=(Category(slug="home", name=f"Home {chance.choice(('steel', 'bowl'))}"),)),
        SaveProducts(products=tuple(product(f"many-{n}", f"Mug {step} {n}") for n in range(60))), IndexProducts(after=""), None,
    ])  # fmt: skip
    if command is None:
        sold = {slug: chance.randrange(9)}
        shop.database.write(lambda rows: index_products(rows, [slug], shop.settings.shop.languages, sold))
    else:
        shop.run(shop.system(), command)


@pytest.mark.parametrize("most", [500, 5])
def test_what_a_process_knows_is_what_the_index_says_whatever_was_changed_by_whom(
    shop: Shop, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "_MOST_CHANGED", most)
    monkeypatch.setattr(postings, "_OVERLAP", 0)  # nothing is asked twice by chance
    save(shop, product("mug", "Mug"))
    other = open_shop(shop.settings, folder=shop.folder, plugins=("b2c",), clock=shop.clock)
    chance = random.Random(most)
    for step in range(60):
        change(chance.choice((shop, other)), chance, step)
        for words in chance.sample(
            ("mug", "wide mug", "bowl", "home", "steel la", "mugg", "a-p-3", "lamp bowl wide"), k=3
        ):
            with shop.database.read() as rows:
                told = find(rows, words, "en", shop.clock(), postings=Postings())
            assert found(shop, words) == found(other, words) == as_found(told), (step, words)
    other.close()


def test_who_began_before_a_change_goes_on_with_what_was(shop: Shop) -> None:
    save(shop, product("mug", "Mug"))
    kept = Postings()

    def slugs(rows: Rows) -> tuple[str, ...]:
        return find(rows, "mug", "en", shop.clock(), postings=kept).slugs

    with shop.database.read() as before, shop.database.read() as between:
        assert slugs(before) == ("mug",)
        between.all(select(entry.c.id))
        save(shop, product("cup", "Mug for tea"))
        with shop.database.read() as after:
            assert slugs(after) == ("mug", "cup")
        assert slugs(before) == slugs(between) == ("mug",)
    with shop.database.read() as after:
        assert slugs(after) == ("mug", "cup")


def test_a_change_makes_no_word_be_read_whole_again(shop: Shop) -> None:
    stocked(shop)
    kept, asked = Postings(), list[str]()

    def ask() -> set[str]:
        with shop.database.read() as rows:
            return set(find(rows, "thing", "en", shop.clock(), postings=kept).slugs)

    for time in range(postings._OFTEN):
        ask()
        save(shop, product("beaker", f"Beaker {time}"))
    before = ask()
    event.listen(shop.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    save(shop, product("s-012", "Beaker"), product("s-020", "Thing"))
    asked.clear()
    assert ask() == before - {"s-012"} | {"s-020"}
    words = [one for one in asked if "MATCH" in one or "search_lexemes" in one]
    assert words
    assert all("json_each" in one or "string_to_array" in one for one in words)


def test_the_same_question_is_answered_from_what_was_found_until_something_changes(shop: Shop) -> None:
    stocked(shop)
    kept, asked = Postings(), list[str]()
    event.listen(shop.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def ask(synonyms: Synonyms) -> tuple[str, ...]:
        asked.clear()
        with shop.database.read() as rows:
            return find(rows, "thing", "en", shop.clock(), postings=kept, synonyms=synonyms).slugs

    plain, other = Synonyms(), Synonyms({"en": (("thing", "beaker"),)})
    first = ask(plain)
    assert (ask(plain), len(asked)) == (first, 1)
    save(shop, product("beaker", "Beaker"))
    assert "beaker" not in ask(plain)
    assert len(asked) > 1
    assert "beaker" in ask(other)


def test_what_is_rolled_back_was_never_found(shop: Shop) -> None:
    save(shop, product("mug", "Mug"))
    kept = Postings()

    def slugs(rows: Rows) -> tuple[str, ...]:
        return find(rows, "beaker", "en", shop.clock(), postings=kept).slugs

    def change(rows: Rows) -> None:
        from ecomkit.storage.catalogue import save_product

        save_product(rows, product("mug", "Beaker"), shop.clock())
        index_products(rows, ["mug"], ["en"])
        assert slugs(rows) == ("mug",)
        raise ZeroDivisionError

    with shop.database.read() as rows:
        assert slugs(rows) == ()
    with pytest.raises(ZeroDivisionError):
        shop.database.write(change)
    with shop.database.read() as rows:
        assert slugs(rows) == ()


def test_with_room_for_nothing_the_answers_are_the_same(shop: Shop) -> None:
    save(shop, product("mug", "Wide mug"), product("bowl", "Wide bowl"))
    for room in (0, 700, 1 << 20):
        kept = Postings(room)
        for _ in range(2):
            with shop.database.read() as rows:
                hits = [
                    find(rows, words, "en", shop.clock(), postings=kept).slugs for words in ("wide mug", "bowl wide")
                ]
            assert hits == [("mug",), ("bowl",)]


def test_bits_say_what_sets_say() -> None:
    one, other = {0: 0b1011, 15: 1 << 9000 | 1}, {15: 1 << 9000, 3: 0b10}
    low = span("en")[0]

    def keys(*places: tuple[int, int]) -> list[int]:
        return [low + (rank << 44) + at for rank, at in places]

    assert list(keys_in(one, "en")) == keys((0, 0), (0, 1), (0, 3), (15, 0), (15, 9000))
    assert list(keys_in(both(one, other), "en")) == keys((15, 9000))
    assert list(keys_in(without(one, other), "en")) == keys((0, 0), (0, 1), (0, 3), (15, 0))
    assert without(one, one) == {}
    assert bits_of([9000 + (15 << 44), 3, 15 << 44, 0, 1]) == one
    assert list(keys_in(either(one, other), "en")) == keys((0, 0), (0, 1), (0, 3), (3, 1), (15, 0), (15, 9000))
