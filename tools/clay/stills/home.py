"""Still lifes of the home: lamps, vases, small furniture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tools.clay.scene import Part
from tools.clay.shapes import (
    Shape,
    ball,
    bend,
    box,
    cut,
    disc,
    fillet,
    join,
    lathe,
    meet,
    mirror,
    move,
    ring,
    rod,
    slice_y,
    spline,
    torus,
    tube,
    turn,
)  # fmt: skip
from tools.clay.stills.still import Still

__all__ = ["HOME"]


def _lamp() -> list[Part]:
    base = lathe([(0, 0), *fillet([(0.5, 0), (0.5, 0.1), (0.1, 0.16), (0.05, 0.22), (0, 0.22)], 0.05)])
    stem = join(
        rod((0, 0.1, 0), (0, 1.72, 0), 0.036), move(disc(0.05, 0.06, 0.02), y=0.23), move(ball((0.055,) * 3), y=1.74)
    )
    spokes = move(ring(rod((0, 0, 0), (0.31, 0, 0), 0.014), 3), y=1.66)
    shade = lathe([(0.64, 0.88), (0.655, 0.885), (0.66, 0.9), (0.335, 1.7), (0.325, 1.71), (0.31, 1.7), (0.63, 0.89)])
    chain = join(rod((0.3, 0.95, 0.22), (0.3, 0.68, 0.22), 0.011), move(ball((0.034, 0.045, 0.034)), 0.3, 0.65, 0.22))
    return [
        Part(base, "body", "glaze"), Part(join(stem, spokes, chain), "brass", "metal"), Part(shade, "bone", "lit"),
    ]  # fmt: skip


def _pot() -> list[Part]:
    rim = [(0.535, 0.69), (0.555, 0.9), (0.48, 0.91), (0.47, 0.8)]
    wall = fillet([(0.0, 0.08), (0.36, 0.08), (0.47, 0.68), *rim, (0, 0.79)], 0.03)
    saucer = fillet([(0.0, 0.0), (0.46, 0.0), (0.53, 0.13), (0.49, 0.14), (0.44, 0.06), (0, 0.05)], 0.025)
    soil = move(ball((0.48, 0.06, 0.48)), y=0.82)

    def leaf(length: float, rise: float, wide: float, sag: float) -> Shape:
        blade = move(ball((length / 2, 0.055, wide)), length / 2 + 0.03)
        point = rod((length * 0.8, 0, 0), (length * 1.1, 0, 0), 0.05, 0.012)
        return turn(bend(join(blade, point, soft=0.08), sag), "z", rise)

    rows = [
        (7, 0.62, 24, 0.15, 0.25, 0),
        (6, 0.6, 47, 0.145, 0.2, 22),
        (5, 0.5, 66, 0.12, 0.1, 5),
        (3, 0.36, 80, 0.08, 0, 40),
    ]
    leaves = join(*[ring(leaf(a, rise, b, sag), n, phase) for n, a, rise, b, sag, phase in rows])
    return [
        Part(join(lathe(wall), lathe(saucer)), "clay"), Part(soil, "ink"), Part(move(leaves, y=0.85), "moss"),
    ]  # fmt: skip


def _stool() -> list[Part]:
    top = spline((0.6, 1.32), (0.4, 1.285), (0.0, 1.27))
    seat = lathe(
        [(0, 1.17), *fillet([(0.3, 1.17), (0.66, 1.17), (0.72, 1.3), (0.64, 1.335), *top[:1]], 0.045), *top[1:]]
    )
    leg = rod((0.42, 1.2, 0), (0.66, 0.035, 0), 0.066, 0.045)
    plugs = ring(move(turn(disc(0.12, 0.07, 0.012), "z", 12), 0.42, 1.3), 3, 30)
    pegs = meet(lambda p: seat(p) - 0.006, plugs)
    rail = move(torus(0.545, 0.026), y=0.45)
    return [Part(seat, "plum", "glaze"), Part(join(ring(leg, 3, 30), pegs), "clay"), Part(rail, "clay")]


def _floor_lamp() -> list[Part]:
    leg = rod((0.07, 1.55, 0), (0.52, 0.03, 0), 0.042, 0.03)
    hub = move(disc(0.075, 0.11, 0.03), y=1.56)
    stem = join(rod((0, 1.5, 0), (0, 2.1, 0), 0.03), move(ball((0.04, 0.04, 0.04)), y=2.42))
    rim = [(0.43, 1.78), (0.44, 1.77), (0.45, 1.78)]
    shade = lathe([*rim, (0.36, 2.38), (0.35, 2.39), (0.34, 2.38)])
    spokes = move(ring(rod((0, 0, 0), (0.34, 0, 0), 0.012), 3), y=2.32)
    cord = tube([(0.2, 1.75, 0.36, 0.01), (0.2, 1.5, 0.36, 0.01)])
    pull = move(ball((0.035, 0.05, 0.035)), 0.2, 1.46, 0.36)
    return [
        Part(ring(leg, 3, 78), "clay"), Part(join(hub, stem, spokes, cord, pull), "brass", "metal"),
        Part(shade, "body", "lit"),
    ]  # fmt: skip


def _arch_vase() -> list[Part]:
    circle = move(turn(torus(0.48, 0.2), "x", 90), y=0.76)
    neck = lathe(
        [(0, 1.3), *spline((0.2, 1.36), (0.13, 1.48), (0.12, 1.58), (0.17, 1.68)), (0.13, 1.69), (0.09, 1.6), (0, 1.56)]
    )
    foot = lathe(fillet([(0, 0), (0.3, 0), (0.24, 0.16), (0, 0.2)], 0.04))
    stems, heads = [], []
    for x, y, z in ((-0.34, 2.36, 0.06), (0.02, 2.6, -0.1), (0.33, 2.28, 0.1)):
        stems.append(tube([(0, 1.5, 0, 0.018), (x * 0.3, 1.9, z * 0.4, 0.016), (x, y, z, 0.014)]))
        heads += [move(ball((0.075, 0.11, 0.075)), x * (0.6 + 0.2 * k), y - 0.36 + 0.2 * k, z) for k in range(3)]
    return [Part(join(circle, neck, foot, soft=0.1), "body"), Part(join(*stems), "clay"), Part(join(*heads), "head")]


def _bud_vase() -> list[Part]:
    side = spline((0.42, 0.05), (0.52, 0.3), (0.44, 0.62), (0.17, 0.86), (0.12, 1.1), (0.16, 1.24))
    body = lathe([(0, 0), (0.36, 0), *side, (0.13, 1.26), (0.08, 1.15), (0, 1.1)])
    stem = tube([(0, 1.0, 0, 0.022), (0.04, 1.4, 0, 0.022), (-0.06, 1.8, 0, 0.02), (0.02, 2.2, 0, 0.014)])

    def leaf(x: float, y: float, lean: float, wide: float) -> Shape:
        blade = move(ball((wide, 0.035, wide * 0.5)), wide)
        return move(turn(turn(blade, "x", 42), "z", lean), x, y)

    leaves = [leaf(0.02, 1.45, 32, 0.24), leaf(0, 1.62, 152, 0.24), leaf(-0.05, 1.82, 36, 0.22), leaf(-0.03, 1.98, 148, 0.2),
              leaf(0.0, 2.12, 46, 0.17), leaf(0.02, 2.18, 100, 0.16)]  # fmt: skip
    return [
        Part(slice_y(body, 0.36, 5), "body", "glaze"), Part(slice_y(body, -1, 0.36), "bone"), Part(join(stem, *leaves), "moss"),
    ]  # fmt: skip


def _clock() -> list[Part]:
    def face(shape: Shape, z: float = 0) -> Shape:
        return move(turn(shape, "x", 90), y=0.86, z=z)

    case = face(
        lathe(fillet([(0, -0.2), (0.52, -0.2), (0.7, -0.08), (0.7, 0.2), (0.6, 0.2), (0.6, 0.1), (0, 0.1)], 0.05))
    )
    dial = face(disc(0.02, 0.61, 0.01), 0.1)
    marks = face(ring(move(box((0.06, 0.02, 0.018), 0.012), 0.5), 12), 0.12)
    hands = join(rod((0, 0.86, 0.15), (-0.2, 1.1, 0.15), 0.03), rod((0, 0.86, 0.15), (0.32, 1.06, 0.15), 0.024))
    second = join(rod((0, 0.86, 0.18), (0.06, 0.5, 0.18), 0.012), face(disc(0.03, 0.06, 0.02), 0.17))
    dome = cut(ball((0.27, 0.24, 0.27)), move(box((1, 1, 1), 0.01), y=-1.0))
    bell = mirror(move(turn(dome, "z", -38), 0.43, 1.53))
    posts = mirror(rod((0.3, 1.35, 0), (0.45, 1.56, 0), 0.035))
    hammer = join(rod((0, 1.5, 0), (0, 1.72, 0), 0.02), move(box((0.1, 0.05, 0.05), 0.03), y=1.74))
    legs = mirror(rod((0.4, 0.4, 0), (0.56, 0.05, 0), 0.05, 0.06))
    return [
        Part(case, "body", "glaze"), Part(dial, "bone"), Part(join(marks, hands), "ink"), Part(second, "marigold"),
        Part(join(bell, posts, hammer, legs), "brass", "metal"),
    ]  # fmt: skip


def _mirror_stand() -> list[Part]:
    def face(shape: Shape, z: float = 0) -> Shape:
        return move(turn(turn(shape, "x", 82), "y", -6), y=1.3, z=z)

    rim = face(torus(0.82, 0.06))
    glass = face(disc(0.025, 0.8, 0.01))
    bars = join(move(box((0.1, 1, 2), 0.01), -0.12), move(box((0.035, 1, 2), 0.01), 0.12))
    gleam = meet(face(disc(0.03, 0.74, 0.01)), face(turn(bars, "y", -38)))
    fork = tube([(-0.92, 1.3, 0, 0.04), (-0.88, 0.95, 0, 0.04), (-0.6, 0.5, 0, 0.042), (0, 0.32, 0, 0.045),
                 (0.6, 0.5, 0, 0.042), (0.88, 0.95, 0, 0.04), (0.92, 1.3, 0, 0.04)])  # fmt: skip
    knobs = mirror(move(ball((0.07, 0.07, 0.07)), 0.93, 1.3))
    base = lathe(fillet([(0, 0), (0.56, 0), (0.55, 0.1), (0.1, 0.16), (0.05, 0.34), (0, 0.34)], 0.05))
    return [
        Part(join(rim, base), "body", "glaze"), Part(glass, "sky", "metal"), Part(gleam, "bone", "metal"),
        Part(join(fork, knobs), "brass", "metal"),
    ]  # fmt: skip


def _side_table() -> list[Part]:
    rim = [(0.9, 1.28), (0.9, 1.42), (0.86, 1.42), (0.85, 1.36)]
    top = lathe(fillet([(0, 1.28), *rim, (0, 1.36)], 0.025))
    shelf = move(disc(0.035, 0.62, 0.03), y=0.42)
    leg = join(rod((0.66, 1.3, 0), (0.72, 0.04, 0), 0.05, 0.038), rod((0.6, 0.42, 0), (0.7, 0.42, 0), 0.03))
    book = [move(turn(box((0.3, 0.05, 0.21), 0.02), "y", a), -0.04, y, 0.05) for y, a in ((0.51, 10), (0.61, -8))]
    cup = lathe(
        [
            (0, 1.36),
            (0.13, 1.36),
            *spline((0.15, 1.38), (0.18, 1.5), (0.18, 1.62)),
            (0.155, 1.62),
            (0.14, 1.44),
            (0, 1.42),
        ]
    )
    return [
        Part(join(top, shelf), "body"), Part(ring(leg, 3, 42), "clay"), Part(book[0], "bone"),
        Part(join(book[1], move(cup, 0.28, 0, 0.2)), "marigold"),
    ]  # fmt: skip


def _candle() -> list[Part]:
    wall = [(0.62, 0.04), (0.64, 0.9), (0.61, 0.93), (0.575, 0.9), (0.56, 0.7)]
    jar = lathe([(0, 0), *fillet([(0.3, 0), (0.62, 0), (0.64, 0.2)], 0.06), *wall[1:], (0, 0.7)])
    wax = move(disc(0.06, 0.57, 0.03), y=0.72)
    wick = tube([(0, 0.75, 0, 0.02), (0.01, 0.88, 0, 0.02), (0.03, 0.94, 0, 0.018)])
    flame = lathe([(0, 0.9), *spline((0.03, 0.91), (0.1, 1.02), (0.075, 1.15), (0.015, 1.3)), (0, 1.31)])
    band = meet(lambda p: jar(p) - 0.01, move(box((1, 0.2, 1), 0.02), y=0.42))
    lid = lathe(fillet([(0, 0), (0.62, 0), (0.62, 0.1), (0, 0.12)], 0.03))
    leaning = move(turn(move(lid, y=-0.06), "x", 72), 0.72, 0.6, -0.42)
    return [
        Part(jar, "body", "glaze"), Part(band, "bone"), Part(wax, "bone", "lit"), Part(wick, "ink"),
        Part(flame, "marigold", "lit"), Part(leaning, "clay"),
    ]  # fmt: skip


HOME: Final[Mapping[str, Still]] = {
    "faro-lamp": Still("sand", _lamp, {"faro-lamp-brick": {"body": "brick"}, "faro-lamp-pine": {"body": "pine"}}),
    "mastil-lamp": Still("sand", _floor_lamp, {"mastil-lamp-bone": {"body": "bone"}, "mastil-lamp-marigold": {"body": "marigold"}}),
    "arco-vase": Still("sand", _arch_vase, {
        "arco-vase-bone": {"body": "bone", "head": "brick"}, "arco-vase-cobalt": {"body": "cobalt", "head": "marigold"},
    }),
    "brote-vase": Still("sand", _bud_vase, {"brote-vase-plum": {"body": "plum"}, "brote-vase-sky": {"body": "sky"}}),
    "pausa-clock": Still("sand", _clock, {"pausa-clock-pine": {"body": "pine"}, "pausa-clock-brick": {"body": "brick"}}),
    "luna-mirror": Still("sand", _mirror_stand, {"luna-mirror": {"body": "clay"}}),
    "trio-stool": Still("sand", _stool, {"trio-stool": {}}),
    "islote-table": Still("sand", _side_table, {"islote-table-cobalt": {"body": "cobalt"}, "islote-table-bone": {"body": "bone"}}),
    "brasa-candle": Still("sand", _candle, {"brasa-candle": {"body": "moss"}}),
    "tierra-pot": Still("sand", _pot, {"tierra-pot": {}}),
}  # fmt: skip
