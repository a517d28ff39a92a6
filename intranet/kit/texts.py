"""How we write French: dates, plurals, amounts, typography; and how we fold words to compare them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from intranet.kit.clock import PARIS, in_paris, today

NARROW = "\u202f"  # narrow no-break space: before ; ! ? and between thousands
NO_BREAK = "\u00a0"

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_TAG = re.compile(r"(<[^>]*>)")
_ADDRESS = re.compile(r"((?<!\S)\S*(?:://|@)\S*)")
_RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(rf"«[ {NO_BREAK}]?"), f"«{NO_BREAK}"),
    (re.compile(rf"[ {NO_BREAK}]?»"), f"{NO_BREAK}»"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
    (re.compile(r" ([;!?])"), rf"{NARROW}\1"),
    (re.compile(r" (:)(?=\s|$)"), rf"{NO_BREAK}\1"),
    (
        re.compile(r"(?<=\d) (?=[€%]|m²|(?:h|km|ko|Mo|ans|an|mois|jours|jour|heures|places)\b)"),
        NO_BREAK,
    ),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NARROW),
)
# Signs of what is remembered: many titles, some summaries, no whole text. People type these words, so
# that all of them together stay under some megabytes, whatever they are.
SHORT, LONGEST_REMEMBERED = 100, 400
_PARTIAL = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_OTHER_SIGNS = re.compile(r"[^a-z0-9]+")
# Most names in « ha » and « hu » are breathed, or said both ways: « de Hassan », « de Haute-Savoie ».
_ELIDES = re.compile(r"[aeiou]|y[^aeiou]|h[eio]")
_CONTRACTED = {
    "de": {"Le ": "du ", "Les ": "des "},
    "à": {"Le ": "au ", "Les ": "aux "},
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


def init_app(app: Flask) -> None:
    for rule in (
        typo,
        day,
        from_to,
        short_day,
        partial_day,
        moment,
        relative_day,
        lasting,
        euros,
        number,
        plural,
        capital,
        after,
        place_after,
    ):
        app.jinja_env.filters[rule.__name__] = rule


def typo(text: str | Markup) -> Markup:
    """French typography: ’ and no-break spaces. Tags of safe markup are left alone."""
    safe = Markup(text) if isinstance(text, Markup) else escape(text)  # noqa: S704
    if len(safe) <= SHORT:
        return _short(safe)
    return _summary(safe) if len(safe) <= LONGEST_REMEMBERED else _typo(safe)


def _typo(safe: Markup) -> Markup:
    plain = str(safe).replace("&#39;", "'")
    return Markup(_ruled(plain, _TAG))  # noqa: S704  it was escaped, and a bare ' harms no text


def typeset(text: str) -> str:
    """The same of a text that is no markup, as letters are: addresses in it are left alone."""
    return _ruled(text, _ADDRESS)


def _ruled(text: str, but: re.Pattern[str]) -> str:
    """The rules, in all that is not what `but` finds."""
    parts = but.split(text)
    for place in range(0, len(parts), 2):
        for pattern, instead in _RULES:
            parts[place] = pattern.sub(instead, parts[place])
    return "".join(parts)


_short, _summary = lru_cache(maxsize=20_000)(_typo), lru_cache(maxsize=4_000)(_typo)


def day(when: date | datetime) -> str:
    """22 novembre 2026."""
    found = _day_of(when)
    first = "1er" if found.day == 1 else str(found.day)
    return f"{first}{NO_BREAK}{MONTHS[found.month - 1]} {found.year}"


def from_to(starts_on: date, ends_on: date) -> str:
    """« le 18 janvier 2027 », « du 18 au 19 janvier 2027 »: month and year once where they are the same."""
    if starts_on == ends_on:
        return f"le {day(starts_on)}"
    first = "1er" if starts_on.day == 1 else str(starts_on.day)
    if starts_on.year != ends_on.year:
        first = day(starts_on)
    elif starts_on.month != ends_on.month:
        first = f"{first}{NO_BREAK}{MONTHS[starts_on.month - 1]}"
    return f"du {first} au {day(ends_on)}"


def short_day(when: date | datetime) -> str:
    """22/11/2026, for tables."""
    return _day_of(when).strftime("%d/%m/%Y")


def partial_day(text: str | None) -> str:
    """A date as our sources know it: `2019-06-12`, `2020-07` or `2018`; other words stay as they are."""
    known = _PARTIAL.fullmatch(text or "")
    if known is None:
        return text or ""
    year, month, number = (int(part or 0) for part in known.groups())
    if not 1 <= month <= 12:
        return text or ""
    words = f"{MONTHS[month - 1]} {year}"
    return f"{'1er' if number == 1 else number}{NO_BREAK}{words}" if number else words


def moment(when: datetime) -> str:
    """22 novembre 2026 à 23 h 59, in Paris."""
    return f"{day(in_paris(when))} à {clock_time(when)}"


def clock_time(when: datetime) -> str:
    """23 h 59, in Paris."""
    local = in_paris(when)
    return f"{local.hour}{NO_BREAK}h{NO_BREAK}{local.minute:02}"


def relative_day(when: date | datetime, on: date | None = None) -> str:
    """As people say it: aujourd’hui, demain, dans 3 jours, il y a 2 mois."""
    away = (_day_of(when) - (on or today())).days
    if away in _NEAR:
        return _NEAR[away]
    size, words = _span(abs(away))
    return f"dans {size}{NO_BREAK}{words}" if away > 0 else f"il y a {size}{NO_BREAK}{words}"


_NEAR = {-2: "avant-hier", -1: "hier", 0: "aujourd’hui", 1: "demain", 2: "après-demain"}


def _span(days: int) -> tuple[int, str]:
    if days < 60:
        return days, "jours"
    if days < 730:
        return round(days / 30.44), "mois"
    return round(days / 365.25), "ans"


def lasting(delay: timedelta) -> str:
    """2 ans, 3 jours, 24 heures, 10 minutes: the largest unit that says it whole, days from two on."""
    days, hours = delay / timedelta(days=1), delay / timedelta(hours=1)
    if days >= 365 and not days % 365:
        return plural(int(days // 365), "an")
    if days >= 2 and days.is_integer():
        return plural(int(days), "jour")
    if hours >= 1 and hours.is_integer():
        return plural(int(hours), "heure")
    return plural(delay // timedelta(minutes=1), "minute")


def euros(amount: float | None) -> str:
    """1 250 € or 620,50 €: no cents, or both figures of them."""
    if amount is None:
        return ""
    has_cents = round(amount * 100) % 100 != 0
    text = f"{amount:,.2f}" if has_cents else f"{round(amount):,}"
    return f"{text.replace(',', NARROW).replace('.', ',')}{NO_BREAK}€"


def number(value: float) -> str:
    """1 250 or 12,5, as in French."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.replace(",", NARROW).replace(".", ",")


