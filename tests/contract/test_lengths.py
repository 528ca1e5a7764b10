"""What the domain lets through fits where it is written: SQLite keeps any length, PostgreSQL fails on the first letter too much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sqlalchemy import Column

from ecomkit import domain
from ecomkit.domain import Money, Posting, context
from ecomkit.services import gate, quoting
from ecomkit.shop import Shop
from ecomkit.storage import database, ledger, log
from ecomkit.storage.database import open_database
from ecomkit.storage.ledger import TableLedger
from ecomkit.storage.tables import metadata
from tests.hooks.scene import done

FAR_TOO_LONG = 5_000

WRITTEN = {
    "Actor.key": "orders.placed_by", "AddMembership.capacity": "membership.capacity",
    "AddMembership.organisation": "membership.organisation", "AddMembership.person": "membership.person",
    "AddMembership.role": "membership.role",
    "AddOrganisation.country": "profile.country", "AddOrganisation.key": "party.id", "AddOrganisation.name": "profile.name",
    "Address.city": "contact.city", "Address.country": "contact.country", "Address.line1": "contact.line1",
    "Address.line2": "contact.line2", "Address.postcode": "contact.postcode", "Address.region": "contact.region",
    "Buyer.capacity": "orders.capacity", "Buyer.party": "orders.party", "CancelOrder.reason": "refund.reason",
    "Category.name": "category.name", "Category.parent": "category.parent", "Category.slug": "category.slug",
    "Category.tint": "category.tint", "ChangeCart.cart": "cart.id", "ChangeCart.sku": "cart_line.sku",
    "ChooseDelivery.cart": "cart.id", "ChoosePayment.cart": "cart.id", "ChooseShipping.cart": "cart.id",
    "ChooseShipping.option": "cart.shipping", "Contact.email": "contact.email", "Contact.name": "contact.name",
    "Contact.phone": "contact.phone", "DecideApproval.reason": "held.reason", "Destination.country": "cart.country",
    "Destination.postcode": "cart.postcode", "Destination.region": "cart.region", "DispatchOrder.tracking": "orders.tracking",
    "FillCheckout.cart": "cart.id", "IssueQuote.key": "quote.source_key", "IssueQuote.seller": "orders.seller",
    "IssuedLine.sku": "order_line.sku", "IssuedLine.text": "order_line.text", "IssuedLine.unit": "order_line.unit",
    "Money.currency": "payment.currency", "PaymentPart.method": "payment.method", "PaymentReport.payment": "notice.payment",
    "PaymentReport.reference": "payment.reference", "PlaceOrder.reference": "orders.reference", "Posting.credit": "posting.credit",
    "Posting.debit": "posting.debit", "Posting.key": "posting.key", "Posting.reason": "posting.reason",
    "MoveProduct.to": "product.slug", "Product.maker": "product.maker", "Product.maker_contact": "product.maker_contact",
    "Product.responsible": "product.responsible", "Term.language": "term.language", "Term.said": "term.said", "Term.term": "term.term",
    "Product.name": "product.name", "Product.slug": "product.slug",
    "Product.tax_class": "product.tax_class", "ProviderStart.reference": "payment.reference", "RefundOrder.reason": "refund.reason",
    "RegisterPerson.email": "profile.email", "RegisterPerson.name": "profile.name", "RequestQuote.cart": "quote.cart",
    "ShippingOption.key": "cart.shipping", "StartPayment.reference": "payment.reference", "Variant.sku": "variant.sku",
}  # fmt: skip
"""Fields of the domain, and the narrowest column that each is written to."""

KEPT_WHOLE = {
    "Category.description", "Category.rule", "FillCheckout.steps", "Picture.alt", "Picture.name", "Picture.url", "Product.attributes",
    "Product.alternatives", "Product.description", "Product.related", "Product.warnings", "Variant.options", "Words.description",
    "Words.warnings",
}  # fmt: skip
"""They stand in a column without a length, as they are or in a value as JSON."""

LOOKED_FOR = {
    "CancelOrder.order", "CloseDiscrepancy.discrepancy", "DecideApproval.held", "DeliverOrder.order", "DispatchOrder.order",
    "DropJob.job", "ErasePerson.person", "ExpireHeld.held", "ExpireOrder.order", "FinishRefund.refund", "MarkPaid.payment",
    "NoteDelay.order", "PayOrder.order", "PlaceOrder.quote", "RefundOrder.order", "RetryJob.job", "SaveProfile.person", "Sealed.secret",
}  # fmt: skip
"""Keys of what has to be there; they are compared, never written."""


def texts(kind: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every text in a type, with the field it stands in and what that field asks of it."""
    origin = get_origin(kind)
    if kind is str or (origin is Annotated and get_args(kind)[0] is str):
        yield where, kind
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            bare = field.annotation is str and field.metadata
            yield from texts(Annotated[str, *field.metadata] if bare else field.annotation, f"{kind.__name__}.{name}")
    elif origin is not Literal:
        for one in get_args(kind)[:1] if origin is Annotated else get_args(kind):
            yield from texts(one, where)


