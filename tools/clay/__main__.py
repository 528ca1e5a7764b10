"""Command ``python -m tools.clay [PRODUCT...]``: writes the demo catalogue's pictures in all sizes and formats."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from tools.clay.render import TINTS, Buffers, develop, expose
from tools.clay.stills import STILLS, Still

__all__ = ["main"]

SIZES: Final = (320, 480, 800)
PICTURES: Final = Path(__file__).parents[2] / "scaffolds" / "shop" / "pictures"


def _buffers(product: str, still: Still, store: Path, *, again: bool) -> Buffers:
    """The product's light buffers, kept in ``store`` so that another colour needs no new look."""
    kept = store / f"{product}.npz"
    if kept.exists() and not again:
        with np.load(kept) as saved:
            return Buffers(*(saved[field] for field in Buffers._fields))
    seen = expose(still.parts(), TINTS[still.tint])
    store.mkdir(parents=True, exist_ok=True)
    np.savez(kept, **{field: np.asarray(value) for field, value in seen._asdict().items()})  # type: ignore[arg-type]
    return seen


def _write(picture: Image.Image, name: str, folder: Path) -> None:
    """All files of one picture; levels are held back because a sharp reduction and the formats overshoot at edges."""
    for size in SIZES:
        small = picture if size == picture.width else picture.resize((size, size), Image.Resampling.LANCZOS)
        small = small.point([min(max(level, 8), 244) for level in range(256)] * 3)
        small.save(folder / f"{name}-{size}.avif", quality=58, speed=2, subsampling="4:4:4")
        small.save(folder / f"{name}-{size}.webp", quality=75, method=6, use_sharp_yuv=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Render the named products, or all; exit code 2 for a product that is not drawn."""
    parser = argparse.ArgumentParser(prog="python -m tools.clay", description=__doc__)
    parser.add_argument("products", nargs="*", metavar="PRODUCT", help="slugs; all when none is named")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder for the pictures")
    parser.add_argument("--buffers", type=Path, default=Path(tempfile.gettempdir()) / "clay-buffers")
    parser.add_argument("--again", action="store_true", help="look again even if light buffers are kept")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.products) - set(STILLS))
    if unknown:
        parser.error(f"no still life for {', '.join(unknown)}; draw it in tools/clay/stills")
    options.to.mkdir(parents=True, exist_ok=True)
    for product in options.products or STILLS:
        start, still = time.monotonic(), STILLS[product]
        buffers = _buffers(product, still, options.buffers, again=options.again)
        for name, slots in still.pictures.items():
            _write(develop(buffers, [slots.get(part.colour, part.colour) for part in still.parts()]), name, options.to)
        sys.stdout.write(f"{product}: {len(still.pictures)} pictures, {time.monotonic() - start:.0f} s\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
