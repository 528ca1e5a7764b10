"""Service: returns say enough, orders can be followed, people answer in a stated time, help is at hand."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.evidence import PageEvidence
from ecomkit.audit.facts import Link
from ecomkit.audit.hours import tells_answer_time
from ecomkit.audit.lexicon import fold, matches, patterns
from ecomkit.audit.probes import policy_link

__all__ = ["CHECKS"]

_NEEDS = frozenset({Need.HOME, Need.POLICIES})


def _returns_say_enough(evidence: Evidence) -> Verdict:
    page = evidence.policy("returns")
    if page is None or page.status >= 400:
        raise Unreached("no page about returns was found")
    told = {
        "within how many days": matches("period", page.facts.text),
        "who pays": matches("who_pays", page.facts.text),
        "how to send it back": matches("how_to_return", page.facts.text),
    }
    lacking = [name for name, there in told.items() if not there]
    shown = Exhibit(
        page="returns", url=page.url, detail=f"missing: {', '.join(lacking)}" if lacking else "days, cost and way"
    )
    if not lacking:
        return passed("the page about returns says how long, at whose cost and how", shown)
    severity = Severity.MAJOR if len(lacking) == len(told) else Severity.MINOR
    return failed(f"the page about returns does not say {', '.join(lacking)}", shown, severity=severity)


def _orders_can_be_followed(evidence: Evidence) -> Verdict:
    page = evidence.policy("tracking")
    pages = _seen(evidence)
    link = policy_link("tracking", pages)
    if page is not None and page.status < 400:
        return passed(
            "there is a page to follow an order", Exhibit(page="tracking", url=page.url, detail=page.facts.title)
        )
    told = f"the page to follow an order answers {page.status}" if page else "no page links a way to follow an order"
    return failed(told, Exhibit(page="home", url=link.href if link else evidence.url, detail=told))


def _seen(evidence: Evidence) -> tuple[PageEvidence, ...]:
    if not evidence.pages:
        raise Unreached("no page was reached")
    return (*evidence.pages, *evidence.policies)


def _channels(evidence: Evidence) -> Verdict:
    pages = _seen(evidence)
    links = [link for page in pages for link in page.facts.links]
    contact = evidence.policy("contact")
    ways = {
        "telephone": any(link.href.startswith("tel:") for link in links),
        "mail": any(link.href.startswith("mailto:") for link in links),
        "chat": any(_chats(link) for link in links)
        or any(matches("chat", frame) for page in pages for frame in page.facts.frames),
        "form": contact is not None
        and any(field.tag == "textarea" and field.visible for field in contact.facts.fields),
    }
    found = [name for name, there in ways.items() if there]
    shown = Exhibit(page="contact", url=contact.url if contact else evidence.url, detail=", ".join(found) or "none")
    if len(found) >= 2:
        return passed(f"people are reached by {', '.join(found)}", shown)
    if found:
        return failed(f"people are reached by {found[0]} only", shown, severity=Severity.MINOR)
    return failed("no telephone, mail address, chat or form leads to people", shown)


def _chats(link: Link) -> bool:
    return matches("chat", link.text) or any(pattern.search(fold(link.href)) for pattern in patterns("chat", "href"))


def _answer_time(evidence: Evidence) -> Verdict:
    pages = _seen(evidence)
    contact = evidence.policy("contact")
    for page in (*((contact,) if contact else ()), *pages):
        line = next((line.strip() for line in page.facts.text.splitlines() if tells_answer_time(line)), "")
        if line:
            return passed(
                f"when people answer is told: {line[:100]}", Exhibit(page=page.name, url=page.url, detail=line[:200])
            )
    return failed(
        "nothing tells when people answer",
        Exhibit(page="contact", url=contact.url if contact else evidence.url, detail="no hours and no time"),
    )


def _help_at_hand(evidence: Evidence) -> Verdict:
    page = evidence.policy("help")
    if page is not None and page.status < 400:
        return passed("there is a page of help", Exhibit(page="help", url=page.url, detail=page.facts.title))
    _seen(evidence)
    return failed(
        "no page of questions and answers is linked", Exhibit(page="home", url=evidence.url, detail="no link")
    )


CHECKS = (
    Check(
        id="AFT-02",
        title="Returns say what matters",
        rows=("E4.2", "E1.7"),
        method="words about days, cost and steps on the page about returns",
        threshold="all three; one or two are a minor failure",
        severity=Severity.MAJOR,
        remedy="Say how many days, who pays, and what to do.",
        needs=_NEEDS,
        judge=_returns_say_enough,
    ),
    Check(
        id="AFT-03",
        title="Orders can be followed",
        rows=("E4.1",),
        method="a link to order status by name or address; its page is opened",
        threshold="there is one and it answers",
        severity=Severity.MAJOR,
        remedy="Link the order status in the footer, open to guests.",
        needs=_NEEDS,
        judge=_orders_can_be_followed,
    ),
    Check(
        id="HUM-02",
        title="There are two ways to people",
        rows=("E5.1",),
        method="links to telephone, mail and chat, and a form on the contact page",
        threshold="at least two; one is a minor failure",
        severity=Severity.MAJOR,
        remedy="Add a telephone number or a form.",
        needs=_NEEDS,
        judge=_channels,
    ),
    Check(
        id="HUM-03",
        title="It is told when people answer",
        rows=("E5.4", "E1.4"),
        method="opening hours or an answer time on contact and the other pages",
        threshold="there is one",
        severity=Severity.MAJOR,
        remedy="Say within how many hours you answer, and when you are there.",
        needs=_NEEDS,
        judge=_answer_time,
    ),
    Check(
        id="HUM-05",
        title="Help is at hand",
        rows=("E5.4", "E3.3"),
        method="a link to help or questions; its page is opened",
        threshold="there is one and it answers",
        severity=Severity.MINOR,
        remedy="Answer the ten most frequent questions on a page.",
        needs=_NEEDS,
        judge=_help_at_hand,
    ),
)
