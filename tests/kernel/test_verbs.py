"""The verb stands in the hook's name."""

from __future__ import annotations

import pytest

from ecomkit.kernel import Verb, verb_of


@pytest.mark.parametrize("verb", list(Verb))
def test_each_verb_is_read_from_its_prefix(verb: Verb) -> None:
    assert verb_of(f"{verb.prefix}_place_order") is verb


@pytest.mark.parametrize("name", ["before_place_order", "check", "check_", "checkplace_order", ""])
def test_a_name_without_a_verb_is_refused_with_the_known_verbs(name: str) -> None:
    with pytest.raises(ValueError, match=r"register_, contribute_, ask_, resolve_, check_, record_, on_"):
        verb_of(name)


def test_the_table_for_the_documentation_has_no_gaps() -> None:
    assert all(verb.called and verb.gives and verb.fails for verb in Verb)
