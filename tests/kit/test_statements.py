"""What a session of ours spares: a row that is to be read anew still knows its key."""

from __future__ import annotations

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
