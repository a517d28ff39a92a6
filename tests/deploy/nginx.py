"""The sample page of nginx, read as nginx reads it, and started for real on ports of its own."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intranet.kit.errors import BUSY, SENTENCES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "nginx"
SITE, PROXY = FOLDER / "passerelles.conf", FOLDER / "proxy.conf"
ABSENT = "nginx is not installed, and this drill is its own: apt-get install nginx"
PAGES = {
    "indisponible.html": (
        "Un instant",
        "Le site ne répond pas pour l’instant. Rien n’a été enregistré : réessayez dans quelques secondes.",
    ),
    "trop-lourd.html": SENTENCES[413],
    "trop-souvent.html": SENTENCES[429],
}
AROUND = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn; worker_processes 1;
{user}
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{site}
}}
"""


def page_of(name: str) -> str:
    """A constant page, as the site itself would draw it."""
    title, text = PAGES[name]
    return BUSY.format(title=title, text=text) + "\n"


def largest_body_of(path: str) -> int:
    """Bytes that nginx lets through for this address."""
    text = SITE.read_text()
    usual = re.search(r"^    client_max_body_size (\d+)m;", text, re.MULTILINE)
    larger = re.search(r"location ~ (\S+) \{\n\s+client_max_body_size (\d+)m;", text)
    assert usual and larger
    return int(larger[2] if re.search(larger[1], path) else usual[1]) * 2**20


@contextmanager
def running(folder: Path, upstream: int, http: int, https: int) -> Iterator[None]:
    """nginx with the sample, where only addresses, ports and the certificate are changed."""
    command = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert command, ABSENT
    certificate(folder)
    (folder / "proxy.conf").write_text(PROXY.read_text())
    site = SITE.read_text()
    site = re.sub(r"listen \[::\][^;]*;", "", site)
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{https} ssl http2;"),
        ("/etc/ssl/passerelles", str(folder)),
        ("/var/log/nginx/access.log", str(folder / "access.log")),
        ("/srv/passerelles/deploy/nginx/proxy.conf", str(folder / "proxy.conf")),
        ("/srv/passerelles", str(ROOT)),
    ):
        assert old in site, old
        site = site.replace(old, new)
    user = "user root;" if Path("/root").stat().st_uid == 0 and _is_root() else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, site=site, user=user))
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(
            [command, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")],
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(https, process)
            yield
        finally:
            process.terminate()
            process.wait(10)


def _is_root() -> bool:
    import os

    return os.geteuid() == 0


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "nginx stopped at once"
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")


def certificate(folder: Path) -> None:
    """One that nobody trusts, for this machine."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "passerelles.example.fr")])
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
