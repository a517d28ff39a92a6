"""Files on a disk or in a bucket: the same promises, and one sentence where neither answers."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from intranet.kit import files
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.storage import NotStored, Storage, StorageAway, storage
from intranet.kit.storage.bucket import S3
from intranet.kit.storage.disk import Disk
from intranet.storing import Bucket, Folder, read
from tests.buckets import a_bucket, speaking_s3
from tests.competencies.evidence import some_evidence
from tests.factories import MemberFactory
from tests.pdfs import PDF
from tests.visitor import Visitor

NAME, OTHER = "a" * 32, "b" * 32


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with speaking_s3() as address:
        yield address


@pytest.fixture
def bucket(endpoint: str, request: pytest.FixtureRequest) -> S3:
    """A bucket of its own, and the place of the site in it."""
    return a_bucket(endpoint, f"test-{abs(hash(request.node.name))}", "site/")


@pytest.fixture(params=["disk", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, app: Flask) -> Iterator[Storage]:
    """The site on each storage in turn."""
    used: Storage = Disk(tmp_path) if request.param == "disk" else request.getfixturevalue("bucket")
    before = app.extensions["storage"]
    app.extensions["storage"] = used
    yield used
    app.extensions["storage"] = before


def a_cv() -> Attachment:
    return files.keep(FileStorage(io.BytesIO(PDF), filename="cv.pdf"))


@pytest.mark.no_database
def test_a_file_is_kept_read_listed_and_forgotten(kept: Storage) -> None:
    for body in (b"brouillon", PDF):
        kept.write(NAME, body)
    with kept.open(NAME) as file:
        assert (file.read(4), file.read()) == (PDF[:4], PDF[4:])
    [found] = kept.stored()
    assert found.name == NAME and abs(found.at - now()) < timedelta(minutes=1)
    assert (kept.exists(NAME), kept.exists(OTHER)) == (True, False)

    for _ in range(2):
        kept.remove(NAME)
    assert not kept.exists(NAME) and not list(kept.stored())
    with pytest.raises(NotStored):
        kept.open(NAME)


def test_a_member_reads_the_file_through_the_site_and_a_stranger_nothing(
    kept: Storage, edition: None, visitor: Visitor
) -> None:
    member = MemberFactory()
    evidence = some_evidence(member)
    assert evidence.attachment
    address = f"/preuves/{evidence.id}/fichier"
    answer = visitor.sign_in(member).client.get(address)
    assert answer.data.startswith(b"%PDF-")
    assert answer.content_length == evidence.attachment.size
    assert "Location" not in answer.headers
    answer.close()
    assert visitor.sign_in(MemberFactory()).client.get(address).status_code == 404

    kept.remove(evidence.attachment.stored_as)
    assert files.missing() == [evidence.attachment.name]
    page = visitor.sign_in(member).open(address, status=404)
    assert "manque dans le stockage" in page.text()


def test_a_file_leaves_with_the_commit_and_an_orphan_a_day_later(kept: Storage) -> None:
    removed, stays = a_cv(), a_cv()
    db.session.commit()
    gone, there = removed.stored_as, stays.stored_as
    kept.write(OTHER, PDF)
    files.remove([removed.id])
    assert kept.exists(gone)
    db.session.commit()

    assert {found.name for found in kept.stored()} == {there, OTHER}
    assert files.remove_orphans(now()) == 0
    assert files.remove_orphans(now() + timedelta(days=2)) == 1
    assert [found.name for found in kept.stored()] == [there]


@pytest.mark.no_database
def test_what_is_not_ours_in_the_bucket_is_left_alone(bucket: S3, app: Flask) -> None:
    for key in ("lisez-moi.txt", f"autre-site/{NAME}", "site/lisez-moi.txt"):
        bucket.client.put_object(Bucket=bucket.bucket.name, Key=key, Body=b"x")
    assert not list(bucket.stored())


@pytest.mark.parametrize("place", ["no folder", "no server", "no such bucket"])
def test_a_storage_that_is_away_writes_nothing_and_says_so(
    place: str, app: Flask, endpoint: str, edition: None, visitor: Visitor
) -> None:
    member, removed = MemberFactory(), a_cv()
    evidence = some_evidence(member)
    page = visitor.sign_in(member).open(f"/moi/preuves/{evidence.id}")
    before = app.extensions["storage"]
    app.extensions["storage"] = {
        "no folder": Disk(Path(__file__)),  # where not even a half of it could be removed
        "no server": S3(Bucket("passerelles", "", "http://127.0.0.1:1", None, "x", "x")),
        "no such bucket": S3(Bucket("absent", "", endpoint, None, "x", "x")),
    }[place]
    try:
        file = FileStorage(io.BytesIO(PDF), filename="autre.pdf")
        said = visitor.send(page, 503, form="#preuve", file=file)
        assert "hors d’atteinte" in said.text()
        files.remove([removed.id])
        db.session.commit()  # removing is taken up by the timer, and stops nobody
        with pytest.raises(StorageAway):
            list(storage().stored())
    finally:
        app.extensions["storage"] = before


@pytest.mark.no_database
def test_the_address_of_a_bucket_is_read_with_its_keys(tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "clef", "AWS_SECRET_ACCESS_KEY": "secret"}
    url = "s3://passerelles/site?endpoint=https://s3.exemple.fr&region=fr-par"
    found = read({"STORAGE_URL": url} | keys, tmp_path)
    assert found == Bucket(
        "passerelles", "site/", "https://s3.exemple.fr", "fr-par", "clef", "secret"
    )
    assert "secret" not in repr(found)
    assert read({}, tmp_path) == Folder(tmp_path / "files")


@pytest.mark.no_database
def test_what_speaks_s3_is_loaded_with_the_first_file_only() -> None:
    program = """
import sys
from flask import Flask
from intranet.kit import files, storage
from intranet.storing import Bucket
app = Flask("site")
app.config["STORAGE"] = Bucket("passerelles", "", None, None, "clef", "secret")
storage.init_app(app)
print("boto3" in sys.modules)
with app.app_context():
    storage.storage()
print("boto3" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
