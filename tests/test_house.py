"""The house keeps its own rules: rooms, glossary, templates, vendored files, addresses."""

from __future__ import annotations

import ast
import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from intranet.kit.db import db

ROOT = Path(__file__).parent.parent
CODE = ROOT / "intranet"
TEMPLATES = CODE / "templates"
SAFE_ROOMS = {CODE / "kit" / "markdown.py", CODE / "kit" / "texts.py", CODE / "kit" / "panels.py"}
TIMELESS = {("models",), ("policy",), ("queries",), ("actions",)}  # time comes in as an argument
LONG_TEXT = re.compile(r'"""[^"\\]*[^"\\\s][^"\\]*"""\n')
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager)(_|\.|$)")


@cache
def python_files() -> dict[Path, str]:
    """What each says."""
    return {path: path.read_text() for path in sorted(CODE.rglob("*.py"))}


@cache
def templates() -> dict[Path, str]:
    return {path: path.read_text() for path in sorted(TEMPLATES.rglob("*.html"))}


def says_what_it_is_for(text: str) -> bool:
    """By its docstring: a long text that begins it and ends a line is one, anything else is parsed."""
    return bool(LONG_TEXT.match(text) or ast.get_docstring(ast.parse(text)))


def imports_of(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.no_database
def test_no_room_has_a_name_that_says_nothing() -> None:
    says_nothing = re.compile(
        r"^ *(?:def (?:do|handle)(?:_|\()|class \w+(?:Manager|Helper|Info)\b)", re.MULTILINE
    )
    assert not [path for path in python_files() if FORBIDDEN_NAMES.search(path.name)]
    assert not [path for path, text in python_files().items() if says_nothing.search(text)]


@pytest.mark.no_database
def test_no_mark_of_a_merge_is_left_in_a_file() -> None:
    """Neither the linter of templates nor a page that nobody opened would see it."""
    marks = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    kinds = {".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".yaml", ".xml"}
    folders = (CODE, ROOT / "docs", ROOT / "migrations", ROOT / "tests")
    for path in (ROOT / "CHANGELOG.md", *(each for one in folders for each in one.rglob("*"))):
        if path.suffix in kinds and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not marks.search(text), path


@pytest.mark.no_database
def test_no_room_is_larger_than_300_lines() -> None:
    large = {
        str(path.relative_to(ROOT)): len(text.splitlines()) for path, text in python_files().items()
    }
    assert not {name: size for name, size in large.items() if size > 300}


@pytest.mark.no_database
def test_every_module_says_what_it_is_for() -> None:
    assert not [path for path, text in python_files().items() if not says_what_it_is_for(text)]


@pytest.mark.no_database
def test_views_and_forms_of_a_domain_are_its_own() -> None:
    for path, text in python_files().items():
        domain = path.relative_to(CODE).parts[0]
        speaks = rf"intranet\.(?!(?:{domain}|kit)\b)\w+(?:\.| import\b.*\b)(?:views|forms)\b"
        for name in imports_of(text) if re.search(speaks, text, re.DOTALL) else ():
            found = re.match(r"intranet\.(\w+)\.(views|forms)\b", name)
            if found and path != CODE / "__init__.py" and found[1] not in {domain, "kit"}:
                pytest.fail(f"{path.relative_to(ROOT)} imports {name}")


@pytest.mark.no_database
def test_only_the_clock_asks_the_machine_what_time_it_is() -> None:
    asking = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
    for path, text in python_files().items():
        if path != CODE / "kit" / "clock.py":
            assert not asking.search(text), path
        if path.relative_to(CODE).with_suffix("").parts[1:2] in TIMELESS:
            assert not re.search(r"(?<![\w.])(?:now|today)\(\)", text), path


@pytest.mark.no_database
def test_no_room_does_what_is_for_another_to_do() -> None:
    """What is and who may ask no base, what is found and asked writes none; a view alone commits."""
    commits, writes = r"\.(?:commit|rollback)\(", r"session\.(?:add(?:_all)?|delete|merge|flush)\("
    never = {
        "models": r"db\.session|\babort\(",
        "policy": r"db\.session|\babort\(|\bselect\(",
        "queries": rf"{commits}|{writes}|(?<![\w.])(?:insert|update|delete)\(",
        "actions": r"\.commit\(",
        "forms": rf"{commits}|{writes}|(?<![\w.])(?:insert|update|delete)\(",
    }
    for path, text in python_files().items():
        room = path.relative_to(CODE).with_suffix("").parts[1:2]
        found = re.search(never[room[0]], text) if room and room[0] in never else None
        assert not found, f"{path.relative_to(ROOT)}: {found and found[0]}"


@pytest.mark.no_database
def test_whoever_reads_the_word_of_a_list_heeds_what_its_own_transaction_changed() -> None:
    found = 0
    for path, text in python_files().items():
        for stamp in re.findall(r"\b(\w+Stamp)\.word\b", text):
            found += 1
            assert f"{stamp}.now(" in text, path
    assert found


@pytest.mark.no_database
def test_markup_is_declared_safe_in_three_places_only() -> None:
    for path, text in templates().items():
        assert "|safe" not in text.replace(" ", ""), path
    for path, text in python_files().items():
        if path not in SAFE_ROOMS:
            assert "Markup(" not in text, path


@pytest.mark.no_database
def test_nothing_that_is_read_can_run() -> None:
    """No text becomes code, no bytes become objects, no template is made of what somebody wrote."""
    runs = re.compile(
        r"(?<![.\w])(?:eval|exec|compile|__import__)\(|\bpickle\b|\bmarshal\b|\bshelve\b|render_template_string"
        r"|from_string\(|yaml\.(?:load|unsafe_load|full_load)\(|os\.(?:system|popen)\(|shell=True"
    )
    for path, text in python_files().items():
        found = runs.search(text)
        assert not found, f"{path}: {found and found[0]}"


@pytest.mark.no_database
def test_xml_from_strangers_is_read_without_entities_or_network() -> None:
    """Only two rooms read any; each says so to its parser."""
    reads = re.compile(
        r"(?:etree|ET|ElementTree)\.(?:parse|fromstring|XML|HTML|iterparse|XMLParser)\(|minidom|xml\.sax\.(?!saxutils)"
    )
    readers = {path for path, text in python_files().items() if reads.search(text)}
    assert readers == {
        CODE / "courses" / "exchange" / "reading.py",
        CODE / "practices" / "exchange" / "documents.py",
    }
    for path in readers:
        text = python_files()[path].replace('": ', "=").replace('"', "")
        assert "resolve_entities=False" in text and "no_network=True" in text, path
        assert "load_dtd=False" in text and "huge_tree=False" in text, path


@pytest.mark.no_database
def test_templates_hold_no_style_no_script_and_no_htmx_eval() -> None:
    forbidden = re.compile(r'\sstyle="|\son[a-z]+="|<script>|hx-on|js:|hx-vals=.js|<style')
    for path, text in templates().items():
        assert not forbidden.search(text), path


@pytest.mark.no_database
def test_what_is_asked_again_as_one_types_says_which_question_is_answered() -> None:
    """htmx queues the second question and drops the third: a slow list then showed another search."""
    asks = re.compile(r'hx-trigger"?(?:=|: )"[^"]*\b(?:input|change)\b.*')
    for path, text in templates().items():
        for found in asks.findall(text):
            assert "hx-sync" in found, (path, found)


@pytest.mark.no_database
def test_the_words_of_templates_keep_the_spaces_of_french() -> None:
    """What the filter mends in stored words is written right in ours: « ainsi », and one space."""
    wrong = re.compile(r"[^\s\u00a0;]»|\S :(?=\s|$)")
    double = re.compile(r"\S[ \u00a0]{2,}[:;?!»]")
    unread = re.compile(r"(\{\{|\{#|\{%|<).*?(\}\}|#\}|%\}|>)", re.DOTALL)
    for path, text in templates().items():
        found = wrong.search(unread.sub(lambda tag: "¤" * len(tag[0]), text)) or double.search(text)
        assert not found, f"{path.name}: {text[found.start() - 40 : found.end() + 40]!r}"


@pytest.mark.no_database
def test_a_template_includes_only_the_components_and_its_own_folder() -> None:
    for path, text in templates().items():
        own = path.relative_to(TEMPLATES).parts[0]
        for name in re.findall(r'{%-?\s*(?:extends|include|import|from)\s+"([^"]+)"', text):
            assert name == "base.html" or name.startswith(("ui/", f"{own}/")), f"{path}: {name}"


@pytest.mark.no_database
def test_every_template_compiles(app: Flask) -> None:
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


@pytest.mark.no_database
def test_every_model_is_in_the_glossary(app: Flask) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    for mapper in db.Model.registry.mappers:
        assert f"`{mapper.class_.__name__}`" in glossary, mapper.class_.__name__


@pytest.mark.no_database
def test_what_is_vendored_is_what_its_page_says() -> None:
    for script in (CODE / "static/vendor/htmx.min.js", ROOT / "tests/browser/vendor/axe.min.js"):
        digest = base64.b64encode(hashlib.sha384(script.read_bytes()).digest()).decode()
        assert digest in script.with_name("VENDOR.md").read_text(), script


@pytest.mark.no_database
def test_every_command_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text()):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
