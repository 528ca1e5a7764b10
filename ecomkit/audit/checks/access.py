"""Access for all: what axe-core finds, the page's frame, and labels on every field."""

from __future__ import annotations

import re

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.facts import Facts, FormField
from ecomkit.audit.fill import frame_forms, is_aside
from ecomkit.audit.wording import counted

__all__ = ["CHECKS"]

_GRAVE = {"serious", "critical"}


def _axe_is_content(evidence: Evidence) -> Verdict:
    looked = [page for page in evidence.pages if page.axe is not None]
    if not looked:
        raise Unreached("axe-core could not look at any page")
    found = [(page, finding) for page in looked for finding in page.axe or () if finding.impact in _GRAVE]
    if not found:
        return passed(f"axe-core finds nothing serious on {len(looked)} pages")
    shown = [
        Exhibit(
            page=page.name,
            url=page.url,
            detail=f"{finding.rule} ({finding.impact}, {finding.count}×): {finding.help}",
            element=finding.nodes[0],
        )
        for page, finding in found
    ]
    worst = any(finding.impact == "critical" and page.stage.order >= Stage.CHECKOUT.order for page, finding in found)
    rules = sorted({finding.rule for _, finding in found})
    return failed(
        f"barriers on {counted(len({p.name for p, _ in found}), 'page')}: {', '.join(rules)}",
        *shown,
        severity=Severity.BLOCKER if worst else None,
    )


def _frame_of(page: PageEvidence) -> list[str]:
    facts = page.facts
    locked = re.search(r"user-scalable\s*=\s*(no|0)|maximum-scale\s*=\s*1(\.0*)?\s*(,|$)", facts.viewport)
    return [
        told
        for told, wrong in (
            ("no language", not facts.language.strip()),
            ("no title", not facts.title.strip()),
            ("no viewport for phones", "width" not in facts.viewport),
            ("zoom is forbidden", bool(locked)),
            (f"{facts.h1_count} main headings instead of one", facts.h1_count != 1),
        )
        if wrong
    ]


def _frame_is_right(evidence: Evidence) -> Verdict:
    found = [(page, told) for page in evidence.pages for told in _frame_of(page)]
    if not found:
        return passed(f"{len(evidence.pages)} pages have language, title, viewport and one main heading")
    shown = [Exhibit(page=page.name, url=page.url, detail=told) for page, told in found]
    return failed("; ".join(dict.fromkeys(f"{page.name}: {told}" for page, told in found))[:200], *shown)


def _asked(seen: Facts) -> list[FormField]:
    """What the checkout asks for; the search and the newsletter around it belong to the page's frame."""
    framed = frame_forms(seen)
    return [f for f in seen.fields if f.visible and not is_aside(f) and f.form not in framed]


def _fields_have_labels(evidence: Evidence) -> Verdict:
    pages = [page for page in evidence.pages if page.stage in {Stage.CHECKOUT, Stage.PAYMENT}]
    if not pages:
        raise Unreached(f"the checkout was not reached: {evidence.journey.reason or 'not asked for'}")
    fields = [(page, field) for page in pages for field in _asked(page.facts)]
    bare = [
        Exhibit(
            page=page.name, url=page.url, detail=f"no label: {field.name or field.id or field.type}", element=field.html
        )
        for page, field in fields
        if field.named_by in {"", "placeholder"}
    ]
    if bare:
        return failed(f"{len(bare)} of {len(fields)} checkout fields have no label", *bare[:10])
    return passed(f"all {len(fields)} checkout fields have labels")


CHECKS = (
    Check(
        id="ACC-01",
        title="Nothing serious for axe-core",
        rows=("E2.3", "WCAG 2.2 AA"),
        method="axe-core, rules of WCAG 2.0 to 2.2 A and AA, on every state of the journey",
        threshold="no serious or critical finding",
        severity=Severity.MAJOR,
        remedy="Mend the named elements; each rule is explained at dequeuniversity.com.",
        needs=frozenset({Need.CHECKOUT, Need.AXE}),
        judge=_axe_is_content,
    ),
    Check(
        id="ACC-05",
        title="Pages name their language, title and main heading, and may be zoomed",
        rows=("WCAG 3.1.1", "WCAG 1.4.10"),
        method="lang, title, viewport and h1 of every page of the journey",
        threshold="all there, one h1, zoom allowed",
        severity=Severity.MINOR,
        remedy="Set lang, title, viewport (width=device-width) and exactly one h1 on each page.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_frame_is_right,
    ),
    Check(
        id="ACC-07",
        title="Every checkout field has a label",
        rows=("WCAG 3.3.2",),
        method="label, aria-label or title of each visible field; a placeholder is none",
        threshold="all",
        severity=Severity.MAJOR,
        remedy="Give each field a label element.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_fields_have_labels,
    ),
)
