"""Still lifes of the workplace: protection, tools, storage."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

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
    repeat,
    ring,
    rod,
    slab,
    slice_y,
    spline,
    torus,
    tube,
    turn,
)  # fmt: skip
from tools.clay.stills.still import Still

__all__ = ["SUPPLY"]


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


def _boxes() -> list[Part]:
    def carton(wide: float, tall: float, deep: float, x: float, y: float, z: float, degrees: float) -> list[Shape]:
        block = box((wide, tall, deep), 0.03)
        gap = move(box((wide * 2, 0.02, 0.008), 0.004), y=tall)
        tape = join(move(box((wide * 0.99, 0.012, 0.075), 0.01), y=tall), *(
            move(box((0.012, 0.13, 0.075), 0.01), s * wide, tall - 0.12) for s in (-1, 1)))  # fmt: skip
        label = move(box((0.17, 0.1, 0.012), 0.01), wide * 0.45, -tall * 0.25, deep)
        return [move(turn(s, "y", degrees), x, y, z) for s in (cut(block, gap, soft=0.01), tape, label)]

    stack = [carton(0.62, 0.36, 0.5, -0.42, 0.36, 0, 4), carton(0.4, 0.3, 0.4, 0.72, 0.3, 0.1, -12),
             carton(0.46, 0.27, 0.38, -0.36, 0.99, 0.02, -9), carton(0.27, 0.17, 0.25, -0.36, 1.43, 0, 16)]  # fmt: skip
    blocks, tapes, labels = (join(*(one[k] for one in stack)) for k in range(3))
    return [Part(blocks, "clay"), Part(tapes, "blush"), Part(labels, "bone")]


def _tape() -> list[Part]:
    def roll() -> tuple[Shape, Shape]:
        band = lathe(fillet([(0.5, -0.2), (0.8, -0.2), (0.8, 0.2), (0.5, 0.2), (0.5, -0.2)], 0.02))
        core = cut(disc(0.215, 0.52, 0.02), disc(0.5, 0.455, 0.01))
        return cut(
            band,
            disc(0.5, 0.5, 0.01),
            *(meet(move(torus(r, 0.008), y=0.2), box((2, 2, 2), 0.01)) for r in (0.58, 0.66, 0.74)),
        ), core

    band, core = roll()
    lying = [move(s, 0.42, 0.215, 0.3) for s in (band, core)]
    above = [move(turn(s, "y", 30), 0.36, 0.65, 0.24) for s in (band, core)]
    up = [move(turn(turn(s, "x", 90), "y", 16), -0.85, 0.8, -0.1) for s in (band, core)]
    tail = move(turn(box((0.24, 0.014, 0.19), 0.012), "y", 16), -0.62, 0.014, -0.16)
    return [
        Part(join(up[0], tail), "marigold", "glaze"), Part(lying[0], "clay", "glaze"), Part(above[0], "bone", "glaze"),
        Part(join(lying[1], above[1], up[1]), "blush"),
    ]  # fmt: skip


def _bin() -> list[Part]:
    wall = lathe(fillet([(0, 0.1), (0.54, 0.1), (0.6, 1.42), (0, 1.42)], 0.03))
    base = lathe(fillet([(0, 0), (0.56, 0), (0.56, 0.13), (0, 0.13)], 0.03))
    rim = move(disc(0.055, 0.635, 0.03), y=1.44)
    dome = lathe([(0, 1.5), (0.6, 1.5), *spline((0.6, 1.53), (0.52, 1.66), (0.3, 1.76), (0.0, 1.79))])
    knob = move(ball((0.1, 0.05, 0.06)), 0, 1.6, 0.58)
    pedal = join(
        move(box((0.16, 0.03, 0.16), 0.025), y=0.09, z=0.68), move(box((0.06, 0.03, 0.1), 0.02), y=0.07, z=0.55)
    )
    handle = tube(
        [
            (0.6, 1.18, 0.05, 0.035),
            (0.72, 1.15, 0.06, 0.035),
            (0.74, 1.0, 0.06, 0.035),
            (0.7, 0.86, 0.06, 0.035),
            (0.58, 0.84, 0.05, 0.035),
        ]
    )
    sign = move(turn(move(turn(disc(0.02, 0.2, 0.015), "x", 90), z=0.575), "y", 14), y=0.82)
    return [
        Part(wall, "body"), Part(dome, "body", "glaze"), Part(join(base, rim, handle, knob, pedal), "ink", "rubber"), Part(sign, "bone"),
    ]  # fmt: skip


def _cone() -> list[Part]:
    body = lathe([(0, 0.1), *fillet([(0.2, 0.1), (0.6, 0.1), (0.55, 0.2), (0.14, 1.84), (0.0, 1.86)], 0.05)])
    foot = join(move(box((0.82, 0.06, 0.82), 0.05), y=0.06), move(disc(0.05, 0.62, 0.04), y=0.13), soft=0.05)
    pads = mirror(join(*(move(box((0.16, 0.04, 0.16), 0.03), 0.66, 0.12, z) for z in (-0.66, 0.66))))
    hole = move(disc(0.2, 0.075, 0.01), y=1.86)
    cone = cut(body, hole, soft=0.02)
    return [
        Part(join(slice_y(cone, 0, 0.62), slice_y(cone, 0.94, 1.24), slice_y(cone, 1.5, 3)), "brick"),
        Part(join(slice_y(cone, 0.62, 0.94), slice_y(cone, 1.24, 1.5)), "bone", "glaze"), Part(foot, "brick"), Part(pads, "ink", "rubber"),
    ]  # fmt: skip


def _drill() -> list[Part]:
    motor = turn(
        lathe(fillet([(0, -0.72), (0.3, -0.7), (0.34, -0.5), (0.34, 0.2), (0.27, 0.42), (0, 0.44)], 0.1)), "z", 90
    )
    body = move(motor, 0.12, 1.45)
    grip = slab(
        spline(
            (0.3, 1.3),
            (0.72, 1.3),
            (0.7, 0.9),
            (0.78, 0.36),
            (0.36, 0.36),
            (0.3, 0.8),
            (0.22, 1.1),
            (0.3, 1.3),
            steps=8,
        ),
        0.2,
        0.12,
    )
    pack = move(box((0.46, 0.19, 0.3), 0.08), 0.5, 0.2)
    shoe = move(box((0.38, 0.07, 0.26), 0.05), 0.52, 0.42)
    vents = join(*(move(box((0.02, 0.16, 1), 0.015), x, 1.5) for x in (0.46, 0.55, 0.64)))
    inner = move(turn(disc(0.66, 0.3, 0.05), "z", 90), 0.12, 1.45)
    chuck = move(
        turn(lathe(fillet([(0, 0), (0.24, 0), (0.22, 0.2), (0.1, 0.4), (0, 0.42)], 0.04)), "z", 90), -0.3, 1.45
    )
    knurl = cut(chuck, *(move(turn(torus(0.245, 0.014), "z", 90), x, 1.45) for x in (-0.38, -0.44, -0.5)))
    bit = rod((-0.7, 1.45, 0), (-1.3, 1.45, 0), 0.042, 0.03)
    trigger = move(box((0.07, 0.14, 0.1), 0.05), 0.22, 1.06)
    band = meet(lambda p: body(p) - 0.012, move(box((0.09, 1, 1), 0.02), 0.24, 1.45))
    pose = partial(turn, axis="y", degrees=10)
    return [
        Part(pose(join(cut(body, cut(vents, inner), soft=0.015), grip, soft=0.08)), "body"),
        Part(pose(join(pack, shoe, knurl, trigger)), "ink", "rubber"), Part(pose(join(bit)), "brass", "metal"), Part(pose(band), "bone"),
    ]  # fmt: skip


def _bucket() -> list[Part]:
    wall = fillet(
        [(0, 0), (0.5, 0), (0.72, 1.16), (0.77, 1.19), (0.72, 1.22), (0.67, 1.17), (0.47, 0.07), (0, 0.06)], 0.02
    )
    body = lathe(wall)
    rings = join(*(move(torus(r, 0.022), y=y) for r, y in ((0.695, 1.02), (0.52, 0.12))))
    spout = cut(
        move(ball((0.2, 0.2, 0.16)), y=1.2, z=0.72),
        lathe([(0, 0), (0.48, 0.07), (0.67, 1.17), (0.74, 1.6), (0, 1.6)]),
        move(box((1, 0.3, 1), 0.01), y=1.52),
        soft=0.01,
    )
    lugs = mirror(move(turn(disc(0.05, 0.09, 0.02), "z", 90), 0.73, 1.1))
    wire = tube([(-0.76, 1.1, 0, 0.024), (-0.74, 1.5, 0.0, 0.024), (-0.5, 1.9, 0.0, 0.024), (0, 2.04, 0.0, 0.024), (0.5, 1.9, 0.0, 0.024),
                 (0.74, 1.5, 0.0, 0.024), (0.76, 1.1, 0, 0.024)])  # fmt: skip
    grip = tube([(-0.28, 2.0, 0, 0.062), (0, 2.042, 0, 0.066), (0.28, 2.0, 0, 0.062)])
    return [
        Part(join(body, rings, spout, soft=0.02), "body"), Part(join(lugs, grip), "ink", "rubber"), Part(wire, "brass", "metal"),
    ]  # fmt: skip


def _spray() -> list[Part]:
    side = spline((0.4, 0.05), (0.42, 0.2), (0.42, 0.85), (0.36, 1.12), (0.17, 1.32), (0.15, 1.42))
    body = lathe([(0, 0), (0.36, 0), *side, (0, 1.43)])
    label = meet(lambda p: body(p) - 0.01, move(box((1, 0.27, 1), 0.02), y=0.56))
    stripe = meet(lambda p: body(p) - 0.018, move(box((1, 0.05, 1), 0.02), y=0.68))
    collar = join(move(disc(0.1, 0.2, 0.03), y=1.46), ring(move(rod((0, 1.4, 0), (0, 1.52, 0), 0.018), 0.2), 16))
    head = slab(fillet([(-0.5, 1.78), (-0.5, 1.98), (-0.1, 2.04), (0.3, 2.0), (0.42, 1.84), (0.2, 1.74), (0.12, 1.55), (-0.14, 1.55),
                        (-0.16, 1.74), (-0.5, 1.78)], 0.06), 0.15, 0.07)  # fmt: skip
    nozzle = move(turn(disc(0.07, 0.1, 0.03), "z", 90), -0.55, 1.88)
    lever = tube([(-0.26, 1.76, 0, 0.06), (-0.34, 1.6, 0, 0.055), (-0.33, 1.42, 0, 0.05), (-0.42, 1.26, 0, 0.045)])
    return [
        Part(body, "body", "glaze"), Part(label, "bone"), Part(stripe, "marigold"), Part(join(collar, head), "bone", "glaze"),
        Part(join(nozzle, lever), "ink", "rubber"),
    ]  # fmt: skip


def _chair() -> list[Part]:
    seat = move(join(box((0.56, 0.1, 0.52), 0.1), move(ball((0.5, 0.13, 0.45)), y=0.03), soft=0.05), y=1.0)
    back = move(turn(box((0.5, 0.5, 0.08), 0.08), "x", -8), y=1.78, z=-0.52)
    spine = tube([(0, 0.9, -0.2, 0.06), (0, 0.95, -0.56, 0.055), (0, 1.3, -0.6, 0.05), (0, 1.7, -0.6, 0.05)])
    arms = mirror(join(tube([(0.5, 0.95, 0, 0.04), (0.68, 1.0, 0, 0.04), (0.68, 1.34, -0.02, 0.04)]),
                       move(box((0.075, 0.045, 0.26), 0.04), 0.68, 1.38, 0.02)))  # fmt: skip
    column = join(
        rod((0, 0.2, 0), (0, 0.95, 0), 0.06), move(disc(0.05, 0.2, 0.03), y=0.86), move(disc(0.14, 0.09, 0.02), y=0.34)
    )
    leg = rod((0.05, 0.28, 0), (0.66, 0.16, 0), 0.07, 0.045)
    wheel = join(*(move(turn(disc(0.03, 0.085, 0.02), "x", 90), 0.68, 0.085, z) for z in (-0.05, 0.05)))
    pose = partial(turn, axis="y", degrees=-14)
    return [
        Part(pose(join(seat, back)), "body"), Part(pose(join(spine, arms, ring(join(leg, wheel), 5, 54))), "ink", "rubber"),
        Part(pose(column), "brass", "metal"),
    ]  # fmt: skip


def _crate() -> list[Part]:
    block = move(box((0.98, 0.48, 0.66), 0.08), y=0.48)
    inside = move(box((0.91, 0.5, 0.59), 0.05), y=0.56)
    long_side = move(repeat(box((0.1, 0.085, 2), 0.04), (0.29, 1), (5, 1)), y=0.33)
    upper = move(box((0.24, 0.075, 2), 0.06), y=0.72)
    short = turn(move(repeat(box((0.09, 0.085, 2), 0.04), (0.27, 1), (3, 1)), y=0.33), "y", 90)
    grip = turn(move(box((0.2, 0.07, 2), 0.06), y=0.72), "y", 90)
    shell = cut(block, inside, long_side, upper, short, grip, soft=0.015)
    rim = cut(move(box((1.02, 0.045, 0.7), 0.04), y=0.93), move(box((0.92, 0.2, 0.6), 0.05), y=0.93), soft=0.02)
    ribs = join(
        *(mirror(move(box((0.035, 0.42, 0.03), 0.02), x, 0.46, s * 0.66)) for x in (0.58, 0.87) for s in (-1, 1))
    )
    folders = [
        move(turn(box((0.6, 0.42, 0.05), 0.02), "x", a), x, 0.62, z) for a, x, z in ((4, -0.1, -0.2), (-5, 0.12, 0.02))
    ]
    pose = partial(turn, axis="y", degrees=-8)
    return [
        Part(pose(join(shell, rim, ribs, soft=0.02)), "body"), Part(pose(folders[0]), "bone"), Part(pose(folders[1]), "marigold"),
    ]  # fmt: skip


SUPPLY: Final[Mapping[str, Still]] = {
    "cima-helmet": Still("sky", _helmet, {
        "cima-helmet-marigold": {"body": "marigold"}, "cima-helmet-bone": {"body": "bone"},
    }),
    "almacen-boxes": Still("sky", _boxes, {"almacen-boxes": {}}),
    "firme-tape": Still("sky", _tape, {"firme-tape": {}}),
    "orden-bin": Still("sky", _bin, {"orden-bin-pine": {"body": "pine"}, "orden-bin-bone": {"body": "bone"}}),
    "aviso-cone": Still("sky", _cone, {"aviso-cone": {}}),
    "botica-case": Still("sky", _case, {"botica-case": {}}),
    "pulso-drill": Still("sky", _drill, {"pulso-drill": {"body": "marigold"}}),
    "pozo-bucket": Still("sky", _bucket, {"pozo-bucket-cobalt": {"body": "cobalt"}, "pozo-bucket-brick": {"body": "brick"}}),
    "rocio-spray": Still("sky", _spray, {"rocio-spray": {"body": "moss"}}),
    "jornada-chair": Still("sky", _chair, {"jornada-chair-cobalt": {"body": "cobalt"}, "jornada-chair-clay": {"body": "clay"}}),
    "rejilla-crate": Still("sky", _crate, {"rejilla-crate-pine": {"body": "pine"}, "rejilla-crate-brick": {"body": "brick"}}),
    "ascua-extinguisher": Still("sky", _extinguisher, {"ascua-extinguisher": {}}),
}  # fmt: skip
