"""Three state tables, one word for the customer."""

from __future__ import annotations

from itertools import product

import pytest

from ecomkit.domain import FulfilmentState, OrderState, PaymentState, customers_word, may_move


@pytest.mark.parametrize("states", list(product(OrderState, PaymentState, FulfilmentState)))
def test_each_combination_of_states_has_a_word(states: tuple[OrderState, PaymentState, FulfilmentState]) -> None:
    assert str(customers_word(*states))


@pytest.mark.parametrize(
    ("before", "after", "known"),
    [
        (FulfilmentState.TO_PREPARE, FulfilmentState.DISPATCHED, True),
        (FulfilmentState.DELIVERED, FulfilmentState.DISPATCHED, False),
        (PaymentState.REFUNDED, PaymentState.PAID, False),
        (PaymentState.EXPIRED, PaymentState.PAID, True),
        (OrderState.COMPLETED, OrderState.PLACED, False),
    ],
)
def test_the_tables_know_which_step_may_follow(before: OrderState, after: OrderState, known: bool) -> None:
    assert may_move(before, after) is known
