"""What is tried beside the journey pays nothing, sends nothing that was not allowed, and says why it could not be tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from e2e.audit_lab.afterwards import contact_form
from e2e.audit_lab.plan import recipe_of
from e2e.audit_lab.server import serve
from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Status
from ecomkit.audit.options import Options
from ecomkit.audit.recipe import Recipe
from ecomkit.audit.report import Report
from ecomkit.audit.run import run_audit
from ecomkit.errors import UserError

pytestmark = pytest.mark.browser

TRIED = ("SPD-06", "DST-04", "CHK-18", "REG-06", "REG-07", "AFT-04", "AFT-05", "HUM-04", "ACC-02")
SENDS = """
fetch('/order/confirm', {method: 'POST'}).catch(() => {});
setTimeout(() => navigator.sendBeacon('/order/confirm', 'x'), 100);
setTimeout(() => document.forms[document.forms.length - 1].submit(), 150);
"""


def _status(report: Report) -> dict[str, Status]:
    return {one.id: one.status for one in report.checks}


def test_nothing_that_is_tried_pays_though_the_shop_would_do_so_by_itself(browser: Opened) -> None:
    with serve("plain-es", provider="http://127.0.0.1:9/", page_script=SENDS) as lab:
        report = run_audit(lab.url, Options(only=TRIED, recipe=recipe_of(lab), confirm=False), opened=browser)
        assert lab.contacts == []
    assert any("/order/confirm" in stopped for stopped in report.payment_lock)
    assert _status(report)["ACC-02"] is not Status.FAIL


def test_without_the_owners_word_no_form_is_sent(browser: Opened) -> None:
    with serve("plain-es") as lab:
        report = run_audit(lab.url, Options(only=("AFT-04", "HUM-04", "REG-06"), owned=False), opened=browser)
        assert lab.written == []
    assert set(_status(report).values()) == {Status.NOT_TESTED}


def test_one_message_is_sent_even_where_it_is_not_acknowledged(browser: Opened) -> None:
    with serve("plain-es", ["mute-contact"]) as lab:
        report = run_audit(lab.url, Options(only=("HUM-04", "AFT-04"), recipe=recipe_of(lab)), opened=browser)
        assert len(lab.written) == 1
    assert _status(report) == {"HUM-04": Status.FAIL, "AFT-04": Status.PASS}


def test_a_form_that_the_browser_does_not_send_says_nothing_of_the_shop(
    browser: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_a_riddle(words: Mapping[str, str], field: Callable[[str, str, str], str]) -> str:
        return contact_form(words, field).replace(
            "<button", '<label>Riddle <input name="riddle" pattern="7" required></label><button'
        )

    monkeypatch.setattr("e2e.audit_lab.pages.contact_form", with_a_riddle)
    with serve("plain-es") as lab:
        report = run_audit(lab.url, Options(only=("HUM-04",), recipe=recipe_of(lab)), opened=browser)
        assert lab.written == []
    assert _status(report) == {"HUM-04": Status.REVIEW}
    assert "does not accept what stands in 1 of its fields" in report.checks[0].message


def test_an_account_that_is_refused_is_told_and_nothing_is_judged(
    browser: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve("plain-es") as lab:
        recipe = recipe_of(lab)
        monkeypatch.setenv("AUDIT_LAB_WORD", "wrong")
        report = run_audit(lab.url, Options(only=("REG-06", "REG-07"), recipe=recipe), opened=browser)
    assert set(_status(report).values()) == {Status.NOT_TESTED}
    assert "did not let the account in" in report.checks[0].message


def test_a_variable_that_is_not_set_is_told(browser: Opened) -> None:
    login = {"user_env": "NOT_THERE", "pass_env": "NOT_THERE"}
    recipe = Recipe.model_validate({"owner": True, "auth": {"login": login}, "file": "ecomkit-audit.toml"})
    with (
        serve("plain-es") as lab,
        pytest.raises(UserError, match=r"auth\.login: the environment has no variable NOT_THERE"),
    ):
        run_audit(lab.url, Options(only=("REG-06",), recipe=recipe), opened=browser)
