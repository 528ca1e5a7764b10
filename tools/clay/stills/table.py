"""Still lifes of the table: cups, plates, boards."""

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
    ring,
    rod,
    slice_y,
    spline,
    tube,
    turn,
)  # fmt: skip
from tools.clay.stills.still import Still

__all__ = ["TABLE"]


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


def _cup() -> list[Part]:
    outer = spline((0.27, 0.17), (0.42, 0.28), (0.54, 0.52), (0.585, 0.84))
    inner = spline((0.55, 0.845), (0.51, 0.56), (0.4, 0.34), (0.24, 0.23))
    bowl = lathe([(0, 0.15), (0.25, 0.15), *outer, (0.568, 0.865), *inner, (0, 0.22)])
    hollow = lathe([(0, 0.25), (0.3, 0.25), (0.48, 0.5), (0.56, 1.0), (0, 1.0)])
    loop = tube([(0.5, 0.74, 0, 0.075), (0.72, 0.77, 0, 0.056), (0.83, 0.62, 0, 0.052), (0.74, 0.44, 0, 0.054),
                 (0.5, 0.36, 0, 0.07)])  # fmt: skip
    foot = lathe(fillet([(0, 0.07), (0.24, 0.07), (0.27, 0.17), (0, 0.18)], 0.02))
    well = [(0.93, 0.265), *spline((0.7, 0.17), (0.45, 0.105), (0.36, 0.085)), (0, 0.085)]
    saucer = lathe([(0, 0), (0.42, 0), *spline((0.46, 0.015), (0.72, 0.1), (0.97, 0.245)), (0.955, 0.275), *well])
    cup = join(bowl, cut(loop, hollow), foot, soft=0.04)
    return [Part(turn(cup, "y", 14), "body", "glaze"), Part(saucer, "saucer", "glaze")]


def _bowl() -> list[Part]:
    outer = spline((0.4, 0.1), (0.68, 0.24), (0.9, 0.5), (0.985, 0.78))
    inner = spline((0.94, 0.785), (0.85, 0.52), (0.6, 0.28), (0.3, 0.19))
    body = lathe([(0, 0.08), (0.38, 0.08), *outer, (0.965, 0.81), *inner, (0, 0.18)])
    lining = lathe([*((x - 0.002, y + 0.006) for x, y in inner), (0, 0.19), (0, 0.16), (0.3, 0.16), (0.98, 0.7)])
    foot = lathe(fillet([(0, 0), (0.36, 0), (0.4, 0.1), (0, 0.12)], 0.02))
    return [
        Part(join(slice_y(body, 0.0, 0.42), foot), "clay"), Part(slice_y(body, 0.42, 2), "body", "glaze"),
        Part(meet(lining, lambda p: body(p) - 0.005), "body", "glaze"),
    ]  # fmt: skip


def _plates() -> list[Part]:
    def plate(across: float, y: float, x: float = 0) -> Shape:
        rim = [(across, 0.15), (across - 0.015, 0.175), (across - 0.05, 0.16)]
        below = spline((across * 0.58, 0.01), (across * 0.8, 0.07), (across, 0.15))
        above = spline((across - 0.05, 0.16), (across * 0.72, 0.08), (across * 0.55, 0.06))
        return move(lathe([(0, 0), (across * 0.56, 0), *below, *rim, *above, (0, 0.06)]), x, y)

    return [
        Part(join(*(plate(1.0, 0.1 * k, x) for k, x in enumerate((0, 0.02, -0.015)))), "bone", "glaze"),
        Part(join(plate(0.78, 0.36, 0.02), plate(0.78, 0.46)), "body", "glaze"),
        Part(move(lathe([(0, 0.02), (0.22, 0.0), *spline((0.26, 0.02), (0.42, 0.16), (0.5, 0.36)), (0.485, 0.38),
                         *spline((0.46, 0.36), (0.37, 0.17), (0.2, 0.07)), (0, 0.06)]), y=0.52), "clay", "glaze"),
    ]  # fmt: skip