def plural(count: float, one: str, many: str | None = None) -> str:
    """3 offres, 1 offre, 0 offre: the plural begins at two; complements (« de formation ») do not agree."""
    if abs(count) < 2:
        words = one
    elif many:
        words = many
    else:
        noun, complement = _COMPLEMENT.split(one, maxsplit=1)[0], _COMPLEMENT.search(one)
        words = " ".join(_in_plural(word) for word in noun.split(" "))
        words += one[complement.start() :] if complement else ""
    return f"{number(count)}{NO_BREAK}{words}"


_COMPLEMENT = re.compile(r" (?:(?:de|du|des|en|à|au|par|pour)(?= )|d[’'])")


def _in_plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith(("eau", "eu")):
        return f"{word}x"
    return f"{word[:-2]}aux" if word.endswith("al") else f"{word}s"


def capital(text: str) -> str:
    """A capital at its beginning; the rest as it was written, names and codes included."""
    return text[:1].upper() + text[1:]


def after(name: str, word: str) -> str:
    """A name after « de » or « que », as it is said: « d’Anne », « qu’Yves », « d’Hélène », « de Hugues »."""
    return f"{word[:-1]}’{name}" if _ELIDES.match(fold(name)) else f"{word} {name}"


def place_after(name: str, word: str) -> str:
    """A town after « de » or « à », whose article is part of its name: « du Mans », « aux Ulis », « d’Annecy »."""
    for article, said in _CONTRACTED[word].items():
        if name.startswith(article):
            return said + name.removeprefix(article)
    return after(name, word) if word == "de" else f"{word} {name}"


def fold(text: str) -> str:
    """Lower case without accents or ligatures, to compare words."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def bare_words(text: str) -> str:
    """`L’Haÿ-les-Roses (94)` → `l hay les roses 94`: folded, every other sign a space."""
    return _OTHER_SIGNS.sub(" ", fold(text)).strip()


def natural(code: str | None) -> list[tuple[int, str]]:
    """What codes are sorted by: D1.2 before D1.10."""
    parts = re.findall(r"\d+|\D+", code or "")
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def slug(text: str, longest: int = 80) -> str:
    """`Platinium 3D : plateforme` → `platinium-3d-plateforme`."""
    words = bare_words(text).replace(" ", "-")
    return words[:longest].rstrip("-") or "sans-titre"


def before_ellipsis(text: str) -> str:
    """The beginning of a text that was cut: an ellipsis takes the place of what would end it."""
    return text.rstrip(f" {NO_BREAK}{NARROW}.,;:…")


def clean(text: str) -> str:
    """What was typed, without control characters, byte-order marks or tricks of direction."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _day_of(when: date | datetime) -> date:
    return in_paris(when).date() if isinstance(when, datetime) else when


def end_of_day(on: date) -> datetime:
    """The last second of a day in Paris, as an instant."""
    return datetime.combine(on + timedelta(days=1), datetime.min.time(), PARIS) - timedelta(
        seconds=1
    )
