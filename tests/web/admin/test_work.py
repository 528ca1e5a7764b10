"""Jobs in the back office: seen with their errors, tried again, dropped."""

from __future__ import annotations

import re

from sqlalchemy import select

from ecomkit.storage.tables import job
from tests.web.admin.conftest import left_behind
from tests.web.conftest import Client, Site


def state_of(site: Site, key: str) -> str:
    with site.shop.database.read() as rows:
        return str(rows.scalar(select(job.c.state).where(job.c.id == key)))


def test_a_job_given_up_is_seen_with_its_error_in_words(site: Site, clerk: Client) -> None:
    left_behind(site, error="<b>the provider said no</b>")
    left_behind(site, "on_order_placed")
    page = clerk.get("/admin/jobs").text
    assert "Give money back" in page
    assert "core/refund" in page
    assert "After “Ordered”" in page
    assert "Given up" in page
    assert "8 tries" in page
    assert "&lt;b&gt;the provider said no" in page
    assert ">parked<" not in page


def test_a_job_is_tried_again_or_dropped(site: Site, clerk: Client) -> None:
    again, dropped = left_behind(site), left_behind(site)
    clerk.post("/admin/jobs", {"job": again, "op": "retry"})
    assert "Done: Try again" in clerk.get("/admin/jobs").text
    clerk.post("/admin/jobs", {"job": dropped, "op": "drop"})
    assert (state_of(site, again), state_of(site, dropped)) == ("waiting", "dropped")
    clerk.post("/admin/jobs", {"job": dropped, "op": "retry"})
    assert "This job is not parked" in clerk.get("/admin/jobs").text


def test_what_repeats_every_few_minutes_does_not_hide_the_rest(site: Site, clerk: Client) -> None:
    left_behind(site, "expire", state="done")
    left_behind(site, "refund", state="done")
    everything = clerk.get("/admin/jobs?view=all").text
    assert "core/refund" in everything
    assert "core/expire" not in everything


def test_jobs_are_paged_and_none_is_left_out(site: Site, clerk: Client) -> None:
    keys = set()
    for number in range(120):
        site.clock.forward(seconds=number % 2)  # pairs are due at the same moment
        keys.add(left_behind(site, error=f"failure {number:03}"))
    seen: list[str] = []
    address = "/admin/jobs"
    while address:
        page = clerk.get(address).text
        seen += re.findall(r"failure (\d{3})", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"{number:03}" for number in range(120)]
    assert len(keys) == len(seen)
    assert "To the beginning" in page
    assert "To the beginning" not in clerk.get("/admin/jobs").text


def test_an_address_of_jobs_that_was_tampered_with_shows_the_first_page(site: Site, clerk: Client) -> None:
    left_behind(site, error="here it is")
    for after in ("x", "2026-11-23/", "2026-11-23T10:00:00/1", "/"):
        assert "here it is" in clerk.get(f"/admin/jobs?after={after}").text
