"""Parts that are shown again, as they were made for an equal value."""

from __future__ import annotations

from dataclasses import dataclass, field

from jinja2 import Environment
from markupsafe import Markup

from ecomkit.web.parts import keeping, made_again


@dataclass(frozen=True)
class Shown:
    words: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loose:
    tags: list[str] = field(default_factory=list)


class Macro:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, value: object) -> Markup:
        self.asked += 1
        return Markup("<p>{}</p>").format(value)


def test_what_an_equal_value_made_is_shown_again_and_another_value_is_not() -> None:
    macro, kept = Macro(), keeping()
    assert kept(macro, Shown("a")) == kept(macro, Shown("a"))
    assert macro.asked == 1
    assert kept(macro, Shown("b")) != kept(macro, Shown("a"))
    assert macro.asked == 2


def test_two_parts_of_one_value_are_two() -> None:
    one, other, kept = Macro(), Macro(), keeping()
    kept(one, Shown("a"))
    kept(other, Shown("a"))
    assert (one.asked, other.asked) == (1, 1)


def test_what_a_part_depends_on_decides_where_the_value_changes_more() -> None:
    macro, kept = Macro(), keeping()
    first = kept(macro, "a page", ("footer", 1))
    assert kept(macro, "another page", ("footer", 1)) == first
    assert kept(macro, "another page", ("footer", 2)) != first


def test_what_has_no_hash_is_made_each_time() -> None:
    macro, kept = Macro(), keeping()
    kept(macro, Loose(["a"]))
    kept(macro, Loose(["a"]))
    assert macro.asked == 2


def test_it_does_not_grow_without_end() -> None:
    macro, kept = Macro(), keeping(most=2)
    for words in "abcab":
        kept(macro, Shown(words))
    assert macro.asked == 5
    kept(macro, Shown("b"))
    assert macro.asked == 5


def test_a_template_reads_its_model_and_stays_markup() -> None:
    template = Environment(autoescape=True).from_string("<b>{{ model.words }}</b>")
    kept = keeping()
    assert kept(template, Shown("<i>")) == made_again(template, Shown("<i>")) == Markup("<b>&lt;i&gt;</b>")
