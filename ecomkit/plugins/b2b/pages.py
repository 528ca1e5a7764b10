"""The company page and the quick order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from ecomkit.domain import ChangeCart, HeldCommands, HeldState, Money, ProductsBySku, Refused
from ecomkit.plugins.b2b.api import APPROVE, CompanyPage, ContractPrice, MyCompany, Purchasing
from ecomkit.plugins.b2b.models import AgreedPrice, CompanyModel, Crumb, Fact, Problem, QuickOrderModel, Sum, WrongRow
from ecomkit.plugins.b2b.quick import Wrong, read_list
from ecomkit.sdk import Page, PageRequest, Redirect, Text, new_token, text, text_in

__all__ = [
    "COMPANY",
    "INBOX",
    "QUICK_ORDER",
    "company_page",
    "day",
    "quick_order_page",
    "role_words",
    "state_words",
]

COMPANY = "/company"
INBOX = "/company/approvals"
QUICK_ORDER = "/company/quick-order"
_ROLES = {"buyer": text_in("role", "Buyer"), "approver": text_in("role", "Approver")}
_STATES = {
    HeldState.WAITING: text("Waiting for approval"),
    HeldState.GRANTED: text("Approved"),
    HeldState.REFUSED: text("Refused"),
    HeldState.EXPIRED: text("Expired"),
}


def day(request: PageRequest, moment: datetime) -> str:
    """A day as the visitor writes it, in the shop's time zone."""
    local = moment.astimezone(ZoneInfo(request.ctx.shop.timezone))
    return str(format_date(local.date(), "medium", locale=request.ctx.locale.replace("-", "_")))


def role_words(request: PageRequest, role: str | None) -> str:
    """What a role is called."""
    return request.say(_ROLES.get(role or "buyer", Text(msgid=role or "")))


def state_words(request: PageRequest, state: HeldState) -> str:
    """What a held order's state is called."""
    return request.say(_STATES[state])


def company_page(request: PageRequest) -> Page:
    """Who buys, within which limits, at which prices, with how much credit left."""
    shown = request.ask(MyCompany())
    heading = shown.company.name
    links = [Crumb(request.say(text("Quick order")), QUICK_ORDER)]
    if APPROVE in request.ctx.actor.permissions:
        links.append(Crumb(request.say(text("Approvals")), INBOX))
    model = CompanyModel(
        heading=heading, facts=_facts(request, shown), sums=_sums(request, shown),
        members=tuple((one.name, role_words(request, one.role)) for one in shown.members),
        prices=_prices(request, shown.prices), price_note=_tax_note(request, shown.prices), requests=_requests(request), links=tuple(links),
    )  # fmt: skip
    return Page(template="b2b/company.html", model=model, title=heading)


def _facts(request: PageRequest, shown: CompanyPage) -> tuple[Fact, ...]:
    own = shown.own
    required = text("Each order needs one") if shown.company.reference_required else text("Not needed")
    above = request.say(text("An order above it waits for approval."))
    return (
        Fact(request.say(text("You are")), role_words(request, shown.role)),
        Fact(
            request.say(text("Your limit for one order")),
            _limit(request, own.per_order),
            above if own.per_order else "",
        ),
        Fact(request.say(text("Your limit in 24 hours")), _limit(request, own.per_day), above if own.per_day else ""),
        Fact(request.say(text("Purchase-order number")), request.say(required)),
    )


def _limit(request: PageRequest, limit: Money | None) -> str:
    return request.money(limit) if limit is not None else request.say(text("No limit"))


def _sums(request: PageRequest, shown: CompanyPage) -> tuple[Sum, ...]:
    credit = shown.company.credit
    words = request.say(
        text("%(used)s used, %(left)s left of %(limit)s", used=credit.used, left=credit.left, limit=credit.limit)
    )
    found = (
        [Sum(request.say(text("Credit of the company")), words, credit.used.amount, credit.limit.amount)]
        if credit.limit
        else []
    )
    return (*found, *_day_sum(request, shown.own))


def _day_sum(request: PageRequest, own: Purchasing) -> tuple[Sum, ...]:
    if own.per_day is None:
        return ()
    words = request.say(text("%(ordered)s of %(limit)s", ordered=own.ordered, limit=own.per_day))
    return (Sum(request.say(text("Ordered by you in 24 hours")), words, own.ordered.amount, own.per_day.amount),)


def _prices(request: PageRequest, prices: Sequence[ContractPrice]) -> tuple[AgreedPrice, ...]:
    """An entry for each article and contract, in the order of the articles' names."""
    names = _names(request, prices)
    grouped: dict[tuple[str, str, datetime | None], list[ContractPrice]] = {}
    for one in prices:
        grouped.setdefault((one.sku, one.contract, one.valid_until), []).append(one)
    once = _tax_note(request, prices) != ""
    found = (_price(request, steps, *names.get(sku, (sku, "")), once=once) for (sku, _, _), steps in grouped.items())
    return tuple(sorted(found, key=lambda one: one.item.casefold()))


