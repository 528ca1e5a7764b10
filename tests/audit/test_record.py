"""A run that found its way writes a recipe, and the recipe runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from e2e.audit_lab.server import serve
from ecomkit.audit.browser import Opened
from ecomkit.audit.evidence import JourneyEvidence, Outcome, Stage
from ecomkit.audit.options import Options
from ecomkit.audit.recipe import read_recipe
from ecomkit.audit.record import recorded
from ecomkit.audit.run import run_audit
from ecomkit.cli.audit import audit
from tests.audit.samples import a_page, evidence

ONLY = ("CHK-08", "AFT-01")


@pytest.mark.browser
@pytest.mark.parametrize("variant", ["plain-es", "bare-en", "woo"])
def test_a_recorded_recipe_leads_to_the_payment_step_again(variant: str, browser: Opened, tmp_path: Path) -> None:
    file = tmp_path / "ecomkit-audit.toml"
    with serve(variant) as lab:
        found = run_audit(lab.url, Options(only=ONLY), opened=browser)
        file.write_text(found.recorded, encoding="utf-8")
        recipe = read_recipe(file)
        again = run_audit(recipe.shop, Options(only=ONLY, recipe=recipe), opened=browser)
        assert lab.contacts == []
    assert recipe.owner
    assert recipe.step.checkout
    assert recipe.route.returns
    assert again.journeys[0].outcome is Outcome.REACHED
    assert [(one.id, one.status) for one in again.checks] == [(one.id, one.status) for one in found.checks]


@pytest.mark.browser
def test_a_walk_that_was_stopped_records_nothing(browser: Opened) -> None:
    with serve("plain-es", ["dead-add"]) as lab:
        assert run_audit(lab.url, Options(only=ONLY, confirm=False), opened=browser).recorded == ""


def test_nothing_secret_and_nothing_that_breaks_the_file_is_written() -> None:
    pages = [
        a_page(stage, url='https://vera:secret@shop.example/p/a"b?x=1') for stage in (*Stage,)
    ]  # fmt: skip
    journey = JourneyEvidence(id="guest", name="guest", outcome=Outcome.REACHED)
    text = recorded(evidence(*pages, journey=journey, url="https://vera:secret@shop.example/"), [])
    assert "secret" not in text
    assert "owner" not in text, "it is not known to be one's own"
    assert r'product.url = "/p/a\"b?x=1"' in text


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("# mine")
    done = CliRunner().invoke(audit, ["http://127.0.0.1:1/", "--record", str(file)])
    assert done.exit_code == 2
    assert "there is such a file already" in done.stderr
    assert file.read_text() == "# mine"
