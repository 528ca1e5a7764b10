"""The catalogue's still lifes: a few shapes, a paper and the colours of each product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

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

__all__ = ["STILLS", "Still"]


class Still(NamedTuple):
    """One scene: its paper, its parts, and for each picture name what its colour slots hold."""

    tint: str
    parts: Callable[[], Sequence[Part]]
    pictures: Mapping[str, Mapping[str, str]]


def _mug() -> list[Part]:
    outer = spline((0.49, 0.1), (0.56, 0.3), (0.585, 0.6), (0.57, 0.95), (0.56, 1.16))
    inner = spline((0.495, 1.16), (0.51, 0.9), (0.52, 0.5), (0.46, 0.22), (0.3, 0.15))
    lip = [(0.555, 1.185), (0.53, 1.2), (0.505, 1.185)]
    body = lathe([(0, 0.07), (0.45, 0.07), *outer, *lip, *inner, (0, 0.14)])
    loop = tube([(0.5, 0.98, 0, 0.1), (0.78, 1.0, 0, 0.082), (0.97, 0.8, 0, 0.078), (0.93, 0.5, 0, 0.078),
                 (0.74, 0.29, 0, 0.08), (0.5, 0.24, 0, 0.1)])  # fmt: skip
    hollow = disc(0.5, 0.5, 0.05)
    glazed = join(body, cut(loop, move(hollow, y=0.72)), soft=0.07)
    foot = lathe(fillet([(0, 0), (0.44, 0), (0.455, 0.03), (0.49, 0.11), (0.4, 0.13), (0, 0.13)], 0.02))
    return [Part(turn(glazed, "y", 8), "body", "glaze"), Part(foot, "clay")]


def _teapot() -> list[Part]:
    outer = spline((0.41, 0.06), (0.6, 0.16), (0.77, 0.42), (0.74, 0.74), (0.55, 0.97), (0.36, 1.06))
    foot = [(0, 0.0), (0.37, 0.0), (0.4, 0.015)]
    belly = lathe([*foot, *outer, (0.33, 1.03), (0, 0.98)])
    spout = tube([(-0.5, 0.38, 0, 0.24), (-0.82, 0.5, 0, 0.16), (-1.0, 0.72, 0, 0.112), (-1.1, 0.92, 0, 0.092),
                  (-1.27, 1.1, 0, 0.088)])  # fmt: skip
    bore = rod((-1.08, 0.9, 0), (-1.4, 1.28, 0), 0.055)
    lip = turn(box((0.3, 0.1, 0.3), 0.01), "z", 16)
    handle = tube([(0.6, 0.86, 0, 0.085), (0.8, 0.97, 0, 0.072), (1.0, 0.95, 0, 0.066), (1.15, 0.8, 0, 0.066),
                   (1.17, 0.58, 0, 0.066), (1.04, 0.39, 0, 0.066), (0.84, 0.31, 0, 0.072), (0.64, 0.32, 0, 0.085)])  # fmt: skip
    body = join(belly, cut(spout, bore, move(lip, -1.3, 1.18)), handle, soft=0.1)
    dome = spline((0.36, 1.065), (0.345, 1.09), (0.22, 1.14), (0.08, 1.165))
    lid = lathe([(0, 1.0), (0.34, 1.0), (0.345, 1.04), *dome, (0, 1.17)])
    knob = lathe(
        [(0, 1.13), (0.06, 1.14), *spline((0.05, 1.18), (0.1, 1.25), (0.085, 1.31), (0.03, 1.335)), (0, 1.337)]
    )
    return [Part(body, "pine", "glaze"), Part(lid, "pine", "glaze"), Part(knob, "brass", "metal")]


def _carafe() -> list[Part]:
    side = spline((0.44, 0.05), (0.53, 0.3), (0.52, 0.7), (0.38, 1.12), (0.215, 1.45), (0.185, 1.72), (0.24, 1.92))
    body = lathe([(0, 0), (0.38, 0), (0.42, 0.015), *side, (0.235, 1.945), (0.2, 1.94), (0.16, 1.75), (0, 1.7)])
    stopper = join(move(ball((0.2, 0.19, 0.2)), y=2.1), move(disc(0.12, 0.165, 0.02), y=1.95), soft=0.04)
    return [
        Part(slice_y(body, 0.5, 9), "blush"), Part(slice_y(body, -1, 0.5), "bone", "glaze"), Part(stopper, "clay"),
    ]  # fmt: skip


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


def _notebooks() -> list[Part]:
    def book(y: float, angle: float, x: float, z: float) -> tuple[Shape, Shape]:
        spine = move(box((0.04, 0.125, 0.6), 0.03), -0.83)
        covers = join(move(box((0.86, 0.024, 0.61), 0.02), y=0.104), move(box((0.86, 0.024, 0.61), 0.02), y=-0.104))
        pages = move(box((0.815, 0.095, 0.575), 0.015), -0.012)
        return tuple(move(turn(s, "y", angle), x, y, z) for s in (join(covers, spine), pages))  # type: ignore[return-value]

    stack = [book(0.128, -6, 0.02, 0), book(0.384, 7, -0.05, 0.03), book(0.64, -14, 0.03, 0)]
    around = cut(box((0.035, 0.139, 0.622), 0.02), box((0.2, 0.125, 0.605), 0.005))
    elastic = move(turn(move(around, 0.52), "y", -14), 0.03, 0.64)
    pen = join(rod((-0.5, 0, 0), (0.3, 0, 0), 0.045), rod((0.3, 0, 0), (0.42, 0, 0), 0.045, 0.012), soft=0.02)
    clip = join(rod((-0.46, 0.06, 0), (-0.2, 0.06, 0), 0.014), move(turn(disc(0.018, 0.049, 0.01), "z", 90), -0.3))
    laid = [move(turn(s, "y", 24), -0.16, 0.815, 0.02) for s in (pen, clip)]
    return [
        Part(join(*(b[0] for b in stack)), "body"), Part(join(*(b[1] for b in stack)), "bone"),
        Part(join(elastic, laid[0]), "ink", "rubber"), Part(laid[1], "brass", "metal"),
    ]  # fmt: skip


def _headphones() -> list[Part]:
    upright = partial(turn, axis="x", degrees=90)
    arch = meet(upright(torus(0.74, 0.062)), move(box((2, 1, 2), 0.01), y=0.86))
    pad = meet(upright(torus(0.66, 0.075)), move(box((2, 1, 2), 0.01), y=1.31))
    band = move(arch, y=0.72)
    yoke = join(rod((0.745, 0.62, 0), (0.77, 0.4, 0), 0.03), move(disc(0.09, 0.08, 0.02), 0.742, 0.72))
    lean = partial(turn, axis="z", degrees=-7)
    cup = move(
        lean(turn(lathe(fillet([(0, 0), (0.33, 0), (0.37, 0.12), (0.27, 0.2), (0, 0.215)], 0.07)), "z", -90)),
        0.68,
        0.42,
    )
    cap = move(lean(turn(lathe(fillet([(0, 0.2), (0.19, 0.2), (0.19, 0.235), (0, 0.24)], 0.02)), "z", -90)), 0.68, 0.42)
    cushion = move(lean(turn(join(torus(0.235, 0.11), disc(0.06, 0.24, 0.02)), "z", -90)), 0.62, 0.42)
    pose = partial(turn, axis="y", degrees=-4)
    return [
        Part(pose(band), "body"), Part(pose(mirror(cup)), "cup", "glaze"),
        Part(pose(join(mirror(cushion), move(pad, y=0.72))), "ink", "rubber"),
        Part(pose(mirror(join(yoke, cap))), "brass", "metal"),
    ]  # fmt: skip


def _fan() -> list[Part]:

    def face(shape: Shape) -> Shape:
        return move(turn(shape, "x", 82), y=1.22, z=0.02)

    wires = join(*(move(torus(r, 0.012), y=y) for r, y in ((0.2, 0.2), (0.38, 0.17), (0.54, 0.11))))
    spokes = ring(rod((0.1, 0.2, 0), (0.68, 0.03, 0), 0.012), 12, 15)
    rim = join(torus(0.7, 0.05), move(torus(0.7, 0.035), y=-0.1))
    back = ring(rod((0.1, -0.26, 0), (0.68, -0.1, 0), 0.012), 12, 15)
    blade = turn(move(ball((0.27, 0.034, 0.2)), 0.36), "x", 24)
    motor = lathe(fillet([(0, -0.5), (0.17, -0.48), (0.22, -0.3), (0.2, -0.1), (0, -0.08)], 0.08))
    hub = move(ball((0.13, 0.06, 0.13)), y=0.2)
    base = lathe(fillet([(0, 0), (0.5, 0), (0.49, 0.09), (0.13, 0.15), (0.07, 0.24), (0, 0.25)], 0.05))
    neck = tube([(0, 0.15, 0, 0.07), (0, 0.36, -0.06, 0.058), (0, 0.75, -0.24, 0.052), (0, 1.2, -0.36, 0.06)])
    button = move(disc(0.03, 0.06, 0.02), 0, 0.14, 0.3)
    return [
        Part(face(join(rim, wires, spokes, back)), "bone", "glaze"), Part(face(ring(blade, 4, 20)), "pine"),
        Part(join(base, neck, face(motor)), "bone", "glaze"), Part(join(face(hub), button), "marigold"),
    ]  # fmt: skip


def _helmet() -> list[Part]:
    above = move(box((3, 1, 3), 0.01), y=1.12)
    dome = meet(ball((0.78, 0.95, 0.95)), above)
    ribs = [meet(meet(ball((0.78, 0.99, 0.99)), above), move(box((0.05, 2, 2), 0.03), x)) for x in (-0.24, 0, 0.24)]
    brim = meet(ball((0.86, 0.4, 1.03)), move(box((3, 0.045, 3), 0.02), y=0.125))
    peak = meet(move(ball((0.74, 0.32, 0.62)), z=0.72), move(turn(box((1, 0.036, 1), 0.03), "x", 10), y=0.13, z=0.7))
    shell = join(dome, join(*ribs), soft=0.05)
    body = join(shell, brim, peak, soft=0.06)
    slot = join(*(move(box((0.05, 0.035, 0.14), 0.02), s * 0.8, 0.28, 0.0) for s in (-1, 1)))
    band = meet(ball((0.72, 1.2, 0.9)), move(box((3, 0.06, 3), 0.02), y=0.05))
    pose = partial(turn, axis="y", degrees=-14)
    return [Part(pose(cut(body, slot, soft=0.02)), "body", "glaze"), Part(pose(join(band, slot)), "ink", "rubber")]


def _case() -> list[Part]:
    block = move(box((0.86, 0.58, 0.3), 0.14), y=0.62)
    groove = move(box((1, 1, 0.012), 0.004), y=0.62)
    seam = cut(block, meet(groove, cut(block, move(box((0.84, 0.56, 0.4), 0.13), y=0.62))), soft=0.02)
    cross = join(box((0.1, 0.3, 0.03), 0.02), box((0.3, 0.1, 0.03), 0.02))
    handle = tube([(-0.32, 1.14, 0, 0.05), (-0.315, 1.3, 0, 0.05), (-0.25, 1.385, 0, 0.05), (-0.12, 1.405, 0, 0.05),
                   (0.12, 1.405, 0, 0.05), (0.25, 1.385, 0, 0.05), (0.315, 1.3, 0, 0.05), (0.32, 1.14, 0, 0.05)])  # fmt: skip
    latch = mirror(move(box((0.085, 0.035, 0.09), 0.02), 0.56, 1.2))
    feet = mirror(move(box((0.12, 0.04, 0.2), 0.02), 0.55, 0.03))
    return [
        Part(seam, "moss", "glaze"), Part(move(cross, y=0.63, z=0.3), "bone"), Part(join(handle, feet), "ink", "rubber"),
        Part(latch, "bone"),
    ]  # fmt: skip


def _extinguisher() -> list[Part]:
    side = spline((0.44, 1.5), (0.42, 1.64), (0.31, 1.76), (0.15, 1.82))
    tank = lathe([(0, 0.08), (0.4, 0.08), (0.44, 0.12), *side, (0.11, 1.86), (0, 1.86)])
    skirt = lathe(fillet([(0, 0), (0.43, 0), (0.455, 0.04), (0.455, 0.16), (0.43, 0.17), (0, 0.17)], 0.025))
    valve = join(move(disc(0.07, 0.1, 0.02), y=1.9), move(disc(0.1, 0.075, 0.02), y=2.0))
    block = move(box((0.12, 0.08, 0.08), 0.03), y=2.08)
    lever = tube([(0.02, 2.16, 0, 0.05), (-0.2, 2.24, 0, 0.045), (-0.52, 2.25, 0, 0.04)])
    grip = tube([(0.0, 2.06, 0, 0.05), (-0.24, 2.06, 0, 0.045), (-0.5, 2.02, 0, 0.04)])
    gauge = move(turn(disc(0.035, 0.105, 0.015), "x", 90), 0.03, 2.0, 0.1)
    dial = move(turn(disc(0.03, 0.076, 0.005), "x", 90), 0.03, 2.0, 0.112)
    needle = rod((0.03, 1.985, 0.143), (0.06, 2.045, 0.143), 0.009)
    hose = tube([(0.1, 2.08, 0, 0.052), (0.34, 2.1, 0.02, 0.052), (0.54, 1.86, 0.05, 0.052), (0.53, 1.4, 0.07, 0.052),
                 (0.51, 0.9, 0.09, 0.052), (0.5, 0.62, 0.1, 0.052)])  # fmt: skip
    horn = move(lathe(fillet([(0, 0), (0.095, 0), (0.06, 0.3), (0.06, 0.4), (0, 0.4)], 0.02)), 0.505, 0.3, 0.11)
    clip = move(torus(0.45, 0.022), y=0.56)
    pin = move(turn(torus(0.075, 0.014), "x", 70), -0.12, 2.1, 0.13)
    return [
        Part(slice_y(tank, 1.3, 3), "brick", "glaze"), Part(slice_y(tank, 0.78, 1.3), "bone"),
        Part(slice_y(tank, 0, 0.78), "brick", "glaze"),
        Part(join(skirt, block, lever, grip, hose, horn, gauge), "ink", "rubber"),
        Part(join(valve, pin), "brass", "metal"), Part(dial, "bone"), Part(join(clip, needle), "ink", "rubber"),
    ]  # fmt: skip


STILLS: Final[Mapping[str, Still]] = {
    "loma-mug": Still("mint", _mug, {
        "loma-mug-bone": {"body": "bone"}, "loma-mug-brick": {"body": "brick"}, "loma-mug-cobalt": {"body": "cobalt"},
    }),
    "alba-teapot": Still("mint", _teapot, {"alba-teapot": {}}),
    "rio-carafe": Still("mint", _carafe, {"rio-carafe": {}}),
    "faro-lamp": Still("sand", _lamp, {"faro-lamp-brick": {"body": "brick"}, "faro-lamp-pine": {"body": "pine"}}),
    "tierra-pot": Still("sand", _pot, {"tierra-pot": {}}),
    "trio-stool": Still("sand", _stool, {"trio-stool": {}}),
    "trama-notebook": Still("lilac", _notebooks, {
        "trama-notebook-cobalt": {"body": "cobalt"}, "trama-notebook-brick": {"body": "brick"},
    }),
    "eco-headphones": Still("lilac", _headphones, {
        "eco-headphones-bone": {"body": "bone", "cup": "clay"}, "eco-headphones-pine": {"body": "pine", "cup": "pine"},
    }),
    "brisa-fan": Still("lilac", _fan, {"brisa-fan": {}}),
    "cima-helmet": Still("sky", _helmet, {
        "cima-helmet-marigold": {"body": "marigold"}, "cima-helmet-bone": {"body": "bone"},
    }),
    "botica-case": Still("sky", _case, {"botica-case": {}}),
    "ascua-extinguisher": Still("sky", _extinguisher, {"ascua-extinguisher": {}}),
}  # fmt: skip
