"""Every page renders, in every state, safely, in one language at a time, and within its budget."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from ecomkit.hooks.forms import Field, Form
from ecomkit.web.models.catalogue import Sort
from ecomkit.web.models.checkout import ChoiceGroup
from ecomkit.web.models.people import TextPage
from ecomkit.web.models.product import Axis, ProductPage
from tests.web.gallery import STATIC, TEMPLATES, environment, render
from tests.web.samples import ADMIN_PAGES, FRAME, PAGES, PRIVATE_FRAME

EVERY: dict[str, tuple[Any, Any]] = {**PAGES, **ADMIN_PAGES}
SOURCES = sorted(TEMPLATES.rglob("*.html"))
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "path", "use", "circle"}
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&{{ 7*7 }}"


class Page(HTMLParser):
    """What a test wants to know of a page: its elements, whether they close in order, and its visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.misplaced: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.misplaced.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1:] != ["script"]:
            self.text.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def ids(self) -> list[str]:
        return [attributes["id"] for _name, attributes in self.elements if "id" in attributes]


@pytest.fixture(scope="module")
def rendered() -> dict[str, str]:
    jinja = environment()
    return {name: render(frame, page, jinja) for name, (frame, page) in EVERY.items()}


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_page_is_well_formed_and_can_be_walked_by_a_screen_reader(rendered: dict[str, str], name: str) -> None:
    page = Page(rendered[name])
    assert (page.misplaced, page.open) == ([], [])
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.all("html")[0]["lang"] == "en"
    ids = page.ids()
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    labelled = {label["for"] for label in page.all("label") if "for" in label}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            if control.get("type") == "hidden" or "aria-label" in control:
                continue
            assert control.get("id") in labelled or control.get("type") in {"radio", "checkbox"}, control
    for _tag, attributes in page.elements:
        for reference in (attributes.get("aria-describedby", "") + " " + attributes.get("aria-labelledby", "")).split():
            assert reference in ids
    assert all("alt" in image and image["width"] and image["height"] for image in page.all("img"))


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_page_has_one_accent_at_most_and_obeys_the_content_policy(rendered: dict[str, str], name: str) -> None:
    page = Page(rendered[name])
    accents = [
        attributes
        for _tag, attributes in page.elements
        if {"button", "main"} <= set(attributes.get("class", "").split())
    ]
    assert len(accents) <= 1, accents
    assert page.all("style") == []
    assert all(script.get("type") == "application/ld+json" or "src" in script for script in page.all("script"))
    for tag, attributes in page.elements:
        assert "style" not in attributes
        assert not [attribute for attribute in attributes if attribute.startswith("on")], tag


