"""A generated shop with the Magento catalogue, or with the demo one where the data are not there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["cli", "data_folder", "make"]


def data_folder() -> Path | None:
    """Where the sample data lie (`ECOMKIT_DATA`, default `../shared` beside the checkout)."""
    base = Path(os.environ.get("ECOMKIT_DATA", Path(__file__).parents[2] / "shared"))
    return base / "data" if (base / "data" / "magento").is_dir() else None


def make(folder: Path) -> tuple[Path, dict[str, object]]:
    """Generate a shop without an environment of its own and fill it; gives its folder and what that took."""
    shop = folder / "shop"
    notes: dict[str, object] = {}
    started = time.perf_counter()
    cli(folder, "new", str(shop), "--yes", "--no-install", "--json")
    notes["generate, s"] = round(time.perf_counter() - started, 2)
    cli(shop, "migrate")
    magento = data_folder()
    if magento is not None:
        started = time.perf_counter()
        cli(shop, "catalogue", "import", str(magento / "magento" / "products.csv"))
        notes["import of 1,994 rows, s"] = round(time.perf_counter() - started, 2)
    return shop, notes


def cli(cwd: Path, *words: str) -> None:
    """Run a command there; ends the benchmark where it fails."""
    command = [sys.executable, "-m", "ecomkit.cli", *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"ecomkit {' '.join(words)} ended with {done.returncode}:\n{done.stderr}{done.stdout}")
