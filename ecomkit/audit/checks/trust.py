"""Trust: who handles personal data, and how."""

from __future__ import annotations

import re

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Verdict, failed, passed
from ecomkit.audit.evidence import Stage
from ecomkit.audit.lexicon import matches
from ecomkit.audit.probes import policy_link

__all__ = ["CHECKS"]

_FEWEST_WORDS = 150


def _privacy_told(evidence: Evidence) -> Verdict:
    evidence.page(Stage.HOME)
    link = policy_link("privacy", evidence.pages)
    page = evidence.policy("privacy")
    if page is None:
        target = link.href if link else ""
        return failed(
            "the page about privacy does not open" if link else "no page links to privacy",
            Exhibit(url=target, detail="no privacy page"),
        )
    words = len(re.findall(r"\w+", page.facts.text))
    shown = Exhibit(page="privacy", url=page.url, detail=f"{words} words")
    if page.status >= 400:
        return failed(f"the page about privacy answers {page.status}", shown)
    if words < _FEWEST_WORDS:
        return failed(f"the page about privacy has only {words} words", shown)
    if not matches("controller", page.facts.text):
        return failed("the page about privacy does not say who is responsible", shown)
    return passed("a page about privacy is linked, says enough and names who is responsible", shown)


CHECKS = (
    Check(
        id="TRU-01",
        title="Privacy is explained",
        rows=("G1", "C8"),
        method="a link by name or address on any page of the journey; its page is opened and its words counted",
        threshold="at least 150 words, with who is responsible",
        severity=Severity.MAJOR,
        remedy="Link a privacy page in the footer that says who handles which data, why, and for how long.",
        needs=frozenset({Need.HOME, Need.POLICIES}),
        judge=_privacy_told,
    ),
)
