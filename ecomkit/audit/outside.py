"""Other tools beside the audit: their findings, marked with their names. They never decide how an audit ends."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ecomkit.audit.check import Exhibit, Severity
from ecomkit.audit.values import Value
from ecomkit.errors import UserError

__all__ = ["TOOLS", "Outside", "Remark", "ask_tools", "tools_named"]

_PATIENCE_S = 120
_MOST_PAGES, _MOST_EXHIBITS = 12, 8
_GOOD = 0.9


class Remark(Value):
    """What another tool found: its own name for the rule, and where. `severity` is minor, or a note for mere advice."""

    rule: str
    severity: Literal[Severity.MINOR, Severity.NOTE]
    message: str
    evidence: tuple[Exhibit, ...] = ()


class Outside(Value):
    """One other tool: what it found, or why it was not asked. `figures` are its own scores, from 0 to 100."""

    tool: str
    version: str = ""
    skipped: str = ""
    figures: dict[str, int] = Field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


class _Failed(Exception):
    """A tool did not answer. The message is the reason, as the report tells it."""


def tools_named(told: str) -> tuple[str, ...]:
    """The tools of `--with lighthouse,nu`. Raises UserError for one that is not known."""
    named = tuple(dict.fromkeys(part.strip().lower() for part in told.split(",") if part.strip()))
    for name in named:
        if name not in TOOLS:
            raise UserError(f"--with {name}: known are {', '.join(TOOLS)}")
    return named


def ask_tools(
    names: Iterable[str], pages: Mapping[str, str], browser: str, *, owned: bool, agent: str = "ecomkit-audit"
) -> tuple[Outside, ...]:
    """Ask each tool about the pages (name to address). One that is missing or fails is told with its reason.

    `browser`: the path of the browser for Lighthouse. They ask as fast as they like, so only on one's own shop.
    """
    return tuple(_asked(name, pages, browser, agent, owned=owned) for name in names)


def _asked(name: str, pages: Mapping[str, str], browser: str, agent: str, *, owned: bool) -> Outside:
    if not owned:
        return Outside(tool=name, skipped="only on one's own shop: it keeps to no pace (owner = true in a recipe)")
    program, remedy, ask = TOOLS[name]
    found = shutil.which(program)
    if not found:
        return Outside(tool=name, skipped=f"{program} is not installed: {remedy}")
    try:
        return ask(found, pages, browser, agent)
    except (_Failed, OSError, ValueError, KeyError) as error:
        return Outside(tool=name, skipped=f"{program} failed: {str(error)[:200]}")


def _run(command: Sequence[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False, env={**os.environ, **environ}
        )
    except subprocess.TimeoutExpired as error:
        raise _Failed(f"no answer within {_PATIENCE_S} s") from error


def _lighthouse(program: str, pages: Mapping[str, str], browser: str, agent: str) -> Outside:
    """Lighthouse on home alone: one run takes as long as the whole audit."""
    name, url = next(iter(pages.items()))
    flags = f"--chrome-flags=--headless --no-sandbox --disable-gpu --user-agent={agent}"
    done = _run([program, url, "--quiet", "--output=json", "--output-path=stdout", flags], {"CHROME_PATH": browser})
    if done.returncode:
        raise _Failed(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit {done.returncode}")
    return read_lighthouse(json.loads(done.stdout), name, url)


def read_lighthouse(said: Mapping[str, Any], name: str, url: str) -> Outside:
    """Lighthouse's JSON: the audits that lower one of its scores."""
    weighty = {
        ref["id"] for category in said["categories"].values() for ref in category["auditRefs"] if ref.get("weight")
    }
    failed = (audit for key, audit in said["audits"].items() if key in weighty and _lowers(audit))
    scores = {key: category.get("score") for key, category in said["categories"].items()}
    return Outside(
        tool="lighthouse",
        version=str(said.get("lighthouseVersion", "")),
        figures={key: round(100 * score) for key, score in scores.items() if score is not None},
        remarks=tuple(
            Remark(
                rule=str(audit["id"]),
                severity=Severity.MINOR,
                message=" ".join(part for part in (str(audit["title"]), str(audit.get("displayValue", ""))) if part),
                evidence=_elements(audit, name, url),
            )
            for audit in failed
        ),
    )


