"""Addresses are built by what Werkzeug writes, when one is first asked for."""

from __future__ import annotations

from flask import Flask, url_for


def test_the_builders_of_an_address_are_written_when_it_is_first_asked_for(app: Flask) -> None:
    [rule] = app.url_map.iter_rules("openings.show")
    with app.test_request_context():
        first = url_for("openings.show", opening_id=7, q="foncier")
        assert first.endswith("/7?q=foncier")
        assert url_for("openings.show", opening_id=7, q="foncier") == first
    assert rule._build_unknown.__name__ != "written_when_asked"
