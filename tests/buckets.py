"""A server that speaks S3 on this machine, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from intranet.kit.storage.bucket import S3
from intranet.storing import Bucket

KEYS = {"AWS_ACCESS_KEY_ID": "clef", "AWS_SECRET_ACCESS_KEY": "secret"}


@contextmanager
def speaking_s3() -> Iterator[str]:
    """Its address, while it lives."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def a_bucket(endpoint: str, name: str, prefix: str = "") -> S3:
    """An empty one."""
    kept = S3(Bucket(name, prefix, endpoint, None, *KEYS.values()))
    kept.client.create_bucket(Bucket=name)
    return kept
