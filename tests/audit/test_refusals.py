"""What cannot be tested is told in one clear line, and never mixed with findings."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner

from e2e.audit_lab.server import serve, serve_handler
from ecomkit.audit.browser import Opened, find_browser
from ecomkit.audit.options import Options
from ecomkit.audit.recipe import read_recipe
from ecomkit.audit.run import WrongStep, run_audit
from ecomkit.cli.audit import audit
from ecomkit.errors import NotFinished, UserError

_PAGES = {
    "/text": (200, "text/html", "<h1>A blog</h1><p>words, and no shop</p>"),
    "/login": (200, "text/html", "<h1>Sign in</h1><form><input name=u><input type=password></form>"),
    "/gone": (404, "text/html", "<h1>404</h1>"),
    "/broken": (503, "text/html", "<h1>503</h1>"),
    "/closed": (401, "text/html", "<h1>401</h1>"),
    "/file.pdf": (200, "application/pdf", "%PDF-1.4"),
    "/data": (200, "application/json", "{}"),
    "/empty": (200, "text/html", ""),
}


class _Odd(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == "/hang":
            time.sleep(6)
            return
        status, kind, body = _PAGES.get(self.path, (302, "text/html", ""))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Location", self.path)
        self.end_headers()
        self.wfile.write(body.encode())


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("text", "does not look like a shop"),
        ("empty", "does not look like a shop"),
        ("login", "asks to sign in"),
        ("gone", "answers 404"),
        ("broken", "answers 503"),
        ("closed", "answers 401"),
        ("file.pdf", "not a page"),
        ("data", "not a page"),
        ("loop", "redirects in a loop"),
        ("hang", "did not answer within 1 s"),
    ],
)
def test_what_is_no_shop_is_told(path: str, told: str, browser: Opened) -> None:
    with serve_handler(_Odd) as url, pytest.raises(NotFinished) as caught:
        run_audit(url + path, Options(only=("CHK-01",), timeout_s=1 if path == "hang" else 10), opened=browser)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.browser
def test_a_server_that_is_not_there_is_told(browser: Opened) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(NotFinished, match="refuses the connection"):
            run_audit(url, Options(only=("FND-01",)), opened=browser)


@pytest.mark.browser
def test_a_recipes_wrong_step_is_told_with_its_name(browser: Opened, tmp_path: Path) -> None:
    path = tmp_path / "ecomkit-audit.toml"
    path.write_text('[step.add_to_cart]\nclick = "#nowhere"\n')
    with serve() as lab, pytest.raises(UserError, match=r"\[step.add_to_cart\] click: '#nowhere' is not on"):
        run_audit(lab.url, Options(only=("CHK-01",), recipe=read_recipe(path)), opened=browser)


@pytest.mark.browser
def test_a_recipe_cannot_make_the_audit_pay(browser: Opened, tmp_path: Path) -> None:
    path = tmp_path / "ecomkit-audit.toml"
    path.write_text('[step.checkout]\ngoto = "/checkout/1"\nclick = "text=Pagar ahora"\n')
    with serve() as lab, pytest.raises(UserError, match="the audit never presses it"):
        run_audit(lab.url, Options(only=("CHK-08",), recipe=read_recipe(path)), opened=browser)
    assert lab.contacts == []


@pytest.mark.parametrize(
    ("written", "told", "only"),
    [
        ('[product]\nurl = "/p/none"\n', r"product\.url: \S+/p/none answers 404", "CHK-01"),
        ('[step.open_list]\ngoto = "/nowhere"\n', r"\[step\.open_list\] goto: \S+/nowhere answers 404", "CHK-01"),
        ('[route]\nreturns = "/nothing-here"\n', r"route\.returns: \S+/nothing-here answers 404", "AFT-01"),
        (
            '[route]\ncontact = "http://127.0.0.1:1/x"\n',
            r"route\.contact: http://127\.0\.0\.1:1/x does not answer",
            "HUM-04",
        ),
        ('[step.checkout]\nclick = "css=#no-such"\n', r"\[step\.checkout\] click: 'css=#no-such' is not on", "CHK-08"),
    ],
)
def test_a_recipe_that_does_not_fit_is_blamed_itself_and_what_was_seen_is_kept(
    browser: Opened, tmp_path: Path, written: str, told: str, only: str
) -> None:
    path = tmp_path / "ecomkit-audit.toml"
    path.write_text(written)
    with serve() as lab, pytest.raises(WrongStep, match=told) as caught:
        run_audit(lab.url, Options(only=(only,), recipe=read_recipe(path)), opened=browser)
    report = caught.value.report
    assert report.interrupted
    assert report.pages[0].name == "home"
    assert not report.findings


@pytest.mark.parametrize("selector", ["role=but[ton", "css=a[", "nothing=x", "text=/(/"])
def test_a_locator_that_cannot_be_read_is_told_as_that(browser: Opened, tmp_path: Path, selector: str) -> None:
    path = tmp_path / "ecomkit-audit.toml"
    path.write_text(f'[step.add_to_cart]\nclick = "{selector}"\n')
    told = re.escape(f"[step.add_to_cart] click: {selector!r} is no valid locator")
    with serve() as lab, pytest.raises(UserError, match=told):
        run_audit(lab.url, Options(only=("CHK-01",), recipe=read_recipe(path)), opened=browser)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["shop.example"], "is no URL of a shop"),
        ([], "which shop?"),
        (["http://x/", "--only", "XYZ-1"], "there is no such check"),
        (["http://x/", "--recipe", "gone.toml"], "cannot be read"),
        (["http://x/", "--browser", "/gone"], "there is no such file"),
        (["http://x/", "--json", "/gone/x.json"], "its folder does not exist"),
        (["--json", "http://x/"], "write `ecomkit audit http://x/ --json`"),
        (["http://x/", "--screenshots", "/dev/null/x"], "cannot be made"),
        (["http://x/", "--profile", "slow"], "slow"),
        (["http://x/", "--runs", "0"], "0"),
        (["http://x/", "--unknown"], "--unknown"),
        (["http://x/", "--law", "eu,fr"], "--law fr: known are eu, mx and none"),
        (["http://x/", "--language", "fr"], "fr"),
    ],
)
def test_bad_input_ends_with_two(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(audit, arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_recipe_that_declares_another_shop_ones_own_ends_with_two(tmp_path: Path) -> None:
    recipe = tmp_path / "mine.toml"
    recipe.write_text('shop = "https://shop.example"\nowner = true\n', encoding="utf-8")
    result = CliRunner().invoke(audit, ["https://other.example/", "--recipe", str(recipe)])
    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: {recipe}: the recipe is for https://shop.example, not for https://other.example/: "
        'where that is yours, write shop = "https://other.example", else use none\n'
    )


def test_without_a_browser_the_package_to_install_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotFinished, match="install the package chromium"):
        find_browser(str(tmp_path / "chrome"))


def _audited(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person starts it."""
    command = [sys.executable, "-c", "from ecomkit.cli.audit import audit; audit()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=os.environ | environ)


@pytest.mark.browser
def test_a_driver_that_does_not_start_is_told_and_ends_with_three() -> None:
    done = _audited("http://127.0.0.1:1/", PLAYWRIGHT_NODEJS_PATH="/bin/false")
    assert done.returncode == 3
    assert "driver does not start" in done.stderr
    assert "libatomic1" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.browser
def test_a_browser_that_does_not_start_is_told_and_ends_with_three(tmp_path: Path) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    done = _audited("http://127.0.0.1:1/", "--browser", str(fake))
    assert done.returncode == 3
    assert "does not start" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.browser
def test_findings_end_with_one_and_json_alone_goes_to_standard_output(tmp_path: Path) -> None:
    with serve("plain-es", ["no-search"]) as lab:
        done = _audited(lab.url, "--only", "FND-01", "--screenshots", str(tmp_path), "--json")
    assert done.returncode == 1, done.stderr
    body = json.loads(done.stdout)
    assert [finding["id"] for finding in body["findings"]] == ["FND-01"]
    assert (tmp_path / "home.png").is_file()


def test_help_needs_no_browser_and_imports_nothing_heavy() -> None:
    code = (
        "import sys, ecomkit.cli.audit; print([m for m in ('rich', 'playwright', 'ecomkit.audit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
