"""A timed load tells when each file came and what the screen showed; both profiles time what they promise."""

from __future__ import annotations

import pytest

from e2e.audit_lab.server import serve
from ecomkit.audit.browser import Opened
from ecomkit.audit.evidence import Device
from ecomkit.audit.loads import Stand, Timed, load_page
from ecomkit.audit.lock import PaymentLock
from ecomkit.audit.options import Options, Profile
from ecomkit.audit.run import run_audit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("device", list(Device))
def test_a_load_tells_what_came_when(device: Device, browser: Opened) -> None:
    with serve("plain-es") as lab:
        timed = Timed("home", lab.url, device, payment=False, rest_ms=300, filmed=True)
        load = load_page(Stand(browser[1], device, {}, {}), timed, PaymentLock())
    assert load.device is device
    assert load.requests == len(load.fetches) > 1
    document = load.fetches[0]
    assert (document.url, document.kind, document.start) == (lab.url, "document", 0)
    assert document.end >= (145 if device is Device.PHONE else 38), "the line's latency is in every answer"
    for fetch in load.fetches:
        assert 0 <= fetch.start <= fetch.answered <= fetch.end
    assert sum(fetch.bytes for fetch in load.fetches) == load.bytes
    assert load.frames[0].at == 0
    assert [frame.at for frame in load.frames] == sorted(frame.at for frame in load.frames)
    assert all(frame.picture.startswith(b"\xff\xd8") for frame in load.frames)


def test_without_pictures_nothing_is_filmed(browser: Opened) -> None:
    with serve("plain-es") as lab:
        timed = Timed("home", lab.url, Device.PHONE, payment=False, rest_ms=100, filmed=False)
        assert load_page(Stand(browser[1], timed.device, {}, {}), timed, PaymentLock()).frames == ()


def test_what_is_done_meanwhile_is_done_while_the_page_rests(browser: Opened) -> None:
    with serve("plain-es") as lab:
        timed = Timed("home", lab.url, Device.PHONE, payment=False, rest_ms=300, filmed=False)
        stand, shown = Stand(browser[1], timed.device, {}, {}), list[str]()
        load_page(stand, timed, PaymentLock(), lambda: shown.append(stand.page.evaluate("document.readyState")))
    assert shown == ["complete"]
    assert stand.context not in browser[1].contexts


def test_the_full_profile_takes_a_median_of_three_on_both_devices(browser: Opened) -> None:
    with serve("plain-es") as lab:
        report = run_audit(lab.url, Options(only=("SPD-01",), profile=Profile.FULL), opened=browser)
    assert [(load.name, load.device) for load in report.loads] == [("home", Device.PHONE), ("home", Device.DESKTOP)]
    for load in report.loads:
        assert 3 <= load.runs <= 7
        assert load.spreads["lcp"].low <= load.lcp <= load.spreads["lcp"].high


def test_the_quick_profile_loads_a_page_once_where_nothing_is_doubtful(browser: Opened) -> None:
    with serve("plain-es") as lab:
        report = run_audit(lab.url, Options(only=("SPD-01",)), opened=browser)
    assert [(load.device, load.runs) for load in report.loads] == [(Device.PHONE, 1)]
