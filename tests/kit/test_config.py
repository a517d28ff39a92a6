"""A missing or wrong setting stops the start with one sentence that names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from intranet import config

pytestmark = pytest.mark.no_database

PRODUCTION = {"INTRANET_ENV": "production", "SECRET_KEY": "x" * 40}


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"PORT": "quatre"}, "PORT"),
        ({"PORT": "99999"}, "PORT"),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY"),
        ({"INTRANET_PUBLIC": "oui"}, "INTRANET_PUBLIC"),
        ({"INTRANET_ENV": "prod"}, "INTRANET_ENV"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"SITE_URL": "passerelles.fr"}, "SITE_URL"),
        ({"MAIL_URL": "http://x"}, "MAIL_URL"),
        ({"STORAGE_URL": "s3://x"}, "STORAGE_URL"),
        ({"INTRANET_NOW": "hier"}, "INTRANET_NOW"),
        ({"INTRANET_NOW": "2026-11-22T10:00:00"}, "INTRANET_NOW"),
        ({"INTRANET_ENV": "production"}, "SECRET_KEY"),
        ({"INTRANET_ENV": "production", "SECRET_KEY": "court"}, "SECRET_KEY"),
        (PRODUCTION | {"INTRANET_NOW": "2026-11-22T10:00:00Z"}, "INTRANET_NOW"),
        ({"OIDC_ISSUER": "https://x"}, "OIDC_ISSUER"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(config.WrongSetting, match=named):
        config.read(environ, tmp_path)


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = config.read({}, tmp_path).secret_key
    assert len(first) == 64
    assert config.read({}, tmp_path).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_postgresql_is_spoken_to_by_psycopg(tmp_path: Path) -> None:
    found = config.read({"DATABASE_URL": "postgres://u:p@h/base"}, tmp_path)
    assert found.database_url == "postgresql+psycopg://u:p@h/base"


def test_the_start_stops_with_one_sentence() -> None:
    wrong = os.environ | {"PORT": "quatre"}
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env=wrong,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert (
        started.stderr
        == "Passerelles ne peut pas démarrer. PORT vaut « quatre » : un nombre entier de 1 à 65535 est attendu.\n"
    )


def test_every_setting_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    source = Path(config.__file__).read_text()
    import re

    for name in set(re.findall(r'"([A-Z]{2,}(?:_[A-Z]+)+|HOST|PORT)"', source)):
        assert f"`{name}`" in readme, f"{name} is not documented"
