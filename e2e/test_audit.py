"""What the generator builds passes the auditor from the first minute."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

from e2e.shops import Running, running_shop
from e2e.tenders import Sealed
from ecomkit.audit.checks import law

LAWS = {check.id for check in law.CHECKS}
OF_MEXICO = {"LAW-20", "LAW-21"}
NEVER_JUDGED_HERE = {
    "CHK-16", "TRU-03", "CHK-13", "LAW-15", "AFT-05", "AFT-06", "HUM-04", *(f"REG-{number:02}" for number in range(1, 11)),
}  # fmt: skip
"""Transport security, of which a shop on this machine has none; an empty form, where paying is the first page; articles that
are not sent, which these shops do not sell; registering, which comes after an order in them, not before it; and what needs
an account, a mailbox or the owner's word.
"""
FOR_THE_OWNER = {"TRU-02", "HUM-02", "LAW-04"}
"""What a new shop asks its owner to fill in: tax number and telephone. Nothing else may be found."""
EVERYWHERE = {"LAW-10", "LAW-12", "LAW-13", "LAW-14", "LAW-22"}
"""What the laws of both sides of the sea ask for."""
OF_THE_GOODS = {"FND-10", "FND-15"}
"""Goods with a line of words and no picture."""
GOODS = """Artikel,Title,Kind,Price,On hand,Weight (g),Description
WOOL-S,Wool blanket,Blankets,89.00,40,1400,"Warm, washable, woven in one piece."
WOOL-L,Large wool blanket,Blankets,129.00,12,2100,"As the small one, for two."
OAK-1,Oak bench,Furniture,340.00,6,14000,"Seats three; oiled, not lacquered."
OAK-2,Oak stool,Furniture,120.00,9,4200,"Stacks four high."
TIN-5,Enamel cup,Kitchen,12.50,300,180,"Survives the campfire."
TIN-6,Enamel pan,Kitchen,48.00,35,1100,"Works on every hob."
"""


def audited(shop: Running, folder: Path, known: set[str], unbound: set[str]) -> dict[str, Any]:
    """Audit a shop; gives the report. Nothing but what is `known` is found, and all that can be judged is.

    `unbound`: the checks of laws that are not those of its customers.
    """
    report, pictures = folder / "audit.json", folder / "pictures"
    done = shop.cli("audit", shop.url, "--json", str(report), "--screenshots", str(pictures))
    assert done.returncode in (0, 1), done.stdout + done.stderr
    said: dict[str, Any] = json.loads(report.read_text())
    found = {one["id"] for one in said["checks"] if one["status"] == "fail"}
    assert found <= known, done.stdout
    assert {one["id"] for one in said["checks"] if one["status"] not in ("pass", "fail")} <= NEVER_JUDGED_HERE | unbound
    assert {one.name for one in pictures.iterdir()} >= {"home.png", "list.png", "product.png", "cart.png"}
    return said


def test_a_shop_with_all_models_has_no_unknown_finding(alameda: Running, sealed: Sealed, tmp_path: Path) -> None:
    """`sealed`: its tender takes bids meanwhile, so that nobody waits for the deadline later."""
    said = audited(alameda, tmp_path, FOR_THE_OWNER, OF_MEXICO)
    assert said["schema"] == 1
    assert said["payment_lock"] == [], "something was kept from paying"
    assert said["url"].rstrip("/") == alameda.url
    ids = [one["id"] for one in said["checks"]]
    assert len(ids) == len(set(ids)) >= 36
    for one in said["checks"]:
        assert {"id", "title", "status", "severity", "rows", "evidence", "method", "threshold"} <= set(one)
    (journey,) = said["journeys"]
    assert (journey["outcome"], len(journey["clicks"])) == ("reached", 4)
    assert {one["name"] for one in said["loads"]} == {"home", "list", "product", "cart", "checkout"}


def test_a_consumer_shop_abroad_with_goods_of_its_own_has_no_unknown_finding(tmp_path: Path) -> None:
    answers = {"models": "b2c", "country": "US", "currency": "USD", "catalogue": "empty", "shop_name": "North & Sons"}
    with running_shop(tmp_path / "north", answers, goods=GOODS) as shop:
        audited(shop, tmp_path, FOR_THE_OWNER | OF_THE_GOODS, LAWS)
        with urllib.request.urlopen(f"{shop.mailbox}/api/messages") as answer:
            assert json.loads(answer.read()) == [], "the audit ordered something"
        assert shop.cli("verify").returncode == 0


def test_a_mexican_shop_in_spanish_alone_has_no_unknown_finding(tmp_path: Path) -> None:
    answers = {"models": "b2c,b2b", "country": "MX", "languages": "es", "shop_name": "Colibrí"}
    with running_shop(tmp_path / "colibri", answers) as shop:
        audited(shop, tmp_path, FOR_THE_OWNER | {"LAW-20"}, LAWS - OF_MEXICO - EVERYWHERE)
