"""Which ecomkit a shop pins: the version from the index, or a wheel of this very code in the shop's `vendor/`."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import ecomkit
from ecomkit.errors import NotFinished
from ecomkit.speech import say

__all__ = ["Pin", "find_pin", "scaffold", "write_wheel"]

_PACKAGE = Path(ecomkit.__file__).parent
_TIME = (2020, 1, 1, 0, 0, 0)
_PACKED = frozenset({".avif", ".webp", ".png", ".jpg", ".woff2", ".gz"})


@dataclass(frozen=True, slots=True)
class Pin:
    """A version of ecomkit, and the files of its wheel when no index has it."""

    version: str
    files: Mapping[str, bytes] | None = None

    @property
    def file(self) -> str | None:
        """The name of the wheel in `vendor/`, or None."""
        return f"ecomkit-{self.version}-py3-none-any.whl" if self.files is not None else None

    def requirement(self, extra: str = "") -> str:
        """How a project names it: `ecomkit[audit]==0.1.0`."""
        return f"ecomkit{f'[{extra}]' if extra else ''}=={self.version}"


def scaffold(name: str) -> Path:
    """The folder of a scaffold: inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / "_scaffolds" / name
    return inside if inside.is_dir() else _PACKAGE.parent / "scaffolds" / name


def find_pin() -> Pin:
    """Which ecomkit runs here. From an index, its version says all; else its files are taken along.

    The version of such a wheel ends in a digest of its content (`0.1.0+local.1f3c…`): no index can ever offer the same, and
    two checkouts are never mistaken for each other. Raises `NotFinished` where neither can be found.
    """
    checkout = _checkout()
    if checkout is not None:
        return _packed(_from_checkout(checkout), *_stated(checkout))
    try:
        found = distribution("ecomkit")
    except PackageNotFoundError:
        raise NotFinished(
            say("ecomkit runs from files that nobody installed: install it with pip, then try again")
        ) from None
    if found.read_text("direct_url.json") is None and "+local." not in found.version:
        return Pin(found.version)
    metadata = found.read_text("METADATA") or ""
    return _packed(_from_installed(found), metadata, found.read_text("entry_points.txt") or "")


def write_wheel(pin: Pin, folder: Path) -> Path | None:
    """Write the wheel of a pin that has files into `folder`; the same files always give the same bytes."""
    if pin.files is None or pin.file is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / pin.file
    info = f"ecomkit-{pin.version}.dist-info"
    record = "".join(f"{name},{_hash(data)},{len(data)}\n" for name, data in pin.files.items()) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, data in {**pin.files, f"{info}/RECORD": record.encode()}.items():
            packed = zipfile.ZIP_STORED if Path(name).suffix in _PACKED else zipfile.ZIP_DEFLATED
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr = 0o644 << 16
            wheel.writestr(entry, data, packed, 6)
    return path


def _packed(files: Mapping[str, bytes], metadata: str, entry_points: str) -> Pin:
    stated = re.search(r"^Version: *([^+\s]+)", metadata, re.MULTILINE)
    if stated is None:
        raise NotFinished(say("the installed ecomkit does not say its version: install it again"))
    digest = hashlib.sha256()
    for name, data in (*files.items(), ("METADATA", re.sub(r"\+local\.\w+", "", metadata).encode())):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    version = f"{stated.group(1)}+local.{digest.hexdigest()[:12]}"
    info = f"ecomkit-{version}.dist-info"
    told = re.sub(r"^Version: .*$", f"Version: {version}", metadata, count=1, flags=re.MULTILINE)
    wheel = "Wheel-Version: 1.0\nGenerator: ecomkit\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    own = {"METADATA": told, "WHEEL": wheel, "entry_points.txt": entry_points}
    return Pin(version, {**files, **{f"{info}/{name}": text.encode() for name, text in own.items()}})


def _checkout() -> Path | None:
    """The repository around the package, when it runs from one."""
    root = _PACKAGE.parent
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    except (OSError, KeyError, ValueError):
        return None
    return root if project.get("name") == "ecomkit" and (root / "scaffolds").is_dir() else None


def _from_checkout(root: Path) -> dict[str, bytes]:
    own = _tree(_PACKAGE, "ecomkit")
    return dict(sorted((*own, *_tree(root / "scaffolds", "ecomkit/_scaffolds"))))


def _tree(folder: Path, inside: str) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if (
            path.is_file()
            and "__pycache__" not in parts
            and path.suffix not in (".pyc", ".pyo")
            and parts[0] != "_scaffolds"
        ):
            yield "/".join((inside, *parts)), path.read_bytes()


def _from_installed(found: Distribution) -> dict[str, bytes]:
    files = {}
    for one in found.files or ():
        if one.parts[0] == "ecomkit" and "__pycache__" not in one.parts:
            files["/".join(one.parts)] = Path(str(one.locate())).read_bytes()
    return dict(sorted(files.items()))


def _stated(root: Path) -> tuple[str, str]:
    """METADATA and entry points as the checkout's own `pyproject.toml` states them today."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [
        "Metadata-Version: 2.1",
        "Name: ecomkit",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
    ]
    lines.append(f"Requires-Python: {project['requires-python']}")
    lines += [f"Requires-Dist: {one}" for one in project["dependencies"]]
    for extra, needed in project.get("optional-dependencies", {}).items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f"Requires-Dist: {_for_extra(one, extra)}" for one in needed]
    groups = {"console_scripts": project.get("scripts", {}), **project.get("entry-points", {})}
    points = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in own.items()) for group, own in groups.items()]
    return "\n".join(lines) + "\n", "\n".join(points)


def _for_extra(requirement: str, extra: str) -> str:
    needed, sign, marker = requirement.partition(";")
    condition = f"extra == {json.dumps(extra)}"
    return f"{needed.strip()}; ({marker.strip()}) and {condition}" if sign else f"{needed.strip()}; {condition}"


def _hash(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
