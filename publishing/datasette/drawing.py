"""Small drawings that need no script: columns of figures as the path of an SVG."""

from collections.abc import Sequence

HEIGHT = 20
STEP, WIDTH = 6, 4


def columns(values: Sequence[int | float], most: float | None = None) -> str:
    """The `d` of a path with a column for each value, `HEIGHT` high for `most` (by default the largest of them)."""
    top = max(most or 0, *values, 1) if values else 1
    parts = []
    for number, value in enumerate(values):
        # What is there is seen, however little it is.
        height = max(1.5, HEIGHT * value / top) if value else 0.5
        parts.append(f"M{STEP * number} {HEIGHT}v{-height:.3g}h{WIDTH}V{HEIGHT}z")
    return "".join(parts)


def breadth(values: Sequence[int | float]) -> int:
    """How wide the drawing of these values is."""
    return max(WIDTH, STEP * len(values) - STEP + WIDTH)
