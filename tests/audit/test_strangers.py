"""What the audit of shops that others wrote got wrong once, check by check."""

from __future__ import annotations

from datetime import date

import pytest

from ecomkit.audit.check import Check, Exhibit, Need, Severity, Status, Unreached, passed
from ecomkit.audit.checks import catalogue, chosen
from ecomkit.audit.confirm import needs_again
from ecomkit.audit.evidence import (
    AddOutcome,
    CookieLine,
    Evidence,
    JourneyEvidence,
    Outcome,
    PageEvidence,
    Resource,
    Stage,
)
from ecomkit.audit.facts import Card, FormTarget, Link, PriceTag
from ecomkit.audit.lexicon import matches
from ecomkit.audit.promise import find_promise
from ecomkit.audit.recipe import Recipe
from ecomkit.audit.report import Result
from ecomkit.audit.run import judge
from ecomkit.audit.saying import said
from ecomkit.audit.score import SURE, Candidate, score
from tests.audit.samples import a_field, a_page, a_result, evidence, facts, status_of


def _judged(name: str, seen: Evidence) -> Result:
    return judge(chosen([name], catalogue())[0], seen, Recipe(), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("topic", "text", "meant"),
    [
        ("returns", "Returns and refunds", True),
        ("returns", "return to basket", False),
        ("returns", "Return back to shop", False),
        ("register", "Login or register", True),
        ("register", "Cash register rolls", True),
        ("subtotal", "Basket total", True),
        ("subtotal", "Sub total", True),
        ("subtotal", "Total del carrito", True),
        ("subtotal", "Order total", False),
        ("ratings", "Currently unrated", True),
        ("remove", "Empty cart", True),
        ("tracking", "Resend order link", True),
    ],
)
def test_words_of_a_shop_mean_what_they_say(topic: str, text: str, meant: bool) -> None:
    assert matches(topic, text) is meant


def test_a_link_to_the_cart_that_shows_its_sum_is_no_product() -> None:
    link = {"tag": "a", "href": "https://shop.example/shop/cart/", "in_card": True}
    assert score("cart", Candidate(name="0 items in cart: $0.00", **link))[0] >= SURE
    assert score("cart", Candidate(name="Mug $12.00", **link | {"href": "https://shop.example/p/mug"}))[0] < SURE


def test_a_missing_style_sheet_is_a_fault_and_links_that_nobody_followed_are_not_judged() -> None:
    sheet = Resource(
        url="https://shop.example/s.css", kind="stylesheet", page="home", status=404, encoding="", cache="", size=0
    )
    broken = _judged("FND-12", evidence(a_page(), resources=(sheet,)))
    assert broken.status is Status.FAIL
    assert broken.evidence[0].detail == "the stylesheet answers 404"
    assert _judged("FND-12", evidence(a_page())).status is Status.NOT_TESTED
    assert _judged("FND-12", evidence(a_page(), links=())).status is Status.PASS


def test_the_search_in_the_header_is_no_field_of_the_checkout() -> None:
    header = a_field(name="q", named_by="placeholder", placeholder="Search")
    where = a_field(tag="select", type="select-one", name="type", named_by="")
    mail = a_field(name="mail", named_by="placeholder", placeholder="E-mail", form=1)
    assert _judged("ACC-07", evidence(a_page(Stage.CHECKOUT, facts(fields=(header, where))))).status is Status.PASS
    assert (
        _judged("ACC-07", evidence(a_page(Stage.CHECKOUT, facts(fields=(header, where, mail))))).status is Status.FAIL
    )


def test_what_is_not_sent_has_no_shipping_cost() -> None:
    cart, payment = a_page(Stage.CART), a_page(Stage.PAYMENT)
    tickets = a_page(Stage.CHECKOUT, facts(fields=(a_field(type="email", name="mail"),)))
    goods = a_page(Stage.CHECKOUT, facts(fields=(a_field(label="Postcode"),)))
    assert _judged("CHK-05", evidence(cart, tickets, payment)).status is Status.NOT_TESTED
    assert _judged("CHK-05", evidence(cart, goods, payment)).status is Status.FAIL
    assert _judged("CHK-05", evidence(cart, tickets)).status is Status.FAIL


