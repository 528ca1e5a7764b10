"""Forms of a word meet in one stem, and different words stay apart."""

from __future__ import annotations

import pytest

from ecomkit.storage.search.stems import stem
from ecomkit.storage.search.tokens import folded

SAME = {
    "es": (
        "camiseta camisetas", "taza tazas", "lámpara lámparas", "rojo roja rojos rojas", "luz luces", "reloj relojes", "azul azules",
        "pantalón pantalones", "verde verdes", "sofá sofás", "jarrón jarrones", "lápiz lápices", "gris grises", "café cafés",
    ),
    "en": (
        "mug mugs", "bottle bottles", "box boxes", "hoodie hoodies", "battery batteries", "glass glasses", "watch watches",
        "hike hiking", "run running", "knife knives", "woman women", "insulate insulated", "shelf shelves", "brush brushes",
    ),
}  # fmt: skip
APART = {
    "es": ("taza tarta", "mesa masa", "vaso vela"),
    "en": ("ring run", "mug mud", "glass gas", "bed bee", "string star"),
}


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, all_of in SAME.items() for words in all_of])
def test_forms_of_a_word_have_one_stem(language: str, words: str) -> None:
    assert len({stem(language, folded(word)) for word in words.split()}) == 1


@pytest.mark.parametrize(("language", "words"), [(one, words) for one, all_of in APART.items() for words in all_of])
def test_different_words_have_different_stems(language: str, words: str) -> None:
    assert len({stem(language, folded(word)) for word in words.split()}) == 2


def test_codes_numbers_and_other_languages_stay_as_they_are() -> None:
    assert [stem("en", "mh01s"), stem("en", "1.5l"), stem("fi", "kirjas")] == ["mh01s", "1.5l", "kirjas"]
