"""Where the bytes of kept files are: on a disk of this machine, or in a bucket that several share."""

from __future__ import annotations

from flask import Flask, current_app

from intranet.config import make_folder
from intranet.kit.storage.disk import Disk
from intranet.kit.storage.interface import NotStored, Storage, StorageAway, Stored
from intranet.storing import Folder

__all__ = ["NotStored", "Storage", "StorageAway", "Stored", "init_app", "storage"]


def init_app(app: Flask) -> None:
    """Prepare the folder. A bucket waits for the first file: what speaks S3 takes time to load."""
    place = app.config["STORAGE"]
    if isinstance(place, Folder):
        make_folder(place.path, "STORAGE_URL")
        app.extensions["storage"] = Disk(place.path)


def storage() -> Storage:
    """The storage of this site."""
    kept: Storage | None = current_app.extensions.get("storage")
    if kept is None:
        from intranet.kit.storage.bucket import S3

        kept = current_app.extensions["storage"] = S3(current_app.config["STORAGE"])
    return kept
