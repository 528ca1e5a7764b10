"""The command line speaks the language of its surroundings, and programs read the same everywhere."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from gettext import textdomain
from pathlib import Path

import pytest

from ecomkit.speech import counted, language, say, say_count, speak

SPANISH = {"LANG": "es_ES.UTF-8"}
_CHOSEN = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def ecomkit(*words: str | Path, folder: Path, spoken: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person would, in a process of its own."""
    outside = {name: value for name, value in os.environ.items() if name not in _CHOSEN}
    return subprocess.run(
        [sys.executable, "-m", "ecomkit.cli", *map(str, words)], cwd=folder, env={**outside, **spoken}, capture_output=True,
        text=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("spoken")
    words = ("new", "tienda", "--yes", "--no-install", "--set", "models=b2c", "--set", "catalogue=empty")
    made = ecomkit(*words, folder=home, spoken=SPANISH)
    assert (made.returncode, "Tienda está lista." in made.stdout) == (0, True), made.stderr
    assert ecomkit("migrate", folder=home / "tienda", spoken=SPANISH).returncode == 0
    return home / "tienda"


@pytest.fixture
def english_again() -> Iterator[None]:
    before = textdomain()
    yield
    textdomain(before)


@pytest.mark.parametrize(
    ("spoken", "usage"),
    [
        ({}, "Usage:"),
        ({"LANG": "C"}, "Usage:"),
        ({"LANG": "C.UTF-8"}, "Usage:"),
        ({"LANG": "es_ES.UTF-8"}, "Uso:"),
        ({"LANG": "es_MX.UTF-8"}, "Uso:"),
        ({"LANG": "de_DE.UTF-8"}, "Usage:"),
        ({"LANG": "es_ES.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "Usage:"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "es_ES.UTF-8"}, "Uso:"),
        ({"LANG": "es_ES.UTF-8", "LC_MESSAGES": "es_ES.UTF-8", "LC_ALL": "C"}, "Usage:"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "es:en"}, "Uso:"),
    ],
)
def test_the_order_of_the_variables_is_that_of_posix(spoken: dict[str, str], usage: str, tmp_path: Path) -> None:
    said = ecomkit("--help", folder=tmp_path, spoken=spoken)
    assert said.stdout.startswith(usage)


def test_help_is_spanish_to_its_last_line(tmp_path: Path) -> None:
    said = ecomkit("staff", "add", "--help", folder=tmp_path, spoken=SPANISH).stdout
    for one in (
        "Deja que la persona",
        "sin terminal se crea",
        "La carpeta de la tienda.  [si falta: (aquí)]",
        "Muestra este mensaje",
    ):
        assert one in said
    assert "Make a password" not in said


def test_mistakes_are_told_in_spanish(shop: Path) -> None:
    (shop / "p.csv").write_text("sku,name,price\n,a,1\nB,b,-1\nC,c,x\n", "utf-8")
    told = {
        ("dotcor",): "Error: no hay ninguna orden 'dotcor': ¿querías decir 'doctor'? (mira `ecomkit --help`)",
        ("new",): "Error: falta el argumento 'FOLDER' (mira `ecomkit new --help`)",
        ("serve", "--port", "99999"): "99999 no está en el intervalo 0<=x<=65535",
        ("staff", "add", "ana"): "Error: email: no es una dirección de correo: escríbela como nombre@example.com",
        ("catalogue", "import", "nada.csv"): "Error: nada.csv no existe: comprueba el nombre",
    }
    for words, line in told.items():
        ended = ecomkit(*words, folder=shop, spoken=SPANISH)
        assert ended.returncode == 2
        assert line in ended.stderr.strip()
    refused = ecomkit("catalogue", "import", "p.csv", folder=shop, spoken=SPANISH)
    assert refused.returncode == 1
    assert "p.csv: 3 filas, 0 productos: 0 con cambios, 0 sin cambios, rechazos: 3" in refused.stdout
    assert "p.csv, línea 2, columna sku: está vacío: cada fila necesita un SKU" in refused.stdout
    assert (
        "p.csv, línea 4, columna price: 'x' no es un importe: escribe cifras y un punto, como 14.90" in refused.stdout
    )


def test_the_shop_s_own_work_is_told_in_spanish(shop: Path) -> None:
    doctor = ecomkit("doctor", folder=shop, spoken=SPANISH)
    assert "✓ Ningún fallo; mira las observaciones de arriba." in doctor.stdout
    assert "→ Escribe los tuyos en shop.toml antes de abrir la tienda." in doctor.stdout
    assert (
        "✓ Existencias, dinero, pedidos y registro concuerdan." in ecomkit("verify", folder=shop, spoken=SPANISH).stdout
    )
    kept = ecomkit("backup", "copia.db", folder=shop, spoken=SPANISH).stdout
    size = f"{(shop / 'copia.db').stat().st_size:,}".replace(",", ".")
    assert kept == f"copia.db: {size} bytes\n"
    assert "Añadir un código propio" in ecomkit("run", "--list", folder=shop, spoken=SPANISH).stdout
    added = ecomkit("staff", "add", "ana@example.com", folder=shop, spoken=SPANISH).stdout
    assert added.startswith("ana@example.com trabaja aquí desde ahora como manager.")


def test_wrong_settings_are_told_in_spanish(shop: Path) -> None:
    settings = shop / "shop.toml"
    sound = settings.read_text("utf-8")
    try:
        for wrong, said in (
            (re.sub("(?m)^quote_minutes = .*", "quote_minutes = -5", sound), "rules.quote_minutes: tiene que ser "),
            (sound.replace('"b2c"', '"b2c", "b2d"', 1), "plugin «b2d»"),
        ):
            assert wrong != sound
            settings.write_text(wrong, "utf-8")
            ended = ecomkit("migrate", folder=shop, spoken=SPANISH)
            assert ended.returncode == 2
            assert said in ended.stderr
    finally:
        settings.write_text(sound, "utf-8")


def test_what_the_books_find_is_told_in_spanish_to_people_alone(shop: Path) -> None:
    database = shop / "var" / "shop.db"
    with closing(sqlite3.connect(database)) as rows, rows:
        rows.execute("INSERT INTO stock (sku, on_hand, reserved, opening) VALUES ('X', 5, 2, 5)")
    try:
        told = ecomkit("verify", folder=shop, spoken=SPANISH)
        read = ecomkit("verify", "--json", folder=shop, spoken=SPANISH)
    finally:
        with closing(sqlite3.connect(database)) as rows, rows:
            rows.execute("DELETE FROM stock WHERE sku = 'X'")
    assert (told.returncode, read.returncode) == (1, 1)
    assert "consta como reservado 2, las reservas vigentes suman 0" in told.stdout
    assert "reserved says 2, live reservations come to 0" in read.stdout


def test_a_yes_is_a_yes_in_both_languages(shop: Path) -> None:
    ecomkit("backup", "sí.db", folder=shop, spoken=SPANISH)
    for answer, code in (("s\n", 0), ("yes\n", 0), ("n\n", 2), ("\n", 2)):
        asked = subprocess.run(
            [sys.executable, "-m", "ecomkit.cli", "restore", "sí.db"], cwd=shop, input=answer, capture_output=True, text=True,
            encoding="utf-8", env={**os.environ, "LANGUAGE": "es"}, check=False,
        )  # fmt: skip
        assert "¿Poner sí.db en lugar de" in asked.stdout
        assert "[s/N]" in asked.stdout
        assert asked.returncode == code


def test_what_programs_read_is_english_everywhere(shop: Path) -> None:
    spanish, plain = (
        json.loads(ecomkit("doctor", "--json", folder=shop, spoken=spoken).stdout)
        for spoken in (SPANISH, {"LANG": "C"})
    )
    assert spanish == plain
    assert "Write your own into shop.toml before the shop opens." in {one["remedy"] for one in plain["findings"]}


def test_nothing_is_translated_until_the_process_speaks() -> None:
    assert say("%(name)s is ready.", name="Loma") == "Loma is ready."
    assert (say_count("%(number)s fault", "%(number)s faults", 1234), language()) == ("1,234 faults", "en")


@pytest.mark.usefixtures("english_again")
def test_a_process_that_speaks_says_one_and_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "es")
    speak(["doctor"])
    assert [say_count("%(number)s fault", "%(number)s faults", number) for number in (1, 2)] == ["1 fallo", "2 fallos"]
    assert (counted(1234567), language()) == ("1.234.567", "es")
    assert say("%(name)s is ready.", name="Loma") == "Loma está lista."
