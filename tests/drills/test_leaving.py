"""Nothing leaves the house: no redirection to another host, no request to an address that a visitor names."""

from __future__ import annotations

import ast
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from flask import Flask

import intranet
from intranet.kit.paths import own_path
from tests.drills import many, tell
from tests.visitor import Visitor
from tests.world import World, enter

CODE = Path(intranet.__file__).parent
ELSEWHERE = (
    "https://mal.example/", "http://mal.example", "//mal.example", "///mal.example", "////mal.example/a",
    "/\\mal.example", "\\/mal.example", "\\\\mal.example", "/\\/mal.example", "https:mal.example",
    "https:/mal.example", "https:///mal.example", "HTTPS://mal.example", "/\t/mal.example", "/\n/mal.example",
    "\t//mal.example", " //mal.example", "/%09/mal.example", "/%5cmal.example", "/%2fmal.example",
    "//mal.example/%2f..", "/\r\nLocation: https://mal.example", "/moi\r\nSet-Cookie: a=b", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)",
    "//localhost@mal.example", "http://localhost@mal.example/", "http://localhost.mal.example", "//mal。example",
    "／／mal.example", "/⁄mal.example", ".mal.example", "@mal.example", "ftp://mal.example", "/..//mal.example",
    "//[::1]@mal.example", "/\u2028/mal.example", "?suite=//mal.example", "",
)  # fmt: skip
# One machine in sixteen spellings, a few of them of ours: what a server that follows links would open.
SPELLINGS = (
    "http://{host}:{port}/", "https://{host}:{port}/a", "http://localhost:{port}/", "http://[::1]:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/", "http://127.1:{port}/",
    "http://127.0.0.1.nip.io:{port}/", "http://user@{host}:{port}/", "http://{host}:{port}#@example.fr/",
    "http://example.fr@{host}:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://①②⑦.⓪.⓪.①:{port}/",
    "http://169.254.169.254/latest/meta-data/", "HTTP://{host}:{port}/%2e%2e/",
)  # fmt: skip


def as_it_stands(path: str) -> dict[str, str]:
    """What a server hands over of a path; the client of the tests would read a host in two slashes."""
    named, _, query = path.partition("?")
    whole = named if named.startswith("/") else f"/{named}"
    return {"PATH_INFO": unquote(whole).encode().decode("latin-1"), "QUERY_STRING": query}


def leads_away(location: str) -> bool:
    """As browsers read it: tabs and ends of lines fall out, a backslash is a slash."""
    read = "".join(sign for sign in location.strip() if sign not in "\t\r\n").replace("\\", "/")
    found = urlsplit(urljoin("http://localhost/connexion", read))
    return found.scheme != "http" or found.netloc != "localhost"


@pytest.mark.no_database
@pytest.mark.parametrize("typed", ELSEWHERE)
def test_only_a_path_of_ours_is_gone_back_to(typed: str) -> None:
    kept = own_path(typed)
    assert kept is None or not leads_away(kept)
    assert "\r" not in (kept or "") and "\n" not in (kept or "")


@pytest.mark.parametrize("typed", ELSEWHERE[:: many(5, 1)])
def test_no_page_redirects_to_another_host(
    app: Flask, visitor: Visitor, edition: Any, typed: str
) -> None:
    token = visitor.open("/connexion").first("[name=csrf_token]").get("value")
    asked = {"csrf_token": token}
    answers = [
        visitor.client.post("/theme", data=asked | {"theme": "dark", "next": typed}),
        visitor.client.get("/connexion", query_string={"suite": typed}),
    ]
    if path := typed.replace("\r", "").replace("\n", ""):
        answers += [
            visitor.client.get("/", environ_overrides=as_it_stands(path)),
            visitor.client.get("/offres/", query_string={"q": typed}),
        ]
    for answer in answers:
        assert answer.status_code < 500
        assert not leads_away(answer.headers.get("Location", "/")), answer.headers
        assert "a=b" not in answer.headers.getlist("Set-Cookie")