def swapped(value: Any, text: str = HOSTILE) -> Any:
    """The same model with every text replaced, by default by an attack; enums, numbers, names and own markup stay."""
    if isinstance(value, str) and type(value) is str:
        return text if value else value
    if isinstance(value, tuple):
        return tuple(swapped(one, text) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        keep = {"json_ld", "slots"}
        if isinstance(value, (Field, Form, ChoiceGroup, Axis, Sort)):
            keep |= {"name", "kind", "width", "method"}
        names = [one.name for one in fields(value) if one.name not in keep]
        return replace(value, **{name: swapped(getattr(value, name), text) for name in names})
    return value


@pytest.mark.parametrize("name", sorted(EVERY))
def test_no_text_of_a_model_can_become_markup(name: str) -> None:
    frame, page = EVERY[name]
    jinja = environment()
    html = render(swapped(frame), swapped(page), jinja)
    calm = Page(render(frame, page, jinja))
    tried = Page(html)
    assert len(tried.all("script")) == len(calm.all("script"))
    assert not [one for one in tried.all("img") if "onerror" in one]
    assert "<script>alert" not in html
    assert (tried.misplaced, tried.open) == ([], [])


def test_an_error_comes_first_in_the_title_and_above_the_heading_and_leads_to_its_field() -> None:
    refused = [name for name, (_frame, page) in EVERY.items() if getattr(page, "problems", ())]
    assert {"sign_in", "form", "checkout_errors", "cart_error", "product_sizes"} <= set(refused)
    for name in refused:
        html = render(*EVERY[name])
        page = Page(html)
        assert "<title>Error: " in html, name
        assert html.index('class="mistakes"') < html.index("<h1")
        targets = [
            link["href"][1:]
            for link in page.all("a")
            if link.get("href", "").startswith("#f-") or link.get("href", "").startswith("#q-")
        ]
        assert targets
        assert set(targets) <= set(page.ids()), name
    form = EVERY["form"][1].form
    assert isinstance(form, Form)
    bad = [one for one in Page(render(*EVERY["form"])).all("input") if one.get("aria-invalid")]
    assert [one["aria-describedby"] for one in bad] == [f"{one['id']}-error" for one in bad]
    assert len(bad) == len(form.problems)


def test_a_shared_page_tells_nothing_about_a_visitor() -> None:
    shared, private = render(FRAME, PAGES["home"][1]), render(PRIVATE_FRAME, PAGES["home"][1])
    for mark in ("Ana", "Buying as", 'class="count"', 'id="notice"'):
        assert mark not in shared
        assert mark in private


def test_linked_data_stays_inside_its_element_and_is_still_the_same_json() -> None:
    page = PAGES["product"][1]
    assert isinstance(page, ProductPage)
    html = render(*PAGES["product"])
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert block is not None
    assert json.loads(block[1]) == json.loads(page.json_ld)


def test_markup_that_a_shop_wrote_itself_is_shown_as_it_is() -> None:
    assert "<p><em>Ours</em></p>" in render(FRAME, TextPage(heading="About", body=Markup("<p><em>Ours</em></p>")))


def test_what_a_plugin_puts_into_a_slot_appears_in_its_place() -> None:
    frame = replace(FRAME, slots={"product.after_buy": (Markup("<p id='wish'>Keep it for later</p>"),)})
    html = render(frame, PAGES["product"][1])
    assert html.index("Add to cart") < html.index("<p id='wish'>") < html.index("About it")


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_word_of_the_templates_passes_gettext(name: str) -> None:
    jinja = environment(mark=lambda text: f"⟦{text}⟧")
    frame, page = EVERY[name]
    read = Page(render(swapped(frame, "7"), swapped(page, "7"), jinja))
    said = ("aria-label", "placeholder", "alt", "title")
    spoken = [attributes[key] for _tag, attributes in read.elements for key in said if key in attributes]
    left = re.sub(r"⟦.*?⟧", "", "\n".join([*read.text, *spoken]), flags=re.S)
    assert re.findall(r"[^\W\d_]{2,}", left) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_template_holds_a_style_or_a_script_of_its_own(path: Path) -> None:
    source = re.sub(r"\{%.*?%\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert re.findall(r"<script(?! type=\"application/ld\+json\"| type=\"module\" src=)", source) == []


def test_css_fits_the_budget_and_names_no_remote_address() -> None:
    def packed(name: str) -> int:
        return len(zlib.compress((STATIC / name).read_bytes(), 9))

    assert packed("core.css") <= 7 * 1024
    assert all(packed(sheet.name) <= 3 * 1024 for sheet in STATIC.glob("*.css") if sheet.name != "core.css")
    assert (STATIC / "figtree.woff2").stat().st_size <= 17 * 1024
    assert (STATIC / "icons.svg").stat().st_size <= 6 * 1024
    assert not [sheet for sheet in STATIC.glob("*.css") if "//" in sheet.read_text(encoding="utf-8")]


def test_every_icon_that_is_used_is_in_the_sprite(rendered: dict[str, str]) -> None:
    drawn = set(re.findall(r'id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    used = {name for html in rendered.values() for name in re.findall(r"icons\.svg#([a-z]+)", html)}
    assert used <= drawn


def luminance(colour: str) -> float:
    full = "".join(digit * 2 for digit in colour) if len(colour) == 3 else colour
    channels = [int(full[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


READ = {
    "bg": ("ink", "ink-2", "ink-3", "accent"),
    "sunken": ("ink", "ink-2", "ink-3"),
    "surface": ("bad", "ink"),
    "accent": ("on-accent",),
    "accent-hover": ("on-accent",),
    "accent-soft": ("on-soft",),
    "ok-soft": ("ok", "ink"),
    "warn-soft": ("warn", "ink"),
    "bad-soft": ("bad", "ink"),
    "info-soft": ("info", "ink"),
}
PAIRS = [
    *((front, back, 4.5) for back, fronts in READ.items() for front in fronts),
    *((edge, back, 3) for edge in ("control", "focus") for back in ("bg", "sunken")),
]


@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_apart(front: str, back: str, least: float, scheme: int) -> None:
    tokens = dict(re.findall(r"--([a-z0-9-]+): light-dark\((.*?)\)", (STATIC / "core.css").read_text(encoding="utf-8")))
    shades = sorted(
        (luminance(tokens[name].split(",")[scheme].strip().lstrip("#")) for name in (front, back)), reverse=True
    )
    ratio = (shades[0] + 0.05) / (shades[1] + 0.05)
    assert ratio >= least, f"{front} on {back} is {ratio:.2f}"
