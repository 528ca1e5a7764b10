"""What the server says in its headers: content policy, protective headers, cookie flags."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed, review
from ecomkit.audit.evidence import CookieLine, PageEvidence
from ecomkit.audit.lexicon import matches
from ecomkit.audit.wording import counted

__all__ = ["CHECKS", "policy_weakness"]


def policy_weakness(policy: str) -> str:
    """What makes a content security policy toothless for scripts; empty where it has teeth."""
    if not policy.strip():
        return "there is none"
    rules = {name: sources for name, *sources in (rule.split() for rule in policy.lower().split(";") if rule.split())}
    scripts = rules.get("script-src", rules.get("default-src"))
    if scripts is None:
        return "it allows scripts from anywhere"
    if any(source in {"*", "http:", "https:"} for source in scripts) and "'strict-dynamic'" not in scripts:
        return "it allows scripts from any host"
    guarded = any(re.match(r"'(nonce|sha\d+)-", source) for source in scripts)
    if "'unsafe-inline'" in scripts and not guarded:
        return "it allows inline scripts"
    return ""


def _content_policy(evidence: Evidence) -> Verdict:
    weak, why = [], []
    for page in _answered(evidence):
        policy = page.headers.get("content-security-policy", "") or page.facts.policy_meta
        if told := policy_weakness(policy):
            why.append(told)
            weak.append(Exhibit(page=page.name, url=page.url, detail=f"{told}: {policy[:200]}" if policy else told))
    if weak:
        pages = counted(len(weak), "page")
        return failed(f"the content security policy of {pages} protects nothing: {why[0]}", *weak)
    return passed("every page has a content security policy with teeth")


def _answered(evidence: Evidence) -> tuple[PageEvidence, ...]:
    if not evidence.pages:
        raise Unreached("no page was reached")
    return evidence.pages


def _missing(headers: Mapping[str, str]) -> tuple[str, ...]:
    framed = "x-frame-options" in headers or "frame-ancestors" in headers.get("content-security-policy", "")
    return tuple(
        name
        for name, there in (
            ("X-Content-Type-Options: nosniff", headers.get("x-content-type-options", "").strip().lower() == "nosniff"),
            ("frame-ancestors or X-Frame-Options", framed),
            ("Referrer-Policy", "referrer-policy" in headers),
            ("Permissions-Policy", "permissions-policy" in headers),
        )
        if not there
    )


def _protective_headers(evidence: Evidence) -> Verdict:
    lacking = [(page, missing) for page in _answered(evidence) if (missing := _missing(page.headers))]
    if not lacking:
        return passed("all four protective headers are sent")
    names = sorted({name for _, missing in lacking for name in missing})
    shown = [
        Exhibit(page=page.name, url=page.url, detail=f"missing: {', '.join(missing)}") for page, missing in lacking
    ]
    return failed(f"missing: {', '.join(names)}", *shown)


def _weak_flags(cookie: CookieLine, *, loopback: bool) -> tuple[str, ...]:
    readable = matches("script_cookie", cookie.name)
    return tuple(
        flag
        for flag, there in (
            ("Secure", cookie.secure or loopback),
            ("HttpOnly", cookie.http_only or readable),
            ("SameSite", bool(cookie.same_site)),
        )
        if not there
    )


def _cookie_flags(evidence: Evidence) -> Verdict:
    if not evidence.cookies:
        raise Unreached("the shop set no cookie on the way")
    sessions = [cookie for cookie in evidence.cookies if matches("session_cookie", cookie.name)]
    carts = [cookie for cookie in evidence.cookies if matches("cart_cookie", cookie.name) and cookie not in sessions]
    weak = [(c, flags) for c in sessions if (flags := _weak_flags(c, loopback=evidence.loopback))]
    if weak:
        shown = [
            Exhibit(url=evidence.url, detail=f"{cookie.name} without {', '.join(flags)}") for cookie, flags in weak
        ]
        return failed("; ".join(exhibit.detail for exhibit in shown), *shown)
    doubtful = [(c, flags) for c in carts if (flags := _weak_flags(c, loopback=evidence.loopback))]
    if doubtful:
        shown = [
            Exhibit(url=evidence.url, detail=f"{cookie.name} without {', '.join(flags)}") for cookie, flags in doubtful
        ]
        if any("HttpOnly" in flags for _, flags in doubtful):
            return review("a cart cookie is open to scripts, which may be meant", *shown)
        return review(f"a cart cookie is sent without {', '.join(doubtful[0][1])}", *shown)
    if not sessions and not carts:
        raise Unreached("no cookie looks like a session's or a cart's")
    return passed("session and cart cookies are guarded")


CHECKS = (
    Check(
        id="TRU-04",
        title="A content security policy guards the pages",
        rows=("E2.3",),
        method="the header or meta element of each page of the journey",
        threshold="scripts limited to named sources, none inline without a nonce",
        severity=Severity.MAJOR,
        remedy="Send Content-Security-Policy with default-src 'self' and list what else is needed.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_content_policy,
    ),
    Check(
        id="TRU-05",
        title="The server sends protective headers",
        rows=("E2.3",),
        method="response headers of each page of the journey",
        threshold="nosniff, frame-ancestors or X-Frame-Options, Referrer-Policy, Permissions-Policy",
        severity=Severity.MINOR,
        remedy="Send the missing headers with every page.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_protective_headers,
    ),
    Check(
        id="TRU-06",
        title="Session cookies are guarded",
        rows=("E2.3",),
        method="every Set-Cookie of the journey whose name is a session's or a cart's",
        threshold="Secure (not judged on this machine), HttpOnly and SameSite",
        severity=Severity.MAJOR,
        remedy="Set Secure, HttpOnly and SameSite=Lax on session cookies.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_cookie_flags,
    ),
)
