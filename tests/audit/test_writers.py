"""Each format holds the findings, says what was not tested, and can be read by the programs it is for."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from ecomkit.audit.check import Exhibit, Measure, Severity, Status
from ecomkit.audit.evidence import JourneyEvidence, Outcome
from ecomkit.audit.report import Report, Result
from ecomkit.audit.verdict import Opening, verdict_of
from ecomkit.audit.writers import Format, format_of, written
from ecomkit.errors import UserError
from tests.audit.samples import a_report, a_result

SARIF = json.loads((Path(__file__).parent / "sarif-2.1.0-part.json").read_text(encoding="utf-8"))


def _report(**given: object) -> Report:
    measures = (Measure(name="home: weight", value=3, limit=2, unit="MB"),)
    return a_report(
        a_result("AAA-01", Status.FAIL, Severity.BLOCKER, measures=measures),
        a_result("AAA-02", Status.FAIL, Severity.MINOR, message="a <script>alert(1)</script> \x07 of theirs"),
        a_result("AAA-03", Status.FAIL, waived="until we move (until 2027-01-01 by Vera)"),
        a_result("AAA-04", Status.FAIL, known=True),
        a_result("AAA-05", Status.PASS),
        a_result("AAA-06", Status.REVIEW),
        a_result("AAA-07", Status.NOT_TESTED, evidence=()),
        a_result("AAA-08", Status.FLAKY, message="failed once, passed then"),
        pictured=True,
        **given,
    )


class _Page(HTMLParser):
    """Collects what a page loads and which elements it leaves open."""

    VOID = frozenset({"meta", "img", "br", "rect", "input", "line"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        self.loads += [value or "" for name, value in attrs if name == "src" or (tag == "link" and name == "href")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Drawn and done."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing() -> None:
    page, text = _Page(), written(_report(), Format.HTML)
    page.feed(text)
    assert page.open == []
    assert page.loads
    assert all(source.startswith("data:image/webp;base64,") for source in page.loads)
    assert "<script" not in text


def test_the_page_tells_verdict_coverage_numbers_and_what_was_not_tested() -> None:
    text = written(_report(), Format.HTML)
    for told in (
        "Not ready: 1 fault stops people from buying", "7 of 8 checks tested, 1 not, 1 flaky", "at most 2 MB", "Not tested: 1",
        "Waived: until we move", "the baseline holds it", "The journey ended early: stuck", "Seven principles",
    ):  # fmt: skip
        assert told in text, told
    assert text.index("Not ready") < text.index("7 of 8") < text.index("What AAA-01 found") < text.index("Slow 4G")


def test_a_finding_shows_the_place_on_the_page() -> None:
    (crop,) = re.findall(
        r'alt="home: seen \[here\][^"]*"',
        written(a_report(a_result("AAA-01", Status.FAIL), pictured=True), Format.HTML),
    )
    assert "&lt;there&gt;" in crop


@pytest.mark.parametrize(
    ("results", "sentence", "tone"),
    [
        ([("AAA-01", Status.FAIL, Severity.BLOCKER), ("AAA-02", Status.FAIL, Severity.BLOCKER)], "People can buy, but 2 faults", "bad"),
        ([("AAA-01", Status.FAIL, Severity.MAJOR)], "It sells, but 1 grave fault costs customers", "bad"),
        ([("AAA-01", Status.FAIL, Severity.MINOR)], "Sound, with 1 small thing to mend", "warn"),
        ([("AAA-01", Status.PASS, Severity.MINOR)], "No fault in what was tested", "ok"),
        ([("AAA-01", Status.NOT_TESTED, Severity.MINOR)], "Nothing could be tested", "warn"),
    ],
)  # fmt: skip
def test_the_verdict_never_says_more_than_was_tested(
    results: list[tuple[str, Status, Severity]], sentence: str, tone: str
) -> None:
    opening = verdict_of(a_report(*(a_result(*one) for one in results), journeys=(_way(Outcome.REACHED),)))
    assert opening.sentence.startswith(sentence)
    assert opening.tone == tone


def _way(outcome: Outcome) -> JourneyEvidence:
    return JourneyEvidence(id="guest", name="a guest goes", outcome=outcome)


@pytest.mark.parametrize(
    ("outcome", "results", "sentence"),
    [
        (Outcome.BLOCKED, [Severity.MAJOR] * 3, "The way to payment was not seen; 3 grave faults before it"),
        (Outcome.BLOCKED, [Severity.MINOR], "The way to payment was not seen; 1 small thing before it"),
        (Outcome.BLOCKED, [Severity.BLOCKER], "Not ready: 1 fault stops people from buying"),
        (Outcome.BLOCKED, [], "The way to payment was not seen"),
        (Outcome.SKIPPED, [Severity.BLOCKER] * 2, "Not ready: 2 faults stop people from buying"),
        (Outcome.REACHED, [Severity.BLOCKER], "People can buy, but 1 fault must be mended first"),
        (Outcome.SKIPPED, [Severity.MAJOR], "1 grave fault in what was tested"),
        (Outcome.SKIPPED, [], "No fault in what was tested"),
    ],
)
def test_no_shop_is_said_to_sell_where_nobody_got_to_its_payment(
    outcome: Outcome, results: list[Severity], sentence: str
) -> None:
    found = [a_result(f"AAA-0{n}", Status.FAIL, severity) for n, severity in enumerate(results)]
    report = a_report(a_result("AAA-99", Status.PASS), *found, journeys=(_way(outcome),))
    assert verdict_of(report).sentence == sentence
    spanish = verdict_of(report.model_copy(update={"language": "es"})).sentence
    assert not {"not", "fault", "faults", "tested", "before"} & set(spanish.split()), spanish


def test_known_and_waived_faults_are_told_where_nothing_is_new() -> None:
    def told(*results: Result, language: str = "en") -> Opening:
        return verdict_of(a_report(*results, journeys=(_way(Outcome.REACHED),), language=language))

    old = a_result("AAA-01", Status.FAIL, known=True)
    waived = a_result("AAA-02", Status.FAIL, waived="on purpose")
    opening = told(old, a_result("AAA-03", Status.FAIL, known=True), waived)
    assert opening.sentence == "Nothing new: 2 known faults and 1 waived fault remain"
    assert opening.tone == "warn"
    assert told(old).sentence == "Nothing new: 1 known fault remains"
    assert told(old, waived, language="es").sentence == "Nada nuevo: quedan 1 fallo conocido y 1 fallo aceptado"
    assert "No fault" not in written(a_report(old), Format.HTML)


def test_customers_read_articles_of_laws_and_no_codes_of_ours() -> None:
    one = a_result("LAW-01", Status.FAIL, rows=("C8", "E1.2", "Directive 2011/83/EU art. 22; LFPC art. 76 bis VI"))
    english, spanish = (written(a_report(one, language=language), Format.HTML) for language in ("en", "es"))
    assert "LAW-01 · Directive 2011/83/EU art. 22; LFPC art. 76 bis VI" in english
    assert "LAW-01 · Directiva 2011/83/UE, art. 22; LFPC art. 76 bis VI" in spanish
    assert "E1.2" not in english


def test_an_audit_that_was_cut_short_says_so() -> None:
    assert verdict_of(_report(interrupted=True)).sentence == "Cut short: 2 faults seen so far"


def test_junit_counts_each_page_and_skips_what_was_not_tested() -> None:
    two = a_result("AAA-09", Status.FAIL, evidence=(Exhibit(page="home", detail="a"), Exhibit(page="cart", detail="b")))
    root = ET.fromstring(written(_report(checks=(*_report().checks, two)), Format.JUNIT))
    cases = {(case.get("classname"), case.get("name")): [part.tag for part in case] for case in root.iter("testcase")}
    assert root.get("tests") == str(len(cases))
    assert root.get("failures") == "4"
    assert cases[("AAA-09", "Title of AAA-09 [cart]")] == ["failure"]
    for name in ("AAA-03", "AAA-04", "AAA-06", "AAA-07"):
        assert [tags for (check, _), tags in cases.items() if check == name] == [["skipped"]]
    assert [tags for (check, _), tags in cases.items() if check == "AAA-08"] == [["properties", "system-out"]]


def test_junit_marks_what_is_flaky_and_lets_it_pass() -> None:
    root = ET.fromstring(written(_report(), Format.JUNIT))
    (case,) = (case for case in root.iter("testcase") if case.get("classname") == "AAA-08")
    assert [one.attrib for one in case.iter("property")] == [{"name": "flaky", "value": "true"}]
    assert (case.findtext("system-out") or "").startswith("failed once, passed then")


def test_sarif_is_valid_and_suppresses_what_is_waived() -> None:
    body = json.loads(written(_report(), Format.SARIF))
    jsonschema.validate(body, SARIF, cls=jsonschema.Draft202012Validator)
    (run,) = body["runs"]
    by_rule = {result["ruleId"]: result for result in run["results"]}
    assert set(by_rule) == {"AAA-01", "AAA-02", "AAA-03", "AAA-04", "AAA-06", "AAA-08"}
    assert by_rule["AAA-01"]["level"] == "error"
    assert by_rule["AAA-03"]["suppressions"][0]["justification"].startswith("until we move")
    assert (by_rule["AAA-08"]["kind"], by_rule["AAA-08"]["level"]) == ("open", "none")
    assert by_rule["AAA-08"]["properties"]["tags"] == ["flaky"]
    assert by_rule["AAA-04"]["baselineState"] == "unchanged"
    assert run["tool"]["driver"]["rules"][by_rule["AAA-06"]["ruleIndex"]]["id"] == "AAA-06"
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [note["descriptor"]["id"] for note in notes] == ["AAA-07"]


def test_the_schema_of_sarif_can_fail() -> None:
    body = json.loads(written(_report(), Format.SARIF))
    body["runs"][0]["results"][0]["level"] = "dreadful"
    assert not jsonschema.Draft202012Validator(SARIF).is_valid(body)


def test_markdown_is_short_and_disarms_markup() -> None:
    text = written(_report(), Format.MARKDOWN)
    assert text.startswith("# Not ready: 1 fault stops people from buying\n")
    assert "\\<script\\>" in text
    assert "- **AAA-07**" in text.partition("## Not tested")[2]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.html", Format.HTML),
        ("a.JSON", Format.JSON),
        ("a.xml", Format.JUNIT),
        ("a.sarif", Format.SARIF),
        ("a.sarif.json", Format.SARIF),
        ("a.md", Format.MARKDOWN),
    ],
)
def test_a_files_name_says_its_format(name: str, wanted: Format) -> None:
    assert format_of(Path(name)) is wanted


def test_a_name_that_says_no_format_is_told() -> None:
    with pytest.raises(UserError, match="or say --format"):
        format_of(Path("report.pdf"))


def test_checks_that_were_not_tested_for_one_reason_stand_together() -> None:
    silent = [a_result(f"AAA-0{n}", Status.NOT_TESTED, message="no account is told", evidence=()) for n in (1, 2)]
    page = written(a_report(*silent), Format.HTML)
    assert "Not tested: 2" in page
    assert page.count("No account is told") == 1
    assert "AAA-01" in page
    assert "AAA-02" in page
