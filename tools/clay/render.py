"""One light, one paper: turns a scene into light buffers and buffers into pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from tools.clay.scene import Part, Scene, unit
from tools.clay.shapes import Array, Points

__all__ = ["FINISHES", "PALETTE", "SIDE", "TINTS", "Buffers", "Finish", "develop", "expose"]

SIDE: Final = 800
GRAIN: Final = 0.004
SUB: Final = 3  # edge pixels are seen SUB x SUB times

TINTS: Final[Mapping[str, str]] = {
    "mint": "#C9D8CF", "sand": "#E9D9C3", "mist": "#D9DFE6", "lilac": "#E7DDE6",
    "sky": "#CFD9E4", "leaf": "#DFE3D0", "rose": "#EBD8D2", "stone": "#E3E1DA",
}  # fmt: skip
PALETTE: Final[Mapping[str, str]] = {
    "bone": "#E8E2D4", "ink": "#2C2F2D", "pine": "#2F5D50", "brick": "#C2553C", "marigold": "#E0B23C",
    "cobalt": "#2B4A8B", "clay": "#B9744F", "plum": "#6B3A5B", "moss": "#5B9A6B", "sky": "#8FB3CC",
    "blush": "#D9A79A", "brass": "#C9A24A",
}  # fmt: skip


class Finish(NamedTuple):
    """How a surface answers light: mirror share head-on, width of the highlight, metal or not, own glow."""

    mirror: float
    width: float
    metal: float = 0.0
    glow: float = 0.0


FINISHES: Final[Mapping[str, Finish]] = {
    "matte": Finish(0.022, 0.55),
    "glaze": Finish(0.065, 0.18),
    "rubber": Finish(0.03, 0.5),
    "metal": Finish(0.25, 0.3, metal=0.62),
    "lit": Finish(0.01, 0.6, glow=0.2),
}


class Buffers(NamedTuple):
    """What the camera saw, free of colour: each sample's pixel, weight, part (-1 is paper) and light."""

    side: int
    pixel: npt.NDArray[np.int32]
    weight: Array
    part: npt.NDArray[np.int8]
    times: Array
    plus: Array


KEY: Final = unit(np.array([[-0.62], [0.78], [0.42]]))
KEY_COLOUR: Final = np.array([[1.0], [0.965], [0.91]], np.float32)
SKY_COLOUR: Final = np.array([[0.86], [0.93], [1.0]], np.float32)


def _linear(colour: str) -> Array:
    """``#RRGGBB`` as a column of linear light."""
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4).astype(np.float32)[:, None]


def _encoded(light: Array) -> Array:
    """Linear light as sRGB in 0..1, with a soft toe and shoulder: lossy formats overshoot, and nothing may clip."""
    over = np.maximum(light - 0.72, 0)
    light = np.minimum(light, 0.72) + 0.17 * (1 - np.exp(-over / 0.17))
    light = light + 0.006 * np.exp(-light / 0.02)
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-6) ** (1 / 2.4) - 0.055)
    return (0.012 + 0.976 * curve).astype(np.float32)


