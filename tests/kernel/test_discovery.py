"""Finding plugins on a real disk: installed ones, the shop's own, and broken ones."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ecomkit.kernel import Plugin, Problem, Registry, installed, load, local_modules

GREETING = """
from ecomkit.kernel import Plugin, hookimpl

class Greeting(Plugin):
    name = "greeting"

    @hookimpl
    def register_words(self):
        return ["{word}"]
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Install a one-module distribution that offers one plugin."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def write(name: str, code: str) -> Path:
        module = f"{name}_{tmp_path.name.replace('-', '_')}"
        meta = site / f"{module}-1.0.dist-info"
        meta.mkdir()
        (meta / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8")
        (meta / "entry_points.txt").write_text(f"[ecomkit.plugins]\n{name} = {module}:Found\n", encoding="utf-8")
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        return site / f"{module}.py"

    return write


def plugin_code(name: str) -> str:
    return f"from ecomkit.kernel import Plugin\n\nclass Found(Plugin):\n    name = {name!r}\n"


def test_an_installed_plugin_is_listed_without_being_imported(install: Callable[[str, str], Path]) -> None:
    path = install("loyalty", "raise SystemExit('imported')")
    assert installed()["loyalty"].value == f"{path.stem}:Found"
    assert path.stem not in sys.modules


def test_an_installed_plugin_is_loaded_by_name(install: Callable[[str, str], Path]) -> None:
    install("loyalty", plugin_code("loyalty"))
    (cls,), problems = load(["loyalty"])
    assert (cls.name, problems) == ("loyalty", ())


def test_an_unknown_name_comes_with_the_one_that_was_meant(install: Callable[[str, str], Path]) -> None:
    install("loyalty", plugin_code("loyalty"))
    _, (problem,) = load(["loyality"])
    assert problem.code == "plugin.unknown"
    assert problem.suggestion == "Did you mean 'loyalty'?"


def test_an_unknown_name_that_lies_in_the_shops_folder_says_how_to_enable_it(tmp_path: Path) -> None:
    (tmp_path / "greeting.py").write_text(GREETING, encoding="utf-8")
    _, (problem,) = load(["greeting"], local=tmp_path)
    assert problem.suggestion == "Did you mean 'local:greeting'?"


def test_a_plugin_that_fails_to_import_is_named_with_file_and_line(install: Callable[[str, str], Path]) -> None:
    path = install("loyalty", plugin_code("loyalty") + "\ndef rate():\n    return 1 / 0\n\nrate()\n")
    _, (problem,) = load(["loyalty"])
    assert (problem.code, problem.plugin) == ("plugin.import", "loyalty")
    assert (problem.file, problem.line) == (str(path), 7)
    assert "ZeroDivisionError" in problem.message


def test_a_plugin_with_a_syntax_error_is_named_with_file_and_line(install: Callable[[str, str], Path]) -> None:
    path = install("loyalty", "x = 1\nclass Found(:\n")
    _, (problem,) = load(["loyalty"])
    assert (problem.code, problem.file, problem.line) == ("plugin.import", str(path), 2)


def test_a_plugin_that_ends_the_process_does_not(install: Callable[[str, str], Path]) -> None:
    install("loyalty", "import sys\nsys.exit(3)\n")
    _, (problem,) = load(["loyalty"])
    assert problem.code == "plugin.import"


def test_an_entry_point_must_lead_to_a_plugin(install: Callable[[str, str], Path]) -> None:
    install("loyalty", "Found = 3\n")
    _, (problem,) = load(["loyalty"])
    assert problem.code == "plugin.import"
    assert "not a subclass of ecomkit.Plugin" in problem.message


def test_class_and_entry_point_have_the_same_name(install: Callable[[str, str], Path]) -> None:
    install("loyalty", plugin_code("points"))
    _, (problem,) = load(["loyalty"])
    assert problem.code == "plugin.name"


def test_one_broken_plugin_does_not_hide_the_others(install: Callable[[str, str], Path], tmp_path: Path) -> None:
    install("loyalty", plugin_code("loyalty"))
    classes, problems = load(["lost", "loyalty", "local:gone"], local=tmp_path)
    assert [cls.name for cls in classes] == ["loyalty"]
    assert [problem.code for problem in problems] == ["plugin.unknown", "plugin.unknown"]


def test_a_shops_own_plugin_is_a_file(tmp_path: Path, start: Callable[..., Registry]) -> None:
    (tmp_path / "greeting.py").write_text(GREETING.format(word="Hello"), encoding="utf-8")
    (tmp_path / "_shared.py").write_text("", encoding="utf-8")
    registry = start("local:greeting", local=tmp_path)
    assert registry.declared("register_words")[0].values == ("Hello",)
    assert local_modules(tmp_path) == ("_shared", "greeting")


def test_a_shops_own_plugin_may_be_a_package_with_modules_of_its_own(tmp_path: Path) -> None:
    package = tmp_path / "tea"
    package.mkdir()
    (package / "__init__.py").write_text("from .leaves import Tea\n", encoding="utf-8")
    (package / "leaves.py").write_text(plugin_code("tea").replace("Found", "Tea"), encoding="utf-8")
    (cls,), problems = load(["local:tea"], local=tmp_path)
    assert (cls.__name__, problems) == ("Tea", ())


def test_two_shops_may_have_plugins_of_the_same_name(tmp_path: Path, start: Callable[..., Registry]) -> None:
    words = []
    for word in ("Hello", "Hola"):
        (tmp_path / word).mkdir()
        (tmp_path / word / "greeting.py").write_text(GREETING.format(word=word), encoding="utf-8")
    shops = [start("local:greeting", local=tmp_path / word) for word in ("Hello", "Hola")]
    words = [shop.declared("register_words")[0].values for shop in shops]
    assert words == [("Hello",), ("Hola",)]


@pytest.mark.parametrize(("count", "found"), [(0, "none"), (2, "P0, P1")])
def test_a_local_file_defines_exactly_one_plugin(tmp_path: Path, count: int, found: str) -> None:
    classes = "".join(f"class P{number}(Plugin):\n    name = 'p{number}'\n" for number in range(count))
    (tmp_path / "some.py").write_text(f"from ecomkit.kernel import Plugin\n{classes}", encoding="utf-8")
    _, (problem,) = load(["local:some"], local=tmp_path)
    assert problem.code == "plugin.import"
    assert problem.message.endswith(f"found {found}")


def test_a_broken_local_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text("import json\n\njson.loads('{')\n", encoding="utf-8")
    _, (problem,) = load(["local:some"], local=tmp_path)
    assert (problem.code, problem.plugin) == ("plugin.import", "local:some")
    assert (problem.file, problem.line) == (str(tmp_path / "some.py"), 3)


@pytest.mark.parametrize("name", ["local:../other", "local:", "local:a.b"])
def test_a_local_name_is_a_module_name_and_nothing_else(tmp_path: Path, name: str) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "other.py").write_text(plugin_code("other"), encoding="utf-8")
    _, (problem,) = load([name], local=tmp_path / "shop")
    assert problem.code == "plugin.unknown"


def test_a_shop_without_a_folder_for_plugins_says_so() -> None:
    _, (problem,) = load(["local:greeting"])
    assert "no folder" in problem.message


def test_a_requirement_that_is_installed_says_how_to_enable_it(
    install: Callable[[str, str], Path], examine: Callable[..., list[Problem]]
) -> None:
    install("loyalty", plugin_code("loyalty"))

    class Points(Plugin):
        name = "points"
        requires = ("loyalty",)

    (problem,) = examine(Points)
    assert problem.suggestion == "It is installed: add 'loyalty' to the shop's plugins."
