"""Pictures that people send: whole, of a size one can open, and nothing after their end; where a
photograph was taken is forgotten, since whoever opens it would read it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice

from intranet.kit.refusals import OTHER, RefusedFile, holds_markup

MOST_PIXELS = 120_000_000  # the largest sensors of telephones; a bomb says billions
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
STARTS_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
NOTES = re.compile(rb"Exif\x00\x00(?=II\*\x00|MM\x00\*)")  # Exif 2.32, 4.5.2
PLACE = 0x8825  # the note that leads to those of the place
MOST_MARKS, MOST_NOTES = 8, 1_000  # a telephone writes two, of some fifty
LONGEST = 65_536  # bytes of all the notes together (Exif 2.32, 4.5.3)
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}  # bytes of a value, by its type
WORDS = re.compile(rb"""(\bGPS\w+\s*(?:=\s*["']|>))([^"'<]+)""")  # the same, as XMP says it
BROKEN = "Cette image est abîmée : elle ne s’ouvre pas. Enregistrez-la de nouveau."
HUGE = "Cette image est démesurée : réduisez-la avant de l’envoyer."
TRAILS = "Cette image cache autre chose après sa fin : enregistrez-la de nouveau."


def check(body: bytes, ending: str) -> None:
    """Raises RefusedFile where it is no picture of that ending, or more than one."""
    if not body.startswith(PNG if ending == ".png" else JPEG):
        raise RefusedFile(OTHER)
    try:
        width, height, end = read_png(body) if ending == ".png" else read_jpeg(body)
    except (struct.error, IndexError):
        raise RefusedFile(BROKEN) from None
    if not width * height:
        raise RefusedFile(BROKEN)
    if width * height > MOST_PIXELS:
        raise RefusedFile(HUGE)
    rest = body[end:].strip(b"\x00\r\n\t ")
    # Telephones write a second picture, or their own notes, behind a JPEG; a PNG ends where it ends.
    if rest and (ending == ".png" or holds_markup(rest) or b"<?php" in rest or b"%PDF-" in rest):
        raise RefusedFile(TRAILS)


def without_place(body: bytes) -> bytes:
    """The same photograph, of the same length, that no longer says where it was taken."""
    found = bytearray(body)
    for mark in islice(NOTES.finditer(body), MOST_MARKS):
        try:
            _forget_place(found, mark.end())
        except struct.error:  # notes that nobody can read say nothing
            continue
    return WORDS.sub(lambda said: said[1] + b" " * len(said[2]), bytes(found))


def _forget_place(body: bytearray, base: int) -> None:
    """Blank the notes of the place, and the values that they lead to."""
    order = "<" if body[base : base + 2] == b"II" else ">"
    [first] = struct.unpack_from(f"{order}I", body, base + 4)
    places = (note[-1] for note in _notes(body, order, base + first) if note[0] == PLACE)
    if (leads_to := next(places, None)) is None:
        return
    for _, kind, count, here, at in list(_notes(body, order, base + leads_to)):
        long = SIZES.get(kind, 0) * count
        if 4 < long < LONGEST and base + at + long <= len(body):
            body[base + at : base + at + long] = bytes(long)
        body[here : here + 12] = bytes(12)
    struct.pack_into(f"{order}H", body, base + leads_to, 0)


def _notes(body: bytearray, order: str, here: int) -> Iterator[tuple[int, int, int, int, int]]:
    """Tag, type, count of values, where the note is, and its value or where that begins."""
    [count] = struct.unpack_from(f"{order}H", body, here)
    for number in range(min(count, MOST_NOTES)):
        at = here + 2 + 12 * number
        tag, kind, values, value = struct.unpack_from(f"{order}HHII", body, at)
        yield tag, kind, values, at, value


def read_png(body: bytes) -> tuple[int, int, int]:
    """Its width, its height and where it ends (PNG third edition, 5.3)."""
    here, width, height = len(PNG), 0, 0
    while True:
        length, kind = struct.unpack_from(">I4s", body, here)
        inside = body[here + 4 : here + 8 + length]
        [told] = struct.unpack_from(">I", body, here + 8 + length)
        if zlib.crc32(inside) != told or (not width and kind != b"IHDR"):
            raise RefusedFile(BROKEN)
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body, here + 8)
        here += 12 + length
        if kind == b"IEND":
            return width, height, here
        if width * height > MOST_PIXELS:
            raise RefusedFile(HUGE)


def read_jpeg(body: bytes) -> tuple[int, int, int]:
    """Its width, its height and where it ends (ITU-T T.81, annex B)."""
    here, width, height = 2, 0, 0
    while True:
        while body[here] == 0xFF and body[here + 1] == 0xFF:  # bytes that only fill
            here += 1
        if body[here] != 0xFF:
            raise RefusedFile(BROKEN)
        marker = body[here + 1]
        if marker == 0xD9:
            return width, height, here + 2
        [length] = struct.unpack_from(">H", body, here + 2)
        if length < 2:
            raise RefusedFile(BROKEN)
        if marker in STARTS_OF_FRAME:
            height, width = struct.unpack_from(">HH", body, here + 5)
        here += 2 + length
        if marker == 0xDA:  # what is drawn, up to the next mark that is not a part of it
            here = end_of_scan(body, here)


def end_of_scan(body: bytes, here: int) -> int:
    while True:
        here = body.find(b"\xff", here)
        if here < 0 or here + 1 >= len(body):
            raise RefusedFile(BROKEN)
        if body[here + 1] != 0 and not 0xD0 <= body[here + 1] <= 0xD7:
            return here
        here += 2
