"""The security headers of every answer."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.web.wire import Headers

__all__ = ["security_headers"]


def security_headers(*, secure: bool, providers: Sequence[str]) -> Headers:
    """Headers that close what browsers leave open. Forms may lead to the shop and to payment providers, nowhere else."""
    policy = "; ".join(
        (
            "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
            "manifest-src 'self'", " ".join(("form-action 'self'", *providers)), "frame-ancestors 'none'", "base-uri 'none'",
        )
    )  # fmt: skip
    headers = [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"x-frame-options", b"DENY"),
    ]
    return [*headers, (b"strict-transport-security", b"max-age=31536000; includeSubDomains")] if secure else headers
