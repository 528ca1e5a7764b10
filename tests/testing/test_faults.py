"""Fault points count what a process does, by kind, and kill it where they were told to."""

from __future__ import annotations

import http.client
import http.server
import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from ecomkit.domain import SaveCategories
from ecomkit.testing import FaultPoints, make_shop


def ending(work: Callable[[], None], meanwhile: Callable[[], None] = lambda: None) -> int:
    """How a child ends that does this: negative for a signal. Threads begin `meanwhile`: none is forked."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    meanwhile()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(
        ValueError, match="no such kind of fault point: letter; choose from statement, commit, call, mail"
    ):
        FaultPoints(1, kinds=("letter",))


@pytest.mark.parametrize(("kill_at", "kept"), [(1, False), (2, True)])
def test_a_commit_is_two_points_and_only_the_second_is_durable(tmp_path: Path, kill_at: int, kept: bool) -> None:
    make_shop(tmp_path, use=("b2c",)).close()

    def change() -> None:
        shop = make_shop(tmp_path, use=("b2c",), catalogue=False)
        FaultPoints(kill_at, kinds=("commit",)).attach(shop.database.engine)
        shop.run(shop.system(), SaveCategories.model_validate({"categories": [{"slug": "garden", "name": "Garden"}]}))

    assert ending(change) == -signal.SIGKILL
    shop = make_shop(tmp_path, use=("b2c",), catalogue=False)
    with shop.database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM category WHERE slug = 'garden'").scalar()
    assert bool(found) is kept
    shop.close()


def test_a_call_is_three_points_before_it_is_sent_when_it_is_and_when_it_is_answered(tmp_path: Path) -> None:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)

    def call() -> None:
        points = FaultPoints(kinds=("call", "mail")).attach_calls()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        connection.request("GET", "/")
        connection.getresponse().read()
        (tmp_path / "seen").write_text(json.dumps(points.seen))

    assert ending(call, meanwhile=thread.start) == 0
    server.shutdown()
    server.server_close()
    assert json.loads((tmp_path / "seen").read_text()) == ["call", "call", "call"]
