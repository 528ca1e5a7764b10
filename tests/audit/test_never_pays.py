"""The auditor never pays: a provider and an order address in the laboratory write down any contact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest

from e2e.audit_lab import PROVIDER
from e2e.audit_lab.server import Lab, serve, serve_handler
from e2e.audit_lab.variants import VARIANTS
from ecomkit.audit.browser import Opened
from ecomkit.audit.options import Options
from ecomkit.audit.report import Report
from ecomkit.audit.run import run_audit

pytestmark = pytest.mark.browser

EAGER = """
const at = new URL(document.currentScript.src).searchParams.get('at');
fetch(at + 'v1/payment_intents', {method: 'POST', mode: 'no-cors', body: 'card'}).catch(() => {});
setTimeout(() => fetch('/order/confirm', {method: 'POST'}).catch(() => {}), 100);
setTimeout(() => navigator.sendBeacon('/order/confirm', 'x'), 150);
setTimeout(() => document.forms[document.forms.length - 1].submit(), 200);
"""


class _Provider(BaseHTTPRequestHandler):
    contacts: list[str]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def do_POST(self) -> None:
        self.contacts.append(self.path)
        self.send_response(204)
        self.end_headers()


@contextmanager
def _eager_shop(variant: str) -> Iterator[tuple[Lab, list[str]]]:
    """A shop whose payment step contacts its provider, places the order and sends its form all by itself."""
    contacts: list[str] = []
    with serve_handler(type("Provider", (_Provider,), {"contacts": contacts})) as url:
        provider = f"http://{PROVIDER}:{urlsplit(url).port}/"
        with serve(variant, provider=provider, page_script=EAGER) as lab:
            yield lab, contacts


def test_a_shop_that_pays_by_itself_is_stopped(browser: Opened) -> None:
    with _eager_shop("plain-es") as (lab, contacts):
        report = run_audit(lab.url, Options(only=("CHK-08", "SPD-02"), runs=1), opened=browser)
    assert contacts == []
    assert lab.contacts == []
    assert any(PROVIDER in stopped for stopped in report.payment_lock)
    assert any("/order/confirm" in stopped for stopped in report.payment_lock)


def test_without_the_lock_the_same_shop_is_contacted(browser: Opened) -> None:
    with _eager_shop("plain-es") as (lab, contacts):
        context = browser[1].new_context()
        page = context.new_page()
        page.goto(f"{lab.url}checkout/1")
        page.wait_for_url("**/order/confirm")
        context.close()
    assert contacts == ["/v1/payment_intents"]
    assert "POST /order/confirm" in lab.contacts


def test_the_auditor_names_itself(audit_of: Callable[..., tuple[Report, Lab]]) -> None:
    _, lab = audit_of("plain-es", only=("FND-01",))
    assert lab.agents
    assert all("ecomkit-audit" in agent for agent in lab.agents)


@pytest.mark.hard
def test_on_a_strangers_shop_nothing_goes_beyond_the_first_step_and_the_cart_is_emptied(
    audit_of: Callable[..., tuple[Report, Lab]],
) -> None:
    report, lab = audit_of("bare-en", only=("CHK-08",), owned=False)
    assert "not declared your own" in report.journeys[0].reason
    assert report.checks[0].status == "not-tested"
    assert all(cart == [] for cart in lab.carts.values())


def test_every_variants_last_button_is_one_that_is_never_pressed() -> None:
    from ecomkit.audit.evidence import Stage
    from ecomkit.audit.lock import may_press
    from tests.audit.samples import facts

    for variant in VARIANTS.values():
        assert not may_press(variant.words["pay"], Stage.CHECKOUT, facts()), variant.name
