"""The server of letters: what is told to it is told to it alone."""

from __future__ import annotations

import smtplib
import socket
import socketserver
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest

from intranet.kit.letters import by_smtp

pytestmark = pytest.mark.no_database

NAME = "courrier.essais.example"


class Conversation(socketserver.StreamRequestHandler):
    """Of a server that may cipher, at once or once it is asked to."""

    server: Server

    def setup(self) -> None:
        self.is_ciphered = self.server.is_wrapped
        if self.is_ciphered:
            self.request = self.server.sound.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.say("220 essais")
        while line := self.rfile.readline():
            said = line.decode().strip()
            self.server.heard.append((said, self.is_ciphered))
            match said[:4].upper():
                case "EHLO":
                    offered = not self.is_ciphered and self.server.offers
                    self.say("250-essais", *(["250-STARTTLS"] if offered else []), "250 AUTH PLAIN")
                case "STAR":
                    self.say("220 go on")
                    self.request = self.server.sound.wrap_socket(self.request, server_side=True)
                    self.is_ciphered = True
                    super().setup()
                case "AUTH":
                    self.say("235 known")
                case "DATA":
                    self.say("354 go on")
                    while self.rfile.readline() not in {b".\r\n", b""}:
                        pass
                    self.say("250 kept")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 essais")

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True
    sound: ssl.SSLContext
    heard: list[tuple[str, bool]]
    offers, is_wrapped = True, False

    def handle_error(self, *_: object) -> None:
        """Whoever does not trust it hangs up."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Known by its name, and by a certificate that this machine trusts."""
    key = certificate(tmp_path, NAME)
    with Server(("127.0.0.1", 0), Conversation) as made:
        made.heard, made.sound = [], ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.sound.load_cert_chain(key)
        monkeypatch.setenv("SSL_CERT_FILE", str(key))
        reach = socket.create_connection
        monkeypatch.setattr(
            socket, "create_connection", lambda _, *how: reach(made.server_address, *how)
        )
        Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
        yield made
        made.shutdown()


def certificate(folder: Path, name: str) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    kept = folder / "both.pem"
    kept.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, *plain)
    )
    return kept


def send(url: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@essais.example", "b@essais.example", "S"
    by_smtp(url)(message)


def heard_in_clear(server: Server) -> set[str]:
    return {said.partition(" ")[0].upper() for said, is_ciphered in server.heard if not is_ciphered}


def test_the_password_and_the_letter_are_ciphered_before_they_are_told(server: Server) -> None:
    send(f"smtp://compte:secret@{NAME}:587")
    assert heard_in_clear(server) == {"EHLO", "STARTTLS"}
    assert [said for said, _ in server.heard if said.startswith(("AUTH", "data", "DATA"))]


def test_from_the_first_word_where_the_address_says_so(server: Server) -> None:
    server.is_wrapped = True
    send(f"smtps://compte:secret@{NAME}")
    assert server.heard
    assert not heard_in_clear(server)


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_a_server_under_the_name_of_another_is_told_nothing(
    server: Server, *, is_wrapped: bool
) -> None:
    server.is_wrapped = is_wrapped
    scheme = "smtps" if is_wrapped else "smtp"
    with pytest.raises(ssl.SSLCertVerificationError):
        send(f"{scheme}://compte:secret@usurpe.essais.example")
    assert heard_in_clear(server) <= {"EHLO", "STARTTLS"}
    assert not [said for said, _ in server.heard if said.upper().startswith(("AUTH", "MAIL"))]


def test_a_password_is_told_to_nobody_in_the_clear(server: Server) -> None:
    server.offers = False
    with pytest.raises(smtplib.SMTPNotSupportedError):
        send(f"smtp://compte:secret@{NAME}:587")
    assert not [said for said, _ in server.heard if said.startswith("AUTH")]


@pytest.mark.parametrize("url", [f"smtp://{NAME}:25", "smtp://compte:secret@localhost:2525"])
def test_a_relay_without_account_and_the_machine_at_hand_need_none(
    server: Server, url: str
) -> None:
    server.offers = False
    send(url)
    assert "DATA" in heard_in_clear(server)
