"""Each duty has a check that a demo shop passes, and that fails on the same pages without what the duty asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ecomkit.audit.check import Evidence, Status
from ecomkit.audit.checks import catalogue, chosen
from ecomkit.audit.checks.law import CHECKS
from ecomkit.audit.evidence import CookieLine, PageEvidence, Stage
from ecomkit.audit.facts import Facts, FormField, Link
from ecomkit.audit.recipe import Recipe
from ecomkit.audit.run import judge
from ecomkit.domain import Duties
from ecomkit.plugins.law_eu import LawEU
from ecomkit.plugins.law_eu.consent import SupplyInput
from ecomkit.plugins.law_mx import LawMX
from ecomkit.settings import Identity
from ecomkit.testing import Browser, Clock, make_shop, settings_for
from tests.audit.samples import a_field, a_page, evidence, facts
from tests.shops import CONSUMERS

IDENTITY = Identity(
    company="Alameda S.L.", address="Calle del Olmo 7, 28012 Madrid", tax_id="NIF B12345674", email="hello@example.com",
    phone="+34 910 000 000",
)  # fmt: skip
Change = Callable[[str], str]


class _Reader(HTMLParser):
    """Reads words, links, buttons and boxes of a page that the shop made."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[Link] = []
        self.buttons: list[str] = []
        self.boxes: list[FormField] = []
        self._open: list[tuple[str, str, int]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style", "head"):
            self._hidden += 1
        if tag in ("a", "button"):
            self._open.append((tag, given.get("href") or "", len(self.words)))
        if tag == "input" and given.get("type") == "checkbox":
            self.boxes.append(
                a_field(
                    type="checkbox",
                    name=given.get("name") or "",
                    label=given.get("name") or "",
                    checked="checked" in given,
                )
            )

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head"):
            self._hidden -= 1
        if tag in ("a", "button") and self._open:
            kind, href, since = self._open.pop()
            said = " ".join("".join(self.words[since:]).split())
            if kind == "a":
                self.links.append(Link(text=said, href=href, region="main", visible=True))
            else:
                self.buttons.append(said)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def read(html: str) -> Facts:
    reader = _Reader()
    reader.feed(html)
    return facts(
        text=" ".join(" ".join(reader.words).split()),
        links=tuple(reader.links),
        buttons=tuple(reader.buttons),
        fields=tuple(reader.boxes),
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Stage, str]]:
    """The pages of a Spanish shop that also sells in Mexico, as a guest gets them; the page about contact stands as LIST."""
    folder = tmp_path_factory.mktemp("law")
    settings = settings_for(folder, countries=("ES", "MX")).model_copy(update={"identity": IDENTITY})
    shop = make_shop(folder, use=(*CONSUMERS, LawEU, LawMX), clock=Clock(), settings=settings)
    found = {}
    with Browser(shop) as guest:
        for stage, path in ((Stage.HOME, "/"), (Stage.LIST, "/contact"), (Stage.PRODUCT, "/p/loma-mug")):
            assert guest.get(path) == 200
            found[stage] = guest.page
        guest.post("/cart/lines", sku="MUG-BONE", quantity="1")
        for stage, path in ((Stage.CART, "/cart"), (Stage.PAYMENT, "/checkout")):
            assert guest.get(path) == 200
            found[stage] = guest.page
        assert {duty.jurisdiction for duty in shop.ask(shop.system(), Duties())} == {"EU", "ES", "MX"}
    yield found
    shop.close()


def seen(pages: dict[Stage, str], change: Change = str, **given: object) -> Evidence:
    return evidence(*(page_of(stage, change(html)) for stage, html in pages.items()), **given)


def page_of(stage: Stage, html: str) -> PageEvidence:
    return a_page(stage, read(html))


def status(name: str, shown: Evidence) -> Status:
    return judge(chosen([name], CHECKS)[0], shown, Recipe(), Clock().now.date()).status


def without(pattern: str, by: str = "") -> Change:
    return lambda html: re.sub(pattern, by, html, flags=re.IGNORECASE | re.DOTALL)


