"""Still lifes of bags and what goes along."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
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
    panels,
    repeat,
    ring,
    rod,
    slab,
    spline,
    torus,
    tube,
    turn,
)  # fmt: skip
from tools.clay.stills.still import Still

__all__ = ["BAGS"]


def _backpack() -> list[Part]:
    body = move(box((0.62, 0.8, 0.33), 0.24), y=0.82)
    flap = meet(lambda p: body(p) - 0.03, move(box((2, 0.42, 2), 0.12), y=1.4))
    pocket = move(box((0.44, 0.26, 0.13), 0.1), 0, 0.4, 0.36)
    lid = meet(lambda p: pocket(p) - 0.022, move(box((1, 0.12, 1), 0.03), y=0.62))
    strap = join(
        move(box((0.055, 0.3, 0.02), 0.015), y=1.02, z=0.385), move(box((0.055, 0.02, 0.1), 0.015), y=1.32, z=0.32)
    )
    buckle = cut(
        move(box((0.09, 0.075, 0.035), 0.02), y=0.86, z=0.4), move(box((0.05, 0.04, 0.2), 0.01), y=0.86, z=0.4)
    )
    loop = tube([(-0.16, 1.58, -0.06, 0.045), (-0.15, 1.76, -0.06, 0.042), (0, 1.84, -0.06, 0.042), (0.15, 1.76, -0.06, 0.042),
                 (0.16, 1.58, -0.06, 0.045)])  # fmt: skip
    side = move(box((0.1, 0.24, 0.2), 0.08), 0.62, 0.36, -0.02)
    button = move(ball((0.045, 0.045, 0.03)), 0, 0.55, 0.515)
    return [
        Part(join(body, side, pocket, soft=0.03), "body"), Part(join(flap, lid), "flap"),
        Part(join(mirror(move(strap, 0.3)), loop), "clay"), Part(join(mirror(move(buckle, 0.3)), button), "brass", "metal"),
    ]  # fmt: skip


def _tote() -> list[Part]:
    outline = spline(
        (-0.62, 0.03), (0, 0.0), (0.62, 0.03), (0.7, 0.5), (0.75, 1.12), (0, 1.1), (-0.75, 1.12), (-0.7, 0.5), steps=8
    )
    outside = slab(outline, 0.26, 0.13)
    hollow = move(box((0.68, 0.4, 0.16), 0.1), y=1.2)
    body = cut(outside, hollow, move(box((2, 0.3, 2), 0.01), y=1.36), soft=0.03)
    handle = tube([(-0.3, 0.62, 0.27, 0.036), (-0.3, 1.05, 0.25, 0.036), (-0.25, 1.5, 0.2, 0.036), (0, 1.7, 0.17, 0.036),
                   (0.25, 1.5, 0.2, 0.036), (0.3, 1.05, 0.25, 0.036), (0.3, 0.62, 0.27, 0.036)])  # fmt: skip
    other = turn(handle, "y", 180)
    base = meet(lambda p: outside(p) - 0.014, move(box((2, 0.17, 2), 0.02), y=0.1))
    studs = mirror(move(ball((0.035, 0.035, 0.025)), 0.3, 0.62, 0.305))
    return [
        Part(body, "body"), Part(base, "base"), Part(join(handle, other), "base", "rubber"), Part(studs, "brass", "metal"),
    ]  # fmt: skip


def _suitcase() -> list[Part]:
    block = move(box((0.64, 0.86, 0.33), 0.16), y=1.02)
    inner = move(box((0.615, 0.835, 0.305), 0.14), y=1.02)
    grooves = [move(box((0.016, 0.62, 1), 0.01), x, 1.02) for x in (-0.39, -0.2, 0, 0.2, 0.39)]
    seam = move(box((2, 2, 0.012), 0.005), y=1.02)
    shell = cut(block, cut(join(*grooves, seam), inner), soft=0.03)
    bars = mirror(rod((0.2, 1.8, -0.16), (0.2, 2.28, -0.16), 0.026))
    grip = move(box((0.27, 0.05, 0.05), 0.04), y=2.3, z=-0.16)
    loop = tube(
        [
            (0.62, 0.82, 0, 0.04),
            (0.72, 0.88, 0, 0.04),
            (0.73, 1.02, 0, 0.04),
            (0.72, 1.16, 0, 0.04),
            (0.62, 1.22, 0, 0.04),
        ]
    )
    wheel = join(turn(disc(0.05, 0.1, 0.03), "z", 90), move(box((0.07, 0.05, 0.06), 0.03), y=0.11))
    wheels = join(*(mirror(move(wheel, 0.45, 0.1, z)) for z in (-0.2, 0.2)))
    top = tube([(-0.16, 1.84, 0.1, 0.04), (-0.14, 1.93, 0.1, 0.04), (0.14, 1.93, 0.1, 0.04), (0.16, 1.84, 0.1, 0.04)])
    corner = meet(lambda p: block(p) - 0.014, mirror(move(ball((0.3, 0.3, 0.5)), 0.64, 0.18, 0.25)))
    return [
        Part(shell, "body", "glaze"), Part(corner, "corner"), Part(join(grip, loop, wheels, top), "ink", "rubber"),
        Part(bars, "brass", "metal"),
    ]  # fmt: skip


def _bottle() -> list[Part]:
    side = spline((0.4, 0.06), (0.42, 0.3), (0.42, 1.15), (0.36, 1.42), (0.24, 1.56), (0.23, 1.66))
    body = lathe([(0, 0), (0.36, 0), *side, (0, 1.68)])
    base = meet(lambda p: body(p) - 0.012, move(box((1, 0.16, 1), 0.03), y=0.08))
    collar = move(disc(0.03, 0.25, 0.02), y=1.69)
    lid = lathe(fillet([(0, 1.7), (0.28, 1.7), (0.28, 1.96), (0, 1.97)], 0.05))
    ribs = ring(move(rod((0, 1.76, 0), (0, 1.9, 0), 0.018), 0.275), 20)
    loop = tube(
        [
            (-0.2, 1.94, 0, 0.045),
            (-0.19, 2.13, 0, 0.045),
            (0, 2.22, 0, 0.045),
            (0.19, 2.13, 0, 0.045),
            (0.2, 1.94, 0, 0.045),
        ]
    )
    return [
        Part(body, "body"), Part(join(lid, ribs, loop, base, soft=0.02), "clay"), Part(collar, "brass", "metal"),
    ]  # fmt: skip


def _umbrella() -> list[Part]:
    dome = ball((1.12, 0.62, 1.12))
    shell = cut(dome, ball((1.09, 0.59, 1.09)), move(box((3, 1, 3), 0.01), y=-1.0))
    scallops = ring(move(ball((0.34, 0.17, 0.47)), 1.2, -0.03), 8, 22.5)
    canopy = cut(shell, scallops, soft=0.02)
    ribs = ring(tube([(0.05, 0.59, 0, 0.012), (0.6, 0.5, 0, 0.012), (0.98, 0.26, 0, 0.012), (1.1, 0.03, 0, 0.016)]), 8)
    shaft = join(rod((0, -1.0, 0), (0, 0.76, 0), 0.026), rod((0, 0.6, 0), (0, 0.8, 0), 0.04, 0.02))
    hook = tube(
        [(0, -0.8, 0, 0.05), (0, -1.1, 0, 0.05), (0.08, -1.24, 0, 0.05), (0.2, -1.24, 0, 0.05), (0.27, -1.12, 0, 0.05)]
    )

    def pose(shape: Shape) -> Shape:
        return move(turn(turn(shape, "z", 47), "y", 22), y=1.0)

    return [
        Part(pose(panels(canopy, 4, 22.5)), "body"), Part(pose(panels(canopy, 4, 67.5)), "other"),
        Part(pose(join(ribs, shaft)), "brass", "metal"), Part(pose(hook), "clay"),
    ]  # fmt: skip


def _wallet() -> list[Part]:
    def half(side: int) -> Shape:
        return move(turn(move(box((0.78, 0.5, 0.06), 0.055), 0.78), "y", side * 24), -0.7, 0.5)

    front, back = half(-1), half(1)
    spine = move(box((0.07, 0.5, 0.06), 0.05), -0.71, 0.5)
    stitch = cut(box((0.7, 0.42, 0.012), 0.01), box((0.68, 0.4, 0.1), 0.01))
    seam = move(turn(move(stitch, 0.78, z=0.06), "y", -24), -0.7, 0.5)

    def card(x: float, y: float, z: float) -> Shape:
        return move(turn(move(box((0.5, 0.32, 0.014), 0.012), x, z=z), "y", 24), -0.7, y)

    strap = move(turn(move(box((0.16, 0.12, 0.075), 0.05), 1.56), "y", -24), -0.7, 0.52)
    stud = move(turn(move(ball((0.05, 0.05, 0.03)), 1.58, z=0.085), "y", -24), -0.7, 0.52)
    return [
        Part(join(front, back, spine, soft=0.05), "body"), Part(seam, "bone"), Part(card(0.86, 0.82, 0.08), "bone", "glaze"),
        Part(card(0.8, 0.9, 0.04), "marigold", "glaze"), Part(strap, "ink"), Part(stud, "brass", "metal"),
    ]  # fmt: skip


def _pouch() -> list[Part]:
    profile = spline((-0.36, 0.03), (0, 0.0), (0.36, 0.03), (0.38, 0.3), (0.22, 0.68), (0.06, 0.92), (-0.06, 0.92), (-0.22, 0.68),
                     (-0.38, 0.3), steps=8)  # fmt: skip
    body = turn(slab(profile, 0.82, 0.12), "y", 90)
    zip_line = move(box((0.74, 0.035, 0.04), 0.03), y=0.95)
    teeth = move(repeat(box((0.016, 0.022, 0.05), 0.01), (0.07, 1), (20, 1)), y=0.975)
    pull = join(move(box((0.06, 0.03, 0.06), 0.02), 0.5, 0.99), rod((0.52, 0.98, 0.06), (0.56, 0.74, 0.22), 0.035))
    base = meet(lambda p: body(p) - 0.012, move(box((2, 0.16, 2), 0.02), y=0.08))
    loop = tube([(-0.78, 0.86, 0, 0.03), (-1.0, 0.9, 0.04, 0.03), (-1.14, 0.66, 0.1, 0.03), (-1.04, 0.4, 0.12, 0.03),
                 (-0.92, 0.56, 0.08, 0.03), (-0.8, 0.82, 0.02, 0.03)])  # fmt: skip
    return [
        Part(body, "body"), Part(base, "base"), Part(join(zip_line, loop), "ink", "rubber"), Part(join(teeth, pull), "brass", "metal"),
    ]  # fmt: skip


def _cap() -> list[Part]:
    above = move(box((3, 1, 3), 0.01), y=1.0)
    crown = meet(ball((0.8, 0.86, 0.86)), above)
    seams = ring(turn(torus(0.85, 0.014), "x", 90), 6, 30)
    dome = cut(crown, seams, soft=0.02)
    band = meet(ball((0.815, 0.7, 0.875)), move(box((3, 0.07, 3), 0.03), y=0.07))
    peak = meet(move(ball((0.7, 0.5, 0.86)), z=0.72), move(turn(box((1.2, 0.035, 1.2), 0.03), "x", 12), y=0.1, z=0.75))
    peak = meet(bend(peak, -0.14), move(box((3, 3, 1.2), 0.01), z=1.75))
    button = move(ball((0.09, 0.05, 0.09)), y=0.87)
    eyes = ring(move(ball((0.035, 0.035, 0.035)), 0.66, 0.52), 6)
    pose = partial(turn, axis="y", degrees=-20)
    return [
        Part(pose(join(dome, band, soft=0.02)), "body"), Part(pose(join(peak, button)), "peak"), Part(pose(eyes), "ink"),
    ]  # fmt: skip


BAGS: Final[Mapping[str, Still]] = {
    "senda-backpack": Still("leaf", _backpack, {
        "senda-backpack-pine": {"body": "pine", "flap": "pine"}, "senda-backpack-brick": {"body": "brick", "flap": "brick"},
        "senda-backpack-cobalt": {"body": "cobalt", "flap": "cobalt"},
    }),
    "plaza-tote": Still("leaf", _tote, {
        "plaza-tote-marigold": {"body": "marigold", "base": "clay"}, "plaza-tote-bone": {"body": "bone", "base": "ink"},
    }),
    "ruta-suitcase": Still("leaf", _suitcase, {
        "ruta-suitcase-cobalt": {"body": "cobalt", "corner": "ink"}, "ruta-suitcase-blush": {"body": "blush", "corner": "clay"},
    }),
    "fuente-bottle": Still("leaf", _bottle, {
        "fuente-bottle-plum": {"body": "plum"}, "fuente-bottle-sky": {"body": "sky"}, "fuente-bottle-bone": {"body": "bone"},
    }),
    "chispa-umbrella": Still("leaf", _umbrella, {"chispa-umbrella": {"body": "brick", "other": "bone"}}),
    "bolsillo-wallet": Still("leaf", _wallet, {"bolsillo-wallet-clay": {"body": "clay"}, "bolsillo-wallet-pine": {"body": "pine"}}),
    "nido-pouch": Still("leaf", _pouch, {
        "nido-pouch-sky": {"body": "sky", "base": "cobalt"}, "nido-pouch-blush": {"body": "blush", "base": "plum"},
    }),
    "visera-cap": Still("leaf", _cap, {
        "visera-cap-cobalt": {"body": "cobalt", "peak": "marigold"}, "visera-cap-brick": {"body": "bone", "peak": "brick"},
    }),
}  # fmt: skip
