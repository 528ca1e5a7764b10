"""What stands in a page's description."""

from __future__ import annotations

from ecomkit.web.formats import in_short


def test_a_description_is_on_one_line_and_ends_with_a_word() -> None:
    assert in_short("A mug.\n\nIt holds tea.") == "A mug. It holds tea."
    assert in_short("word " * 50, most=12) == "word word…"
    assert in_short("x" * 160) == "x" * 160