def _smooth(low: float, high: float, x: Array) -> Array:
    t = np.clip((x - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def _lit(scene: Scene, p: Points, n: Array) -> Array:
    """Share of the softbox seen from each point: seven places on it, each with a soft edge."""
    side = unit(np.cross(KEY.T, [[0, 1, 0]]).T)
    above = np.cross(side.T, KEY.T).T
    places = [(0.0, 0.0), *((np.cos(a) * 0.15, np.sin(a) * 0.15) for a in np.arange(6) * np.pi / 3)]
    total = np.zeros(p.shape[1], np.float32)
    start = p + n * np.float32(0.006)
    for u, v in places:
        towards = unit(KEY + side * u + above * v)
        enter, leave = scene.window(start, towards, pad=0.35)
        t, seen = np.maximum(enter, 0.015), np.ones(p.shape[1], np.float32)
        live = np.flatnonzero(t < leave)
        for _ in range(48):
            s = scene.distance(start[:, live] + towards * t[live])
            seen[live] = np.minimum(seen[live], np.clip(0.5 + 0.5 * s * 12 / (t[live] + 0.05), 0, 1))
            t[live] += np.clip(s * 0.9, 0.012, 0.22)
            live = live[(t[live] < leave[live]) & (seen[live] > 0.002)]
            if not len(live):
                break
        total += _smooth(0, 1, seen)
    return total / len(places)


def _open(scene: Scene, p: Points, n: Array) -> Array:
    """Ambient openness: how much sky a point sees, from nine leaning cones."""
    size = np.float32((scene.high - scene.low).max())
    near = np.flatnonzero(((p > scene.low - 0.4 * size) & (p < scene.high + 0.4 * size)).all(0))
    out = np.ones(p.shape[1], np.float32)
    q, m = np.ascontiguousarray(p[:, near]), np.ascontiguousarray(n[:, near])
    side = unit(np.cross(m.T, np.where(np.abs(m[1:2].T) < 0.9, [[0, 1, 0]], [[1, 0, 0]])).T)
    other = np.cross(side.T, m.T).T
    cones = [(1.0, 0.0, 0.0), *((0.55, 0.83 * np.cos(a), 0.83 * np.sin(a)) for a in np.arange(8) * np.pi / 4)]
    total, weights = np.zeros(len(near), np.float32), 0.0
    for lean, u, v in cones:
        towards = m * np.float32(lean) + side * np.float32(u) + other * np.float32(v)
        clear = np.ones(len(near), np.float32)
        for reach in size * np.array([0.02, 0.05, 0.11, 0.2, 0.33], np.float32):
            at = q + m * np.float32(0.004) + towards * reach
            free = np.minimum(scene.distance(at), np.where(m[1] > 0.999, np.float32(9), at[1]))
            clear = np.minimum(clear, np.clip(0.1 + free / (reach * np.float32(0.6)), 0, 1) * 0.55 + clear * 0.45)
        total += clear * np.float32(lean)
        weights += lean
    out[near] = total / weights
    return out


def _mirrored(d: Points, n: Array, width: Array, paper: Array, seen: Array) -> Array:
    """The studio as a surface mirrors it: softbox upper left where it is seen, strip light right, sky, paper below."""
    r = d - 2 * (d * n).sum(0) * n
    box_light = np.exp(-((1 - (r * KEY).sum(0)) / (0.55 * width) ** 2 / 2)) * np.float32(2.6) * (0.28 / width) ** 0.8
    strip = np.exp(-((1 - (r * unit(np.array([[0.92], [0.3], [-0.1]]))).sum(0)) / (0.5 * width) ** 2 / 2))
    level = _smooth(-0.35, 0.45, r[1])
    found: Array = (
        KEY_COLOUR * box_light * seen + SKY_COLOUR * (0.3 + 0.5 * level + 0.6 * strip) + paper * (0.5 * (1 - level))
    )
    return found


def _samples(scene: Scene, x: Array, y: Array, tint: str) -> tuple[Array, Array, Array, Array]:
    """Part, direction of the surface, colour factor and added light at the picture places ``x``, ``y``."""
    paper, d = _linear(tint), scene.rays(x, y)
    floor = np.where(d[1] < -1e-4, -scene.eye[1] / np.minimum(d[1], -1e-4), 60).clip(0, 60).astype(np.float32)
    hit = scene.march(d, floor)
    body = np.isfinite(hit)
    p = scene.eye + d * np.where(body, hit, floor)
    n = np.zeros_like(p)
    n[1] = 1
    n[:, body] = scene.normal(p[:, body])
    part = np.full(len(x), -1, np.int8)
    part[body] = scene.each(p[:, body]).argmin(0)
    seen, free = _lit(scene, p, n), _open(scene, p, n)
    finish = np.array([FINISHES[q.finish] for q in scene.parts], np.float32)[part].T
    mirror, width, metal, glow = finish
    facing = np.clip((n * KEY).sum(0) * 0.88 + 0.12, 0, 1)
    sky, below = 0.5 + 0.5 * n[1], 0.5 - 0.5 * n[1]
    light = 1.08 * KEY_COLOUR * facing * seen + 0.5 * SKY_COLOUR * sky * free + 0.42 * paper * below * free + glow
    grazing = np.clip(1 + (d * n).sum(0), 0, 1) ** 5
    studio = _mirrored(d, n, width, paper, seen) * (0.15 + 0.85 * free)
    times = light * (1 - metal) + studio * metal
    plus = studio * (mirror * (1 - metal) * 0.9 + 0.3 * grazing * (1 - width))
    shade = 1 - (1 - seen) * np.array([[0.46], [0.45], [0.43]], np.float32)
    pool = 1.0 + 0.05 * np.exp(-((x + 0.25) ** 2 + (y - 0.15) ** 2) * 1.6) - 0.025 * np.clip(-y, 0, 1) + 0.01 * y
    bare = paper * shade * (0.5 + 0.5 * free) * pool
    return part, n, np.where(body, times, 0), np.where(body, plus, bare)


def _edges(side: int, part: Array, n: Array, tone: Array) -> npt.NDArray[np.intp]:
    """Pixels where part, direction or tone jumps to a neighbour."""
    part, n, tone = part.reshape(side, side), n.reshape(3, side, side), tone.reshape(side, side)
    edge = np.zeros((side, side), bool)
    for axis in (0, 1):
        first, second = (slice(None, -1), slice(None)), (slice(1, None), slice(None))
        a, b = (first, second) if axis == 0 else (first[::-1], second[::-1])
        jump = (part[a] != part[b]) | ((n[:, *a] * n[:, *b]).sum(0) < 0.9) | (np.abs(tone[a] - tone[b]) > 0.05)
        edge[a] |= jump
        edge[b] |= jump
    return np.flatnonzero(edge)


def expose(parts: Sequence[Part], tint: str, side: int = SIDE) -> Buffers:
    """Look at ``parts`` on paper of ``tint`` (``#RRGGBB``); edge pixels are seen nine times."""
    scene = Scene(parts)
    rows, columns = np.divmod(np.arange(side * side), side)

    def seen(row: Array, column: Array) -> tuple[Array, Array, Array, Array]:
        x, y = (column + 0.5) / side * 2 - 1, 1 - (row + 0.5) / side * 2
        return _samples(scene, x.astype(np.float32), y.astype(np.float32), tint)

    part, n, times, plus = seen(rows, columns)
    edge = _edges(side, part, n, _encoded((times + plus).mean(0)))
    steps = (np.arange(SUB) + 0.5) / SUB - 0.5
    fine = [seen(rows[edge] + a, columns[edge] + b) for a in steps for b in steps]
    plain = np.setdiff1d(np.arange(side * side), edge)
    return Buffers(
        side,
        np.concatenate([plain, np.tile(edge, SUB * SUB)]).astype(np.int32),
        np.concatenate([np.ones(len(plain)), np.full(len(edge) * SUB * SUB, 1 / SUB**2)]).astype(np.float32),
        np.concatenate([part[plain], *(f[0] for f in fine)]),
        np.concatenate([times[:, plain], *(f[2] for f in fine)], 1).astype(np.float16),
        np.concatenate([plus[:, plain], *(f[3] for f in fine)], 1).astype(np.float16),
    )


def develop(buffers: Buffers, colours: Sequence[str]) -> Image.Image:
    """The picture of ``buffers`` with one palette colour a part; takes under a second."""
    albedo = np.concatenate([_linear(PALETTE[name]) for name in colours], 1)
    light = _encoded(albedo[:, buffers.part] * buffers.times + buffers.plus) * buffers.weight
    side = buffers.side
    total = np.stack([np.bincount(buffers.pixel, row, side * side) for row in light], 1)
    grain = np.random.default_rng(1).normal(0, GRAIN, (side * side, 1))
    return Image.fromarray(np.clip((total + grain) * 255 + 0.5, 2, 253).astype(np.uint8).reshape(side, side, 3))
