"""The report in Spanish: no check, sentence or word of a page is left in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from ecomkit.audit import saying
from ecomkit.audit.check import Exhibit, Measure, Severity, Status
from ecomkit.audit.checks import BUILT_IN, law
from ecomkit.audit.principles import PRINCIPLES
from ecomkit.audit.saying import LANGUAGES, check_words, in_language, page_in, said, sentences
from ecomkit.audit.seller import PARTICULARS
from ecomkit.audit.verdict import verdict_of
from ecomkit.audit.writers import Format, written
from tests.audit.samples import a_report, a_result

CHECKS = (*BUILT_IN, *law.CHECKS)
PARTS = Path(str(resources.files("ecomkit.audit").joinpath("checks")))
PAGE = resources.files("ecomkit.audit").joinpath("page", "report.html").read_text(encoding="utf-8")
OTHERS = tuple(language for language in LANGUAGES if language != "en")
SAME = {"UTC", "kB", "ms", "ecomkit", "–", ", "}
"""Words of the page that are the same in every language."""


@pytest.mark.parametrize("language", OTHERS)
def test_every_check_has_title_remedy_and_threshold(language: str) -> None:
    words = check_words(language)
    assert set(words) == {check.id for check in CHECKS}
    for check in CHECKS:
        told = words[check.id]
        assert set(told) == {"title", "remedy", "threshold"}, check.id
        assert all(told.values()), check.id
        assert told["title"] != check.title, check.id
        assert told["remedy"] != check.remedy, check.id
        assert said(language, check.method) != check.method, check.id


def _templates(node: ast.expr) -> list[str]:
    """A sentence in the code, with a number for each part that is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.BinOp):
        return [f"{one}7" if one.endswith(" ") else one for one in _templates(node.left)]
    if isinstance(node, ast.IfExp):
        return [*_templates(node.body), *_templates(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        places = iter(range(10))
        return [
            "".join(
                str(part.value) if isinstance(part, ast.Constant) else f"{{{next(places)}}}" for part in node.values
            )
        ]
    return []


def _concluded() -> Iterator[str]:
    """Every sentence with which a check concludes, or says why it cannot, and why the way through a shop ended."""
    for path in sorted(PARTS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _concludes(node.func):
                yield from _templates(node.args[0])
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "told":
                yield from _templates(node.value)
    for path in sorted(PARTS.parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) == "Blocked":
                yield from _templates(node.args[0])


def _concludes(called: ast.expr) -> bool:
    names = {"failed", "passed", "review", "untested", "Unreached"}
    return isinstance(called, ast.IfExp) or (isinstance(called, ast.Name) and called.id in names)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_a_check_is_known(language: str) -> None:
    found = {one for one in _concluded() if re.search(r"[a-z]{3}", re.sub(r"\{\d\}", "", one))}
    assert len(found) > 200
    filled = [re.sub(r"\{\d\}", "7", one) for one in found]
    missing = [one for one in filled if said(language, one) == one]
    assert missing == [], f"say them in ecomkit/audit/words/messages-{language}.toml"


def _parts() -> Iterator[str]:
    """Every text of two words or more that a check, or what it asks, may put into a sentence, and every name of evidence."""
    for path in [
        *sorted(PARTS.glob("*.py")),
        *(PARTS.parent / name for name in ("basket.py", "closed.py", "jurisdiction.py")),
    ]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in (inner for made in tree.body if isinstance(made, ast.FunctionDef) for inner in _texts(made)):
            yield from _templates(node)
    for call in (
        node for path in sorted(PARTS.glob("*.py")) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ):
        if isinstance(call, ast.keyword) and call.arg == "detail":
            yield from (one for one in _templates(call.value) if "{" not in one)
    yield from PARTICULARS


def _texts(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """The whole texts in a function: neither its docstring, nor pieces of a text, nor patterns, nor errors for the terminal."""
    pieces: set[ast.AST] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr | ast.BinOp | ast.Raise) or (
            isinstance(node, ast.Expr) and _is_text(node.value)
        ):
            unreached = isinstance(node, ast.Raise) and "UserError" not in ast.unparse(node)
            pieces |= set() if unreached else set(ast.walk(node)) - {node}
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"counted", "_count"}:
            pieces |= set(ast.walk(node))
    yield from (
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and node not in pieces
    )


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize("language", OTHERS)
def test_every_part_of_a_sentence_is_known(language: str) -> None:
    words = re.compile(r"[a-z]{2,} [a-z]{2}")
    filled = {text for one in _parts() if words.search(text := re.sub(r"\{\d\}", "7", one)) and text == text.lstrip()}
    assert len(filled) > 250
    missing = [one for one in filled if said(language, one) == one]
    assert missing == [], f"say them in ecomkit/audit/words/messages-{language}.toml"


def _nouns() -> Iterator[str]:
    """The nouns that checks count, one and many."""
    for path in sorted(PARTS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "counted":
                nouns = [
                    one.value for one in node.args[1:] if isinstance(one, ast.Constant) and isinstance(one.value, str)
                ]
                yield from (nouns if len(nouns) == 2 else [f"{noun}{s}" for noun in nouns for s in ("", "s")])


@pytest.mark.parametrize("language", OTHERS)
def test_every_noun_that_is_counted_is_known(language: str) -> None:
    nouns = set(_nouns())
    assert len(nouns) > 15
    assert [noun for noun in nouns if said(language, f"7 {noun}") == f"7 {noun}"] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_put_in_stays_in_place_and_no_part_is_lost(language: str) -> None:
    for english, words in sentences(language).items():
        assert set(re.findall(r"\{\d\}", english)) == set(re.findall(r"\{\d\}", words)), english


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_of_the_page_is_known(language: str) -> None:
    known, missing = sentences(language), []
    for token in saying._PAGE_TOKEN.split(PAGE):
        if token.startswith("{"):
            words = [found[2] for found in saying._CHOICE.finditer(token)]
        elif token.startswith("<"):
            words = [saying._EXPRESSION.sub("{0}", found[2]) for found in saying._ATTRIBUTE.finditer(token)]
        else:
            words = [token.strip()]
        missing += [one for one in words if re.search(r"[A-Za-z]{2}", one) and one not in known and one not in SAME]
    assert missing == [], f"say them in ecomkit/audit/words/page-{language}.toml"


def test_the_page_keeps_its_code() -> None:
    spanish = page_in("es", PAGE)
    assert 'lang="es"' in spanish
    assert re.findall(r"\{%.*?%\}", spanish, re.DOTALL) == re.findall(r"\{%.*?%\}", PAGE, re.DOTALL)
    assert page_in("en", PAGE) == PAGE


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("no page links to returns", "ninguna página enlaza las devoluciones"),
        ("3 of 4 checkout fields have no label", "3 de 4 campos del pago no tienen etiqueta"),
        ("at its start the checkout does not say where it delivers and how one can pay",
         "al empezar a pagar no se dice dónde se entrega y cómo se puede pagar"),
        ("the shop does not tell its legal name, address and tax number",
         "la tienda no dice su nombre legal, dirección y número fiscal"),
        ("the content security policy of 1 page protects nothing: it allows inline scripts",
         "la política de contenido de 1 página no protege nada: permite scripts dentro de la página"),
        ("1 file not compressed, 2 files not kept for the next visit",
         "1 archivo sin comprimir, 2 archivos sin guardar para la próxima visita"),
        ("nothing says that the law of the European Economic Area binds the shop (tell it: --law eu, or law in a recipe)",
         "nada dice que la ley del Espacio Económico Europeo obligue a la tienda (dilo: --law eu, o law en una receta)"),
        ("the law of Mexico binds: its currency, its language es-MX", "obliga la ley de México: su moneda, su idioma es-MX"),
        ("home: 5 requests, 0 of them to others; list: 1 request, 1 of them to others (your budget: 2)",
         "portada: 5 peticiones, 0 de ellas a otros; lista: 1 petición, 1 de ellas a otros (tu presupuesto: 2)"),
        ("adding is told: a panel showed the cart", "se avisa de lo añadido: un panel mostró el carrito"),
        ("the price differs: product: $1,399.00; list: 1299.00; structured data: 1299.00",
         "el precio no es el mismo: producto: $1,399.00; lista: 1299,00; datos estructurados: 1299,00"),
        ("quantity can be changed: no; taking out works: yes", "se puede cambiar la cantidad: no; se puede quitar: sí"),
        ("1299.00 + 50.00 = 1349.00", "1299,00 + 50,00 = 1349,00"),
        ("list: 9.2 s; cart: 5.0 s; 1 more page", "lista: 9,2 s; carrito: 5,0 s; 1 página más"),
        ("home: 0.28 (median of 4: 0.28 to 0.31)", "portada: 0,28 (mediana de 4: de 0,28 a 0,31)"),
        ("something nobody has translated", "something nobody has translated"),
        ("", ""),
    ],
)  # fmt: skip
def test_sentences_are_said_with_what_was_put_into_them(english: str, spanish: str) -> None:
    assert said("es", english) == spanish
    assert said("en", english) == english


def test_a_report_in_spanish_keeps_ids_numbers_and_elements() -> None:
    shown = Exhibit(
        page="home", url="https://shop.example/", detail="no link", element="<p>no page links to returns</p>"
    )
    english = a_report(
        a_result("AFT-01", Status.FAIL, Severity.BLOCKER).model_copy(
            update={"message": "no page links to returns", "evidence": (shown,), "measures": (Measure(name="fields", value=9, limit=8),)}
        ),
        a_result("EXT-01", Status.FAIL, Severity.MAJOR),
    )  # fmt: skip
    spanish = in_language(english, "es")
    one, foreign = spanish.checks
    assert (one.id, one.title) == ("AFT-01", "Las devoluciones están enlazadas y explicadas")
    assert one.message == "ninguna página enlaza las devoluciones"
    assert one.evidence[0].element == shown.element
    assert (one.measures[0].name, one.measures[0].value) == ("campos", 9)
    assert foreign.title == "Title of EXT-01"
    assert [principle.name for principle in spanish.principles] != list(PRINCIPLES.values())
    assert verdict_of(spanish).sentence == "No está lista: 1 fallo impide comprar"
    assert in_language(english, "en") is english


@pytest.mark.parametrize("kind", [Format.HTML, Format.MARKDOWN])
def test_pages_for_people_are_written_in_spanish(kind: Format) -> None:
    report = in_language(a_report(a_result("AFT-01", Status.FAIL), pictured=True), "es")
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", written(report, kind), flags=re.DOTALL)
    assert "comprobaciones hechas" in text
    for english in ("What to mend", "Not tested", "Seven principles", "tested", "at most"):
        assert english not in text, english
