"""Each file of the zoo is refused in a French sentence; none that people honestly send is."""

from __future__ import annotations

import io
import struct
import time

import pytest
from werkzeug.datastructures import FileStorage

from intranet.kit.incoming import Incoming, received
from intranet.kit.refusals import RefusedFile
from tests.zoo import HONEST_KINDS, KINDS, Sent, a_jpeg, honest, hostile

pytestmark = pytest.mark.no_database


def arrived(sent: Sent) -> Incoming:
    return received(
        FileStorage(io.BytesIO(sent.body), filename=sent.name, content_type=sent.mime or None)
    )


def test_the_zoo_has_the_forty_two_kinds_and_more() -> None:
    assert len(KINDS) >= 42


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_file_is_refused_at_once_and_in_french(kind: str) -> None:
    started = time.process_time()
    with pytest.raises(RefusedFile) as refused:
        arrived(hostile(kind))
    said = str(refused.value)
    assert said.endswith(".") and said[0].isupper() and "'" not in said
    assert time.process_time() - started < 2


@pytest.mark.parametrize("kind", HONEST_KINDS)
def test_an_honest_file_is_never_refused(kind: str) -> None:
    sent = honest(kind)
    came = arrived(sent)
    assert came.body == sent.body
    assert came.name.lower().endswith(sent.name.lower()[-4:])
    assert len(came.name) <= 120 and "/" not in came.name and "\\" not in came.name


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photograph_no_longer_says_where_it_was_taken(order: str) -> None:
    notes = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    notes += struct.pack(f"{order}HHHI4sHHIII", 2, 0x0110, 2, 4, b"Tel\0", 0x8825, 4, 1, 38, 0)
    latitude = struct.pack(f"{order}6I", 48, 1, 51, 1, 30, 1)
    notes += struct.pack(f"{order}HHHIII", 1, 2, 5, 3, 56, 0) + latitude
    words = b'<rdf:Description exif:GPSLatitude="48,51.5N" tiff:Model="Tel"/>'
    said = b"".join(
        b"\xff\xe1" + struct.pack(">H", len(each) + 2) + each
        for each in (b"Exif\0\0" + notes, b"http://ns.adobe.com/xap/1.0/\0" + words)
    )
    taken = a_jpeg(8, 8)
    sent = taken[:2] + said + taken[2:]

    came = arrived(Sent("IMG_2026.JPG", sent)).body

    assert latitude in sent and latitude not in came
    assert b"48,51.5N" not in came and b'tiff:Model="Tel"' in came and b"Tel\0" in came
    assert (len(came), came[-len(taken) + 2 :]) == (len(sent), taken[2:])
