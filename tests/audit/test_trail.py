"""An audit that fails leaves a trace and a film; one that passes leaves nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, UnidentifiedImageError

from e2e.audit_lab.server import serve
from ecomkit.audit.browser import Opened
from ecomkit.audit.options import Options
from ecomkit.audit.run import run_audit
from ecomkit.audit.trail import FILM, TRACE, prepared
from ecomkit.cli.audit import audit


@pytest.mark.browser
def test_a_failed_audit_can_be_watched_again(browser: Opened, tmp_path: Path) -> None:
    with serve("plain-es", ["no-search"]) as lab:
        options = Options(only=("FND-01", "CHK-01"), trace=prepared(tmp_path / "trail"), confirm=False)
        report = run_audit(lab.url, options, opened=browser)
    assert report.exit_code == 1
    assert report.trace == str(tmp_path / "trail" / TRACE)
    with zipfile.ZipFile(report.trace) as archive:
        assert "trace.trace" in archive.namelist()
    film = Image.open(tmp_path / "trail" / FILM)
    assert getattr(film, "n_frames", 1) > 2
    assert film.width == 640


@pytest.mark.browser
def test_an_audit_that_passes_keeps_nothing(browser: Opened, tmp_path: Path) -> None:
    with serve("plain-es") as lab:
        report = run_audit(lab.url, Options(only=("FND-01",), trace=prepared(tmp_path)), opened=browser)
    assert (report.exit_code, report.trace) == (0, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
def test_a_journey_that_is_blocked_leaves_its_trace_even_without_a_finding(browser: Opened, tmp_path: Path) -> None:
    with serve("plain-es", ["dead-checkout"]) as lab:
        options = Options(only=("CHK-11",), trace=prepared(tmp_path))
        report = run_audit(lab.url, options, opened=browser)
    assert report.exit_code == 0
    assert (tmp_path / TRACE).is_file()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = CliRunner().invoke(audit, ["http://127.0.0.1:1/", "--trace", str(tmp_path / "file" / "x")])
    assert done.exit_code == 2
    assert "cannot be made" in done.stderr


def test_an_earlier_trail_is_gone(tmp_path: Path) -> None:
    (tmp_path / FILM).write_bytes(b"old")
    with pytest.raises(UnidentifiedImageError):
        Image.open(tmp_path / FILM)
    assert list(prepared(tmp_path).iterdir()) == []
