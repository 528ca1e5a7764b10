"""`ecomkit new`: a shop, or one clear line and nothing."""

from __future__ import annotations

import json
import os
import pty
import resource
import signal
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecomkit.settings import read_settings

Ecomkit = Callable[..., Any]
NEW = [sys.executable, "-m", "ecomkit.cli", "new"]
FEW = ("--yes", "--no-install", "--set", "models=b2c")
HOSTILE = (
    "../x", "a/../../x", "", ".", "..", "a'b", 'a"b', "a\nb", "a\0b", "a" * 10_000, "🛒", "shop🛒", "-rf", "--yes=1", "$(id)", "a;b",
    "con", "nul.txt", "class", "import", "json", "ecomkit", "tests", "1shop", "my shop", "my-", "-my", ".shop", "tienda-ñ", "a\u202eb",
)  # fmt: skip


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:20])
def test_a_hostile_name_is_one_line_and_nothing_written(name: str, here: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("new", *FEW, "--", name)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert len(ended.err) < 300
    assert ended.err.isprintable() or ended.err.rstrip("\n").isprintable()
    assert ended.out == ""
    assert entries(here) == []
    assert entries(here.parent) == ["here"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "colour=red"), "there is no question"),
        (("--set", "curency=EUR"), "did you mean 'currency'"),
        (("--set", "models=b2x"), "models"),
        (("--set", "country=Spain"), "ISO 3166"),
        (("--set", "currency=EURO"), "ISO 4217"),
        (("--set", "languages="), "languages"),
        (("--set", "languages=english"), "languages"),
        (("--set", "database=mysql"), "sqlite or postgresql"),
        (("--set", "catalogue=full"), "demo or empty"),
        (("--set", "theme=dark"), "shelf"),
        (("--set", "shop_name="), "1 to 80 characters"),
        (("--set", "shop_name=a\nb"), "one line"),
        (("--set", "shop_name=" + "x" * 81), "80 characters"),
        (("--set", "currency"), "--set name=value"),
        (("--answers", "none.toml"), "No such file"),
    ],
)
def test_a_wrong_answer_is_one_line_and_nothing_written(
    words: tuple[str, ...], said: str, here: Path, ecomkit: Ecomkit
) -> None:
    ended = ecomkit("new", "my-shop", "--yes", "--no-install", *words)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert said in ended.err
    assert entries(here) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", "shop_name = "), ("a.json", "[1, 2]"), ("a.json", "{"), ("a.yaml", "shop_name: [unclosed"),
        ("a.yaml", "- just\n- words"),
        ("a.txt", "shop_name = 'x'"), ("a.toml", "shop_name = 7"), ("a.yaml", "languages: {en: 1}"), ("a.toml", "x" * 200_000),
        ("a.yaml", "shop_name: !!python/object/apply:os.system ['true']"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_answers_is_one_line(
    name: str, text: str, here: Path, ecomkit: Ecomkit, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    ended = ecomkit("new", "my-shop", "--yes", "--no-install", "--answers", tmp_path / name)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert entries(here) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", 'shop_name = "Bar"\nmodels = ["b2c"]\ncurrency = "USD"\ncountry = "US"'),
        ("a.yaml", "shop_name: Bar\nmodels: [b2c]\ncurrency: usd\ncountry: us"),
        ("a.json", '{"shop_name": "Bar", "models": "b2c", "currency": "USD", "country": "US"}'),
    ],
)
def test_answers_come_from_a_file_and_set_wins(
    name: str, text: str, here: Path, ecomkit: Ecomkit, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    given = ("--answers", tmp_path / name, "--set", "shop_name=Baz")
    answers = ecomkit("new", "my-shop", "--yes", "--dry-run", "--json", *given).json["answers"]
    assert answers["shop_name"] == "Baz"
    assert (answers["models"], answers["currency"], answers["country"]) == (["b2c"], "USD", "US")


def test_without_a_terminal_it_asks_nothing(here: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("new", "my-shop")
    assert ended.code == 2
    assert "--yes" in ended.err
    assert entries(here) == []


def test_a_terminal_is_asked_and_asked_again_after_a_mistake(here: Path) -> None:
    given = [
        "--set", "models=b2c", "--set", "languages=en", "--set", "database=sqlite", "--set", "catalogue=empty", "--set", "theme=shelf",
    ]  # fmt: skip
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [*NEW, "my-shop", "--no-install", *given], stdin=child, stdout=child, stderr=child, cwd=here
    )
    os.close(child)
    os.write(parent, b"Corner shop\nNowhere\nUS\n\n")
    said = b""
    try:
        while chunk := os.read(parent, 4096):
            said += chunk
    except OSError:
        pass
    os.close(parent)
    assert process.wait(60) == 0, said.decode()
    assert b"is no answer" in said
    settings = read_settings(here / "my-shop")
    assert (settings.shop.name, settings.shop.country, settings.shop.currency) == ("Corner shop", "US", "USD")


def test_a_dry_run_lists_files_and_writes_none(here: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("new", "my-shop", *FEW, "--dry-run")
    assert ended.code == 0
    assert "shop.toml" in ended.out
    assert entries(here) == []


def test_the_plan_is_what_is_written(here: Path, ecomkit: Ecomkit) -> None:
    planned = ecomkit("new", "my-shop", *FEW, "--dry-run", "--json").json
    made = ecomkit("new", "my-shop", *FEW, "--json").json
    assert planned["files"] == made["files"]
    written = {
        path.relative_to(here / "my-shop").as_posix() for path in (here / "my-shop").rglob("*") if path.is_file()
    }
    assert {name for name in written if not name.startswith(".git/")} == set(made["files"])


def test_json_tells_each_step_with_its_state(here: Path, ecomkit: Ecomkit) -> None:
    made = ecomkit("new", "my-shop", *FEW, "--json").json
    states = {step["id"]: step["state"] for step in made["steps"]}
    assert states == {"write": "done", "git": "done", "install": "skipped", "migrate": "later", "seed": "later"}
    assert made["complete"]
    assert any("ecomkit dev" in line for line in made["next"])


def test_the_first_commit_is_clean_and_without_secrets(here: Path, ecomkit: Ecomkit) -> None:
    ecomkit("new", "my-shop", *FEW, "--json")
    git = ["git", "-C", str(here / "my-shop")]
    assert subprocess.check_output([*git, "status", "--porcelain"], text=True) == ""
    tracked = subprocess.check_output([*git, "ls-files"], text=True).splitlines()
    assert ".env" not in tracked
    assert ".env.example" in tracked


def test_secrets_are_new_each_time(here: Path, ecomkit: Ecomkit) -> None:
    for name in ("one", "two"):
        ecomkit("new", name, *FEW, "--json")
    texts = [(here / name / ".env").read_text("utf-8") for name in ("one", "two")]
    assert texts[0] != texts[1]
    assert stat.S_IMODE((here / "one" / ".env").stat().st_mode) == 0o600
    assert read_settings(here / "one").shop.secret not in "".join(
        path.read_text("utf-8") for path in (here / "one").rglob("*.toml")
    )


def test_a_folder_that_is_not_empty_is_left_alone(here: Path, ecomkit: Ecomkit) -> None:
    (here / "my-shop").mkdir()
    (here / "my-shop" / "mine.txt").write_text("mine")
    ended = ecomkit("new", "my-shop", *FEW)
    assert ended.code == 2
    assert "--force" in ended.err
    assert entries(here / "my-shop") == ["mine.txt"]


def test_an_empty_folder_is_filled(here: Path, ecomkit: Ecomkit) -> None:
    (here / "my-shop").mkdir()
    assert ecomkit("new", "my-shop", *FEW).code == 0
    assert (here / "my-shop" / "shop.toml").is_file()


def test_force_writes_over_files_and_keeps_secrets_data_and_strangers(here: Path, ecomkit: Ecomkit) -> None:
    ecomkit("new", "my-shop", *FEW)
    shop = here / "my-shop"
    before = (shop / ".env").read_text("utf-8")
    (shop / "mine.txt").write_text("mine")
    (shop / "var").mkdir()
    (shop / "var" / "shop.db").write_text("data")
    (shop / "shop.toml").write_text("broken")
    ended = ecomkit("new", "my-shop", *FEW, "--force", "--json")
    assert ended.code == 0
    assert read_settings(shop).shop.name == "My shop"
    assert (shop / ".env").read_text("utf-8") == before
    assert (shop / "mine.txt").read_text() == "mine"
    assert (shop / "var" / "shop.db").read_text() == "data"
    assert entries(here) == ["my-shop"]


def test_a_link_is_no_place_for_a_shop(here: Path, ecomkit: Ecomkit, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (here / "my-shop").symlink_to(tmp_path / "elsewhere")
    assert ecomkit("new", "my-shop", *FEW, "--force").code == 2
    assert entries(tmp_path / "elsewhere") == []


def test_a_place_that_cannot_be_written_is_exit_3(ecomkit: Ecomkit) -> None:
    ended = ecomkit("new", "/proc/my-shop", *FEW)
    assert ended.code == 3
    assert len(ended.err.splitlines()) == 1


def few_bytes(limit: int) -> Callable[[], None]:
    """A child that may write so many bytes into a file and no more: the disk is full in the middle of one."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return limited


@pytest.mark.parametrize("limit", [200, 3_000, 100_000])
def test_a_full_disk_leaves_nothing_and_is_exit_3(limit: int, here: Path) -> None:
    done = subprocess.run(
        [*NEW, "my-shop", *FEW], cwd=here, capture_output=True, text=True, check=False, preexec_fn=few_bytes(limit)
    )
    assert done.returncode == 3, done.stderr
    assert "nothing was left behind" in done.stderr
    assert entries(here) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_nothing_and_is_exit_3(number: int, here: Path) -> None:
    process = subprocess.Popen(
        [*NEW, "my-shop", *FEW], cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    end = time.monotonic() + 60
    while not entries(here) and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(0.1)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3, said
    assert "interrupted" in said
    assert "Traceback" not in said
    assert entries(here) == []


def test_without_git_the_shop_is_written_and_says_what_to_repeat(here: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [*NEW, "my-shop", *FEW, "--json"], cwd=here, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 3
    (step,) = [one for one in json.loads(done.stdout)["steps"] if one["state"] == "failed"]
    assert step["id"] == "git"
    assert step["repeat"].startswith("git init")
    shop = here / "my-shop"
    assert read_settings(shop).shop.name == "My shop"
    someone = {"GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.com"}
    someone |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in someone.items()}
    subprocess.run(step["repeat"], shell=True, cwd=shop, check=True, capture_output=True, env={**os.environ, **someone})
    assert (
        subprocess.check_output(["git", "log", "-1", "--format=%B"], cwd=shop, text=True).count("Ecomkit-Scaffold: ")
        == 1
    )


def test_without_a_network_the_shop_runs_and_says_what_to_repeat(here: Path) -> None:
    nowhere = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(here.parent / "cache"), "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        [*NEW, "my-shop", "--yes", "--set", "models=b2c", "--json"], cwd=here, capture_output=True, text=True, check=False,
        env={**os.environ, **nowhere},
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    steps = {one["id"]: one for one in json.loads(done.stdout)["steps"]}
    assert steps["install"]["state"] == "failed"
    assert "-e '.[test]'" in steps["install"]["repeat"]
    assert steps["migrate"]["state"] == steps["seed"]["state"] == "done"
    assert (here / "my-shop" / "var" / "shop.db").is_file()


def test_the_shop_keeps_its_answers(here: Path, ecomkit: Ecomkit) -> None:
    made = ecomkit("new", "my-shop", *FEW, "--set", "shop_name=Ana's shop", "--json").json
    kept = tomllib.loads((here / "my-shop" / ".ecomkit.toml").read_text("utf-8"))
    assert kept["answers"] == made["answers"]
    assert kept["answers"]["shop_name"] == "Ana's shop"
