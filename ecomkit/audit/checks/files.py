"""Files on the way: pictures no larger than they show, text compressed, what does not change kept."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Measure, Need, Severity, Unreached, Verdict, failed, passed
from ecomkit.audit.options import is_loopback
from ecomkit.audit.wording import counted

__all__ = ["CHECKS"]

_WASTE = 150_000
_SHARP = 2
_SMALL = 1400
_TEXT = {"document", "stylesheet", "script"}
_KEPT = {"stylesheet", "script", "font"}


def _fitting_pictures(evidence: Evidence) -> Verdict:
    if not evidence.pages:
        raise Unreached("no page was reached")
    waste, shown = 0, []
    for page in evidence.pages:
        lost = 0
        for image in page.facts.images:
            needed, there = image.width * image.height * _SHARP**2, image.natural_width * image.natural_height
            if image.bytes and needed and there > needed and not image.url.partition("?")[0].endswith(".svg"):
                lost += round(image.bytes * (1 - needed / there))
                seen, kept = f"{image.width} × {image.height}", f"{image.natural_width} × {image.natural_height}"
                told = f"{kept} px for {seen} px, {image.bytes / 1000:.0f} kB"
                shown.append(Exhibit(page=page.name, url=image.url, detail=told))
        waste = max(waste, lost)
    measure = Measure(name="wasted on the worst page", value=round(waste / 1000), limit=_WASTE / 1000, unit="kB")
    told = f"pictures waste up to {waste / 1000:.0f} kB on a page"
    return (failed(told, *shown[:10]) if waste > _WASTE else passed(told)).measured(measure)


def _packed(evidence: Evidence) -> Verdict:
    own = [
        one
        for one in evidence.resources
        if one.status == 200 and one.kind in _TEXT | _KEPT and _same(one.url, evidence.url)
    ]
    if not own:
        raise Unreached("no file of the shop was seen")
    loose = [one for one in own if one.kind in _TEXT and one.size > _SMALL and not one.encoding]
    unkept = [one for one in own if one.kind in _KEPT and (not one.cache or "no-store" in one.cache.casefold())]
    shown = [
        Exhibit(page=one.page, url=one.url, detail=f"{one.kind}, {one.size / 1000:.1f} kB, not compressed")
        for one in loose
    ]
    shown += [
        Exhibit(page=one.page, url=one.url, detail=f"{one.kind} with Cache-Control: {one.cache or 'nothing'}")
        for one in unkept
    ]
    told = [f"{counted(len(loose), 'file')} not compressed"] if loose else []
    told += [f"{counted(len(unkept), 'file')} not kept for the next visit"] if unkept else []
    if told:
        return failed(", ".join(told), *shown[:10])
    return passed(f"{len(own)} files are compressed and say how long they keep")


def _same(url: str, home: str) -> bool:
    return url.split("/")[2:3] == home.split("/")[2:3] or (is_loopback(url) and is_loopback(home))


CHECKS = (
    Check(
        id="SPD-09",
        title="Pictures are no larger than they show",
        rows=("E1.2",),
        method="pixels of each picture beside twice its shown size, in bytes",
        threshold="at most 150 kB wasted on a page",
        severity=Severity.MINOR,
        remedy="Offer several sizes with srcset, as AVIF or WebP.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_fitting_pictures,
    ),
    Check(
        id="SPD-11",
        title="Text is compressed and files say how long they keep",
        rows=("E1.2",),
        method="Content-Encoding of pages, styles and scripts over 1.4 kB; Cache-Control of styles, scripts and fonts",
        threshold="both everywhere",
        severity=Severity.NOTE,
        remedy="Turn on compression, and give static files a long Cache-Control.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_packed,
    ),
)
