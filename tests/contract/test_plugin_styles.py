"""A plugin's style sheet is loaded on each page, so it may not restyle what the shop's own sheets define."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ecomkit

ROOT = Path(ecomkit.__file__).parent
SHEETS = sorted((ROOT / "plugins").glob("*/static/*.css"))


def classes(sheet: Path) -> set[str]:
    """The classes that its selectors name."""
    selectors = re.findall(r"[^{};]+(?=\{)", re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL))
    return {found for selector in selectors for found in re.findall(r"\.([a-z][\w-]*)", selector)}


def test_there_are_sheets_to_compare() -> None:
    assert SHEETS
    assert "sum" in classes(ROOT / "web" / "static" / "checkout.css")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_plugin_names_its_own_classes(sheet: Path) -> None:
    own = {found for ours in (ROOT / "web" / "static").glob("*.css") for found in classes(ours)}
    assert classes(sheet) & own == set()
