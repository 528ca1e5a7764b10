"""Writes every generated page of the documentation: `python -m tools.docs`."""

from __future__ import annotations

from tools import checks_page, commands_page, gallery_page, hooks_page, names_page, settings_page

PAGES = (hooks_page, settings_page, checks_page, commands_page, names_page, gallery_page)

if __name__ == "__main__":
    for module in PAGES:
        module.PAGE.write_text(module.written(), "utf-8")
