"""Templates compiled once for all processes and starts: what they became is kept in the instance.

Compiling those that a page needs takes ten times as long as drawing it. What is kept holds for one
state of the code, since Jinja works out beforehand what a filter makes of fixed words; a start
forgets what others left. Where nothing can be written, each process compiles for itself, unless all
were compiled as the site was installed (`flask compile`).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import click
import jinja2
from flask import Flask, current_app
from flask.cli import with_appcontext
from jinja2.bccache import Bucket

from intranet.kit.texts import plural

CODE = Path(__file__).resolve().parents[1]


class Kept(jinja2.FileSystemBytecodeCache):
    """A full disk stops no page: what cannot be kept is compiled again."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def init_app(app: Flask) -> None:
    """Keep compiled templates for this state of the code alone (tests keep their own).

    All of them stay in memory, in a plain dictionary: Jinja’s own cache of 400 moves each template
    that it draws to the end of a list, which it searches from the beginning.
    """
    app.cli.add_command(compile_all)
    app.jinja_env.cache = {}
    if app.jinja_env.bytecode_cache is not None:
        return
    every = Path(app.instance_path) / "templates"
    folder = every / state_of(CODE)
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for other in every.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        app.jinja_env.bytecode_cache = Kept(str(folder))


@click.command("compile")
@with_appcontext
def compile_all() -> None:
    """Compiler les gabarits à l’installation, pour qu’aucune page n’ait à l’attendre."""
    pages = current_app.jinja_env
    if pages.bytecode_cache is None:
        sys.exit(
            f"Aucun gabarit n’est gardé : {current_app.instance_path} ne se laisse pas écrire."
        )
    names = pages.list_templates()
    for name in names:
        pages.get_template(name)
    click.echo(f"{plural(len(names), 'gabarit compilé')}.")


def state_of(code: Path) -> str:
    """A word that changes with each file of the code, and with Jinja."""
    told = sorted(
        f"{found.path} {found.stat().st_size} {found.stat().st_mtime_ns}"
        for found in python_under(code)
    )
    return sha256("\n".join([jinja2.__version__, *told]).encode()).hexdigest()[:16]


def python_under(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from python_under(entry.path)
            elif entry.name.endswith(".py"):
                yield entry
