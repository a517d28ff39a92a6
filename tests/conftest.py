"""What a run of the tests begins with: what its workers share, and which test goes first.

Whoever only hands out the tests to workers imports nothing of the site: they do, at the same time.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from flask import Flask

from intranet.kit.compiled import CODE, Kept, state_of
from tests import databases

pytest.register_assert_rewrite("tests.grounds", "tests.world")  # some conftest may import them
MIGRATIONS = CODE.parent / "migrations"
LONG = {
    "drills",
    "accessibility",
    "test_access",
    "test_bad_input",
    "test_config",
    "test_three_clicks",
}


def pytest_configure(config: pytest.Config) -> None:
    """Begin once, before the workers, what they share: a server, compiled templates, tables."""
    gc.disable()  # until all is imported
    if not hasattr(config, "workerinput"):
        databases.keep_in_memory()
        databases.start(config)
        os.environ["TEST_TEMPLATES"] = str(kept(config, "templates", state_of(CODE)))
        os.environ["TEST_TABLES"] = str(
            kept(config, "tables", state_of(CODE) + state_of(MIGRATIONS))
        )
        if "TEST_SOUND" not in os.environ:  # `make test` names it: both databases show the same
            os.environ["TEST_SOUND"] = sound(config)
    if not hands_out(config):
        Flask.jinja_options = {"bytecode_cache": Kept(os.environ["TEST_TEMPLATES"])}
        config.pluginmanager.import_plugin("tests.grounds")


def sound(config: pytest.Config) -> str:
    """The file where the workers tell one another which pages they found valid."""
    number, path = tempfile.mkstemp(prefix="sound-")
    os.close(number)
    config.add_cleanup(Path(path).unlink)
    return path


def hands_out(config: pytest.Config) -> bool:
    """Whether others run the tests."""
    return not hasattr(config, "workerinput") and config.getoption("dist", "no") != "no"


def kept(config: pytest.Config, name: str, state: str) -> Path:
    """Where something is kept from one run to the next, for one state of the code."""
    assert config.cache
    every = config.cache.mkdir(name)
    ours = every / state
    ours.mkdir(exist_ok=True)
    for other in every.iterdir():
        if other != ours:
            shutil.rmtree(other, ignore_errors=True)
    return ours


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long goes first: at the end, no worker waits for another.

    Before all, what walks through the world of the census: one worker makes it, the others need none.
    """
    items.sort(key=lambda item: ("world" not in item.fixturenames, not takes_long(item)))


def takes_long(item: pytest.Item) -> bool:
    first = item.path.parent.name in LONG or item.path.stem in LONG
    return first or item.get_closest_marker("live") is not None


def pytest_collection_finish() -> None:
    """What was imported stays, and is not searched; tests make many objects that live briefly."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 10, 10)
    gc.enable()


def pytest_unconfigure() -> None:
    """What is left is searched once, and not again at each step of the end."""
    gc.collect()
    gc.freeze()
