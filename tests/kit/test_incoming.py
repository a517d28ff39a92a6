"""Each file of the zoo is refused in a French sentence; none that people honestly send is."""

from __future__ import annotations

import io
import time

import pytest
from werkzeug.datastructures import FileStorage

from intranet.kit.incoming import Incoming, received
from intranet.kit.refusals import RefusedFile
from tests.zoo import HONEST_KINDS, KINDS, Sent, honest, hostile

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