def test_whoever_signs_in_or_follows_goes_on_here(
    app: Flask, world: World, visitor: Visitor
) -> None:
    """Each parameter that leads somewhere, on the pages of members."""
    enter("member", world, visitor)
    page = visitor.open(f"/offres/{world.samples['live opening']['opening_id']}")
    forms = page.select("form:has([name=retour])")
    assert forms, "a page that one follows says where to go back"
    for typed in ELSEWHERE[:: many(6, 1)]:
        said = page.answers(forms[0]) | {"retour": typed}
        answer = visitor.client.post(forms[0].attrib["action"], data=said)
        assert answer.status_code in {302, 303}
        assert not leads_away(answer.headers["Location"]), typed
        answer = visitor.client.get("/connexion", query_string={"suite": typed})
        assert not leads_away(answer.headers.get("Location", "/")), typed


@pytest.mark.no_database
def test_what_leads_somewhere_is_always_checked() -> None:
    """`suite`, `next` and `retour` are read through `own_path`, and nothing else is redirected to."""
    bare = []
    for path in speaking_of("own_path|redirect\\(|request\\.(args|form|values|referrer)"):
        tree, lines = ast.parse(text := path.read_text()), text.splitlines()
        checked = {
            id(inside)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "own_path"
            for inside in ast.walk(call)
        }
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or id(call) in checked:
                continue
            if not any("request" in line for line in lines[call.lineno - 1 : call.end_lineno]):
                continue
            said = ast.unparse(call)
            reads = said.startswith(tuple(f"request.{where}.get(" for where in ("args", "form", "values")))  # fmt: skip
            named = bool(call.args) and getattr(call.args[0], "value", "") in {"suite", "next", "retour"}  # fmt: skip
            goes = said.startswith("redirect(request.") and not said.startswith("redirect(request.path")  # fmt: skip
            if (reads and named) or goes or "request.referrer" in said:
                bare.append(f"{path.relative_to(CODE)}:{call.lineno} {said}")
    assert bare == []


# ------------------------------------------------------------------ nothing is fetched

# Who may open a connection, and to whom: what an administrator set, never what a visitor typed.
EXITS = {
    "kit/letters.py": {"smtplib"},  # MAIL_URL
    "kit/scanning.py": {"socket"},  # CLAMD_SOCKET
    "kit/storage/bucket.py": {"boto3", "botocore"},  # STORAGE_URL
    "members/openid/client.py": {"requests", "authlib"},  # OIDC_ISSUER
    "content/commands.py": {"socket"},  # whether the port of the site is free
}
OUTWARD = {
    "socket", "smtplib", "ftplib", "telnetlib", "poplib", "imaplib", "xmlrpc", "http.client", "urllib.request",
    "requests", "httpx", "aiohttp", "urllib3", "boto3", "botocore", "paramiko", "websocket",
}  # fmt: skip


@pytest.mark.no_database
def test_only_five_rooms_open_a_connection() -> None:
    wrong = []
    for path in speaking_of("|".join(re.escape(name) for name in OUTWARD)):
        name = str(path.relative_to(CODE))
        allowed = EXITS.get(name, set())
        if name.startswith("members/openid/"):
            allowed = EXITS["members/openid/client.py"]
        for module in imported(path):
            root = module.partition(".")[0]
            if (module in OUTWARD or root in OUTWARD) and root not in allowed:
                wrong.append(f"{name} imports {module}")
    assert wrong == []


def speaking_of(words: str) -> Iterator[Path]:
    """Only those are worth parsing."""
    asked = re.compile(words)
    return (path for path in CODE.rglob("*.py") if asked.search(path.read_text()))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


