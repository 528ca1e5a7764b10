"""What a third round on strangers' shops found wrong: each of these failed before it was mended."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Check, Exhibit, Need, Severity, Status, passed
from ecomkit.audit.checks import catalogue
from ecomkit.audit.confirm import needs_again
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.facts import Card, FormTarget, Link
from ecomkit.audit.lexicon import matches
from ecomkit.audit.promise import find_promise
from ecomkit.audit.saying import said
from tests.audit.samples import a_field, a_page, a_result, evidence, facts, status_of


def _status(name: str, *pages: PageEvidence, **given: object) -> Status:
    return status_of(catalogue(), name, evidence(*pages, **given))


def test_a_second_look_knows_the_way_to_every_page() -> None:
    check = Check.model_validate(
        {"id": "AAA-01", "title": "t", "rows": ("E1.2",), "method": "m", "threshold": "t", "remedy": "r",
         "severity": Severity.MAJOR, "needs": frozenset({Need.HOME}), "judge": lambda _: passed("fine")}
    )  # fmt: skip
    for stage in Stage:
        fault = a_result("AAA-01", Status.FAIL, evidence=(Exhibit(page=str(stage), detail="d"),))
        assert Need.HOME in needs_again([check], [fault], evidence(*(a_page(one) for one in Stage))), stage
    checkout = a_result("AAA-01", Status.FAIL, evidence=(Exhibit(page="checkout", detail="d"),))
    assert needs_again([check], [checkout], evidence(a_page(Stage.CHECKOUT))) == {Need.HOME, Need.CHECKOUT}


def test_another_products_price_does_not_excuse_a_new_charge() -> None:
    pony = Card(href="https://shop.example/p", title="Pony", text="Pony $10.00", priced=True)
    listed = a_page(Stage.LIST, facts(text="Jug $28.00\nPony $10.00", cards=(pony,)))
    beside = a_page(Stage.CART, facts(text="Total $28.00\nPony $10.00", cards=(pony,)))
    last = a_page(Stage.PAYMENT, facts(text="Sub total: $28.00\nFlat rate shipping: $10.00\nTotal: $38.00"))
    assert _status("CHK-06", listed, beside, last) is Status.FAIL
    told = a_page(Stage.PRODUCT, facts(text="Jug $28.00\nShipping costs $10.00."))
    assert _status("CHK-06", listed, told, beside, last) is Status.PASS
    ways = a_page(Stage.CHECKOUT, facts(text="Flat rate - $10.00"))
    assert _status("CHK-06", listed, beside, ways, last) is Status.PASS


@pytest.mark.parametrize(("submits", "status"), [(True, Status.FAIL), (False, Status.PASS)])
def test_a_form_that_only_a_script_sends_puts_no_password_into_the_address(*, submits: bool, status: Status) -> None:
    form = FormTarget(action="https://shop.example/register", method="get", visible=True, submits=submits)
    fields = tuple(a_field(type=kind, name=kind, label=kind) for kind in ("email", "password"))
    page = a_page(Stage.HOME, facts(forms=(form,), fields=fields), name="register")
    assert _status("REG-04", a_page(), policies=(page,)) is status


def test_the_page_to_sign_in_may_hold_the_way_back_in() -> None:
    register = a_page(Stage.HOME, facts(fields=(a_field(type="password", name="password"),)), name="register")
    link = Link(text="Forgot your password?", href="https://shop.example/reset", region="main", visible=True)
    signin = a_page(Stage.HOME, facts(links=(link,)), name="signin")
    assert _status("REG-09", a_page(), policies=(register,)) is Status.FAIL
    assert _status("REG-09", a_page(), policies=(signin, register)) is Status.PASS


@pytest.mark.parametrize(("offer", "status"), [("Ship to my billing address", Status.PASS), ("Gift wrap", Status.FAIL)])
def test_a_mail_address_for_each_of_two_addresses_is_asked_once_where_a_box_saves_the_second(
    offer: str, status: Status
) -> None:
    fields = tuple(
        a_field(type=kind, name=f"{side}-{name}", label=name.title(), html=f"<input name={side}-{name}>")
        for side in ("billing", "shipping")
        for name, kind in (("street", "text"), ("email", "email"))
    )
    box = a_field(type="checkbox", name="same", label=offer)
    page = a_page(Stage.CHECKOUT, facts(fields=(*fields, box), text="Billing address\nShipping address"))
    assert _status("CHK-12", page, a_page(Stage.PAYMENT)) is status


def test_a_repeated_mail_address_stays_a_fault_beside_such_a_box() -> None:
    fields = tuple(
        a_field(type="email", name=name, label="E-mail", html=f"<input name={name}>") for name in ("mail", "again")
    )
    box = a_field(type="checkbox", name="same", label="Billing address is the same")
    street = a_field(name="street", label="Street")
    page = a_page(Stage.CHECKOUT, facts(fields=(*fields, street, box), text="Billing address"))
    assert _status("CHK-12", page, a_page(Stage.PAYMENT)) is Status.FAIL


@pytest.mark.parametrize(
    "text",
    [
        "Choose Shipping Method\nCARRIER\nParcel, 3 to 5 days - €4.90",
        "Courier, next day - €11.90",
        "Paquete 24 h: 4,95 €",
    ],
)
def test_ways_of_shipping_with_their_days_are_promises(text: str) -> None:
    assert find_promise(text) is not None


@pytest.mark.parametrize("text", ["We answer the next day", "Returns are refunded immediately after they arrive"])
def test_days_of_other_things_stay_none(text: str) -> None:
    assert find_promise(text) is None


def test_a_step_called_confirmation_confirms_nothing() -> None:
    def said(text: str) -> Status:
        pages = (a_page(Stage.CHECKOUT, facts(text=text)), a_page(Stage.PAYMENT))
        return _status("LAW-13", a_page(), *pages, law=("eu",))

    assert said("4. Preview\n5. Confirmation\nWho are you?\nMy email address is") is Status.FAIL
    assert said("We confirm your order by e-mail.") is Status.PASS


def test_a_picture_may_be_a_background() -> None:
    text = "A cream for hands that work in the garden, made in small batches by people who use it every single day."
    plain = facts(headings=("Cream",), text=text)
    assert _status("FND-10", a_page(Stage.PRODUCT, plain), product_title="Cream") is Status.FAIL
    painted = plain.model_copy(update={"painted": 1})
    assert _status("FND-10", a_page(Stage.PRODUCT, painted), product_title="Cream") is Status.PASS


def test_words_of_strangers() -> None:
    assert matches("benefit", "Join us for exclusive offers and order tracking")
    assert all(matches("about", text) for text in ("About us", "Quiénes somos", "Sobre nosotros", "Imprint"))
    assert not matches("about", "Talk about our pots")


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("1 dead link", "1 enlace roto"),
        ("no shipping cost", "ningún coste de envío"),
        (
            "home: 8.3 s (median of 3: 8.1 to 9.5); list at a desk: 1.0 s",
            "portada: 8,3 s (mediana de 3: de 8,1 a 9,5); lista en el escritorio: 1,0 s",
        ),
        ("product: 2 main headings instead of one", "producto: 2 encabezados principales en vez de uno"),
        ("Home Sweet Home: 3 candles", "Home Sweet Home: 3 candles"),
    ],
)
def test_proofs_and_numbers_are_said_in_the_reports_language(english: str, spanish: str) -> None:
    assert said("es", english) == spanish