def takes(kind: Any, length: int) -> bool:
    """Whether some text of this length is let through."""
    for letter in "aA1":
        try:
            TypeAdapter(kind).validate_python(letter * length)
        except ValidationError:
            continue
        return True
    return False


def column_of(name: str) -> Column[Any]:
    table, _, column = name.partition(".")
    return metadata.tables[table].c[column]


def length_of(name: str) -> int:
    found = getattr(column_of(name).type, "length", None)
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize(("field", "column"), WRITTEN.items())
def test_what_is_written_to_a_column_is_no_longer_than_it(field: str, column: str) -> None:
    owner, _, name = field.partition(".")
    found = [kind for where, kind in texts(getattr(domain, owner)) if where == field]
    assert found, f"there is no {name} in {owner}"
    assert not any(takes(kind, length_of(column) + 1) for kind in found)


def test_no_command_of_core_takes_a_text_of_any_length_without_saying_why(shop: Shop) -> None:
    commands = (command for command, owned in shop.core.operations.items() if owned.plugin == "core")
    found = {where for command in commands for where, kind in texts(command) if takes(kind, FAR_TOO_LONG)}
    assert found - KEPT_WHOLE - LOOKED_FOR == set(), (
        "give it a max_length (and a line in WRITTEN), or say why it needs none"
    )


def test_the_walk_finds_a_text_without_a_length_wherever_it_stands() -> None:
    class Inner(BaseModel):
        note: str
        short: Annotated[str, Field(max_length=10)]

    class Outer(BaseModel):
        inner: tuple[Inner | None, ...]

    assert [where for where, kind in texts(Outer) if takes(kind, FAR_TOO_LONG)] == ["Inner.note"]


def test_an_address_still_fits_when_it_is_compared() -> None:
    longest = f"{'ΐ' * 64}@{'ΐ' * 180}.es"
    with pytest.raises(ValidationError):
        TypeAdapter(domain.Contact).validate_python({"email": longest, "name": "Ana"})


def test_what_is_put_together_fits_too() -> None:
    assert length_of("job.key") == context._LONGEST_KEY
    assert length_of("idempotency.key") == gate._LONGEST_KEY
    assert length_of("series.name") == context._LONGEST_SERIES
    assert length_of("event.subject") == log._LONGEST_SUBJECT
    assert length_of("change.topic") == database._LONGEST_TOPIC
    assert length_of("order_line.text") == quoting._LINE_TEXT
    assert takes(
        dict(texts(domain.PaymentReport))["PaymentReport.notice"],
        length_of("notice.id") - length_of("payment.method") - 1,
    )
    assert not takes(
        dict(texts(domain.PaymentReport))["PaymentReport.notice"], length_of("notice.id") - length_of("payment.method")
    )


def test_the_ledger_refuses_what_would_not_fit(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    metadata.create_all(opened.engine)
    long, money = "x" * (length_of("account.key") + 1), Money(amount=1, currency="EUR")
    with opened.read() as rows:
        book = TableLedger(rows, "core", datetime(2026, 11, 22, tzinfo=UTC))
        for act in (
            lambda: book.open(long, currency="EUR", owner="x"),
            lambda: book.open("x", currency="EUR", owner="x" * (length_of("account.owner") + 1)),
            lambda: book.reserve("x" * (ledger._LONGEST_HOLD + 1), "x", money),
            lambda: Posting(key="x", debit="x", credit="x", money=money, reason=long),
        ):
            with pytest.raises(ValueError, match="at most"):
                act()
    opened.close()
    assert len("capture/") + ledger._LONGEST_HOLD == length_of("posting.key")


def test_a_key_that_would_not_fit_is_refused_before_anything_is_written(shop: Shop) -> None:
    with pytest.raises(ValueError, match="the key of a request"):
        shop.run(shop.system(), domain.AddOrganisation(name="Alameda", country="ES"), key="x" * 300)
    done(shop.run(shop.system(), domain.AddOrganisation(name="Alameda", country="ES"), key="x" * 100))