def with_more(html: str) -> Change:
    return lambda page: page.replace("</main>", f"{html}</main>")


LAW = tuple(check.id for check in CHECKS)
BROKEN: dict[str, Change] = {
    "LAW-01": without(r"Order and pay", "Order"),
    "LAW-02": without(r"\btax\w*\b|\bIVA\b", "…"),
    "LAW-03": without(r"deliver\w*|ship\w*|arriv\w*", "…"),
    "LAW-04": without(r"hello@example.com|mailto:"),
    "LAW-05": without(r"Withdraw from contract here", "Returns"),
    "LAW-06": without(r"withdraw\w*", "…"),
    "LAW-07": without(r"guarantee", "…"),
    "LAW-08": without(r"Accessibility", "…"),
    "LAW-10": without(r"Complaints?", "…"),
    "LAW-11": with_more('<a href="https://ec.europa.eu/consumers/odr/">Disputes</a>'),
    "LAW-12": without(r"Buying safely", "…"),
    "LAW-13": without(r"confirm\w*", "…"),
    "LAW-14": with_more('<input type="checkbox" name="newsletter" checked>'),
    "LAW-15": with_more("<p>Instant download</p>"),
    "LAW-20": without(r"tel:|\+34 910 000 000"),
    "LAW-21": without(r"\bpay\w*|transfer|card|cash", "…"),
    "LAW-22": without(r"total", "…"),
}


@pytest.mark.parametrize("name", LAW)
def test_a_demo_shop_passes(pages: dict[Stage, str], name: str) -> None:
    agreed = SupplyInput.model_fields["supply_now"].title
    more = {
        "LAW-15": with_more(f'<p>Instant download</p><input type="checkbox" name="{agreed}">'),
        **dict.fromkeys(("LAW-20", "LAW-21"), with_more("<p>RFC ALA010101AB1</p>")),
    }
    assert status(name, seen(pages, more.get(name, str))) is Status.PASS


@pytest.mark.parametrize("name", BROKEN)
def test_the_same_shop_without_it_fails(pages: dict[Stage, str], name: str) -> None:
    def broken(html: str) -> str:
        return with_more("<p>RFC ALA010101AB1</p>")(BROKEN[name](html))

    assert status(name, seen(pages, broken)) is Status.FAIL


def test_every_check_has_a_control_that_fails() -> None:
    assert set(LAW) == {*BROKEN, "LAW-09"}


def test_a_cookie_that_follows_people_fails(pages: dict[Stage, str]) -> None:
    line = CookieLine(name="_ga", secure=True, http_only=False, same_site="lax", expires=True)
    assert status("LAW-09", seen(pages, cookies=(line,))) is Status.FAIL


def test_no_law_is_judged_where_it_does_not_apply() -> None:
    american = evidence(a_page(seen=facts(text="Buy now for $ 12.00")))
    assert {status(name, american) for name in ("LAW-04", "LAW-05", "LAW-08", "LAW-11", "LAW-20")} == {
        Status.NOT_TESTED
    }


def test_every_duty_names_a_check_that_an_audit_can_run(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, countries=("ES", "MX"))
    shop = make_shop(tmp_path, use=(*CONSUMERS, LawEU, LawMX), settings=settings, catalogue=False)
    named = {duty.check for duty in shop.ask(shop.system(), Duties())}
    assert [name for name in named if [check.id for check in chosen([name], catalogue())] != [name]] == []
    shop.close()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pedir y pagar 12,00 €", Status.PASS),
        ("Comprar ahora", Status.PASS),
        ("Zahlungspflichtig bestellen", Status.PASS),
        ("Confirmar pedido", Status.FAIL),
        ("Finalizar", Status.FAIL),
        ("Weiter", Status.REVIEW),
    ],
)
def test_words_of_order_buttons_are_judged_in_other_languages(words: str, expected: Status) -> None:
    last = a_page(Stage.PAYMENT, facts(text="Total 12,00 € IVA incluido", buttons=(words,)))
    assert status("LAW-01", evidence(a_page(), last, law=("eu",))) is expected