def _names(request: PageRequest, prices: Sequence[ContractPrice]) -> dict[str, tuple[str, str]]:
    """What each article is called, its choices with it, and where it is sold."""
    skus = tuple(dict.fromkeys(one.sku for one in prices))
    return {
        each.sku: (
            ", ".join((product.name, *(value for _, value in each.options))),
            f"/p/{product.slug}?sku={each.sku}",
        )
        for product in request.ask(ProductsBySku(skus=skus))
        for each in product.variants
    }


def _tax_note(request: PageRequest, prices: Sequence[ContractPrice]) -> str:
    """Said once above the prices, where it is the same for all."""
    said = {one.price.includes_tax for one in prices}
    return _tax(request, included=said.pop()) if len(said) == 1 else ""


def _tax(request: PageRequest, *, included: bool) -> str:
    return request.say(text("tax included") if included else text("plus tax"))


def _price(request: PageRequest, steps: Sequence[ContractPrice], item: str, href: str, *, once: bool) -> AgreedPrice:
    first = steps[0]
    note = text("Contract %(contract)s", contract=first.contract)
    if first.valid_until:
        note = text(
            "Contract %(contract)s, until %(day)s", contract=first.contract, day=day(request, first.valid_until)
        )
    said = request.say(note)
    return AgreedPrice(
        item=item, href=href, note=said if item == first.sku else f"{first.sku} · {said}",
        steps=tuple((str(one.from_quantity), _amount(request, one, once=once)) for one in steps),
    )  # fmt: skip


def _amount(request: PageRequest, price: ContractPrice, *, once: bool) -> str:
    amount = request.money(price.price.money)
    if price.price.per != 1:
        amount = request.say(text("%(amount)s for %(per)s", amount=price.price.money, per=price.price.per))
    return amount if once else f"{amount} {_tax(request, included=price.price.includes_tax)}"


def _requests(request: PageRequest) -> tuple[tuple[str, str, str, str, str], ...]:
    """The visitor's own held orders, newest first."""
    held = request.ask(HeldCommands(view="mine", state=None))
    return tuple(
        (
            f"/held/{one.id}",
            one.number,
            request.money(one.payable) if one.payable else "",
            state_words(request, one.state),
            one.reason,
        )
        for one in held[:20]
    )


def quick_order_page(request: PageRequest) -> Page | Redirect:
    """The empty list, or what became of one that was sent."""
    return _put_list(request) if request.form else _quick_order(request)


def _quick_order(request: PageRequest, *, pasted: str = "", added: int = 0, wrong: tuple[WrongRow, ...] = ()) -> Page:
    heading = request.say(text("Quick order"))
    company = request.ask(MyCompany()).company.name
    model = QuickOrderModel(
        heading=heading, action=QUICK_ORDER, key=new_token(), pasted=pasted, wrong=wrong,
        added=request.say(text("Rows put into the cart: %(count)s.", count=added)) if added else "",
        crumbs=(Crumb(company, COMPANY), Crumb(heading, QUICK_ORDER, current=True)),
        problems=tuple(Problem("f-list", f"{row.label}: {row.words}") for row in wrong),
    )  # fmt: skip
    return Page(template="b2b/quick_order.html", model=model, title=heading, status=422 if wrong else 200)


def _put_list(request: PageRequest) -> Page | Redirect:
    """Put every row that can be bought into the cart; the others come back with what to do."""
    wanted, unread = read_list(request.form.get("list", ""))
    if not wanted and not unread:
        unread = [Wrong(1, "", text("The list is empty. Write one row for each article number, for example MUG-1;12."))]
    cart, key, added = request.own_cart(), request.form.get("key", ""), 0
    for one in wanted:
        command = ChangeCart(cart=cart, sku=one.sku, quantity=one.quantity)
        outcome = request.run(command, key=f"list/{key[:60]}/{one.row}" if key else None)
        if isinstance(outcome, Refused):
            unread.append(Wrong(one.row, one.written, outcome.text))
        else:
            added += 1
    if not unread:
        return Redirect(to="/cart", notice=text("Rows put into the cart: %(count)s.", count=added))
    unread.sort(key=lambda row: row.row)
    wrong = tuple(
        WrongRow(request.say(text("Row %(row)s", row=one.row)), one.written, request.say(one.words)) for one in unread
    )
    return _quick_order(
        request, pasted="\n".join(one.written for one in unread if one.written), added=added, wrong=wrong
    )
