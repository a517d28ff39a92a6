"""What RGAA asks of the style sheets themselves, and the contrasts of their colours in both themes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "intranet" / "static"
CSS = STATIC / "css"
pytestmark = pytest.mark.no_database

GROUNDS = ("paper", "paper-2", "paper-3")
BOARDS = ("referential", "openings", "courses", "practices", "tour")
# What is not text, and has to be seen all the same (3:1): the line around a field, the ring of the
# focus, a drawing, the mark of a place; on each ground where the sheets put it.
SEEN = [
    *((mark, ground) for mark in ("edge", "act", "ink", "ink-2", "bad") for ground in GROUNDS),
    *((mark, f"{mark}-2") for mark in ("act", "call", "good", "bad", *BOARDS)),
    *((mark, ground) for mark in (*BOARDS, "good", "call") for ground in GROUNDS),
    *(("act", f"{board}-2") for board in BOARDS),
    *(("edge", f"{board}-2") for board in BOARDS),
    ("call-mark", "paper"),
    ("call-mark", "paper-3"),
    ("on-act", "act"),
    ("paper", "ink"),
]
# What is read (4.5:1).
READ = [
    *((ink, ground) for ink in ("ink", "ink-2", "act", "act-strong", "bad") for ground in GROUNDS),
    *((ink, f"{ink}-2") for ink in ("act", "call", "good", "bad", *BOARDS)),
    *(("ink", f"{board}-2") for board in BOARDS),
    ("on-act", "act"),
    ("on-act", "act-strong"),
    ("paper", "ink"),
]


def rules() -> Iterator[tuple[str, str, str]]:
    """Each rule of each sheet of the screen: its file, its selector, what it declares."""
    for path in sorted(CSS.glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", text):
            yield path.name, " ".join(selector.split()), body


def colours() -> dict[str, tuple[str, str]]:
    """Each colour of the tokens, by day and by night."""
    found = re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (CSS / "tokens.css").read_text()
    )
    return {name: (day, night) for name, day, night in found}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of an sRGB colour."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["clair", "sombre"])
def test_edges_drawings_and_the_focus_are_seen_on_each_ground(theme: int) -> None:
    known = colours()
    faint = {
        (mark, ground): round(contrast(known[mark][theme], known[ground][theme]), 2)
        for mark, ground in SEEN
        if contrast(known[mark][theme], known[ground][theme]) < 3
    }
    assert not faint


@pytest.mark.parametrize("theme", [0, 1], ids=["clair", "sombre"])
def test_words_are_read_on_each_ground(theme: int) -> None:
    known = colours()
    faint = {
        (ink, ground): round(contrast(known[ink][theme], known[ground][theme]), 2)
        for ink, ground in READ
        if contrast(known[ink][theme], known[ground][theme]) < 4.5
    }
    assert not faint


def test_the_body_and_the_fields_have_both_a_colour_and_a_ground() -> None:
    """Whoever has colours of their own in the browser never reads ours on theirs."""
    both = {
        selector
        for name, selector, body in rules()
        if name in {"base.css", "forms.css", "paper.css", "certificate.css", "roll.css"}
        and re.search(r"(^|;)\s*color:", body)
        and re.search(r"background(-color)?:", body)
    }
    assert {"body", "html", "input, select, textarea"} <= both


def test_no_focus_is_taken_away() -> None:
    """But for the content, where the skip link leads, and regions drawn with a thick line instead."""
    bare = [
        selector
        for _, selector, body in rules()
        if re.search(r"outline(-style|-width)?:\s*(none|0)\b", body)
    ]
    assert bare == ["main:focus-visible", ".france-map a:focus-visible"]
    assert re.search(
        r"france-map a:focus-visible path \{ [^}]*stroke-width: [4-9]",
        (CSS / "charts.css").read_text(),
    )


def test_nothing_appears_under_the_pointer_alone() -> None:
    shows = re.compile(r"(display|visibility|opacity|content|clip-path|inset[\w-]*|translate):")
    assert not [
        (name, selector)
        for name, selector, body in rules()
        if ":hover" in selector and ":focus" not in selector and shows.search(body)
    ]


def test_nothing_moves_by_itself_and_no_transition_stays_for_whoever_refuses_them() -> None:
    sheets = {path.name: path.read_text() for path in CSS.glob("*.css")}
    assert not [name for name, text in sheets.items() if "@keyframes" in text]
    still = sheets["base.css"].partition("prefers-reduced-motion: reduce")[2]
    assert "animation: none !important" in still
    assert "transition: none !important" in still


def test_no_key_alone_does_anything() -> None:
    """Our scripts listen to single keys in the box that has the focus, and nowhere else."""
    for path in (STATIC / "js").glob("*.js"):
        for heard in re.findall(
            r'document\.addEventListener\("key\w+".*?\n\}\);', path.read_text(), re.DOTALL
        ):
            assert "event.ctrlKey || event.metaKey" in heard, path.name


def test_nothing_answers_before_the_button_is_let_go() -> None:
    """RGAA 13.11: a press may be taken back by letting go elsewhere."""
    for path in (STATIC / "js").glob("*.js"):
        pressed = re.findall(r'"(?:mousedown|pointerdown|touchstart)".*', path.read_text())
        assert all("preventDefault" in line for line in pressed), path.name


def test_a_table_is_printed_even_where_its_lines_are_chosen_in_a_form() -> None:
    """The list of those who applied is paper too; of its form, the boxes and the buttons stay away."""
    hidden = re.search(r"form:not\(([^)]*)\)", (CSS / "print.css").read_text())
    assert hidden
    kept = {name.strip(" .") for name in hidden[1].split(",")}
    templates = (STATIC.parent / "templates").rglob("*.html")
    held = [
        (path.name, names)
        for path in templates
        for names, body in re.findall(
            r'<form class="([^"]*)"[^>]*>(.*?)</form>', path.read_text(), re.DOTALL
        )
        if "ui.table(" in body
    ]
    assert ("desk.html", "batch") in held
    assert not [each for each in held if not kept & set(each[1].split())]


def test_words_on_a_screen_come_in_six_sizes() -> None:
    """Sheets of paper measure in points, and drawings in the units of their frame."""
    apart = {"certificate.css", "roll.css", "paper.css", "bar.css", "print.css", "charts.css"}
    sizes = {
        size.strip()
        for name, _, body in rules()
        if name not in apart
        for kind, size in re.findall(r"(?<![-\w])(font|font-size):([^;]+)", body)
    }
    told = {name for size in sizes for name in re.findall(r"var\((--text[-\w]*)\)", size)}
    assert not {size for size in sizes if "--text" not in size and size != "inherit"}
    assert len(told) == 6
