"""What a session of ours spares: a row that is to be read anew still knows its key."""

from __future__ import annotations

import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm.exc import ObjectDeletedError

from intranet.kit.db import db
from intranet.organizations.models import Organization
from tests.factories import OrganizationFactory
from tests.sql import counted


@pytest.fixture
def organization(app: Flask) -> Organization:
    made: Organization = OrganizationFactory()
    db.session.commit()
    return made


def test_the_number_of_a_row_is_known_without_reading_it_again(organization: Organization) -> None:
    with counted() as statements:
        number = organization.id
    assert not statements

    with counted() as statements:
        assert organization.name
    assert number == organization.id
    assert len(statements) == 1


def test_a_row_that_is_no_longer_there_is_not_found_by_its_number(
    organization: Organization,
) -> None:
    number = organization.id
    db.session.connection().execute(delete(Organization.__table__))  # by somebody else

    assert db.session.get(Organization, number) is None


def test_nothing_more_than_its_number_is_told_of_it(organization: Organization) -> None:
    db.session.connection().execute(delete(Organization.__table__))

    with pytest.raises(ObjectDeletedError):
        assert organization.name


@pytest.mark.no_database
def test_no_thread_meets_a_kind_of_statement_half_made() -> None:
    """All that a session may add notes to has its kind from the start, before there are threads."""
    asked = """
import intranet.kit.db
from sqlalchemy import Delete, Insert, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.annotation import annotated_classes
print([kind for kind in (Update, Delete, Insert, postgresql.Insert, sqlite.Insert)
    if kind not in annotated_classes])
"""
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n", said.stderr
