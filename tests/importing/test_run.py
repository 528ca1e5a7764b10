"""Imports as a whole: again, on trial, cut off, at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from ecomkit.domain import Categories, Command, Context, Outcome, ProductBySlug, Products, SaveProducts
from ecomkit.errors import UserError
from ecomkit.importing import FilePlan, Progress, import_files
from ecomkit.importing.staging import Stage
from ecomkit.shop import Shop
from ecomkit.storage.tables import event
from ecomkit.testing import make_shop

Write = Callable[[str, str], Path]
SHELVES = "slug,name,parent\nlamps,Lamps,home\nhome,Home,\n"


def many(count: int) -> str:
    return "sku,name,price,category\n" + "".join(f"S{n},Thing {n},{n}.50,Home/Lamps\n" for n in range(count))


def changes(shop: Shop) -> int:
    with shop.database.read() as rows:
        return int(rows.scalar(select(func.count()).select_from(event)))


def test_the_same_files_again_change_nothing(shop: Shop, write: Write) -> None:
    files = [write("products.csv", many(60)), write("categories.csv", SHELVES)]
    first, second = import_files(shop, files), import_files(shop, files)
    assert [(p.kind, p.things, p.changed) for f in first.files for p in f.parts] == [
        ("categories", 2, 2), ("products", 60, 60),
    ]  # fmt: skip
    assert [p.changed for f in second.files for p in f.parts] == [0, 0]
    assert changes(shop) == 60
    assert [(one.slug, one.parent) for one in shop.ask(shop.system(), Categories())] == [
        ("lamps", "home"),
        ("home", None),
    ]
    assert shop.ask(shop.system(), Products(category="home")).count == 60


def test_a_trial_tells_the_same_and_writes_nothing(shop: Shop, write: Write) -> None:
    files = [write("products.csv", many(30) + "S1,Again,1.00,\n"), write("reviews.csv", "sku,rating\nS3,4\nNONE,5\n")]
    trial = import_files(shop, files, dry_run=True)
    assert shop.ask(shop.system(), Products()).count == 0
    assert shop.ask(shop.system(), Categories()) == ()
    assert not (shop.folder / "var").exists()
    real = import_files(shop, files)
    told = [[(p.things, p.changed, p.refused) for f in report.files for p in f.parts] for report in (trial, real)]
    assert told[0] == told[1]
    assert next(p.changed for f in import_files(shop, files, dry_run=True).files for p in f.parts) == 0


def test_progress_and_plans_are_told(shop: Shop, write: Write) -> None:
    heard: list[FilePlan | Progress] = []
    import_files(shop, [write("products.csv", many(60))], tell=heard.append)
    assert isinstance(heard[0], FilePlan)
    assert heard[0].kinds["products"]["price"] == "price"
    saving = [(one.done, one.total) for one in heard if isinstance(one, Progress) and one.phase == "saving"]
    assert saving == [(25, 60), (50, 60), (60, 60)]


CHILD = """
import os, signal, sys
from pathlib import Path
from ecomkit.domain import SaveProducts
from ecomkit.importing import import_files
from ecomkit.testing import make_shop
shop = make_shop(Path(sys.argv[1]), use=("b2c", "reviews"), catalogue=False)
run, left = shop.run, [int(sys.argv[3])]
def dies(ctx, command, *, key=None):
    before = sys.argv[4] == "before"
    if isinstance(command, SaveProducts):
        left[0] -= 1
        if left[0] == 0 and before:
            os.kill(os.getpid(), signal.SIGKILL)
    outcome = run(ctx, command, key=key)
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return outcome
shop.run = dies
import_files(shop, [Path(sys.argv[2])])
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_import_that_was_killed_goes_on_where_it_was(tmp_path: Path, write: Write, when: str) -> None:
    path = write("products.csv", many(100) + "BAD,Bad,-1.00,\n")
    child = subprocess.run([sys.executable, "-c", CHILD, str(tmp_path / "shop"), str(path), "3", when], check=False)
    assert child.returncode == -signal.SIGKILL
    shop = make_shop(tmp_path / "shop", use=("b2c", "reviews"), catalogue=False)
    assert shop.ask(shop.system(), Products()).count == (50 if when == "before" else 75)
    asked: list[int] = []
    run = shop.run

    def counted(ctx: Context, command: Command[Any], *, key: str | None = None) -> Outcome[Any]:
        if isinstance(command, SaveProducts):
            asked.append(len(command.products))
        return run(ctx, command, key=key)

    shop.run = counted  # type: ignore[method-assign]
    report = import_files(shop, [path])
    (part,) = report.files[0].parts
    assert report.files[0].resumed
    assert asked == [25, 25]
    assert (part.rows, part.things, part.changed, len(part.refused)) == (101, 100, 100, 1)
    assert changes(shop) == shop.ask(shop.system(), Products()).count == 100
    assert shop.ask(shop.system(), ProductBySlug(slug="thing-99")).variants[0].sku == "S99"
    assert list((shop.folder / "var" / "imports").iterdir()) == []
    shop.close()


