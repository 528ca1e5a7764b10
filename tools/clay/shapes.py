"""Signed-distance shapes: primitives, lathes, tubes and the ways to place and join them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Points", "Shape", "ball", "bend", "box", "cut", "disc", "fillet", "join", "lathe", "meet", "mirror", "move",
    "panels", "repeat", "ring", "rod", "slab", "slice_y", "spline", "torus", "tube", "turn",
]  # fmt: skip

Array: TypeAlias = npt.NDArray[Any]
Points: TypeAlias = Array
"""Positions as three rows (x to the right, y up, z to the viewer), one column a point."""
Shape: TypeAlias = Callable[[Points], Array]
"""Distance from each point to the surface; negative inside, never more than the true distance outside."""
Pair: TypeAlias = tuple[float, float]
Triple: TypeAlias = tuple[float, float, float]


def _column(at: Triple) -> Array:
    return np.array(at, np.float32)[:, None]


def _length(rows: Array) -> Array:
    found: Array = np.sqrt(np.einsum("ij,ij->j", rows, rows))
    return found


def box(half: Triple, radius: float) -> Shape:
    """A box about the origin with half sides ``half`` and edges rounded by ``radius``."""
    inner = _column(half) - np.float32(radius)

    def distance(p: Points) -> Array:
        q = np.abs(p) - inner
        found: Array = _length(np.maximum(q, 0)) + np.minimum(q.max(0), 0) - np.float32(radius)
        return found

    return distance


def disc(height: float, across: float, radius: float) -> Shape:
    """An upright cylinder about the origin: half ``height``, radius ``across``, rounded rims."""

    def distance(p: Points) -> Array:
        q = np.stack([np.hypot(p[0], p[2]) - (across - radius), np.abs(p[1]) - (height - radius)])
        found: Array = np.minimum(q.max(0), 0) + _length(np.maximum(q, 0)) - np.float32(radius)
        return found

    return distance


def ball(half: Triple) -> Shape:
    """An ellipsoid about the origin with the half axes ``half``."""
    axes = _column(half)

    def distance(p: Points) -> Array:
        scaled = _length(p / axes)
        found: Array = scaled * (scaled - 1) / np.maximum(_length(p / (axes * axes)), 1e-4)
        return found

    return distance


def torus(across: float, radius: float) -> Shape:
    """A lying ring of radius ``across`` and thickness ``radius``."""
    return lambda p: np.hypot(np.hypot(p[0], p[2]) - across, p[1]) - np.float32(radius)


def rod(start: Triple, end: Triple, radius: float, end_radius: float | None = None) -> Shape:
    """A round-ended rod, tapering to ``end_radius`` when that is given."""
    a, ab = _column(start), _column(end) - _column(start)
    slope = np.float32((radius if end_radius is None else end_radius) - radius)

    def distance(p: Points) -> Array:
        pa = p - a
        h = np.clip((pa * ab).sum(0) / (ab * ab).sum(), 0, 1)
        found: Array = _length(pa - h * ab) - (np.float32(radius) + slope * h)
        return found

    return distance


def _cubics(points: Sequence[Sequence[float]]) -> Array:
    """Catmull-Rom pieces through ``points``: the four coefficients, a row a piece, a column a dimension."""
    knots = np.array([points[0], *points, points[-1]], np.float32)
    a, b, c, d = (knots[k : len(knots) - 3 + k] for k in range(4))
    return np.stack([b, (c - a) / 2, a - 2.5 * b + 2 * c - d / 2, (3 * (b - c) + d - a) / 2])


def _along(cubics: Array, t: Array) -> tuple[Array, Array]:
    """Place and direction on the curve at ``t``, which counts pieces."""
    piece = np.clip(t.astype(np.int32), 0, cubics.shape[1] - 1)
    u = t - piece
    k = cubics[:, piece].transpose(0, 2, 1)
    return k[0] + u * (k[1] + u * (k[2] + u * k[3])), k[1] + u * (2 * k[2] + 3 * u * k[3])


def spline(*points: Pair, steps: int = 20) -> list[Pair]:
    """A smooth outline through ``points``, ``steps`` pieces between two of them."""
    cubics = _cubics(points)
    x, y = _along(cubics, np.linspace(0, len(points) - 1, (len(points) - 1) * steps + 1, dtype=np.float32))[0]
    return list(zip(x.tolist(), y.tolist(), strict=True))


def tube(points: Sequence[Sequence[float]], samples: int = 4) -> Shape:
    """A bent tube along the spline through ``points``, each (x, y, z, radius), with round ends.

    Sampling finds the nearest stretch, three Newton steps the nearest place: no facets on a bend.
    """
    cubics = _cubics(points)
    last = cubics.shape[1]
    places = np.linspace(0, last, last * samples + 1, dtype=np.float32)
    stops = _along(cubics, places)[0]
    middle = (stops[:3].max(1) + stops[:3].min(1))[:, None] / 2
    half = np.ptp(stops[:3], axis=1)[:, None] / 2 + stops[3].max()

    def nearest(p: Points) -> Array:
        best, first = np.full(p.shape[1], 1e9, np.float32), np.zeros(p.shape[1], np.float32)
        for place, (x, y, z, radius) in zip(places, stops.T, strict=True):
            away = np.sqrt((p[0] - x) ** 2 + (p[1] - y) ** 2 + (p[2] - z) ** 2) - radius
            first = np.where(away < best, place, first)
            best = np.minimum(best, away)
        exact = first
        for _ in range(3):
            at, to = _along(cubics, exact)
            ahead = ((p - at[:3]) * to[:3]).sum(0) / ((to[:3] ** 2).sum(0) + np.float32(1e-6))
            exact = np.clip(np.clip(exact + ahead, first - 1 / samples, first + 1 / samples), 0, last)
        at, _ = _along(cubics, exact)
        found: Array = _length(p - at[:3]) - at[3]
        return found

    def distance(p: Points) -> Array:
        around = _length(np.maximum(np.abs(p - middle) - half, 0)) + np.float32(0.05)
        close = np.flatnonzero(around < 0.2)
        around[close] = nearest(p[:, close])
        return around

    return distance


def fillet(corners: Sequence[Pair], radius: float) -> list[Pair]:
    """The open outline ``corners`` with every inner corner rounded by about ``radius``."""
    run: list[Pair] = [corners[0]]
    for before, at, after in zip(corners, corners[1:], corners[2:], strict=False):
        here, back, ahead = np.array(at), np.array(before), np.array(after)
        to_back, to_ahead = np.linalg.norm(back - here), np.linalg.norm(ahead - here)
        start = here + (back - here) * min(radius / to_back, 0.49)
        end = here + (ahead - here) * min(radius / to_ahead, 0.49)
        for t in np.linspace(0, 1, 7):
            x, y = (1 - t) ** 2 * start + 2 * t * (1 - t) * here + t * t * end
            run.append((float(x), float(y)))
    return [*run, corners[-1]]


def _outline_distance(outline: npt.NDArray[np.float64], x: Array, y: Array, *, turned: bool) -> Array:
    """Signed distance in the plane to the closed ``outline``; of a turned one, the axis is no edge."""
    nearest = np.full(x.shape, 1e9)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, 0), strict=True):
        ex, ey = bx - ax, by - ay
        if ex == ey == 0:
            continue
        h = np.clip(((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey), 0, 1)
        if not (turned and ax == bx == 0):
            nearest = np.minimum(nearest, np.hypot(x - ax - h * ex, y - ay - h * ey))
        crosses = (y >= min(ay, by)) & (y < max(ay, by))
        inside ^= crosses & (x < ax + (y - ay) * ex / (ey or 1.0))
    return np.where(inside, -nearest, nearest).astype(np.float32)


def _outline(line: Array, low: Array, cells: int, *, turned: bool) -> Callable[[Array, Array], Array]:
    """The distance to an outline, measured once on a grid: a hundred points cost no more than four."""
    margin = 0.15
    step = np.float32(max(np.ptp(line, axis=0) + 2 * margin) / cells)
    size = np.ceil((line.max(0) + margin - low) / step).astype(int) + 1
    axes = [low[k] + step * np.arange(size[k], dtype=np.float32) for k in (0, 1)]
    table = _outline_distance(line, *np.meshgrid(*axes, indexing="ij"), turned=turned).ravel()
    top, row = (low + step * (size - 1)).astype(np.float32), int(size[1])

    def distance(x: Array, y: Array) -> Array:
        cx, cy = np.clip(x, low[0], top[0]), np.clip(y, low[1], top[1])
        u, v = (cx - low[0]) / step, (cy - low[1]) / step
        i, j = np.minimum(u.astype(np.int32), size[0] - 2), np.minimum(v.astype(np.int32), row - 2)
        fu, fv, at = u - i, v - j, i * row + j
        left = table[at] * (1 - fv) + table[at + 1] * fv
        right = table[at + row] * (1 - fv) + table[at + row + 1] * fv
        near = left * (1 - fu) + right * fu
        away = np.hypot(x - cx, y - cy)
        found: Array = np.where(away > 0, np.hypot(away, near), near).astype(np.float32)
        return found

    return distance


def lathe(outline: Sequence[Pair], cells: int = 560) -> Shape:
    """A turned body: ``outline`` gives (radius, height) from the axis round and back to the axis."""
    line = np.array(outline, float)
    low = np.array([-0.02, line[:, 1].min() - 0.15], np.float32)
    flat = _outline(line, low, cells, turned=True)
    return lambda p: flat(np.hypot(p[0], p[2]), p[1])


def slab(outline: Sequence[Pair], half: float, radius: float, cells: int = 420) -> Shape:
    """The closed ``outline`` in x and y as a body of thickness twice ``half``, its edges rounded by ``radius``."""
    line = np.array(outline, float)
    flat = _outline(line, (line.min(0) - 0.15).astype(np.float32), cells, turned=False)

    def distance(p: Points) -> Array:
        q = np.stack([flat(p[0], p[1]) + np.float32(radius), np.abs(p[2]) - np.float32(half - radius)])
        found: Array = np.minimum(q.max(0), 0) + _length(np.maximum(q, 0)) - np.float32(radius)
        return found

    return distance


def join(*shapes: Shape, soft: float = 0.0) -> Shape:
    """All ``shapes`` as one; ``soft`` is the width of the seam that melts together."""

    def distance(p: Points) -> Array:
        total = shapes[0](p)
        for shape in shapes[1:]:
            other = shape(p)
            if soft:
                h = np.clip(0.5 + 0.5 * (other - total) / np.float32(soft), 0, 1)
                total = other * (1 - h) + total * h - np.float32(soft) * h * (1 - h)
            else:
                total = np.minimum(total, other)
        return total

    return distance


def meet(first: Shape, second: Shape) -> Shape:
    """What lies in both shapes."""
    return lambda p: np.maximum(first(p), second(p))


def cut(shape: Shape, *tools: Shape, soft: float = 0.0) -> Shape:
    """``shape`` without what lies in any of ``tools``; ``soft`` rounds the rim of the cut."""

    def distance(p: Points) -> Array:
        total = shape(p)
        for tool in tools:
            other = -tool(p)
            if soft:
                h = np.clip(0.5 - 0.5 * (other - total) / np.float32(soft), 0, 1)
                total = other * (1 - h) + total * h + np.float32(soft) * h * (1 - h)
            else:
                total = np.maximum(total, other)
        return total

    return distance


def slice_y(shape: Shape, low: float, high: float) -> Shape:
    """The layer of ``shape`` between two heights, for bands of another colour."""
    return lambda p: np.maximum(shape(p), np.maximum(np.float32(low) - p[1], p[1] - np.float32(high)))


def move(shape: Shape, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Shape:
    """``shape`` moved by (x, y, z)."""
    offset = _column((x, y, z))
    return lambda p: shape(p - offset)


def turn(shape: Shape, axis: str, degrees: float) -> Shape:
    """``shape`` turned about one of the axes ``"x"``, ``"y"``, ``"z"``, anticlockwise seen from its end."""
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    c, s = np.float32(np.cos(np.radians(degrees))), np.float32(np.sin(np.radians(degrees)))

    def distance(p: Points) -> Array:
        q = p.copy()
        q[i], q[j] = c * p[i] + s * p[j], c * p[j] - s * p[i]
        return shape(q)

    return distance


def mirror(shape: Shape) -> Shape:
    """``shape``, drawn for x > 0, on both sides."""
    return lambda p: shape(np.stack([np.abs(p[0]), p[1], p[2]]))


def ring(shape: Shape, count: int, phase: float = 0.0) -> Shape:
    """``count`` copies of ``shape`` about the y axis; ``shape`` points along x, ``phase`` is in degrees."""
    sector, start = 2 * np.pi / count, np.radians(phase)

    def distance(p: Points) -> Array:
        r, angle = np.hypot(p[0], p[2]), np.arctan2(p[2], p[0]) - start
        near = angle - sector * np.round(angle / sector)
        other = near - np.where(near > 0, sector, -sector)
        both = [shape(np.stack([r * np.cos(a), p[1], r * np.sin(a)]).astype(np.float32)) for a in (near, other)]
        return np.minimum(both[0], both[1])

    return distance


def bend(shape: Shape, amount: float) -> Shape:
    """``shape`` sagging upwards along x by ``amount`` times x squared."""

    def distance(p: Points) -> Array:
        q = p.copy()
        q[1] = p[1] - np.float32(amount) * p[0] * p[0]
        return shape(q) * np.float32(0.8)

    return distance


def repeat(shape: Shape, step: Pair, count: tuple[int, int]) -> Shape:
    """A field of ``count`` copies of ``shape`` about the origin, ``step`` apart along x and z."""

    def distance(p: Points) -> Array:
        q = p.copy()
        for axis, gap, many in ((0, step[0], count[0]), (2, step[1], count[1])):
            middle = (many - 1) / 2
            place = np.clip(np.round(p[axis] / np.float32(gap) + np.float32(middle)), 0, many - 1)
            q[axis] = p[axis] - (place - np.float32(middle)) * np.float32(gap)
        return shape(q)

    return distance


def panels(shape: Shape, count: int, phase: float = 0.0) -> Shape:
    """Every second of ``2 * count`` wedges of ``shape`` about the y axis; ``phase`` is in degrees."""
    period, start = 2 * np.pi / count, np.radians(phase)

    def distance(p: Points) -> Array:
        angle = np.arctan2(p[2], p[0]) - start
        near = np.abs(angle - period * np.round(angle / period)) - period / 4
        edge = np.hypot(p[0], p[2]) * np.sin(np.clip(near, -np.pi / 2, np.pi / 2))
        found: Array = np.maximum(shape(p), edge.astype(np.float32))
        return found

    return distance
