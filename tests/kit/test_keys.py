"""SECRET_KEY is changed: what was signed or sealed before is still read, until one says otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from intranet import keys
from intranet.kit import links, sealing
from tests.factories import MemberFactory
from tests.visitor import Visitor

OLD, OLDER, NEW = "a" * 40, "b" * 40, "c" * 40


def rotate(app: Flask, monkeypatch: pytest.MonkeyPatch, now: str, *before: str) -> None:
    monkeypatch.setitem(app.config, "SECRET_KEY", now)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", list(before))


def test_a_change_of_key_loses_nothing_while_the_former_ones_are_told(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate(app, monkeypatch, OLDER)
    sealed, word = sealing.seal("essai", b"secret"), links.signed("essai", 7)
    rotate(app, monkeypatch, OLD, OLDER)
    visitor.sign_in(MemberFactory(name="Camille Reste"))
    rotate(app, monkeypatch, NEW, OLD, OLDER)

    assert "Camille Reste" in visitor.open("/moi").text()
    assert (sealing.unseal("essai", sealed), links.read("essai", word)) == (b"secret", [7])

    rotate(app, monkeypatch, NEW)
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal("essai", sealed)
    with pytest.raises(links.ForgedLink):
        links.read("essai", word)


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("told", "found"), [("", []), (f"{OLD}, {OLDER}", [OLD, OLDER]), (f" {OLD},", [OLD])]
)
def test_former_keys_are_written_between_commas(told: str, found: list[Any]) -> None:
    assert keys.former({keys.FORMER: told}, in_production=True) == found
    with pytest.raises(keys.WrongKey):
        keys.former({keys.FORMER: f"{OLD},court"}, in_production=True)
