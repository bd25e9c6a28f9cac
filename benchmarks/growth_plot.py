"""A plot of cost against size, as SVG: both axes logarithmic, a line for each question."""

from html import escape
from math import log10

_WIDTH, _HEIGHT = 960, 560
_LEFT, _TOP, _RIGHT, _BOTTOM = 80, 40, 330, 60


def plot(costs: dict[str, dict[int, float]], sizes: list[int]) -> str:
    """The plot of microseconds by question and number of articles."""
    every = [cost for by in costs.values() for cost in by.values()]
    low, high = int(log10(min(every))), int(log10(max(every))) + 1
    span = log10(max(sizes)) - log10(min(sizes)) or 1

    def x(size: int) -> float:
        share = (log10(size) - log10(min(sizes))) / span
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(cost: float) -> float:
        return _HEIGHT - _BOTTOM - (log10(cost) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        "<style>text { font: 12px sans-serif }</style>",
        "<title>Cost of a question against the number of articles</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(
            f'<line x1="{_LEFT}" y1="{at:.1f}" x2="{_WIDTH - _RIGHT}" y2="{at:.1f}" '
            f'stroke="#ddd"/><text x="{_LEFT - 8}" y="{at + 4:.1f}" '
            f'text-anchor="end">{10**power:,} µs</text>'
        )
    parts += [
        f'<text x="{x(size):.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{size:,}</text>'
        for size in sizes
    ]
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 16}" text-anchor="middle">articles</text>')
    ordered = sorted(costs.items(), key=lambda pair: -pair[1][sizes[-1]])
    for place, (name, by) in enumerate(ordered):
        colour = f"hsl({place * 360 // len(ordered)} 65% 38%)"
        points = " ".join(f"{x(size):.1f},{y(by[size]):.1f}" for size in sizes)
        level = _TOP + place * 24
        last = f"{x(sizes[-1]):.1f},{y(by[sizes[-1]]):.1f}"
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<polyline points="{last} {_WIDTH - _RIGHT + 20},{level}" fill="none" '
            f'stroke="{colour}" stroke-width="0.5"/>'
            f'<text x="{_WIDTH - _RIGHT + 24}" y="{level + 4}" fill="{colour}">'
            f"{escape(name)}: {by[sizes[-1]]:,.0f} µs</text>"
        )
    return "\n".join([*parts, "</svg>\n"])
