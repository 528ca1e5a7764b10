"""The addresses of the storefront."""

from __future__ import annotations

from functools import partial

from ecomkit.services.forgotten import PAGE
from ecomkit.web import language
from ecomkit.web.addresses import ANYONE, SIGNED_IN, Address, either
from ecomkit.web.preview import PREVIEW
from ecomkit.web.site import Site
from ecomkit.web.storefront import (
    account,
    cart,
    checkout,
    compare,
    finding,
    forgotten,
    held,
    home,
    lists,
    markets,
    orders,
    password,
    paying,
    product,
    search,
    sign_in,
    texts,
)

__all__ = ["storefront_addresses"]

_POST = ("POST",)


def storefront_addresses(site: Site) -> tuple[Address, ...]:
    """All of them; views check by command and query what the policy of a page cannot say."""
    open_to_all = partial(Address, policy=ANYONE)
    shared = partial(open_to_all, shared=True)
    return (
        shared(path="/", view=home.home, name="home"),
        shared(path="/c/{category}", view=lists.category, name="category", known=lists.LIST_PARAMETERS),
        shared(path="/p/{product}", view=product.product, name="product", known=frozenset({"sku"}), own=frozenset({PREVIEW})),
        shared(path="/search", view=search.search, name="search", known=lists.LIST_PARAMETERS | {"q"}),
        open_to_all(path="/search/suggest", view=search.suggest, name="search.suggest"),
        shared(path="/compare", view=compare.compare, name="compare", known=frozenset({"p"})),
        shared(path="/contact", view=texts.contact, name="contact"),
        shared(path="/returns", view=texts.returns, name="returns"),
        *(shared(path=f"/{slug}", view=texts.text_page, name=f"page.{slug}") for slug in site.texts.pages),
        open_to_all(path="/cart", view=either(cart.show_cart, cart.change_cart), name="cart", methods=("GET", "POST")),
        open_to_all(path="/cart/lines", view=cart.put_into_cart, name="cart.put", methods=_POST),
        open_to_all(path="/cart/estimate", view=cart.estimate, name="cart.estimate", methods=_POST),
        open_to_all(path="/checkout", view=either(checkout.show_checkout, checkout.place), name="checkout", methods=("GET", "POST")),
        shared(path="/orders", view=finding.show_find, name="order.find"),
        open_to_all(path="/orders", view=finding.find, name="order.look_up", methods=_POST),
        open_to_all(path="/orders/found/{ticket}", view=finding.show_found, name="order.found"),
        open_to_all(path="/orders/found/{ticket}/again", view=finding.again, name="order.found_again", methods=_POST),
        open_to_all(path="/orders/{token}/again", view=orders.again, name="order.again", methods=_POST),
        open_to_all(path="/orders/{token}", view=orders.show_order, name="order"),
        open_to_all(path="/orders/{token}/pay", view=orders.pay_again, name="order.pay", methods=_POST),
        open_to_all(path="/orders/{token}/pay/{payment}", view=paying.start_payment, name="order.start", methods=("GET", "POST")),
        open_to_all(path="/orders/{token}/back/{payment}", view=paying.back_from_provider, name="order.back"),
        open_to_all(path="/orders/{token}/cancel", view=orders.cancel, name="order.cancel", methods=_POST),
        open_to_all(path="/held/{held}", view=either(held.show_held, held.decide), name="held", methods=("GET", "POST")),
        Address(path="/account", view=account.account, name="account", policy=SIGNED_IN),
        open_to_all(
            path="/account/sign-in", view=either(sign_in.show_sign_in, sign_in.sign_in), name="sign_in", methods=("GET", "POST")
        ),
        open_to_all(
            path="/account/register", view=either(sign_in.show_register, sign_in.register), name="register", methods=("GET", "POST")
        ),
        Address(
            path="/account/password", view=either(password.show_password, password.change_password), name="password",
            methods=("GET", "POST"), policy=SIGNED_IN,
        ),
        Address(
            path="/account/language", view=either(language.show_to_customer, language.choose_as_customer), name="language",
            methods=("GET", "POST"), policy=SIGNED_IN,
        ),
        open_to_all(
            path="/account/forgotten", view=either(forgotten.show_asking, forgotten.ask), name="forgotten", methods=("GET", "POST")
        ),
        open_to_all(path=PAGE, view=either(forgotten.show_choosing, forgotten.choose), name="new_password", methods=("GET", "POST")),
        open_to_all(path="/account/sign-out", view=sign_in.sign_out, name="sign_out", methods=_POST),
        *([open_to_all(path="/market", view=markets.choose_market, name="market", methods=_POST)] if site.core.facts.markets else []),
        Address(path="/account/hat", view=sign_in.change_hat, name="hat", methods=_POST, policy=SIGNED_IN),
    )  # fmt: skip