def _jar() -> list[Part]:
    wall = spline((0.5, 0.06), (0.545, 0.2), (0.55, 0.7), (0.52, 1.0), (0.46, 1.08))
    body = lathe([(0, 0), (0.44, 0), (0.48, 0.02), *wall, (0.42, 1.1), (0, 1.1)])
    seal = move(disc(0.025, 0.475, 0.02), y=1.115)
    lid = lathe(fillet([(0, 1.13), (0.53, 1.13), (0.53, 1.24), (0, 1.26)], 0.045))
    knob = join(move(ball((0.14, 0.12, 0.14)), y=1.4), move(disc(0.06, 0.06, 0.01), y=1.28), soft=0.05)
    return [
        Part(body, "body", "glaze"), Part(seal, "ink", "rubber"), Part(join(lid, knob), "clay"),
        Part(meet(lambda p: body(p) - 0.008, move(turn(box((0.22, 0.13, 1), 0.05), "y", 24), 0.2, 0.55, 0.45)), "bone"),
    ]  # fmt: skip


def _tray() -> list[Part]:
    outside = move(box((1.05, 0.13, 0.68), 0.1), y=0.13)
    base = cut(outside, move(box((0.97, 0.13, 0.6), 0.07), y=0.23), soft=0.02)
    grip = tube([(1.0, 0.2, -0.26, 0.036), (1.02, 0.36, -0.24, 0.036), (1.03, 0.4, -0.16, 0.036),
                 (1.03, 0.4, 0.16, 0.036), (1.02, 0.36, 0.24, 0.036), (1.0, 0.2, 0.26, 0.036)])  # fmt: skip
    glass = lathe([(0, 0.1), (0.17, 0.1), *spline((0.19, 0.12), (0.22, 0.3), (0.235, 0.48)), (0.205, 0.48),
                   *spline((0.2, 0.46), (0.17, 0.25), (0.12, 0.16)), (0, 0.15)])  # fmt: skip
    return [
        Part(turn(base, "y", -12), "body", "glaze"), Part(turn(mirror(grip), "y", -12), "brass", "metal"),
        Part(join(move(glass, -0.5, 0, -0.12), move(glass, -0.02, 0, -0.24)), "bone", "glaze"),
    ]  # fmt: skip


def _shakers() -> list[Part]:
    def body(tall: float) -> Shape:
        side = spline((0.36, 0.06), (0.4, 0.25), (0.36, 0.5 * tall), (0.24, 0.8 * tall), (0.2, 0.93 * tall))
        return lathe(
            [(0, 0), (0.31, 0), (0.34, 0.015), *side, *spline((0.19, 0.97 * tall), (0.1, tall)), (0, tall + 0.01)]
        )

    def holes(tall: float, count: int) -> Shape:
        dot = ball((0.02, 0.018, 0.02))
        return move(join(ring(move(dot, 0.1), count), dot), y=tall)

    return [
        Part(move(body(1.3), -0.42, 0, -0.1), "bone", "glaze"), Part(move(body(1.0), 0.42, 0, 0.14), "ink", "glaze"),
        Part(move(holes(1.3, 5), -0.42, 0, -0.1), "ink"), Part(move(holes(1.0, 3), 0.42, 0, 0.14), "bone"),
    ]  # fmt: skip


def _board() -> list[Part]:
    def shape(wide: float, long: float, neck: float) -> Shape:
        blade = box((wide, long, 0.06), 0.05)
        handle = move(box((neck, 0.3, 0.06), 0.05), y=long + 0.18)
        hole = move(turn(disc(0.2, neck * 0.45, 0.01), "x", 90), y=long + 0.3)
        return cut(join(blade, handle, soft=0.16), hole, soft=0.02)

    large = move(turn(shape(0.6, 0.72, 0.17), "x", -9), -0.12, 0.82, -0.16)
    round_board = join(turn(disc(0.06, 0.5, 0.05), "x", 90), move(box((0.12, 0.24, 0.06), 0.05), y=0.6), soft=0.12)
    eye = move(turn(disc(0.2, 0.06, 0.01), "x", 90), y=0.7)
    small = move(turn(cut(round_board, eye, soft=0.02), "x", -9), 0.3, 0.6, 0.16)
    foot = move(box((0.86, 0.15, 0.4), 0.06), y=0.15)
    slots = [move(turn(box((2, 0.9, 0.075), 0.02), "x", -9), 0, y, z) for y, z in ((0.92, -0.14), (0.92, 0.21))]
    loop = tube([(-0.12, 1.72, -0.31, 0.02), (-0.16, 1.86, -0.22, 0.02), (-0.13, 1.9, -0.33, 0.02), (-0.1, 1.86, -0.44, 0.02),
                 (-0.12, 1.72, -0.33, 0.02)])  # fmt: skip
    return [
        Part(large, "clay"), Part(small, "blush"), Part(cut(foot, *slots, soft=0.02), "bone"), Part(loop, "ink", "rubber"),
    ]  # fmt: skip


