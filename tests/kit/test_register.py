"""The register names each column of each table once, and the site follows it."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from intranet.kit.db import db
from intranet.kit.register import CLASSES, register

PAGE = Path(__file__).parent.parent.parent / "intranet" / "register.toml"
SAID = tomllib.loads(PAGE.read_text("utf-8"))


@pytest.mark.no_database
def test_every_column_of_every_table_is_named_once(app: Flask) -> None:
    for name, table in db.metadata.tables.items():
        assert name in SAID["tables"], f"intranet/register.toml: no line for the table {name}"
        said = Counter(
            column for its in CLASSES for column in SAID["tables"][name].get(its, "").split()
        )
        assert dict(said) == dict.fromkeys(table.columns.keys(), 1), f"register.toml: {name}"
    assert set(SAID["tables"]) == set(db.metadata.tables)


@pytest.mark.no_database
def test_every_link_to_a_member_is_said_to_be_one(app: Flask) -> None:
    for name, table in db.metadata.tables.items():
        links = {
            column.name
            for column in table.columns
            for key in column.foreign_keys
            if key.target_fullname == "member.id"
        }
        assert links == set(register().lines[name].of_class("link")), name


@pytest.mark.no_database
def test_what_says_something_of_a_person_says_whose_it_is_and_what_becomes_of_it() -> None:
    for name, line in register().lines.items():
        assert line.purpose in register().purposes, name
        if line.of_class("personal", "sensitive"):
            assert line.of, name
            assert line.title, name
            assert line.leaves in {"erased", "wiped", "kept"}, name


@pytest.mark.no_database
def test_what_is_carried_away_has_a_french_name() -> None:
    for line in register().lines.values():
        if line.of:
            told = line.of_class("personal", "sensitive")
            assert set(told) <= register().words.keys(), (line.table, told)
    words = Counter(register().words.values())
    assert "" not in words