def _lowers(audit: Mapping[str, Any]) -> bool:
    return audit.get("score") is not None and float(audit["score"]) < _GOOD


def _elements(audit: Mapping[str, Any], name: str, url: str) -> tuple[Exhibit, ...]:
    items = (audit.get("details") or {}).get("items") or []
    nodes = [item["node"] for item in items if isinstance(item, dict) and isinstance(item.get("node"), dict)]
    shown = [
        Exhibit(
            page=name, url=url, detail=str(node.get("nodeLabel", ""))[:200], element=str(node.get("snippet", ""))[:300]
        )
        for node in nodes[:_MOST_EXHIBITS]
    ]
    return tuple(shown) or (Exhibit(page=name, url=url, detail=str(audit.get("displayValue", ""))),)


def _nu(program: str, pages: Mapping[str, str], browser: str, agent: str) -> Outside:  # noqa: ARG001 - all tools are asked alike
    """The Nu HTML checker on the source of each page that can be had without a cart."""
    with tempfile.TemporaryDirectory(prefix="ecomkit-nu-") as folder:
        files: dict[str, tuple[str, str]] = {}
        for name, url in list(pages.items())[:_MOST_PAGES]:
            file = Path(folder) / f"{len(files)}.html"
            file.write_bytes(_source(url, agent))
            files[file.name] = (name, url)
        done = _run([program, "--format", "json", "--exit-zero-always", *(f"{folder}/{name}" for name in files)], {})
    said = done.stderr.strip() or done.stdout.strip()
    return read_nu(json.loads(said[said.index("{") :]), files)


def _source(url: str, agent: str) -> bytes:
    """A page as it was sent. Some servers compress it whether that was asked for or not."""
    asked = urllib.request.Request(url, headers={"User-Agent": agent, "Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=15) as answer:
        body: bytes = answer.read()
        packed = answer.headers.get("Content-Encoding", "identity").lower()
    if packed not in {"gzip", "identity", ""}:
        raise _Failed(f"{url} comes packed as {packed}")
    return gzip.decompress(body) if packed == "gzip" else body


def read_nu(said: Mapping[str, Any], files: Mapping[str, tuple[str, str]]) -> Outside:
    """The Nu checker's JSON: one remark for each different message, with the pages where it was seen."""
    seen: dict[tuple[str, Severity], list[Exhibit]] = {}
    for message in said["messages"]:
        name, url = files.get(str(message.get("url", "")).rpartition("/")[2], ("", ""))
        severity = Severity.MINOR if message["type"] == "error" else Severity.NOTE
        line = f"line {message['lastLine']}" if "lastLine" in message else ""
        extract = " ".join(str(message.get("extract", "")).split())[:300]
        seen.setdefault((str(message["message"]), severity), []).append(
            Exhibit(page=name, url=url, detail=line, element=extract)
        )
    return Outside(
        tool="nu",
        version=str(said.get("version", "")),
        remarks=tuple(
            Remark.model_validate(
                {"rule": "html", "severity": severity, "message": text, "evidence": tuple(shown[:_MOST_EXHIBITS])}
            )
            for (text, severity), shown in seen.items()
        ),
    )


TOOLS: Mapping[str, tuple[str, str, Callable[[str, Mapping[str, str], str, str], Outside]]] = {
    "lighthouse": ("lighthouse", "npm install --global lighthouse", _lighthouse),
    "nu": ("vnu", "npm install --global vnu-jar, with Java", _nu),
}
"""What can be asked: the program's name, how to get it, and who asks it."""
