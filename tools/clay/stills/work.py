"""Still lifes of the desk."""

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
    spline,
    torus,
    tube,
    turn,
)  # fmt: skip
from tools.clay.stills.still import Still

__all__ = ["WORK"]


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


def _folded(half: tuple[float, float], *printed: Shape) -> tuple[Shape, Shape]:
    """A card that is folded and stands, and what is printed on its front."""
    across, tall = half
    panel = move(box((across, tall, 0.016), 0.012), y=tall)
    front = [move(turn(s, "x", -17), z=tall * 0.58) for s in (panel, *(move(one, z=0.018) for one in printed))]
    back = move(turn(panel, "x", 17), z=-tall * 0.58)
    return join(front[0], back), join(*front[1:])


def _lines(*places: tuple[float, float, float]) -> list[Shape]:
    return [move(box((half, 0.02, 0.006), 0.004), x, y) for x, y, half in places]


def _table_guide() -> list[Part]:
    flat = partial(turn, axis="x", degrees=90)
    plate = join(move(flat(torus(0.24, 0.022)), y=1.12), move(flat(disc(0.012, 0.15, 0.006)), y=1.12))
    cutlery = join(
        rod((0.38, 0.88, 0), (0.38, 1.36, 0), 0.022), rod((-0.38, 0.88, 0), (-0.38, 1.2, 0), 0.022),
        *(rod((x, 1.2, 0), (x, 1.36, 0), 0.012) for x in (-0.42, -0.38, -0.34)), rod((-0.42, 1.2, 0), (-0.34, 1.2, 0), 0.014),
    )  # fmt: skip
    card, printed = _folded((0.58, 0.8), plate, cutlery, *_lines((0, 0.58, 0.36), (0, 0.44, 0.36), (-0.1, 0.3, 0.26)))
    return [Part(card, "body"), Part(printed, "ink")]


def _care_card() -> list[Part]:
    flat = partial(turn, axis="x", degrees=90)
    signs = [move(flat(torus(0.13, 0.02)), x, 0.72) for x in (-0.48, 0, 0.48)]
    drop = move(ball((0.05, 0.075, 0.02)), -0.48, 0.72)
    sun = move(flat(disc(0.012, 0.06, 0.006)), 0, 0.72)
    hand = join(*(rod((0.48 + x, 0.66, 0), (0.48 + x, 0.79, 0), 0.014) for x in (-0.04, 0, 0.04)))
    card, printed = _folded((0.86, 0.52), *signs, drop, sun, hand, *_lines((0, 0.4, 0.6), (-0.1, 0.26, 0.5)))
    return [Part(card, "body"), Part(printed, "bone")]


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


def _speaker() -> list[Part]:
    block = move(box((0.55, 0.86, 0.48), 0.12), y=0.94)
    panel = move(box((0.48, 0.79, 0.06), 0.05), y=0.94, z=0.45)

    def front(shape: Shape, y: float) -> Shape:
        return move(turn(shape, "x", 90), y=y, z=0.51)

    woofer = front(
        lathe([(0, -0.2), (0.36, -0.2), (0.36, 0.02), *spline((0.3, 0.03), (0.24, -0.06), (0.14, -0.1)), (0, -0.1)]),
        0.66,
    )
    tweeter = front(lathe([(0, -0.2), (0.2, -0.2), (0.2, 0.02), (0.15, 0.02), (0.12, -0.03), (0, -0.03)]), 1.36)
    cap = join(front(ball((0.13, 0.07, 0.13)), 0.66), front(ball((0.07, 0.05, 0.07)), 1.36))
    rings = join(front(move(torus(0.365, 0.026), y=0.02), 0.66), front(move(torus(0.2, 0.02), y=0.02), 1.36))
    feet = join(*(mirror(move(disc(0.05, 0.07, 0.02), 0.4, 0.05, z)) for z in (-0.3, 0.3)))
    knob = front(move(disc(0.05, 0.06, 0.02), 0.36), 1.62)
    return [
        Part(block, "clay"), Part(panel, "body"), Part(join(woofer, tweeter, feet), "ink", "rubber"),
        Part(join(cap, knob), "body", "glaze"), Part(rings, "brass", "metal"),
    ]  # fmt: skip


def _mouse() -> list[Part]:
    above = move(box((3, 1, 3), 0.01), y=1.05)
    hull = meet(move(ball((0.56, 0.44, 0.95)), y=0.06), above)
    hull = join(hull, move(ball((0.5, 0.34, 0.5)), y=0.16, z=-0.25), soft=0.2)
    split = join(move(box((0.014, 1, 0.5), 0.006), z=0.62), move(box((1, 1, 0.014), 0.006), z=0.1))
    skin = meet(hull, lambda p: -(hull(p) + 0.035))
    body = cut(hull, meet(split, meet(skin, move(box((2, 1, 2), 0.01), y=1.2))), soft=0.02)
    well = move(box((0.075, 0.5, 0.17), 0.06), y=0.7, z=0.52)
    wheel = move(turn(disc(0.05, 0.17, 0.03), "z", 90), y=0.35, z=0.52)
    base = meet(ball((0.58, 0.6, 0.97)), move(box((3, 0.05, 3), 0.02), y=0.04))
    pose = partial(turn, axis="y", degrees=-38)
    return [
        Part(pose(cut(body, well, soft=0.02)), "body"), Part(pose(wheel), "marigold", "rubber"), Part(pose(base), "ink", "rubber"),
    ]  # fmt: skip


