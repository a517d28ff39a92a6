"""QR codes: the path of an SVG, drawn without script, style or network."""

from __future__ import annotations

from dataclasses import dataclass

QUIET = 4  # modules of blank around, without which readers fail (ISO/IEC 18004)


@dataclass(frozen=True)
class Qr:
    """A square of so many modules, and the path of its dark ones."""

    size: int
    path: str


def qr(text: str) -> Qr:
    """The code of a text; each run of dark modules of a line is one rectangle."""
    import segno

    matrix = segno.make(text, error="m", micro=False).matrix
    strokes = []
    for y, line in enumerate(matrix):
        x = 0
        while x < len(line):
            length = 0
            while x + length < len(line) and line[x + length]:
                length += 1
            if length:
                strokes.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += length or 1
    return Qr(len(matrix) + 2 * QUIET, "".join(strokes))
