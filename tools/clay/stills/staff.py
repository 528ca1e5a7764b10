"""Still lifes of what is given to people at work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np

from tools.clay.scene import Part
from tools.clay.shapes import (
    Shape,
    ball,
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
    slab,
    spline,
    torus,
    tube,
    turn,
)  # fmt: skip
from tools.clay.stills.still import Still

__all__ = ["STAFF"]


def _gift() -> list[Part]:
    block = move(box((0.72, 0.44, 0.72), 0.04), y=0.44)
    lid = move(box((0.77, 0.16, 0.77), 0.05), y=0.94)
    bands = join(move(box((0.11, 0.452, 0.732), 0.02), y=0.44), move(box((0.11, 0.172, 0.782), 0.03), y=0.94))
    cross = join(bands, turn(bands, "y", 90))

    def loop(side: int) -> Shape:
        return tube([(0, 1.13, 0, 0.07), (side * 0.28, 1.42, 0.02, 0.055), (side * 0.55, 1.46, 0.03, 0.05),
                     (side * 0.6, 1.26, 0.02, 0.05), (side * 0.3, 1.14, 0, 0.055), (0, 1.13, 0, 0.07)])  # fmt: skip

    tails = join(tube([(0, 1.14, 0.05, 0.06), (-0.2, 1.15, 0.24, 0.055), (-0.36, 1.14, 0.46, 0.05)]),
                 tube([(0, 1.14, 0.05, 0.06), (0.22, 1.15, 0.26, 0.055), (0.26, 1.14, 0.5, 0.05)]))  # fmt: skip
    knot = move(ball((0.13, 0.11, 0.12)), y=1.19)
    bow = turn(join(loop(-1), loop(1), tails, knot, soft=0.03), "y", 10)
    pose = partial(turn, axis="y", degrees=-16)
    return [Part(pose(join(block, lid)), "body"), Part(pose(join(cross, bow)), "ribbon", "glaze")]


def _medal() -> list[Part]:
    def face(shape: Shape, z: float) -> Shape:
        return move(turn(shape, "x", 90), y=0.78, z=z)

    coin = face(
        lathe(fillet([(0, -0.07), (0.54, -0.07), (0.56, 0.08), (0.46, 0.08), (0.44, 0.04), (0, 0.04)], 0.03)), 0
    )
    beads = face(ring(move(ball((0.03, 0.03, 0.03)), 0.51), 28), 0.07)
    points = [(r * np.sin(a), r * np.cos(a)) for k in range(10) for r, a in [((0.34, 0.155)[k % 2], k * np.pi / 5)]]
    star = move(slab([(float(x), float(y)) for x, y in points], 0.05, 0.02), y=0.78, z=0.06)
    strip = move(turn(box((0.15, 0.56, 0.025), 0.02), "z", 24), -0.24, 1.72, 0)
    other = move(turn(box((0.15, 0.56, 0.025), 0.02), "z", -24), 0.24, 1.72, -0.05)
    line = move(turn(box((0.045, 0.56, 0.025), 0.02), "z", 24), -0.24, 1.72, 0.012)
    second = move(turn(box((0.045, 0.56, 0.025), 0.02), "z", -24), 0.24, 1.72, -0.038)
    eye = join(move(turn(torus(0.1, 0.03), "x", 90), y=1.36), move(box((0.17, 0.06, 0.07), 0.03), y=1.28))
    base = lathe(fillet([(0, 0), (0.52, 0), (0.48, 0.2), (0.3, 0.26), (0, 0.27)], 0.05))
    return [
        Part(join(coin, beads, eye), "brass", "metal"), Part(star, "brass", "metal"), Part(join(strip, other), "cobalt"),
        Part(join(line, second), "bone"), Part(base, "clay"),
    ]  # fmt: skip


def _hoodie() -> list[Part]:
    trunk = join(move(box((0.56, 0.62, 0.27), 0.22), y=0.74), move(ball((0.54, 0.34, 0.27)), y=1.3), soft=0.12)
    sleeve = tube([(0.42, 1.38, 0, 0.19), (0.68, 1.08, 0.02, 0.17), (0.8, 0.7, 0.06, 0.15), (0.82, 0.38, 0.1, 0.135)])
    cuff = mirror(rod((0.825, 0.33, 0.11), (0.83, 0.22, 0.12), 0.14))
    hem = move(box((0.53, 0.11, 0.255), 0.1), y=0.11)
    collar = move(turn(torus(0.26, 0.1), "x", 34), y=1.58, z=0.03)
    hood = join(collar, move(ball((0.36, 0.26, 0.2)), y=1.5, z=-0.24), soft=0.12)
    inside = move(turn(ball((0.25, 0.05, 0.25)), "x", 34), y=1.58, z=0.03)
    pouch = spline((-0.4, 0.34), (-0.4, 0.46), (-0.24, 0.74), (0.24, 0.74), (0.4, 0.46), (0.4, 0.34), steps=6)
    pocket = move(slab([*pouch, (-0.4, 0.34)], 0.06, 0.045), z=0.265)
    cords = join(tube([(-0.11, 1.46, 0.3, 0.024), (-0.13, 1.3, 0.33, 0.024), (-0.12, 1.08, 0.33, 0.024)]),
                 tube([(0.11, 1.46, 0.3, 0.024), (0.14, 1.3, 0.33, 0.024), (0.13, 1.14, 0.33, 0.024)]))  # fmt: skip
    body = join(trunk, mirror(sleeve), hood, soft=0.08)
    return [
        Part(join(body, pocket), "body"), Part(join(cuff, hem), "trim"), Part(inside, "ink"), Part(cords, "cord"),
    ]  # fmt: skip


def _card() -> list[Part]:
    def lean(shape: Shape, z: float = 0, y: float = 0.86) -> Shape:
        return move(turn(shape, "x", -14), y=y, z=z)

    card = box((0.98, 0.6, 0.035), 0.03)
    band = move(box((0.09, 0.603, 0.042), 0.02), -0.5)
    across = move(box((0.983, 0.075, 0.042), 0.02), y=0.12)
    bow = move(
        join(
            *(turn(move(cut(ball((0.19, 0.12, 0.07)), ball((0.1, 0.05, 0.2))), 0.18), "z", a) for a in (28, 152)),
            ball((0.08, 0.08, 0.07)),
        ),
        -0.5,
        0.12,
        0.06,
    )
    chip = move(box((0.2, 0.045, 0.04), 0.03), 0.5, -0.32)
    sheet = move(box((0.98, 0.6, 0.03), 0.03), 0.1, 0.1, -0.12)
    foot = cut(move(box((0.7, 0.14, 0.3), 0.06), y=0.14), lean(box((1.1, 0.62, 0.04), 0.02)), soft=0.02)
    pose = partial(turn, axis="y", degrees=8)
    return [
        Part(pose(lean(card)), "plum"), Part(pose(lean(join(band, across, bow))), "marigold", "glaze"),
        Part(pose(lean(join(chip, sheet))), "bone"), Part(pose(foot), "clay"),
    ]  # fmt: skip


def _lunchbox() -> list[Part]:
    lower, upper = (move(box((0.84, 0.25, 0.56), 0.16), y=y) for y in (0.26, 0.76))
    lid = move(box((0.86, 0.12, 0.58), 0.1), y=1.11)
    panel = meet(lambda p: lid(p) - 0.012, move(box((0.62, 1, 0.34), 0.1), y=1.6))
    strap = cut(move(box((0.115, 0.64, 0.61), 0.14), y=0.62), move(box((0.5, 0.62, 0.585), 0.14), y=0.61))
    fork = join(rod((-0.52, 1.27, 0.12), (0.2, 1.27, 0.02), 0.034), move(turn(box((0.13, 0.024, 0.075), 0.02), "y", 8), 0.3, 1.275, 0.006),
                *(rod((0.42, 1.275, z), (0.6, 1.28, z - 0.025), 0.018) for z in (-0.055, -0.01, 0.035)))  # fmt: skip
    pose = partial(turn, axis="y", degrees=-10)
    return [
        Part(pose(lower), "body"), Part(pose(upper), "bone"), Part(pose(lid), "clay"), Part(pose(panel), "clay"),
        Part(pose(strap), "ink", "rubber"), Part(pose(fork), "brass", "metal"),
    ]  # fmt: skip


def _bike() -> list[Part]:
    def wheel(x: float) -> tuple[Shape, Shape]:
        upright = [
            turn(s, "x", 90)
            for s in (torus(0.56, 0.055), join(torus(0.5, 0.022), ring(rod((0, 0, 0), (0.5, 0, 0), 0.009), 12)))
        ]
        return move(upright[0], x, 0.6), move(upright[1], x, 0.6)

    (back, back_rim), (front, front_rim) = wheel(-0.86), wheel(0.86)
    crank, seat, head = (-0.16, 0.56, 0), (-0.4, 1.28, 0), (0.58, 1.34, 0)
    frame = join(rod(crank, seat, 0.048), rod(crank, (0.6, 1.18, 0), 0.052), rod((-0.36, 1.16, 0), (0.58, 1.3, 0), 0.045),
                 *(join(rod((-0.86, 0.6, z), (-0.16, 0.56, z * 0.4), 0.03), rod((-0.86, 0.6, z), (-0.37, 1.16, z * 0.4), 0.028),
                        rod((0.86, 0.6, z), (0.64, 1.16, z), 0.034)) for z in (-0.085, 0.085)),
                 rod((0.64, 1.12, 0), head, 0.058), soft=0.02)  # fmt: skip
    bars = tube(
        [
            (0.36, 1.6, -0.36, 0.032),
            (0.5, 1.62, -0.3, 0.032),
            (0.56, 1.58, 0, 0.032),
            (0.5, 1.62, 0.3, 0.032),
            (0.36, 1.6, 0.36, 0.032),
        ]
    )
    metal = join(bars, rod(head, (0.55, 1.58, 0), 0.035), rod(seat, (-0.44, 1.44, 0), 0.033), back_rim, front_rim,
                 rod((-0.16, 0.56, 0.1), (-0.02, 0.34, 0.1), 0.025), rod((-0.16, 0.56, -0.1), (-0.3, 0.78, -0.1), 0.025))  # fmt: skip
    saddle = join(move(ball((0.2, 0.06, 0.13)), -0.5, 1.47), rod((-0.46, 1.47, 0), (-0.22, 1.46, 0), 0.055), soft=0.06)
    grips = join(*(rod((0.44, 1.61, s * 0.33), (0.3, 1.59, s * 0.38), 0.045) for s in (-1, 1)))
    pedals = join(
        move(box((0.08, 0.025, 0.06), 0.02), -0.02, 0.33, 0.16), move(box((0.08, 0.025, 0.06), 0.02), -0.3, 0.79, -0.16)
    )
    ring_gear = move(turn(join(torus(0.13, 0.02), disc(0.012, 0.06, 0.01)), "x", 90), -0.16, 0.56, 0.06)
    basket = cut(move(box((0.22, 0.16, 0.26), 0.05), 0.98, 1.46), move(box((0.19, 0.16, 0.23), 0.04), 0.98, 1.52))
    hoop = turn(cut(torus(0.65, 0.05), torus(0.6, 0.07)), "x", 90)
    guards = join(*(meet(move(hoop, x, 0.6), move(turn(box((0.8, 0.5, 0.2), 0.02), "z", a), x + dx, dy))
                    for x, a, dx, dy in ((-0.86, 30, -0.2, 1.1), (0.86, -20, 0.14, 1.12))))  # fmt: skip
    return [
        Part(join(frame, guards), "body", "glaze"), Part(join(back, front, pedals, ring_gear), "ink", "rubber"),
        Part(metal, "brass", "metal"),
        Part(join(saddle, grips, basket), "clay"),
    ]  # fmt: skip


def _mat() -> list[Part]:
    along = np.linspace(0.16, 1, 90)
    spiral = [
        (float(r * 0.5 * np.cos(a)), float(r * 0.5 * np.sin(a)))
        for r, a in zip(along, -along * 2 * np.pi * 4.2, strict=True)
    ]
    inner = [
        (float((r * 0.5 - 0.085) * np.cos(a)), float((r * 0.5 - 0.085) * np.sin(a)))
        for r, a in zip(along, -along * 2 * np.pi * 4.2, strict=True)
    ]
    roll = slab([*spiral, *inner[::-1]], 0.98, 0.012, 900)
    core = turn(disc(0.955, 0.47, 0.01), "x", 90)
    straps = join(*(move(turn(cut(disc(0.075, 0.53, 0.02), disc(1, 0.49, 0.01)), "x", 90), z=z) for z in (-0.5, 0.5)))
    carry = tube(
        [
            (0, 0.53, -0.5, 0.045),
            (0.02, 0.74, -0.36, 0.045),
            (0.03, 0.84, 0, 0.045),
            (0.02, 0.74, 0.36, 0.045),
            (0, 0.53, 0.5, 0.045),
        ]
    )
    buckle = join(*(move(box((0.11, 0.05, 0.095), 0.03), 0, 0.53, z) for z in (-0.5, 0.5)))

    def pose(shape: Shape) -> Shape:
        return move(turn(shape, "y", 62), y=0.53)

    return [
        Part(pose(roll), "body"), Part(pose(core), "core"), Part(pose(join(straps, carry)), "ink", "rubber"),
        Part(pose(buckle), "brass", "metal"),
    ]  # fmt: skip


def _can() -> list[Part]:
    wall = fillet([(0, 0), (0.5, 0), (0.54, 0.1), (0.5, 0.96), (0.46, 1.0), (0.43, 0.95), (0.43, 0.8), (0, 0.8)], 0.03)
    hollow = move(disc(0.3, 0.44, 0.02), y=0.75)
    spout = tube([(-0.44, 0.26, 0, 0.13), (-0.72, 0.5, 0, 0.085), (-0.94, 0.92, 0, 0.068), (-1.1, 1.26, 0, 0.062)])
    rose = move(
        turn(lathe(fillet([(0, -0.12), (0.07, -0.12), (0.21, 0.06), (0.21, 0.1), (0, 0.13)], 0.02)), "z", 34),
        -1.17,
        1.38,
    )
    holes = move(
        turn(
            move(
                join(
                    ring(move(ball((0.018, 0.018, 0.018)), 0.13), 8), ring(move(ball((0.018, 0.018, 0.018)), 0.06), 4)
                ),
                y=0.115,
            ),
            "z",
            34,
        ),
        -1.17,
        1.38,
    )
    handle = tube([(-0.2, 0.94, 0, 0.06), (-0.12, 1.3, 0, 0.052), (0.3, 1.52, 0, 0.05), (0.78, 1.3, 0, 0.05), (0.84, 0.8, 0, 0.052),
                   (0.5, 0.36, 0, 0.06)])  # fmt: skip
    brace = rod((-0.5, 0.85, 0), (-0.92, 0.92, 0), 0.03)
    rims = join(move(torus(0.5, 0.026), y=0.97), move(torus(0.53, 0.024), y=0.1))
    return [
        Part(join(lathe(wall), cut(spout, hollow), rims, brace, soft=0.03), "body", "glaze"), Part(join(handle, rose), "brass", "metal"),
        Part(holes, "ink"),
    ]  # fmt: skip


STAFF: Final[Mapping[str, Still]] = {
    "detalle-box": Still("rose", _gift, {"detalle-box": {"body": "pine", "ribbon": "marigold"}}),
    "merito-medal": Still("rose", _medal, {"merito-medal": {}}),
    "cobijo-hoodie": Still("rose", _hoodie, {
        "cobijo-hoodie-cobalt": {"body": "cobalt", "trim": "cobalt", "cord": "bone"},
        "cobijo-hoodie-bone": {"body": "bone", "trim": "bone", "cord": "brick"},
    }),
    "vale-card": Still("rose", _card, {"vale-card": {}}),
    "almuerzo-box": Still("rose", _lunchbox, {"almuerzo-box-moss": {"body": "moss"}, "almuerzo-box-brick": {"body": "brick"}}),
    "ciudad-bike": Still("rose", _bike, {"ciudad-bike-pine": {"body": "pine"}, "ciudad-bike-cobalt": {"body": "cobalt"}}),
    "calma-mat": Still("rose", _mat, {
        "calma-mat-plum": {"body": "plum", "core": "plum"}, "calma-mat-moss": {"body": "moss", "core": "moss"},
    }),
    "gota-can": Still("rose", _can, {"gota-can-marigold": {"body": "marigold"}, "gota-can-pine": {"body": "pine"}}),
}  # fmt: skip