def _rest() -> list[Part]:
    head, tail = move(ball((0.56, 0.22, 0.52)), -0.42, 0.22), move(ball((0.62, 0.15, 0.24)), 0.42, 0.18)
    low = [move(ball((0.48, 0.2, 0.44)), -0.42, 0.33), move(ball((0.6, 0.1, 0.15)), 0.44, 0.31)]
    above = move(box((3, 0.5, 3), 0.01), y=0.79)
    dish = cut(join(head, tail, soft=0.14), join(*low, soft=0.1), above, soft=0.03)
    bowl = cut(move(ball((0.33, 0.13, 0.24)), -0.42, 0.38), move(ball((0.28, 0.12, 0.19)), -0.44, 0.47), soft=0.02)
    spoon = join(
        bowl,
        tube([(-0.14, 0.38, 0, 0.05), (0.3, 0.36, 0, 0.05), (0.8, 0.36, 0, 0.06), (1.3, 0.4, 0, 0.075)]),
        soft=0.08,
    )
    pose = partial(turn, axis="y", degrees=34)
    return [Part(pose(dish), "body", "glaze"), Part(pose(spoon), "clay")]


def _stand() -> list[Part]:
    side = spline((0.52, 0.03), (0.3, 0.12), (0.13, 0.3), (0.11, 0.5), (0.2, 0.72))
    foot = lathe([(0, 0), (0.5, 0), *side, (0.3, 0.76), (0, 0.78)])
    top = lathe(fillet([(0, 0.74), (0.9, 0.74), (0.97, 0.86), (0.93, 0.86), (0.88, 0.81), (0, 0.81)], 0.02))
    edge = ring(move(ball((0.075, 0.075, 0.075)), 0.96, 0.85), 30)
    ruffle = ring(move(ball((0.062, 0.05, 0.062)), 0.52, 0.05), 18)
    return [Part(join(foot, top, soft=0.05), "body", "glaze"), Part(join(edge, ruffle), "edge", "glaze")]


TABLE: Final[Mapping[str, Still]] = {
    "loma-mug": Still("mint", _mug, {
        "loma-mug-bone": {"body": "bone"}, "loma-mug-brick": {"body": "brick"}, "loma-mug-cobalt": {"body": "cobalt"},
    }),
    "duna-cup": Still("mint", _cup, {
        "duna-cup-sky": {"body": "sky", "saucer": "bone"}, "duna-cup-blush": {"body": "blush", "saucer": "bone"},
    }),
    "alba-teapot": Still("mint", _teapot, {"alba-teapot": {}}),
    "valle-bowl": Still("mint", _bowl, {
        "valle-bowl-pine": {"body": "pine"}, "valle-bowl-bone": {"body": "bone"},
    }),
    "cala-plates": Still("mint", _plates, {"cala-plates-sky": {"body": "sky"}, "cala-plates-blush": {"body": "blush"}}),
    "rio-carafe": Still("mint", _carafe, {"rio-carafe": {}}),
    "cosecha-jar": Still("mint", _jar, {"cosecha-jar": {"body": "cobalt"}}),
    "feria-tray": Still("mint", _tray, {"feria-tray-brick": {"body": "brick"}, "feria-tray-pine": {"body": "pine"}}),
    "pareja-shakers": Still("mint", _shakers, {"pareja-shakers": {}}),
    "olmo-boards": Still("mint", _board, {"olmo-boards": {}}),
    "reposo-rest": Still("mint", _rest, {"reposo-rest": {"body": "marigold"}}),
    "domingo-stand": Still("mint", _stand, {
        "domingo-stand-blush": {"body": "blush", "edge": "bone"}, "domingo-stand-bone": {"body": "bone", "edge": "brick"},
    }),
}  # fmt: skip
