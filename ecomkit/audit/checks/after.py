"""After the sale: returns are told, and people can be reached from every page."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Verdict, failed, passed
from ecomkit.audit.evidence import Stage
from ecomkit.audit.probes import policy_link

__all__ = ["CHECKS"]


def _returns_linked(evidence: Evidence) -> Verdict:
    evidence.page(Stage.HOME)
    pages = [page for page in evidence.pages if page.stage in {Stage.HOME, Stage.PRODUCT, Stage.CART}]
    link = policy_link("returns", pages)
    page = evidence.policy("returns")
    if link is None and page is None:
        return failed("no page links to returns", *(Exhibit(page=p.name, url=p.url, detail="no link") for p in pages))
    target = page.url if page else link.href if link else ""
    if page is None or page.status >= 400:
        return failed(
            f"the page about returns answers {page.status if page else 'nothing'}",
            Exhibit(page="returns", url=target, detail="dead"),
        )
    return passed("returns have a page that is linked", Exhibit(page="returns", url=target, detail=page.facts.title))


def _contact_everywhere(evidence: Evidence) -> Verdict:
    evidence.page(Stage.PRODUCT)
    without = [page for page in evidence.pages if policy_link("contact", (page,)) is None]
    if without:
        shown = [
            Exhibit(page=page.name, url=page.url, detail="no link to contact, mail or telephone") for page in without
        ]
        return failed(f"no way to people on {', '.join(page.name for page in without)}", *shown)
    return passed(f"all {len(evidence.pages)} pages of the journey link to people")


CHECKS = (
    Check(
        id="AFT-01",
        title="Returns are linked and explained",
        rows=("E1.7", "E4.2"),
        method="a link by name or address on home, product or cart; its page is opened",
        threshold="there is one and it answers",
        severity=Severity.BLOCKER,
        remedy="Link the page about returns in the footer of every page.",
        needs=frozenset({Need.CART, Need.POLICIES}),
        judge=_returns_linked,
    ),
    Check(
        id="HUM-01",
        title="People can be reached from every page",
        rows=("E5.1", "E1.4", "WCAG 3.2.6"),
        method="a link to contact, mail, telephone or chat on each page of the journey, checkout included",
        threshold="on every page",
        severity=Severity.MAJOR,
        remedy="Keep the contact link in the footer of the checkout too.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_contact_everywhere,
    ),
)
