"""The hosted pages, which the customer sees: card form, confirmation in the bank, end of the payment."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from ecomkit.dev.gateway.amount import words
from ecomkit.dev.gateway.card import CARDS, CardForm, card_of, mistakes_in
from ecomkit.dev.gateway.payment import Failure, Outcome, Payment, Refusal, Status
from ecomkit.dev.gateway.provider import Provider, with_payment
from ecomkit.dev.serving import common_routes

__all__ = ["Pages"]

HERE = Path(__file__).parent
ENDED = {
    Status.SUCCEEDED: ("Payment received", "This payment is done. You need not pay again."),
    Status.FAILED: ("Payment refused", "No money was taken. You can pay again from the shop."),
    Status.CANCELLED: ("Payment cancelled", "No money was taken. You can pay again from the shop."),
    Status.EXPIRED: ("The time to pay is over", "No money was taken. You can pay again from the shop."),
}
REASONS = {
    Failure.DECLINED: "The bank declined the card.",
    Failure.INSUFFICIENT_FUNDS: "The account does not hold enough money.",
    Failure.NOT_CONFIRMED: "The payment was not confirmed in the bank.",
}


class Pages:
    """The pages under `/pay`, found by the payment's unguessable id alone."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def routes(self) -> list[Route]:
        """Return the routes of the pages and of their stylesheet."""
        return [
            Route("/", self._home),
            Route("/pay/{payment}", self._form, methods=["GET"]),
            Route("/pay/{payment}", self._submit, methods=["POST"]),
            Route("/pay/{payment}/confirm", self._bank, methods=["GET"]),
            Route("/pay/{payment}/confirm", self._confirm, methods=["POST"]),
            Route("/pay/{payment}/cancel", self._cancel, methods=["POST"]),
            *common_routes("/static/gateway.css", HERE / "static" / "gateway.css"),
        ]

    async def _home(self, _request: Request) -> Response:
        return self._page("home.html", 200, None, cards=CARDS)

    async def _form(self, request: Request) -> Response:
        payment = self._payment(request)
        if payment is None or not payment.status.is_open:
            return self._ended(payment)
        if payment.status is Status.REQUIRES_ACTION:
            return _see_other(payment.url + "/confirm")
        card = card_of(request.query_params.get("card", ""))
        year = datetime.datetime.now(datetime.UTC).year + 3
        form = CardForm(card.number, f"12/{year % 100:02d}", "123") if card else CardForm()
        return self._card_page(payment, form, {}, 200)

    async def _submit(self, request: Request) -> Response:
        payment = self._payment(request)
        if payment is None or not payment.status.is_open:
            return self._ended(payment)
        fields = await _fields(request)
        form = CardForm(fields.get("number", ""), fields.get("expiry", ""), fields.get("code", ""))
        mistakes = mistakes_in(form, datetime.datetime.now(datetime.UTC).date())
        card = card_of(form.number)
        if mistakes or card is None:
            return self._card_page(payment, form, mistakes, 422)
        return await self._pay(request, card.outcome)

    async def _bank(self, request: Request) -> Response:
        payment = self._payment(request)
        if payment is None or not payment.status.is_open:
            return self._ended(payment)
        if payment.status is not Status.REQUIRES_ACTION:
            return _see_other(payment.url)
        return self._page("confirm.html", 200, payment)

    async def _confirm(self, request: Request) -> Response:
        payment = self._payment(request)
        if payment is None or payment.status is not Status.REQUIRES_ACTION:
            return self._ended(payment)
        answer = (await _fields(request)).get("answer")
        outcomes = {"approve": Outcome.SUCCEED, "decline": Outcome.DECLINE}
        if answer not in outcomes:
            return self._page("confirm.html", 422, payment)
        return await self._pay(request, outcomes[answer])

    async def _cancel(self, request: Request) -> Response:
        payment = self._payment(request)
        if payment is None or not payment.status.is_open:
            return self._ended(payment)
        self._provider.cancel(payment.id)
        return _see_other(with_payment(payment.cancel_url, payment.id))

    def _payment(self, request: Request) -> Payment | None:
        try:
            return self._provider.payment(request.path_params["payment"])
        except Refusal:
            return None

    async def _pay(self, request: Request, outcome: Outcome) -> Response:
        try:
            result = await self._provider.pay(request.path_params["payment"], outcome)
        except Refusal:
            return self._ended(self._payment(request))
        if result.return_url is None:
            return self._page("no_answer.html", 504, result.payment)
        return _see_other(result.return_url)

    def _card_page(self, payment: Payment, form: CardForm, mistakes: Mapping[str, str], status: int) -> Response:
        chosen = card_of(form.number)
        return self._page("pay.html", status, payment, form=form, mistakes=mistakes, cards=CARDS, chosen=chosen)

    def _ended(self, payment: Payment | None) -> Response:
        if payment is None:
            return self._page("missing.html", 404, None)
        if payment.status.is_open:
            return _see_other(payment.url)
        title, text = ENDED[payment.status]
        reason = REASONS[payment.failure] if payment.failure else ""
        back = with_payment(payment.return_url, payment.id)
        return self._page("ended.html", 200, payment, title=title, text=text, reason=reason, back=back)

    def _page(self, template: str, status: int, payment: Payment | None, **values: object) -> Response:
        amount = words(payment.amount, payment.currency) if payment else ""
        html = self._templates.get_template(template).render(payment=payment, amount=amount, **values)
        return HTMLResponse(html, status, headers=_guards(payment))


def _guards(payment: Payment | None) -> dict[str, str]:
    # Browsers hold form-action against redirects too, so the way back to the shop has to be named.
    urls = [payment.url, payment.return_url, payment.cancel_url] if payment else []
    sources = " ".join(dict.fromkeys(["'self'", *map(_source, urls)]))
    return {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action {sources}",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _source(url: str) -> str:
    parts = urlsplit(url)
    # A source expression cannot hold an IPv6 address; then the scheme has to do.
    return f"{parts.scheme}:" if "[" in parts.netloc else f"{parts.scheme}://{parts.netloc}"


def _see_other(url: str) -> Response:
    return RedirectResponse(url, 303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


async def _fields(request: Request) -> dict[str, str]:
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return {}
