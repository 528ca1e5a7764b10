"""What a browser sees under throttling, as the auditor measures it: LCP, CLS, TBT and bytes of each page of the journey."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from benchmarks.pages import places
from benchmarks.servers import running_shop

__all__ = ["measure"]


def measure(shop: Path) -> dict[str, object]:
    """The median load of each page on a phone and at a desk, and the compressed sizes of a product page's parts."""
    with running_shop(shop) as running:
        base = str(running["url"])
        sizes = _sizes(base + places(base)["products"][0])
        report = _audited(base)
    figures: dict[str, object] = dict(sizes)
    for load in report["loads"]:
        said = f"LCP {load['lcp']} ms, CLS {load['cls']}, TBT {load['tbt']} ms, {load['bytes'] / 1024:.0f} KB"
        elsewhere = f", {load['third_party']} requests elsewhere" if load["third_party"] else ""
        figures[f"{load['name']}, {load['device']}"] = said + elsewhere
    return figures


def _audited(url: str) -> dict[str, list[dict[str, Any]]]:
    """The auditor's report on speed alone. Its findings do not matter here."""
    with tempfile.TemporaryDirectory(prefix="ecomkit-vitals-") as folder:
        out = Path(folder, "report.json")
        words = ("audit", url, "--profile", "full", "--only", "SPD", "--out", str(out))
        done = subprocess.run(
            [sys.executable, "-m", "ecomkit.cli", *words], capture_output=True, text=True, check=False
        )
        if not out.is_file():
            raise SystemExit(f"the audit ended with {done.returncode}:\n{done.stderr}{done.stdout}")
        found: dict[str, list[dict[str, Any]]] = json.loads(out.read_text("utf-8"))
        return found


def _sizes(url: str) -> dict[str, object]:
    """Kilobytes of the page and its stylesheets as they come over the line."""
    page = _body(url)
    sheets = re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', page.decode())
    styles = sum(len(gzip.compress(_body(urljoin(url, sheet)), 6)) for sheet in sheets)
    return {
        "product page, HTML compressed, KB": round(len(gzip.compress(page, 6)) / 1024, 1),
        "product page, stylesheets compressed, KB": round(styles / 1024, 1),
    }


def _body(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        found: bytes = answer.read()
        return found
