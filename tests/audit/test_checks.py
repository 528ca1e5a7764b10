"""Each check judges evidence alone; what was not seen is never a pass."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ecomkit.audit.check import Check, Evidence, Need, Severity, Status, Verdict, passed
from ecomkit.audit.checks import BUILT_IN, catalogue, chosen
from ecomkit.audit.checks.basket import tells_shipping_cost
from ecomkit.audit.checks.find import product_price
from ecomkit.audit.checks.security import policy_weakness
from ecomkit.audit.evidence import CookieLine, JourneyEvidence, Outcome, Stage
from ecomkit.audit.lock import STOPPED
from ecomkit.audit.recipe import Recipe, Waiver
from ecomkit.audit.run import judge
from ecomkit.audit.saying import said
from ecomkit.errors import UserError
from tests.audit.samples import a_field, a_load, a_page, evidence, facts

TODAY = date(2026, 6, 1)


def _status(name: str, seen: Evidence) -> Status:
    return judge(chosen([name], BUILT_IN)[0], seen, Recipe(), TODAY).status


def test_ids_are_unique_and_every_check_says_all_it_must() -> None:
    assert len({check.id for check in BUILT_IN}) == len(BUILT_IN)
    for check in BUILT_IN:
        assert all((check.title, check.rows, check.method, check.threshold, check.remedy, check.needs)), check.id


@pytest.mark.parametrize("check", BUILT_IN, ids=lambda check: check.id)
def test_what_an_interruption_kept_from_being_looked_at_is_not_tested(check: Check) -> None:
    for need in check.needs:
        found = judge(check, evidence(a_page(), unseen=frozenset({need})), Recipe(), TODAY)
        assert (found.status, found.message) == (
            Status.NOT_TESTED, "the audit was interrupted before this was looked at"
        )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"owned": False}, "no empty form was sent: that is done on one's own shop only"),
        ({"stage": Stage.PAYMENT}, "no empty form was sent: it stands on the payment step, from which nothing is sent"),
        ({"fields": ()}, "no empty form was sent: the checkout has no form to fill"),
        ({"reason": f"{STOPPED} POST /x: y"}, "no empty form was sent: the audit's own lock stopped POST /x: y"),
        ({}, "no empty form was sent: the audit found no way to send it"),
    ],
)
def test_why_no_empty_form_was_sent_is_told_as_it_is(given: dict[str, Any], told: str) -> None:
    page = a_page(
        given.get("stage", Stage.CHECKOUT), facts(fields=given.get("fields", (a_field(autocomplete="email"),)))
    )
    way = JourneyEvidence(id="guest", name="a guest goes", outcome=Outcome.BLOCKED, reason=given.get("reason", ""))
    seen = evidence(page, owned=given.get("owned", True), journey=way)
    found = judge(chosen(["CHK-13"], BUILT_IN)[0], seen, Recipe(), TODAY)
    assert (found.status, found.message) == (Status.NOT_TESTED, told)
    assert said("es", told) != told


@pytest.mark.parametrize("check", BUILT_IN, ids=lambda check: check.id)
def test_without_any_evidence_nothing_passes(check: Check) -> None:
    assert judge(check, evidence(), Recipe(), TODAY).status in {Status.NOT_TESTED, Status.FAIL} or check.id in {
        "DST-01",
        "DST-02",
        "FND-13",
        "ACC-05",
        "HUM-01",
    }


def test_checks_are_chosen_by_id_and_family() -> None:
    assert [check.id for check in chosen(["chk-07"], BUILT_IN)] == ["CHK-07"]
    assert {check.id[:3] for check in chosen(["SPD", "TRU"], BUILT_IN)} == {"SPD", "TRU"}
    with pytest.raises(UserError, match="there is no such check"):
        chosen(["XYZ-99"], BUILT_IN)


def test_the_installed_catalogue_holds_the_built_in_checks() -> None:
    assert set(BUILT_IN) <= set(catalogue())


def _broken(seen: Evidence) -> Verdict:
    raise ZeroDivisionError(seen.url)


def test_a_plugins_check_that_breaks_is_not_tested_and_harms_no_other() -> None:
    check = Check(id="EXT-01", title="t", rows=("E",), method="m", threshold="t", severity=Severity.MINOR, remedy="r",
                  needs=frozenset({Need.HOME}), judge=_broken)  # fmt: skip
    result = judge(check, evidence(), Recipe(), TODAY)
    assert result.status is Status.NOT_TESTED
    assert "ZeroDivisionError" in result.message
    assert (
        judge(check.model_copy(update={"judge": lambda seen: passed("fine")}), evidence(), Recipe(), TODAY).status
        is Status.PASS
    )


def test_a_waiver_keeps_the_finding_in_sight_and_ends() -> None:
    check = chosen(["FND-01"], BUILT_IN)[0]
    seen = evidence(a_page())
    running = judge(check, seen, Recipe(waive={"FND-01": Waiver(until=TODAY, why="icon next week")}), TODAY)
    assert (running.status, running.waived, running.grave) == (
        Status.FAIL,
        "icon next week (until 2026-06-01)",
        False,
    )
    ended = judge(check, seen, Recipe(waive={"FND-01": Waiver(until=date(2026, 5, 31), why="x")}), TODAY)
    assert ended.grave
    assert "the waiver ended on 2026-05-31" in ended.message


@pytest.mark.parametrize(
    ("name", "changed", "status"),
    [
        ("SPD-01", {"lcp": 8000}, Status.PASS),
        ("SPD-01", {"lcp": 8001}, Status.FAIL),
        ("SPD-01", {"lcp": 0, "timed_out": True}, Status.FAIL),
        ("SPD-02", {"lcp": 4000}, Status.PASS),
        ("SPD-02", {"lcp": 4001}, Status.FAIL),
        ("SPD-03", {"ttfb": 1801}, Status.FAIL),
        ("SPD-04", {"tbt": 601}, Status.FAIL),
        ("SPD-05", {"cls": 0.1}, Status.PASS),
        ("SPD-05", {"cls": 0.11}, Status.FAIL),
        ("SPD-07", {"bytes": 2_000_001}, Status.FAIL),
        ("SPD-08", {"requests": 81}, Status.FAIL),
        ("SPD-08", {"requests": 40, "third_party": 21}, Status.FAIL),
        ("SPD-08", {"requests": 4, "third_party": 3}, Status.PASS),
    ],
)
def test_speed_is_judged_at_its_threshold(name: str, changed: dict[str, object], status: Status) -> None:
    assert _status(name, evidence(a_page(), loads=(a_load(**changed),))) is status


def test_an_owners_budget_replaces_the_threshold() -> None:
    seen = evidence(a_page(), loads=(a_load(lcp=3000),), budget={"lcp_ms": 2500})
    assert _status("SPD-02", seen) is Status.FAIL


def test_many_slow_pages_make_a_short_headline_with_all_of_them_below() -> None:
    loads = tuple(a_load(name=name, lcp=lcp) for name, lcp in (("home", 4100), ("list", 9250), ("cart", 5000)))
    verdict = judge(chosen(["SPD-02"], BUILT_IN)[0], evidence(a_page(), loads=loads), Recipe(), TODAY)
    assert verdict.message == "list: 9.2 s; cart: 5.0 s; 1 more page"
    assert [one.page for one in verdict.evidence] == ["home", "list", "cart"]


@pytest.mark.parametrize(
    "text",
    [
        "Envío 4,95 €",
        "Shipping\n$4.95",
        "Free shipping over $50",
        "4,95 € de gastos de envío",
        "$4.95 delivery",
        "Costo de envío: $99.00",
        "Gastos de envío\n0,00 €",
        "34,50 € Envío gratis",
    ],
)
def test_a_shipping_cost_is_read(text: str) -> None:
    assert tells_shipping_cost(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "34,50 €\nEntrega entre el 3 y el 5 de junio",
        "Envío en 24 h. Devolución gratis",
        "34,50 € Envío en 24 h",
        "Delivery 3–5 June",
    ],
)
def test_other_amounts_are_no_shipping_cost(text: str) -> None:
    assert not tells_shipping_cost(text)


def _tag(text: str, top: float, **given: object) -> dict[str, object]:
    return {
        "text": text,
        "context": text,
        "top": top,
        "left": 0,
        "struck": False,
        "in_card": False,
        "region": "main",
    } | given


def test_the_products_price_is_told_from_other_amounts() -> None:
    page = facts(
        h1_top=100,
        prices=(
            _tag("0,00 €", 10, region="header"),
            _tag("20,00 €", 150, struck=True),
            _tag("Envío 4,95 €", 160),
            _tag("15,00 €", 170),
            _tag("9,00 €", 900, in_card=True),
        ),
    )
    found = product_price(page)
    assert found is not None
    assert found.text == "15,00 €"


@pytest.mark.parametrize(
    ("policy", "weak"),
    [
        ("", True),
        ("img-src 'self'", True),
        ("default-src *", True),
        ("script-src 'self' 'unsafe-inline'", True),
        ("default-src 'self'", False),
        ("script-src 'nonce-abc' 'unsafe-inline' 'strict-dynamic' https:", False),
    ],
)
def test_a_content_policy_is_judged_by_its_scripts(policy: str, weak: bool) -> None:
    assert bool(policy_weakness(policy)) is weak


def test_session_cookies_need_their_flags_and_on_this_machine_not_secure() -> None:
    cookie = CookieLine(name="sessionid", secure=False, http_only=True, same_site="Lax", expires=False)
    assert _status("TRU-06", evidence(a_page(), cookies=(cookie,))) is Status.FAIL
    assert _status("TRU-06", evidence(a_page(), cookies=(cookie,), loopback=True)) is Status.PASS
    assert _status("TRU-06", evidence(a_page())) is Status.NOT_TESTED


def test_thirteen_to_sixteen_fields_need_a_person() -> None:
    from tests.audit.samples import a_field

    for number, status in ((12, Status.PASS), (13, Status.REVIEW), (17, Status.FAIL)):
        page = a_page(Stage.PAYMENT, facts(fields=tuple(a_field(name=f"f{n}") for n in range(number))))
        assert _status("CHK-09", evidence(page)) is status
