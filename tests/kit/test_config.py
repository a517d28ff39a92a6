"""A missing or wrong setting stops the start with one sentence that names it."""

from __future__ import annotations

import os
import runpy
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from flask import request
from sqlalchemy.exc import OperationalError

from intranet import allowances, config, create_app, entry, keys, serving, storing, upkeep
from intranet.content import commands, loading
from intranet.kit.limits import Limit

pytestmark = pytest.mark.no_database

OIDC = {"OIDC_ISSUER": "https://x.fr", "OIDC_CLIENT_ID": "nous", "OIDC_CLIENT_SECRET": "secret"}
PRODUCTION = {"INTRANET_ENV": "production", "SECRET_KEY": "0123456789abcdef" * 2}


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"PORT": "quatre"}, "PORT"),
        ({"PORT": "99999"}, "PORT"),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY"),
        ({"WEB_CONCURRENCY": ""}, "WEB_CONCURRENCY"),
        ({"GUNICORN_PRELOAD": "non"}, "GUNICORN_PRELOAD"),
        ({"GUNICORN_LOGLEVEL": "bavard"}, "GUNICORN_LOGLEVEL"),
        ({"FORWARDED_ALLOW_IPS": "10.0.0.1,nginx"}, "« nginx »"),
        ({"SITE_NAME": "Passerelles\nBcc: x@y.fr"}, "SITE_NAME"),
        ({"SITE_NAME": "x" * 61}, "SITE_NAME"),
        ({"TRUSTED_PROXIES": "nginx"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"INTRANET_PUBLIC": "oui"}, "INTRANET_PUBLIC"),
        ({"SECOND_FACTOR": "oui"}, "SECOND_FACTOR"),
        ({"INTRANET_ENV": "prod"}, "INTRANET_ENV"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://compte@serveur:port/base"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////nulle/part/site.db"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
        ({"SITE_URL": "passerelles.fr"}, "SITE_URL"),
        ({"SITE_URL": "https://passerelles.fr:99999"}, "SITE_URL"),
        ({"SITE_URL": "https://[passerelles"}, "SITE_URL"),
        ({"SITE_URL": "https://passerelles.fr/intranet"}, "SITE_URL"),
        ({"SITE_URL": "https://passerelles.fr?x=1"}, "SITE_URL"),
        ({"SITE_URL": "https://compte:secret@passerelles.fr"}, "SITE_URL"),
        ({"SITE_URL": "https://passerelles .fr"}, "SITE_URL"),
        ({"SITE_URL": "https://développeurs.fr"}, "xn--"),
        ({"MAIL_URL": "http://x"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://serveur:port"}, "MAIL_URL"),
        ({"STORAGE_URL": "ftp://x"}, "STORAGE_URL"),
        ({"STORAGE_URL": "s3://X_y"}, "STORAGE_URL"),
        ({"STORAGE_URL": "s3://passerelles?clef=x"}, "« clef » n’est pas connu"),
        ({"STORAGE_URL": "s3://passerelles?endpoint=minio"}, "endpoint"),
        ({"STORAGE_URL": "s3://passerelles"}, "AWS_ACCESS_KEY_ID"),
        ({"STORAGE_URL": "s3://passerelles", "AWS_ACCESS_KEY_ID": "x"}, "AWS_SECRET_ACCESS_KEY"),
        ({"STORAGE_URL": "file:///proc/version/fichiers"}, "STORAGE_URL"),
        ({"CLAMD_SOCKET": "clamd.ctl"}, "CLAMD_SOCKET"),
        ({"KEEP_DRAFTS_MONTHS": "0"}, "KEEP_DRAFTS_MONTHS"),
        ({"KEEP_NAMES_MONTHS": "deux ans"}, "KEEP_NAMES_MONTHS"),
        ({"INTRANET_NOW": "hier"}, "INTRANET_NOW"),
        ({"INTRANET_NOW": "2026-11-22T10:00:00"}, "INTRANET_NOW"),
        ({"INTRANET_NOW": "9999-12-31T23:59:59Z"}, "INTRANET_NOW"),
        ({"INTRANET_ENV": "production"}, "SECRET_KEY"),
        ({"INTRANET_ENV": "production", "SECRET_KEY": "court"}, "SECRET_KEY"),
        ({"INTRANET_ENV": "production", "SECRET_KEY": "a" * 40}, "SECRET_KEY se devine"),
        (PRODUCTION | {"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        (PRODUCTION | {"INTRANET_NOW": "2026-11-22T10:00:00Z"}, "INTRANET_NOW"),
        ({"OIDC_ISSUER": "https://x"}, "OIDC_CLIENT_ID"),
        ({"OIDC_CLIENT_SECRET": "x"}, "OIDC_ISSUER"),
        (OIDC | {"OIDC_ISSUER": "http://connexion.exemple.fr"}, "OIDC_ISSUER"),
        (OIDC | {"OIDC_ISSUER": "https://connexion.exemple.fr?x=1"}, "OIDC_ISSUER"),
        (OIDC | {"OIDC_ISSUER": "https://[connexion"}, "OIDC_ISSUER"),
        (PRODUCTION | OIDC | {"OIDC_ISSUER": "http://127.0.0.1:9"}, "OIDC_ISSUER"),
        (OIDC | {"OIDC_SCOPES": "profile"}, "OIDC_SCOPES"),
        ({"SEARCHES_A_MINUTE": "peu"}, "SEARCHES_A_MINUTE"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(config.WrongSetting, match=named):
        config.read(environ, tmp_path)


def test_a_folder_that_nobody_may_write_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(
        config.WrongSetting, match="STORAGE_URL"
    ):  # the system refuses even root there
        create_app(INSTANCE=tmp_path, STORAGE_URL="file:///proc/fichiers")
    (lost := tmp_path / "instance").symlink_to(tmp_path / "nulle-part" / "absent")
    (tmp_path / "nulle-part").write_text("")
    for given, named in (({}, "SECRET_KEY"), ({"SECRET_KEY": "x"}, "instance")):
        with pytest.raises(config.WrongSetting, match=named):
            create_app(INSTANCE=lost, STORAGE_URL=f"file://{tmp_path}", **given)


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = config.read({}, tmp_path).secret_key
    assert len(first) == 64
    assert config.read({}, tmp_path).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_postgresql_is_spoken_to_by_psycopg(tmp_path: Path) -> None:
    found = config.read({"DATABASE_URL": "postgres://u:p@h/base"}, tmp_path)
    assert found.database_url == "postgresql+psycopg://u:p@h/base"


def test_a_host_set_to_nothing_is_not_every_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = config.read({"HOST": "", "PORT": ""}, tmp_path)
    assert (found.host, found.port, found.site_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    monkeypatch.setenv("HOST", "")
    monkeypatch.setenv("PORT", "")
    page = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))
    assert page["bind"] == "127.0.0.1:8000"
    for name in ("GUNICORN_PRELOAD", "GUNICORN_LOGLEVEL", "FORWARDED_ALLOW_IPS"):
        monkeypatch.setenv(name, "")
    page = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))
    assert (page["preload_app"], page["loglevel"]) == (True, "warning")
    assert page["forwarded_allow_ips"] == "127.0.0.1,::1"


def test_an_address_of_ipv6_stands_between_brackets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config.read({"HOST": "::1"}, tmp_path).site_url == "http://[::1]:8000"
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.delenv("PORT", raising=False)
    page = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))
    assert page["bind"] == "[::1]:8000"


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


@pytest.mark.parametrize(("proxies", "believed"), [("0", "10.0.0.1"), ("1", "203.0.113.9")])
def test_an_address_is_read_where_a_proxy_of_ours_wrote_it_and_nowhere_else(
    proxies: str, believed: str, tmp_path: Path
) -> None:
    app = create_app(INSTANCE=tmp_path, INTRANET_ENV="test", TRUSTED_PROXIES=proxies)
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))
    forged_then_true = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    app.test_client().get(
        "/healthz", headers=forged_then_true, environ_base={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert seen == [believed]


@pytest.mark.parametrize(
    ("site", "named", "said"),
    [
        ("https://passerelles.example", "__Host-passerelles", {"Secure"}),
        ("http://passerelles.example", "passerelles", set()),
    ],
)
def test_the_cookie_is_of_this_host_alone_and_no_script_reads_it(
    site: str, named: str, said: set[str], tmp_path: Path
) -> None:
    app = create_app(INSTANCE=tmp_path, INTRANET_ENV="test", SITE_URL=site)
    chosen, here = {"theme": "dark"}, {"Host": "passerelles.example"}
    answer = app.test_client().post("/theme", data=chosen, headers=here)
    [cookie] = answer.headers.getlist("Set-Cookie")
    value, *flags = cookie.split("; ")
    assert value.startswith(f"{named}=")
    assert set(flags) == said | {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_the_start_says_where_it_cannot_listen_and_which_base_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "serve", lambda *_: pytest.fail("it serves"))

    def started(*command: str, **environ: str) -> str:
        app = create_app(INSTANCE=tmp_path, **environ)
        with app.app_context():
            stopped = app.test_cli_runner().invoke(args=command or ["start"])
        assert stopped.exit_code == 1
        return stopped.output.strip()

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "un autre programme y écoute déjà" in started(PORT=port)
    assert "HOST vaut « nulle.invalid »" in started(HOST="nulle.invalid", PORT=port)
    refused = started("db", "upgrade", DATABASE_URL="postgresql://nul@127.0.0.1:1/rien")
    assert refused.startswith("Error: DATABASE_URL") and len(refused.splitlines()) == 1
    silent = started(DATABASE_URL="postgresql://nul@127.0.0.1:1/rien", PORT=port)
    assert silent.startswith("Passerelles ne peut pas démarrer. DATABASE_URL")
    assert "Traceback" not in silent and len(silent.splitlines()) == 1
    (other := tmp_path / "note.db").write_text("Ceci n’est pas une base.")
    for command in (
        [],
        ["content", "load"],
        ["content", "scale"],
        ["db", "upgrade"],
    ):  # each makes what tables it lacks
        said = started(*command, DATABASE_URL=f"sqlite:///{other}", PORT=port)
        assert "(file is not a database)" in said


def test_content_that_finds_no_room_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(commands, "bring_tables_up_to_date", lambda: None)
    monkeypatch.setattr(loading, "load", full)
    monkeypatch.setattr(loading, "is_empty", lambda: True)
    app = create_app(INSTANCE=tmp_path)
    for command in (["content", "load"], ["content", "scale"]):
        told = app.test_cli_runner().invoke(args=command)
        assert told.exit_code == 1
        assert told.output.splitlines() == [
            "La base est occupée, pleine ou arrêtée (database or disk is full). Relancez la commande."
        ]


def test_every_setting_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    source = Path(config.__file__).read_text()
    import re

    for name in set(re.findall(r'"([A-Z]{2,}(?:_[A-Z]+)+|HOST|PORT)"', source)):
        assert f"`{name}`" in readme, f"{name} is not documented"


def test_the_provider_is_asked_what_it_knows(tmp_path: Path) -> None:
    plain = config.read(OIDC, tmp_path).entry.provider
    theirs = {"OIDC_ISSUER": "https://auth.agentconnect.gouv.fr/api/v2"}
    proconnect = config.read(PRODUCTION | OIDC | theirs, tmp_path).entry.provider
    assert plain and (plain.name, plain.scopes) == ("x.fr", "openid profile email")
    assert proconnect and proconnect.name == "ProConnect"
    assert proconnect.scopes == "openid given_name usual_name email siret"
    assert not entry.is_proconnect("https://proconnect.gouv.fr.exemple.fr")
    assert config.read({}, tmp_path).entry.provider is None


def test_who_comes_in_and_how_often_is_in_its_page() -> None:
    told = (Path(__file__).parents[2] / "docs" / "reglages.md").read_text()
    for name in (*entry.PROVIDER, entry.SCOPES, entry.ACR_VALUES, entry.SEARCHES):
        assert f"| `{name}` |" in told
    for limit in vars(allowances).values():
        if isinstance(limit, Limit):
            assert f"| `{limit.action}` | {limit.most:,} ".replace(",", "\u00a0") in told, limit


def test_every_setting_of_the_upkeep_is_in_its_page() -> None:
    told = (Path(__file__).parents[2] / "docs" / "reglages.md").read_text()
    for name, usual in upkeep.MONTHS.values():
        assert f"| `{name}` | `{usual}` |" in told
    for name in (
        "CLAMD_SOCKET",
        "SECOND_FACTOR",
        "STORAGE_URL",
        *storing.KEYS,
        keys.FORMER,
        serving.PRELOAD,
        serving.LEVEL,
        serving.TRUSTED,
    ):
        assert f"| `{name}` |" in told