def _keyboard() -> list[Part]:
    tilt = partial(turn, axis="x", degrees=7)
    case = tilt(box((1.2, 0.09, 0.47), 0.07))
    plate = tilt(move(box((1.13, 0.04, 0.4), 0.03), y=0.07))

    def keys(count: int, x: float, z: float, half: float = 0.058) -> Shape:
        cap = cut(box((half, 0.07, 0.066), 0.03), move(ball((half * 1.6, 0.05, 0.12)), y=0.11), soft=0.03)
        return tilt(move(repeat(cap, (2 * half + 0.034, 1), (count, 1)), x, 0.15, z))

    letters = join(keys(12, -0.16, -0.3), keys(11, -0.12, -0.135), keys(11, -0.08, 0.03), keys(10, -0.05, 0.195))
    wide = [keys(1, 0.95, -0.3, 0.14), keys(1, -1.02, -0.135, 0.085), keys(1, -1.0, 0.03, 0.1), keys(1, -0.94, 0.195, 0.15),
            keys(1, -0.94, 0.36, 0.15), keys(1, -0.62, 0.36, 0.12), keys(1, 0.52, 0.36, 0.1), keys(1, 0.79, 0.36, 0.1)]  # fmt: skip
    accent = join(keys(1, 0.96, 0.03, 0.13), keys(1, -0.04, 0.36, 0.4), keys(1, -1.05, -0.3))
    right = join(keys(1, 0.92, -0.135, 0.17), keys(1, 0.88, 0.195, 0.21))
    pose = partial(turn, axis="y", degrees=4)
    return [
        Part(pose(case), "body"), Part(pose(plate), "ink"), Part(pose(letters), "bone"),
        Part(pose(join(*wide, right)), "sky"), Part(pose(accent), "marigold"),
    ]  # fmt: skip


def _webcam() -> list[Part]:
    def front(shape: Shape, z: float = 0) -> Shape:
        return move(turn(shape, "x", 90), y=1.2, z=z)

    body = move(box((0.78, 0.3, 0.24), 0.23), y=1.2)
    barrel = front(lathe(fillet([(0, 0), (0.27, 0), (0.27, 0.2), (0.21, 0.2), (0.17, 0.12), (0, 0.12)], 0.02)), 0.16)
    lens = front(ball((0.15, 0.08, 0.15)), 0.28)
    halo = front(move(torus(0.27, 0.026), y=0.2), 0.16)
    light = move(ball((0.03, 0.03, 0.02)), 0.52, 1.2, 0.245)
    slots = mirror(join(*(move(box((0.012, 0.1, 0.05), 0.01), x, 1.2, 0.23) for x in (0.6, 0.65))))
    neck = join(rod((0, 0.95, 0), (0, 0.16, 0), 0.05), move(ball((0.1, 0.1, 0.1)), y=0.9))
    base = lathe(fillet([(0, 0), (0.48, 0), (0.47, 0.09), (0.12, 0.14), (0.06, 0.26), (0, 0.26)], 0.05))
    return [
        Part(join(body, base), "body"), Part(barrel, "ink", "rubber"), Part(lens, "cobalt", "glaze"),
        Part(join(halo, neck), "brass", "metal"), Part(light, "moss", "lit"), Part(slots, "ink"),
    ]  # fmt: skip


def _pen_cup() -> list[Part]:
    wall = fillet([(0, 0), (0.46, 0), (0.47, 1.02), (0.43, 1.04), (0.41, 0.98), (0.4, 0.1), (0, 0.09)], 0.03)
    flutes = ring(move(rod((0, 0.1, 0), (0, 0.9, 0), 0.03), 0.475), 26)
    cup = cut(lathe(wall), flutes, soft=0.03)
    pencil = join(
        rod((-0.16, 0.2, 0.1), (-0.42, 1.72, 0.05), 0.055), rod((-0.42, 1.72, 0.05), (-0.45, 1.88, 0.045), 0.055, 0.02)
    )
    tip = rod((-0.452, 1.89, 0.045), (-0.462, 1.95, 0.043), 0.022, 0.008)
    pen = join(rod((0.1, 0.2, -0.1), (0.02, 1.78, -0.2), 0.055), rod((0.02, 1.8, -0.14), (0.04, 1.5, -0.11), 0.018))
    brush = rod((0.16, 0.2, 0.1), (0.4, 1.62, 0.02), 0.045)
    ruler = move(turn(box((0.1, 0.78, 0.02), 0.015), "z", -7), 0.16, 1.05, -0.2)
    dome = rod((0.4, 1.6, 0.02), (0.43, 1.8, 0.01), 0.07, 0.05)
    return [
        Part(cup, "body"), Part(join(pencil, dome), "marigold"), Part(join(tip, pen), "ink", "rubber"), Part(join(brush, ruler), "clay"),
    ]  # fmt: skip


