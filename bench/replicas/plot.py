"""A small plot of curves over people as SVG: both axes and the bar that must not be passed. Nothing but text, for docs/."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 300, 52, 24, 28, 40
PEOPLE = (1, 10, 100, 1_000, 10_000)
COLOURS = ("#8c2d04", "#d94801", "#7a5195", "#2b6cb0", "#08415c")


@dataclass(frozen=True)
class Curve:
    """`points`: (people, milliseconds)."""

    name: str
    points: Sequence[tuple[float, float]]


def drawn(curves: Sequence[Curve], bar: float) -> str:
    """p95 of the age over people, for each number of replicas; `bar`: milliseconds that it may be."""
    top = 2 * bar
    steps = [bar / 3 * step for step in range(7)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        "<title>Age p95 over people who drag, for some numbers of models' replicas (simulated)</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="16" fill="#333">age p95, ms, simulated; each curve: so many replicas of the models</text>',
    ]
    for value in steps:
        parts.append(_line(LEFT, _y(value, top), WIDTH - RIGHT, _y(value, top), "#c00" if value == bar else "#ddd"))
        parts.append(f'<text x="{LEFT - 6}" y="{_y(value, top) + 4:.0f}" fill="#333" text-anchor="end">{value:.0f}</text>')
    for people in PEOPLE:
        parts.append(_line(_x(people), TOP, _x(people), HEIGHT - BOTTOM, "#eee"))
        parts.append(f'<text x="{_x(people):.0f}" y="{HEIGHT - 22}" fill="#333" text-anchor="middle">{people:,}</text>')
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" fill="#333" text-anchor="end">people who drag at once</text>')
    for number, curve in enumerate(curves):
        parts += _curve(curve, top, COLOURS[number % len(COLOURS)])
    return "\n".join([*parts, "</svg>\n"])


def _curve(curve: Curve, top: float, colour: str) -> list[str]:
    """As far as it stays within the plot; its name where it ends."""
    within = [(people, min(value, top)) for people, value in curve.points if people <= PEOPLE[-1]]
    cut = next((i + 1 for i, (_, value) in enumerate(within) if value >= top), len(within))
    points = " ".join(f"{_x(people):.1f},{_y(value, top):.1f}" for people, value in within[:cut])
    people, value = within[cut - 1]
    return [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>',
        f'<text x="{_x(people) - 4:.0f}" y="{_y(value, top) - 4:.0f}" fill="{colour}" text-anchor="end">{curve.name}</text>',
    ]


def _x(people: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log10(people / PEOPLE[0]) / math.log10(PEOPLE[-1] / PEOPLE[0])


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _line(x: float, y: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'