class Canary:
    """A server that nobody has a reason to call, and everything that was tried to be opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard: list[Any] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self.listening.getsockname()
        self.listening.setblocking(False)
        for name in ("connect", "connect_ex"):
            monkeypatch.setattr(socket.socket, name, self.hear)
        monkeypatch.setattr(socket, "create_connection", self.hear)
        monkeypatch.setattr(socket, "getaddrinfo", self.hear)

    def hear(self, *asked: Any, **how: Any) -> None:
        self.heard.append(asked)
        raise OSError("nothing leaves")

    def is_silent(self) -> bool:
        try:
            self.listening.accept()
        except BlockingIOError:
            return self.heard == []
        return False


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    found = Canary(monkeypatch)
    yield found
    found.listening.close()


# Each field that holds an address: who writes it, where, and what else is said there.
ADDRESSES: dict[tuple[str, str], tuple[str, str, str, dict[str, str]]] = {
    ("EvidenceForm", "url"): ("member", "/moi/preuves/nouvelle", "url", {"title": "Un bilan"}),
    ("OpeningForm", "apply_url"): (
        "recruiter", "/offres/{draft opening.opening_id}/modifier", "apply_url", {},
    ),
    ("EventForm", "remote_url"): ("author", "/agenda/{meeting.slug}/modifier", "remote_url", {}),
    ("RunForm", "remote_url"): (
        "trainer", "/formations/{run.course_id}/sessions/{run.run_id}/modifier", "remote_url", {},
    ),
    ("EventForm", "registration_url"): (
        "author", "/agenda/{meeting.slug}/modifier", "registration_url", {},
    ),
    ("OrganizationForm", "website"): ("administrator", "/annuaire/{organization.slug}/modifier", "website", {}),
    ("SourceRow", "url"): (
        "author", "/pratiques/{draft practice.slug}/modifier", "sources-0-url", {"sources-0-label": "Source"},
    ),
    ("SourceRow", "url (sheet)"): (
        "animator", "/animer/passerelles/{sheet.word}/{sheet.way}", "sources-0-url", {},
    ),
}  # fmt: skip


@pytest.mark.no_database
def test_every_field_that_holds_an_address_is_tried() -> None:
    known = sorted((form, name.partition(" ")[0]) for form, name in ADDRESSES)
    assert sorted(address_fields()) == known


def address_fields() -> Iterator[tuple[str, str]]:
    for path in (*CODE.glob("*/forms/*.py"), *CODE.glob("*/forms.py")):
        for found in ast.walk(ast.parse(path.read_text())):
            for line in found.body if isinstance(found, ast.ClassDef) else ():
                made = line.value if isinstance(line, ast.Assign) else None
                if isinstance(made, ast.Call) and getattr(made.func, "id", "") == "URLField":
                    yield found.name, line.targets[0].id  # type: ignore[attr-defined]


def test_no_address_that_a_visitor_names_is_opened_by_us(
    app: Flask, world: World, visitor: Visitor, canary: Canary
) -> None:
    """Written in each field that holds one, then read again in pages, feeds and a PDF, and by the timer."""
    tried = 0
    for who, page, name, said in ADDRESSES.values():
        for spelling in SPELLINGS[:: many(9, 1)]:
            enter(who, world, visitor)
            form_page = visitor.open(filled_in(page, world))
            [form] = form_page.select(f'main form:has([name="{name}"])')
            typed = spelling.format(host=canary.host, port=canary.port)
            told = form_page.answers(form) | said | {name: typed}
            answer = visitor.client.post(str(form.get("action") or form_page.url), data=told)
            assert answer.status_code < 500, (page, typed)
            tried += 1
        visitor.open(filled_in(page, world))
    enter("author", world, visitor)
    for reader in ("/offres.atom", "/pratiques.json", "/agenda.atom", "/annuaire.csv", "/", "/recherche?q=mal"):  # fmt: skip
        assert visitor.client.get(reader).status_code == 200
    ticked = app.test_cli_runner().invoke(args=["tick"])
    assert ticked.exit_code == 0, ticked.output
    tell(f"{tried} addresses written, {len(canary.heard)} opened")
    assert canary.is_silent(), canary.heard


def filled_in(page: str, world: World) -> str:
    for sample, known in world.samples.items():
        for name, value in known.items():
            page = page.replace(f"{{{sample}.{name}}}", str(value))
    return page
