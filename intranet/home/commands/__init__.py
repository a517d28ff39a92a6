"""The commands that know every domain: what the timer does, the index of words, backups."""

from flask import Flask

from intranet.home.commands.backups import backup, restore
from intranet.home.commands.delays import delays_in_words
from intranet.home.commands.forgetting import apply_delays, retention
from intranet.home.commands.telling import told
from intranet.home.commands.ticking import see_to_all_due, tick, words

__all__ = [
    "apply_delays",
    "backup",
    "delays_in_words",
    "init_app",
    "restore",
    "retention",
    "see_to_all_due",
    "tick",
    "told",
    "words",
]


def init_app(app: Flask) -> None:
    for command in (tick, words, told, retention, backup, restore):
        app.cli.add_command(command)
