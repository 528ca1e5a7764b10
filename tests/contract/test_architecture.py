"""What keeps the architecture true: floors are import-linter's, everything else is here."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from types import FunctionType
from typing import TypeGuard

import pytest

import ecomkit
from ecomkit import domain, errors, hooks, sdk, testing
from ecomkit.domain import Address, Contact, Sealed
from ecomkit.hooks.web import SLOTS, Block
from ecomkit.kernel import Verb
from ecomkit.shop import Shop, core_specs

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "ecomkit"
FLOAT_FREE = ("domain", "hooks", "storage", "jobs", "services", "plugins", "importing", "web", "settings.py", "shop.py")
NOT_MONEY = {
    "hooks/rules.py": "a deadline in seconds",
    "importing/mapping.py": "how like two words are",
    "importing/staging.py": "seconds",
    "plugins/webhooks/courier.py": "seconds",
    "plugins/webhooks/post.py": "seconds",
    "services/post.py": "folders",
    "services/worker.py": "seconds",
    "storage/database.py": "seconds",
    "storage/search/asking.py": "how well words match",
    "storage/search/weighing.py": "how well words match",
    "storage/sqlite.py": "seconds",
    "shop.py": "folders",
    "web/app.py": "seconds",
    "web/pictures.py": "folders",
    "web/rendering.py": "folders",
}
"""Modules with fractions that are no amounts, and what they are."""
MODELS = re.compile(r"\bb2[a-z]\b", re.IGNORECASE)


def sources(*suffixes: str) -> list[Path]:
    return [path for path in SOURCE.rglob("*") if path.suffix in suffixes]


def test_no_model_is_named_outside_plugins() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(".py", ".html", ".txt", ".css", ".sql")
        if "plugins" not in path.relative_to(SOURCE).parts[:1]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if MODELS.search(line)
    ]
    assert found == []


def fractions(source: str) -> list[int]:
    """Lines that speak of float, write one, or divide by anything that is no word of a path."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if _makes_a_fraction(node)]


def _makes_a_fraction(node: ast.AST) -> TypeGuard[ast.expr | ast.stmt]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        divisor = node.right if isinstance(node, ast.BinOp) else node.value
        return not (
            isinstance(divisor, ast.JoinedStr) or (isinstance(divisor, ast.Constant) and isinstance(divisor.value, str))
        )
    if isinstance(node, ast.Name):
        return node.id == "float"
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def test_no_float_where_money_is() -> None:
    places = [SOURCE / name for name in FLOAT_FREE]
    found = {
        str(path.relative_to(SOURCE)): lines
        for place in places
        for path in ([place] if place.is_file() else place.rglob("*.py"))
        if (lines := fractions(path.read_text("utf-8")))
    }
    assert {path: lines for path, lines in found.items() if path not in NOT_MONEY} == {}
    assert set(NOT_MONEY) - set(found) == set(), "these have none any more"


@pytest.mark.parametrize("line", ["total = 1.5", "total = float(x)", "half = total / 2", "total /= count"])
def test_a_float_would_be_found(line: str) -> None:
    assert fractions(f"from pathlib import Path\nhere = Path('x') / 'y' / f'{{1}}'\n{line}\n") == [3]


def test_importing_ecomkit_is_light() -> None:
    heavy = "('copier', 'playwright', 'pytest', 'sqlalchemy', 'starlette', 'uvicorn', 'jinja2', 'rich')"
    code = f"import sys, ecomkit; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_the_five_names_of_the_package() -> None:
    assert sorted(ecomkit.__all__) == ["Plugin", "Shop", "__version__", "hookimpl", "open_shop"]


@pytest.mark.parametrize("module", [domain, errors, hooks, sdk, testing], ids=lambda module: module.__name__)
def test_public_names_exist_and_are_documented(module: object) -> None:
    for name in module.__all__:  # type: ignore[attr-defined]
        thing = getattr(module, name)
        if isinstance(thing, type | FunctionType):
            assert getattr(thing, "__doc__", None), f"{name} has no docstring"


def test_hooks_are_few_named_by_their_verb_and_documented() -> None:
    specs = core_specs()
    assert len(specs) <= 40
    for spec in specs:
        assert spec.doc, spec.name
        assert spec.name.startswith(f"{spec.verb.prefix}_"), spec.name
        assert spec.verb is Verb.REGISTER or spec.parameters[0] == "ctx", spec.name


PERSONAL = {"name", "email", "phone", "line1", "line2", "city", "postcode", "password", "contact", "address"}


def test_no_event_carries_personal_data(shop: Shop) -> None:
    for event in shop.core.events.values():
        for name, field in event.model_fields.items():
            assert name not in PERSONAL, f"{event.__name__}.{name}"
            assert field.annotation not in (Contact, Address, Sealed), f"{event.__name__}.{name}"
        assert event.aggregate, f"{event.__name__} names no aggregate"


def test_files_stay_readable() -> None:
    tables_of_data = {"tables.py", "0001_first_schema.py"}
    long = [
        f"{path.relative_to(ROOT)}: {len(lines)}"
        for path in sources(".py")
        if path.name not in tables_of_data
        and path.name != "__init__.py"
        and len(lines := path.read_text("utf-8").splitlines()) > 400
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    for path in sources(".py"):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


def test_the_slots_that_plugins_may_fill_are_those_that_pages_have() -> None:
    pages = "".join(path.read_text("utf-8") for path in (SOURCE / "web" / "templates").rglob("*.html"))
    assert set(re.findall(r'slot\(frame, "([a-z_.]+)"\)', pages)) == SLOTS


def test_a_block_for_a_slot_that_no_page_has_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ValueError, match=r"did you mean 'order\.details'"):
        Block(slot="order.detail", template="x.html", model=None)
