"""Taking a page's evidence once, for all checks: facts, phone view, axe, pictures, script errors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecomkit.audit import look
from ecomkit.audit.animated import count_frames
from ecomkit.audit.evidence import AnimatedImage, AxeFinding, CookieLine, Overlay, PageEvidence, Resource, Stage
from ecomkit.audit.facts import Facts
from ecomkit.audit.keyboard import walk_by_keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Error, Request, Response

    from ecomkit.audit.driver import Driver

__all__ = ["DESKTOP", "PHONE", "Camera", "read_cookie"]

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
_ENDLESS_AREA = 400
_TALLEST = 4000
_NARROW = {"width": 320, "height": 740}
_TABBED = {Stage.HOME, Stage.PRODUCT, Stage.CART}
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_AXE = {
    "resultTypes": ["violations"], "runOnly": {"type": "tag", "values": _TAGS}, "preload": {"assets": ["media"]},
}  # fmt: skip
_RULES = """(found) => found.violations.map((rule) => ({
  rule: rule.id, impact: rule.impact || 'minor', help: rule.help, count: rule.nodes.length,
  nodes: rule.nodes.slice(0, 5).map((node) => node.html.slice(0, 300)),
}))"""


class Camera:
    """Takes the evidence of pages. Remembers what arrived on the network and which scripts failed since the last page."""

    def __init__(self, driver: Driver, *, axe: bool, phone: bool, folder: Path | None, pictures: bool) -> None:
        self.driver = driver
        self.pictures = pictures
        self.axe = axe
        self.phone = phone
        self.folder = folder
        self.listening = True
        self._errors: list[str] = []
        self._images: dict[str, Response] = {}
        self._answers: list[Response] = []
        self._resources: dict[str, Resource] = {}
        driver.page.on("pageerror", self._failed)
        driver.page.on("request", self._asked)
        driver.page.on("response", self._arrived)

    def take(self, name: str, stage: Stage) -> PageEvidence:
        """The evidence of the page as it stands, overlays cleared away and noted."""
        page = self.driver.page
        self.driver.overlays.clear()
        covered = look.covering(page)
        self.driver.sweep()
        facts = self._calm(self.driver.look())
        response = self.driver.response
        taken = PageEvidence(
            name=name,
            stage=stage,
            url=page.url,
            status=response.status if response else 0,
            headers=dict(response.headers) if response else {},
            facts=facts,
            **self._narrower(stage),
            axe=self._axe_findings() if self.axe else None,
            script_errors=tuple(self._errors),
            animated=self._animated(facts),
            overlays=tuple(self.driver.overlays),
            covering=Overlay(text=covered[0], html=covered[1]) if covered else None,
            still=self._still(facts),
            keyboard=walk_by_keyboard(page, name) if self.axe and stage in _TABBED else None,
            screenshot=self._picture(name),
            **self._photograph(),
        )
        self._errors.clear()
        self._images.clear()
        return taken

    def cookies(self) -> tuple[CookieLine, ...]:
        """Every cookie that the shop set so far, by name."""
        from playwright.sync_api import Error

        lines: dict[str, CookieLine] = {}
        for response in self._answers:
            try:
                headers = response.headers_array()
            except Error:
                continue
            for header in headers:
                if header["name"].casefold() == "set-cookie":
                    for line in header["value"].splitlines():
                        cookie = read_cookie(line)
                        lines[cookie.name] = cookie
        return tuple(lines.values())

    def resources(self) -> tuple[Resource, ...]:
        """Every file that the pages of the journey loaded."""
        return tuple(self._resources.values())

    def _note(self, response: Response) -> None:
        headers = response.headers
        size = headers.get("content-length", "")
        self._resources[response.url] = Resource(
            url=response.url,
            kind=response.request.resource_type,
            page=str(self.driver.stage),
            status=response.status,
            encoding=headers.get("content-encoding", ""),
            cache=headers.get("cache-control", ""),
            size=int(size) if size.isdecimal() else 0,
        )

    def _asked(self, request: Request) -> None:
        """Note what is asked for, whether or not it is answered."""
        if self.listening and request.url.startswith("http"):
            asked = Resource(
                url=request.url,
                kind=request.resource_type,
                page=str(self.driver.stage),
                status=0,
                encoding="",
                cache="",
                size=0,
            )
            self._resources.setdefault(request.url, asked)

    def _calm(self, facts: Facts) -> Facts:
        """Look again five seconds on where something moves without an end: what stops by then is fine."""
        if not any(animation.area > _ENDLESS_AREA for animation in facts.animations):
            return facts
        self.driver.page.wait_for_timeout(5000)
        return self.driver.look()

    def _still(self, facts: Facts) -> int | None:
        """How many endless animations are left where the visitor asks for less motion; None where nothing moves."""
        if not facts.animations:
            return None
        self.driver.page.emulate_media(reduced_motion="reduce")
        self.driver.page.wait_for_timeout(60)
        left = sum(moving.area > _ENDLESS_AREA for moving in self.driver.look().animations)
        self.driver.page.emulate_media(reduced_motion="no-preference")
        return left

    def _narrower(self, stage: Stage) -> dict[str, Facts]:
        """The page on a phone, and a product on the narrowest one too."""
        if not self.phone:
            return {}
        seen = {"mobile": self._view(PHONE)}
        if stage is Stage.PRODUCT:
            seen["narrow"] = self._view(_NARROW)
        self.driver.page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
        return seen

    def _view(self, size: Mapping[str, int]) -> Facts:
        page = self.driver.page
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.wait_for_timeout(60)
        return self.driver.look()

    def _axe_findings(self) -> tuple[AxeFinding, ...] | None:
        from playwright.sync_api import Error

        try:
            found = self.driver.page.evaluate(_axe())
        except Error:
            return None
        return tuple(AxeFinding.model_validate(rule) for rule in found)

    def _animated(self, facts: Facts) -> tuple[AnimatedImage, ...]:
        from playwright.sync_api import Error

        found = []
        for image in facts.images:
            response = self._images.get(image.url)
            if response is None:
                continue
            try:
                frames = count_frames(response.body())
            except Error:
                continue
            if frames.frames > 1:
                found.append(
                    AnimatedImage(url=image.url, width=image.width, height=image.height, **frames.model_dump())
                )
        return tuple(found)

    def _picture(self, name: str) -> str:
        if self.folder is None:
            return ""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.png"
        self.driver.page.screenshot(path=path)
        return str(path)

    def _photograph(self) -> dict[str, Any]:
        """The page as it looks, and where its elements lie, so that a report can show them."""
        from playwright.sync_api import Error, FloatRect

        if not self.pictures:
            return {}
        try:
            height = min(int(self.driver.page.evaluate("document.documentElement.scrollHeight")), _TALLEST)
            area: FloatRect = {"x": 0, "y": 0, "width": DESKTOP["width"], "height": max(height, DESKTOP["height"])}
            picture = self.driver.page.screenshot(type="jpeg", quality=72, full_page=True, clip=area)
            return {"picture": picture, "boxes": look.boxes(self.driver.page)}
        except Error:
            return {}

    def _failed(self, error: Error) -> None:
        if self.listening:
            self._errors.append((error.stack or error.message)[:500])

    def _arrived(self, response: Response) -> None:
        if self.listening:
            self._note(response)
        kind = response.request.resource_type
        if kind == "image" and re.search(r"gif|png|webp", response.headers.get("content-type", "")):
            self._images[response.url] = response
        if kind in {"document", "xhr", "fetch"}:
            self._answers.append(response)


@cache
def _axe() -> str:
    """The whole of axe-core, and running it, as one script: it is asked once a page."""
    from axe_playwright_python.sync_playwright import Axe

    return f"{Axe().axe_script}\naxe.run({json.dumps(_AXE)}).then({_RULES})"


def read_cookie(line: str) -> CookieLine:
    """The name and the flags of a Set-Cookie line; its value is dropped."""
    first, *rest = (part.strip() for part in line.split(";"))
    flags = {key.strip().casefold(): value.strip() for key, _, value in (part.partition("=") for part in rest)}
    return CookieLine(
        name=first.partition("=")[0],
        secure="secure" in flags,
        http_only="httponly" in flags,
        same_site=flags.get("samesite", ""),
        expires="expires" in flags or "max-age" in flags,
    )
