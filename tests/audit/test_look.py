"""What a page shows is read as a person would see it: numbers between a plus and a minus, lists that a script makes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from ecomkit.audit import look
from ecomkit.audit.browser import Opened

pytestmark = pytest.mark.browser

_SIGN = "<svg width=10 height=10><rect width=10 height=4 /></svg>"


@pytest.fixture
def page(browser: Opened) -> Iterator[Page]:
    """An empty page."""
    with browser[1].new_page() as page:
        yield page


@pytest.mark.parametrize(
    ("html", "steppers"),
    [
        (f"<div><button>{_SIGN}</button><span>1</span><button>{_SIGN}</button></div>", 1),
        (f"<div><span><button>{_SIGN}</button></span> 2 <span><button>{_SIGN}</button></span></div>", 1),
        ("<div><button>−</button><input value=1><button>+</button></div>", 1),
        (f"<p>3 items</p><button>{_SIGN}</button>", 0),
        (f"<div>Mug 12 € <button>{_SIGN}</button><button>{_SIGN}</button></div>", 0),
        ("<div><button>Less</button><span>1</span><button>More</button></div>", 0),
    ],
)
def test_a_number_between_two_buttons_without_names_can_be_changed(page: Page, html: str, steppers: int) -> None:
    page.set_content(f"<main>{html}</main>")
    assert look.facts(page).steppers == steppers


def test_a_list_that_a_script_makes_is_a_field_of_its_form(page: Page) -> None:
    page.set_content(
        "<button aria-haspopup=listbox>Language</button><form><input name=zip><span id=c>Country</span>"
        "<button type=button aria-haspopup=listbox aria-labelledby=c>Choose</button>"
        "<div role=combobox tabindex=0>Town</div></form>"
    )
    seen = [(f.type, f.label, f.named_by, f.value, f.form) for f in look.facts(page).fields]
    assert seen[1:] == [("list", "Country", "aria", "Choose", 0), ("list", "Town", "", "Town", 0)]
    assert len(look.elements(page, look.FIELDS)) == 3


def test_a_page_that_teaches_its_lists_to_write_themselves_is_read_as_it_is(page: Page) -> None:
    page.set_content("<main><button>Buy</button><script>Array.prototype.toJSON = () => 'mine'</script></main>")
    assert look.facts(page).buttons == ("Buy",)
    assert [found.name for found in look.candidates(page)[1]] == ["Buy"]
    assert page.evaluate("() => JSON.stringify([1])") == '"mine"', "the page has lost its own way"


def test_a_sign_that_is_cut_in_two_does_not_hide_the_page(page: Page) -> None:
    page.set_content(f"<main><button title='{'x' * 284}\U0001f381 gift'>Buy</button></main>")
    (target,) = look.facts(page).targets
    assert target.html.endswith("x\ufffd")
