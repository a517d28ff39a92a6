"""A server of letters that notes what it was given, and may do something before it answers."""

from __future__ import annotations

import re
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Mailbox:
    """The Message-ID of each letter that came, in order."""

    url: str
    came: list[str] = field(default_factory=list)
    before_answering: Callable[[], object] = lambda: None


class Conversation(socketserver.StreamRequestHandler):
    """What one mailer says, and is answered."""

    server: Server

    def handle(self) -> None:
        self.say("220 essais")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 essais")

    def take(self) -> None:
        text = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            text += line
        if line:
            found = MESSAGE_ID.search(text)
            assert found, text[:500]
            self.server.box.came.append(found[1].decode())
            self.server.box.before_answering()
            self.say("250 kept")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True
    box: Mailbox

    def handle_error(self, *_: object) -> None:
        """Whoever was killed hangs up half-way."""


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.box = Mailbox(f"smtp://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.box
        server.shutdown()
        thread.join()
