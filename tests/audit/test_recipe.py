"""A recipe is read strictly, and a slip in it is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomkit.audit.recipe import read_recipe
from ecomkit.errors import UserError

WHOLE = """
shop = "https://staging.example.com"
owner = true
locale = "es-MX"
currency = "MXN"
budget.lcp_ms = 4000
search.term = "taza"
law = ["eu", "mx"]
language = "es"
product.url = "/p/taza-azul"

[step.add_to_cart]
click = "role=button[name='Lo quiero']"
expect = "text=1 artículo"

[step.fill]
fill = { "#mail" = "{email}" }

[stop]
when = "role=button[name='Pagar']"

[auth.login]
user_env = "QA_USER"
pass_env = "QA_PASSWORD"
name = "Ana"

[mail]
url = "http://127.0.0.1:8025/api/messages"

[contact]
send = true

[waive]
"TRU-04" = { until = 2027-03-01, why = "CSP in report-only" }

[route]
returns = "/ayuda/cambios"
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "ecomkit-audit.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_that_an_owner_may_say_is_read(tmp_path: Path) -> None:
    recipe = read_recipe(_written(tmp_path, WHOLE))
    assert recipe.owner
    assert (recipe.law, recipe.language) == (("eu", "mx"), "es")
    assert (recipe.auth.login.user_env, recipe.auth.login.name) == ("QA_USER", "Ana")
    assert recipe.mail.url.endswith("/api/messages")
    assert recipe.contact.send
    assert recipe.step.add_to_cart is not None
    assert recipe.step.fill is not None
    assert recipe.step.fill.fill == {"#mail": "{email}"}
    assert recipe.waive["TRU-04"].why == "CSP in report-only"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('shop = "x"\nownr = true\n', 2, "ownr: there is no such key"),
        ('[step.checkout]\nclick = "a"\nclik = "b"\n', 3, "step.checkout.clik: there is no such key"),
        ("owner = true\n\nbudget.lcp_ms = -1\n", 3, "budget.lcp_ms"),
        ('[waive]\n"TRU-04" = { until = 2027-03-01, why = "" }\n', 2, "waive.TRU-04.why"),
        (
            '[waive]\n"TRU-04" = { until = "soon", why = "x" }\n',
            2,
            "waive.TRU-04.until: is no day: write it like 2026-12-01",
        ),
        ('owner = "perhaps"\n', 1, "owner: is neither true nor false"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(UserError) as caught:
        read_recipe(_written(tmp_path, text))
    assert f"ecomkit-audit.toml:{line}: " in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_broken_toml_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="line 2"):
        read_recipe(_written(tmp_path, "owner = true\nshop = \n"))


def test_a_missing_or_unreadable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_recipe(tmp_path / "gone.toml")
    path = tmp_path / "binary.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="UTF-8"):
        read_recipe(path)