def _stapler() -> list[Part]:
    base = slab(
        fillet([(-0.95, 0), (0.95, 0), (0.98, 0.12), (0.5, 0.15), (-0.85, 0.2), (-1.0, 0.16), (-0.95, 0)], 0.06),
        0.23,
        0.05,
    )
    arm = spline((-1.0, 0.42), (-0.7, 0.72), (-0.1, 0.8), (0.6, 0.72), (0.98, 0.56), (1.02, 0.44), steps=8)
    top = slab([*arm, (0.2, 0.4), (-0.9, 0.34)], 0.22, 0.09)
    rail = slab([(-0.95, 0.26), (1.0, 0.36), (1.0, 0.46), (-0.95, 0.4)], 0.15, 0.03)
    hinge = move(turn(disc(0.26, 0.12, 0.03), "x", 90), -0.82, 0.3)
    pin = move(turn(disc(0.28, 0.05, 0.02), "x", 90), -0.82, 0.3)
    plate = move(box((0.1, 0.03, 0.13), 0.02), 0.86, 0.14)
    pose = partial(turn, axis="y", degrees=14)
    return [
        Part(pose(top), "body", "glaze"), Part(pose(join(base, hinge)), "ink", "rubber"),
        Part(pose(join(rail, pin, plate)), "brass", "metal"),
    ]  # fmt: skip


def _monitor_stand() -> list[Part]:
    top = move(box((1.2, 0.07, 0.5), 0.05), y=0.72)
    sides = mirror(move(box((0.07, 0.35, 0.46), 0.05), 1.08, 0.36))
    drawers = move(box((0.46, 0.26, 0.42), 0.03), 0.56, 0.38)
    fronts = join(*(move(box((0.42, 0.105, 0.04), 0.03), 0.56, y, 0.42) for y in (0.26, 0.5)))
    knobs = join(*(move(ball((0.05, 0.05, 0.045)), 0.56, y, 0.49) for y in (0.26, 0.5)))
    book = move(box((0.42, 0.05, 0.3), 0.02), -0.5, 0.07, 0.06)
    pot = lathe(
        [(0, 0.79), (0.17, 0.79), *spline((0.19, 0.81), (0.24, 0.95), (0.25, 1.1)), (0.22, 1.1), (0.2, 1.02), (0, 1.02)]
    )
    leaves = move(ring(turn(move(ball((0.2, 0.03, 0.09)), 0.18), "z", 52), 6, 10), y=1.0)
    leaves = join(leaves, move(ring(turn(move(ball((0.17, 0.03, 0.08)), 0.16), "z", 74), 4, 40), y=1.02))
    return [
        Part(join(top, sides), "clay"), Part(drawers, "ink"), Part(fronts, "body"), Part(knobs, "brass", "metal"),
        Part(book, "cobalt"), Part(move(pot, -0.78, 0, -0.1), "bone", "glaze"), Part(move(leaves, -0.78, 0, -0.1), "moss"),
    ]  # fmt: skip


WORK: Final[Mapping[str, Still]] = {
    "eco-headphones": Still("lilac", _headphones, {
        "eco-headphones-bone": {"body": "bone", "cup": "clay"}, "eco-headphones-pine": {"body": "pine", "cup": "pine"},
    }),
    "voz-speaker": Still("lilac", _speaker, {"voz-speaker-bone": {"body": "bone"}, "voz-speaker-pine": {"body": "pine"}}),
    "guijarro-mouse": Still("lilac", _mouse, {"guijarro-mouse-bone": {"body": "bone"}, "guijarro-mouse-plum": {"body": "plum"}}),
    "tecla-keyboard": Still("lilac", _keyboard, {"tecla-keyboard": {"body": "cobalt"}}),
    "mirada-webcam": Still("lilac", _webcam, {"mirada-webcam": {"body": "bone"}}),
    "brisa-fan": Still("lilac", _fan, {"brisa-fan": {}}),
    "trama-notebook": Still("lilac", _notebooks, {
        "trama-notebook-cobalt": {"body": "cobalt"}, "trama-notebook-brick": {"body": "brick"},
    }),
    "sobremesa-guide": Still("lilac", _table_guide, {"sobremesa-guide": {"body": "bone"}}),
    "cuidado-card": Still("lilac", _care_card, {"cuidado-card": {"body": "moss"}}),
    "torre-cup": Still("lilac", _pen_cup, {"torre-cup-pine": {"body": "pine"}, "torre-cup-blush": {"body": "blush"}}),
    "grapa-stapler": Still("lilac", _stapler, {"grapa-stapler-brick": {"body": "brick"}, "grapa-stapler-cobalt": {"body": "cobalt"}}),
    "puente-stand": Still("lilac", _monitor_stand, {"puente-stand": {"body": "bone"}}),
}  # fmt: skip