def test_a_file_that_changed_meanwhile_is_read_anew(shop: Shop, write: Write) -> None:
    def stop(news: FilePlan | Progress) -> None:
        if isinstance(news, Progress) and news.phase == "saving":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(shop, [write("products.csv", many(60))], tell=stop)
    report = import_files(shop, [write("products.csv", many(61))])
    assert not report.files[0].resumed
    assert (report.files[0].parts[0].things, report.files[0].parts[0].changed) == (61, 36)


def test_a_file_is_imported_by_one_process_at_a_time(tmp_path: Path) -> None:
    with Stage(tmp_path / "a.db"), pytest.raises(UserError, match="another process is importing the same file"):
        Stage(tmp_path / "a.db")


def test_nothing_is_written_when_one_of_the_files_cannot_be_read(shop: Shop, write: Write, tmp_path: Path) -> None:
    good, bad = write("products.csv", many(3)), tmp_path / "reviews.csv"
    bad.write_bytes(b"sku,rating\n" + b"S1,5\n" * 400_000 + b"S1,\xff\n")
    with pytest.raises(UserError, match=f"byte {11 + 5 * 400_000 + 3} is not UTF-8"):
        import_files(shop, [good, bad])
    assert shop.ask(shop.system(), Products()).count == 0


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("sku,name,price,description\n")
        for n in range(12_000):
            file.write(f"S{n},,1.00,{'x' * 4_000}\n" if n % 100 else f"S{n},Thing {n},1.00,short\n")
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom ecomkit.errors import UserError\n"
        "from ecomkit.importing import import_files\nfrom ecomkit.testing import make_shop\n"
        "shop = make_shop(Path(sys.argv[1]), use=('b2c',), catalogue=False)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    import_files(shop, [Path(sys.argv[2])])\nexcept UserError as error:\n    print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "shop"), str(path)], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONHASHSEED": "0"},
    )  # fmt: skip
    told, grown = done.stdout.strip().splitlines()
    assert "more than 10,000 rows refused" in told
    assert path.stat().st_size > 45_000_000
    assert int(grown) < 25_000, "kB more than before, for a file of 47 MB"


def test_a_folder_stands_for_its_files(shop: Shop, write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    with pytest.raises(
        UserError, match=r"is a folder without products.csv or categories.csv or terms.csv or reviews.csv"
    ):
        import_files(shop, [folder])
    write("catalogue/products.csv", many(2))
    write("catalogue/categories.csv", SHELVES)
    assert [f.parts[0].kind for f in import_files(shop, [folder]).files] == ["categories", "products"]


def test_options_that_make_no_sense_are_told(shop: Shop, write: Write) -> None:
    path = write("products.csv", many(1))
    with pytest.raises(UserError, match="the shop sells in EUR"):
        import_files(shop, [path], currency="USD")
    with pytest.raises(UserError, match="are about one file"):
        import_files(shop, [path, path], kind="products")
    with pytest.raises(UserError, match="this shop can import products, categories, terms, reviews"):
        import_files(shop, [path], kind="prices")


def test_a_header_without_rows_imports_nothing(shop: Shop, write: Write) -> None:
    (part,) = import_files(shop, [write("products.csv", "sku,name,price\n")]).files[0].parts
    assert (part.rows, part.things) == (0, 0)
