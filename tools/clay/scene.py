"""A scene: parts dropped onto the paper and framed by the one camera of the set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from tools.clay.shapes import Array, Points, Shape

__all__ = ["Part", "Scene", "unit"]

FILL: Final = 0.66
LENS: Final = 0.15  # half the frame over the distance: a field of .3
AZIMUTH, ELEVATION = np.radians(24), np.radians(17)


class Part(NamedTuple):
    """One surface of a product: its shape, the name of its colour (or colour slot) and its finish."""

    shape: Shape
    colour: str
    finish: str = "matte"


def unit(v: Array) -> Array:
    """The directions ``v``, three rows, at length one."""
    found: Array = (v / np.sqrt((v * v).sum(0, keepdims=True))).astype(np.float32)
    return found


class Scene:
    """The parts as one body, dropped onto the paper, with its bounds and the camera that frames it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.lift = np.zeros((3, 1), np.float32)
        surface = self._surface()
        self.lift[1] = -surface[1].min()
        surface += self.lift
        self.low = surface.min(1, keepdims=True) - 0.02
        self.high = surface.max(1, keepdims=True) + 0.02
        self._frame(surface)

    def each(self, p: Points) -> Array:
        """Distance to every part, a row a part."""
        return np.stack([part.shape(p - self.lift) for part in self.parts])

    def distance(self, p: Points, chunk: int = 1 << 14) -> Array:
        """Distance to the nearest part; in chunks that stay in the processor's cache."""
        out = np.empty(p.shape[1], np.float32)
        for start in range(0, p.shape[1], chunk):
            q = np.ascontiguousarray(p[:, start : start + chunk]) - self.lift
            nearest = self.parts[0].shape(q)
            for part in self.parts[1:]:
                nearest = np.minimum(nearest, part.shape(q))
            out[start : start + chunk] = nearest
        return out

    def normal(self, p: Points, reach: float = 0.006) -> Array:
        """Outward direction of the surface at ``p``."""
        total = np.zeros_like(p)
        for corner in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
            k = np.array(corner, np.float32)[:, None]
            total += k * self.distance(p + k * np.float32(reach))
        return unit(total + 1e-9)

    def _surface(self) -> Points:
        axes = [np.linspace(a, b, 84, dtype=np.float32) for a, b in ((-1.7, 1.7), (-0.4, 2.8), (-1.7, 1.7))]
        grid = np.stack(np.meshgrid(*axes, indexing="ij")).reshape(3, -1)
        near = np.ascontiguousarray(grid[:, np.abs(self.distance(grid)) < 0.05])
        for _ in range(3):
            near -= self.normal(near) * self.distance(near)
        return near[:, np.abs(self.distance(near)) < 0.01]

    def _frame(self, surface: Points) -> None:
        ca, sa, ce, se = np.cos(AZIMUTH), np.sin(AZIMUTH), np.cos(ELEVATION), np.sin(ELEVATION)
        self.back = np.array([[sa * ce], [se], [ca * ce]], np.float32)
        self.right = np.array([[ca], [0], [-sa]], np.float32)
        self.up = np.cross(self.back.T, self.right.T).T.astype(np.float32)
        middle, far = (self.low + self.high) / 2, np.float32(8)
        for _ in range(6):
            q = surface - middle
            depth = far - (q * self.back).sum(0)
            x, y = (q * self.right).sum(0) / depth, (q * self.up).sum(0) / depth
            shift_x, shift_y = (x.max() + x.min()) / 2, (y.max() + y.min()) / 2
            middle = middle + far * (shift_x * self.right + shift_y * self.up)
            far *= max(np.ptp(x), np.ptp(y)) / (2 * LENS * FILL)
        self.eye = middle + far * self.back

    def rays(self, x: Array, y: Array) -> Points:
        """Directions of view through the picture places ``x``, ``y`` in -1..1, y up."""
        return unit(LENS * (x * self.right + y * self.up) - self.back)

    def window(self, p: Points, d: Points, pad: float = 0.0) -> tuple[Array, Array]:
        """Where rays enter and leave the padded bounds; a ray that misses enters after it leaves."""
        safe = np.where(np.abs(d) < 1e-7, 1e-7, d)
        a, b = (self.low - pad - p) / safe, (self.high + pad - p) / safe
        return np.maximum(np.minimum(a, b).max(0), 0), np.maximum(a, b).min(0)

    def march(self, d: Points, limit: Array) -> Array:
        """How far each ray travels to the body; infinity where it meets nothing before ``limit``."""
        enter, leave = self.window(self.eye, d)
        leave = np.minimum(leave, limit)
        t, found = enter.copy(), np.full(enter.shape, np.inf, np.float32)
        live = np.flatnonzero(enter < leave)
        for _ in range(160):
            step = self.distance(self.eye + d[:, live] * t[live])
            t[live] += step * np.float32(0.92)
            here = step < 0.0008
            found[live[here]] = t[live[here]]
            live = live[~here & (t[live] < leave[live])]
            if not len(live):
                break
        return found
