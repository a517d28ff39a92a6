"""Files in a bucket that speaks S3. Loaded with the first file only: boto3 is heavy."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from intranet.kit.storage.interface import NAME, NotStored, StorageAway, Stored
from intranet.storing import Bucket

# Seconds. Twice both stay under the half minute after which a web worker is given up.
CONNECT, ANSWER, TRIES = 3, 8, 2
ABSENT = {"404", "NoSuchKey"}


class _Body(io.RawIOBase):
    """A file on its way: a storage that falls silent half-way is said to be away."""

    def __init__(self, body: Any) -> None:
        self.body = body

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        with _answering():
            some = self.body.read(len(into))
        into[: len(some)] = some
        return len(some)

    def close(self) -> None:
        self.body.close()
        super().close()


class S3:
    """One object a name, under the prefix of the site. A client may serve several threads."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        opened = Session(
            aws_access_key_id=bucket.key_id,
            aws_secret_access_key=bucket.secret,
            aws_session_token=bucket.token,
            region_name=bucket.region or "us-east-1",
        )
        self.client: Any = opened.client(
            "s3", endpoint_url=bucket.endpoint, config=_manners(bucket)
        )

    def write(self, name: str, body: bytes) -> None:
        with _answering():
            self.client.put_object(**self._object(name), Body=body)

    def open(self, name: str) -> IO[bytes]:
        with _answering(name):
            found = self.client.get_object(**self._object(name))["Body"]
        return io.BufferedReader(_Body(found))

    def remove(self, name: str) -> None:
        with _answering():
            self.client.delete_object(**self._object(name))

    def exists(self, name: str) -> bool:
        try:
            with _answering(name):
                self.client.head_object(**self._object(name))
        except NotStored:
            return False
        return True

    def stored(self) -> Iterator[Stored]:
        prefix = self.bucket.prefix
        with _answering():
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket.name, Prefix=prefix):
                for found in page.get("Contents", ()):
                    name = found["Key"].removeprefix(prefix)
                    if NAME.fullmatch(name):
                        yield Stored(name, found["LastModified"])

    def _object(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket.name, "Key": self.bucket.prefix + name}


def _manners(bucket: Bucket) -> Config:
    """Short patience; and nothing that only Amazon understands."""
    return Config(
        connect_timeout=CONNECT,
        read_timeout=ANSWER,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"} if bucket.endpoint else None,
    )


@contextmanager
def _answering(name: str = "") -> Iterator[None]:
    """What boto3 raises, in the words of a storage; `name` is of a file that may not be there."""
    try:
        yield
    except ClientError as error:
        if name and error.response.get("Error", {}).get("Code") in ABSENT:
            raise NotStored(name) from None
        raise StorageAway(str(error)) from error
    except BotoCoreError as error:
        raise StorageAway(str(error)) from error