def test_a_cart_cookie_is_told_for_what_it_lacks() -> None:
    cookie = CookieLine(name="open_basket", secure=True, http_only=True, same_site="", expires=True)
    assert _judged("TRU-06", evidence(a_page(), cookies=(cookie,))).message == "a cart cookie is sent without SameSite"


def test_a_page_that_was_linked_and_not_read_in_time_is_not_judged() -> None:
    with pytest.raises(Unreached, match="time or pages were used up"):
        evidence(unread=("returns",)).policy("returns")
    assert evidence().policy("returns") is None


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"x-powered-by": "Express"}, Status.PASS),
        ({"x-powered-by": "ASP.NET"}, Status.PASS),
        ({"x-powered-by": "PHP/8"}, Status.FAIL),
        ({"x-generator": "Drupal 10 (https://www.drupal.org)"}, Status.FAIL),
        ({"server": "nginx/1.25.3"}, Status.FAIL),
        ({"server": "AmazonS3"}, Status.PASS),
    ],
)
def test_the_name_of_a_product_is_no_version(header: dict[str, str], status: Status) -> None:
    assert _judged("TRU-08", evidence(a_page(headers=header), exposed=())).status is status


def test_without_any_way_to_pay_nobody_is_told_that_there_is_one() -> None:
    def paid(**seen: object) -> Status:
        return _judged("CHK-15", evidence(a_page(Stage.PAYMENT, facts(**seen)))).status

    card = a_field(type="radio", label="Card")
    assert paid(buttons=("Place order",)) is Status.REVIEW
    assert paid(fields=(card,)) is Status.FAIL
    assert paid(fields=(a_field(autocomplete="cc-number"),)) is Status.FAIL
    assert paid(fields=(card, a_field(type="radio", label="Bank transfer"))) is Status.PASS
    assert paid(buttons=("Card", "PayPal", "Place order")) is Status.PASS
    listed = a_field(tag="select", type="select-one", label="Payment", options=("Choose", "Card", "Cash on delivery"))
    assert paid(fields=(listed,)) is Status.PASS


def test_quantities_change_by_buttons_without_names() -> None:
    cart = a_page(Stage.CART, facts(steppers=1))
    assert _judged("CHK-04", evidence(cart, cart_emptied=True)).status is Status.PASS
    assert _judged("CHK-04", evidence(a_page(Stage.CART), cart_emptied=True)).status is Status.FAIL


def test_a_total_before_a_way_of_shipping_is_chosen_says_nothing() -> None:
    street = a_field(label="Street", name="street")
    told = "Shipping 4.95 €\nTotal 34.50 €"

    def last(cart: str, **seen: object) -> Status:
        payment = a_page(Stage.PAYMENT, facts(text="Total 34.50 €", **seen))
        return _judged("CHK-06", evidence(a_page(Stage.CART, facts(text=cart)), payment)).status

    assert last("Total 34.50 €", fields=(street,)) is Status.NOT_TESTED
    assert last("Total 34.50 €") is Status.PASS
    assert last(told, fields=(street,)) is Status.PASS
    assert last("Total 30.00 €", fields=(street,)) is Status.FAIL


