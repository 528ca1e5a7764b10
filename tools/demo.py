"""`make demo`: a shop with every installed model, in `demo/`, in this environment; runs until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools.market import add_market

FOLDER = Path(__file__).parents[1] / "demo" / "alameda"


def _models() -> list[str]:
    """Every installed business model, a stranger's too."""
    from ecomkit.generator.manifests import installed_manifests

    return [one.name for one in installed_manifests() if one.kind == "model"]


def main() -> None:
    """Generate the shop the first time, then hand over to `ecomkit dev`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8000")
    port = parser.parse_args().port
    if not (FOLDER / "shop.toml").exists():
        FOLDER.parent.mkdir(exist_ok=True)
        new = [sys.executable, "-m", "ecomkit.cli", "new", str(FOLDER), "--yes", "--no-install"]
        wanted = [
            "--set",
            "shop_name=Alameda",
            "--set",
            f"models={','.join(_models())}",
            "--set",
            "catalogue=demo",
            "--set",
            "languages=en,es",
        ]
        code = subprocess.run([*new, *wanted], check=False).returncode
        if code not in (0, 3):
            raise SystemExit(code)
        add_market(FOLDER)
    os.chdir(FOLDER)
    os.execv(sys.executable, [sys.executable, "-m", "ecomkit.cli", "dev", "--port", port])


if __name__ == "__main__":
    main()
