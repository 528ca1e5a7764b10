"""JUnit XML: one case for each check and each page where it was seen, so that a build server shows them as tests."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from ecomkit.audit.check import Exhibit, Status
from ecomkit.audit.outside import Outside
from ecomkit.audit.report import Report, Result

__all__ = ["to_junit"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: Report) -> str:
    """The report as JUnit XML. What was not tested, needs a look, is waived or known counts as skipped.

    A flaky check passes, with a property `flaky` and what happened as its output.
    """
    cases = [case for result in report.checks for case in _cases(result)]
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
    }
    root = ET.Element("testsuites", {"name": "ecomkit audit", "time": f"{report.seconds:.1f}", **counts})
    suite = ET.SubElement(
        root,
        "testsuite",
        {
            "name": _clean(report.url),
            "timestamp": report.started.strftime("%Y-%m-%dT%H:%M:%S"),
            "time": f"{report.seconds:.1f}",
            **counts,
        },
    )
    told = ET.SubElement(suite, "properties")
    for name, value in (("coverage", str(report.coverage)), ("profile", report.profile), ("browser", report.browser)):
        ET.SubElement(told, "property", {"name": name, "value": _clean(value)})
    suite.extend(cases)
    for tool in report.outside:
        root.append(_other_suite(tool))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _other_suite(tool: Outside) -> ET.Element:
    """Another tool's findings: told as skipped, since they never decide."""
    told = [f"{remark.rule}: {remark.message}" for remark in tool.remarks] or [tool.skipped or "nothing"]
    counts = {"tests": str(len(told)), "failures": "0", "errors": "0", "skipped": str(len(told))}
    suite = ET.Element("testsuite", {"name": tool.tool, "time": "0", **counts})
    for text in told:
        case = ET.SubElement(suite, "testcase", {"classname": tool.tool, "name": _clean(text[:120]), "time": "0"})
        ET.SubElement(case, "skipped", {"message": _clean(text)})
    return suite


def _cases(result: Result) -> list[ET.Element]:
    if result.status is not Status.FAIL:
        return [_case(result, "", result.evidence)]
    pages: dict[str, list[Exhibit]] = {}
    for exhibit in result.evidence:
        pages.setdefault(exhibit.page, []).append(exhibit)
    return [_case(result, page, tuple(shown)) for page, shown in (pages or {"": []}).items()]


def _case(result: Result, page: str, shown: tuple[Exhibit, ...]) -> ET.Element:
    name = f"{result.title} [{page}]" if page else result.title
    case = ET.Element("testcase", {"classname": result.id, "name": _clean(name), "time": "0"})
    if result.status is Status.FAIL and not (result.waived or result.known):
        failure = ET.SubElement(case, "failure", {"type": str(result.severity), "message": _clean(result.message)})
        failure.text = _clean("\n".join([result.message, *map(_line, shown), f"remedy: {result.remedy}"]))
    elif result.status is Status.FLAKY:
        ET.SubElement(ET.SubElement(case, "properties"), "property", {"name": "flaky", "value": "true"})
        ET.SubElement(case, "system-out").text = _clean("\n".join([result.message, *map(_line, shown)]))
    elif result.status is not Status.PASS:
        ET.SubElement(case, "skipped", {"message": _clean(_why_skipped(result))})
    return case


def _why_skipped(result: Result) -> str:
    if result.waived:
        return f"waived: {result.waived}"
    if result.known:
        return f"in the baseline: {result.message}"
    return f"{result.status}: {result.message}"


def _line(shown: Exhibit) -> str:
    return " ".join(part for part in (shown.url, shown.detail, shown.element) if part)


def _clean(text: str) -> str:
    """The text without the signs that XML cannot hold."""
    return _NOT_XML.sub("?", text)