def test_a_shop_for_people_with_an_account_is_not_blamed_for_keeping_guests_out() -> None:
    door = Link(text="Sign in to buy", href="https://shop.example/account/sign-in", region="main", visible=True)
    euros = facts(text="NIF: B12345678. 12,00 €", links=(door,))
    seen = a_page(Stage.PRODUCT, euros, narrow=facts())
    closed = evidence(a_page(), seen, add=AddOutcome(pressed="", confirmed=False))
    for name in ("CHK-01", "CHK-20", "ACC-08", "LAW-10"):
        assert _judged(name, closed).status is Status.NOT_TESTED, name
    elsewhere = euros.model_copy(update={"links": (door.model_copy(update={"region": "header"}),)})
    broken = closed.model_copy(update={"pages": (a_page(), a_page(Stage.PRODUCT, elsewhere, narrow=facts()))})
    assert _judged("CHK-01", broken).status is Status.FAIL
    assert _judged("ACC-08", broken).status is Status.FAIL
    assert _judged("LAW-10", closed.model_copy(update={"law": ("eu",)})).status is Status.FAIL


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ningún pedido tiene ese número y ese correo. Mira el correo que lo confirmó.", True),
        ("No order has that number and that email.", True),
        ("Your order is on its way", False),
    ],
)
def test_an_order_that_does_not_exist_is_told_as_such(text: str, told: bool) -> None:
    assert matches("unknown_order", text) is told


def test_the_number_of_a_company_is_no_mere_word() -> None:
    pages = evidence(a_page(seen=facts(text="+34 910 000 000 hello@example.com, IVA incluido")), law=("eu",))
    assert _judged("LAW-04", pages).message == "the shop does not tell its company or tax number"
    made = a_page(Stage.PRODUCT, facts(text="Maker: Clay GmbH, DE136695976"))
    typed = a_page(Stage.PAYMENT, facts(text="Tax number ES B12345678"))
    assert _judged("LAW-04", evidence(*pages.pages, made, typed, law=("eu",))).status is Status.FAIL
    pages = evidence(a_page(seen=facts(text="+34 910 000 000 hello@example.com DE136695976")), law=("eu",))
    assert _judged("LAW-04", pages).status is Status.PASS


@pytest.mark.parametrize("name", ["Español", "English (UK)", "ES", "Català", "español – México"])
def test_a_link_to_another_language_is_known(name: str) -> None:
    assert matches("language", name)


@pytest.mark.parametrize("name", ["Spanish wine", "English tea", "Novedades", "Es de verano"])
def test_a_list_that_names_a_language_is_still_a_list(name: str) -> None:
    assert not matches("language", name)


def test_a_style_sheet_that_must_not_be_stored_is_not_kept() -> None:
    def judged(cache: str) -> Status:
        sheet = Resource(
            url="https://shop.example/s.css",
            kind="stylesheet",
            page="home",
            status=200,
            encoding="gzip",
            cache=cache,
            size=9,
        )
        return _judged("SPD-11", evidence(a_page(), resources=(sheet,))).status

    assert judged("max-age=3600") is Status.PASS
    assert judged("no-cache") is Status.PASS
    assert judged("no-store") is Status.FAIL
    assert judged("") is Status.FAIL


def test_a_chosen_variant_excuses_another_price_only_where_variants_may_cost_differently() -> None:
    def judged(*offers: str, shown: str = "12.00 €", cart: str = "") -> Status:
        told = ", ".join(f'{{"@type": "Offer", "price": "{price}"}}' for price in offers)
        thing = f'{{"@type": "Product", "name": "Lamp", "offers": [{told}]}}'
        tag = PriceTag(text=shown, context="", top=300, left=0, struck=False, in_card=False, region="main")
        card = Card(href="https://shop.example/p", title="Lamp", text="Lamp 13.00 €", priced=True)
        product = a_page(Stage.PRODUCT, facts(prices=(tag,), structured=(thing,) if offers else ()))
        listed = a_page(Stage.LIST, facts(cards=(card, card)))
        way = JourneyEvidence(id="guest", name="guest", outcome=Outcome.REACHED, clicks=("a variant [product]",))
        pages = (listed, product, *([a_page(Stage.CART, facts(text=cart))] if cart else []))
        return _judged("FND-08", evidence(*pages, product_title="Lamp", journey=way)).status

    assert judged("12.00") is Status.FAIL
    assert judged("12.00", "13.00") is Status.REVIEW
    assert judged() is Status.REVIEW
    assert judged("13.00", shown="113.00 €", cart="Lamp 13.00 €") is Status.FAIL, "no size costs what is shown"
    assert judged("12.00", cart="Lamp 13.00 €") is Status.REVIEW, "the chosen one costs more"


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
