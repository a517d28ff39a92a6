"""How we write French."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from intranet.kit import texts

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("l'offre d'emploi", "l’offre d’emploi"),
        ("Qui recrute ?", "Qui recrute\u202f?"),
        ("Attention !", "Attention\u202f!"),
        ("Lieu : Nancy", "Lieu\u00a0: Nancy"),
        ("« une passerelle »", "«\u00a0une passerelle\u00a0»"),
        ("12 000 € par an", "12\u202f000\u00a0€ par an"),
        ("à 25 km", "à 25\u00a0km"),
        ("de 5 Mo au plus", "de 5\u00a0Mo au plus"),
        ("Et puis...", "Et puis…"),
        ("4....", "4...."),
    ],
)
def test_typography_is_french(typed: str, shown: str) -> None:
    assert texts.typo(typed) == shown


def test_typography_escapes_what_is_not_markup() -> None:
    assert texts.typo("<b>d'ici</b>") == "&lt;b&gt;d’ici&lt;/b&gt;"


def test_typography_leaves_addresses_alone() -> None:
    link = Markup("<a href=\"https://exemple.fr/l'offre ?q=1\">l'offre</a>")
    assert texts.typo(link) == '<a href="https://exemple.fr/l\'offre ?q=1">l’offre</a>'


@given(st.text())
def test_typography_is_done_once(text: str) -> None:
    once = texts.typo(text)
    assert texts.typo(once) == once


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (0, "offre", "0 offre"),
        (1, "offre", "1 offre"),
        (2, "offre", "2 offres"),
        (1250, "place", "1\u202f250 places"),
        (2, "bonne pratique", "2 bonnes pratiques"),
        (3, "organisme de formation", "3 organismes de formation"),
        (2, "réseau régional", "2 réseaux régionaux"),
    ],
)
def test_the_plural_begins_at_two(count: int, noun: str, words: str) -> None:
    assert texts.plural(count, noun) == words.replace(" ", "\u00a0", 1)


def test_instants_are_said_in_paris_time() -> None:
    assert (
        texts.moment(datetime(2026, 12, 22, 22, 59, tzinfo=UTC))
        == "22\u00a0décembre 2026 à 23\u00a0h\u00a059"
    )


def test_the_first_of_a_month_is_premier() -> None:
    assert texts.day(date(2027, 1, 1)) == "1er\u00a0janvier 2027"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (date(2026, 11, 22), "aujourd’hui"),
        (date(2026, 11, 23), "demain"),
        (date(2026, 11, 25), "dans 3\u00a0jours"),
        (date(2026, 11, 19), "il y a 3\u00a0jours"),
        (date(2027, 5, 22), "dans 6\u00a0mois"),
        (date(2020, 11, 22), "il y a 6\u00a0ans"),
    ],
)
def test_days_are_said_as_people_do(when: date, words: str) -> None:
    assert texts.relative_day(when, on=date(2026, 11, 22)) == words


@pytest.mark.parametrize(
    ("delay", "words"),
    [
        (timedelta(days=730), "2 ans"),
        (timedelta(days=365), "1 an"),
        (timedelta(days=15), "15 jours"),
        (timedelta(hours=48), "2 jours"),
        (timedelta(hours=36), "36 heures"),
        (timedelta(days=1), "24 heures"),
        (timedelta(hours=1), "1 heure"),
        (timedelta(minutes=10), "10 minutes"),
    ],
)
def test_a_delay_is_said_in_the_largest_unit_that_says_it_whole(
    delay: timedelta, words: str
) -> None:
    assert texts.lasting(delay) == words.replace(" ", "\u00a0")


def test_folding_forgets_case_accents_and_ligatures() -> None:
    assert texts.fold("Cœur de Noël à Besançon") == "coeur de noel a besancon"


def test_what_is_typed_loses_its_traps() -> None:
    assert texts.clean("  a\x00b\u202ec\r\nd\ufeff ") == "abc\nd"


def test_what_people_type_fills_no_memory_once_it_was_written_in_french() -> None:
    remembered = [(texts.SHORT, texts._short), (texts.LONGEST_REMEMBERED, texts._summary)]
    for signs, rule in remembered:
        most = rule.cache_info().maxsize
        assert most is not None and most * signs <= 2_000_000
    before = [rule.cache_info().currsize for _, rule in remembered]
    for number in range(50):
        texts.typo(f"{number:04} " + "mot " * 200)
    assert [rule.cache_info().currsize for _, rule in remembered] == before


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 1, 18), date(2027, 1, 18), "le 18 janvier 2027"),
        (date(2027, 1, 18), date(2027, 1, 19), "du 18 au 19 janvier 2027"),
        (date(2027, 3, 1), date(2027, 3, 2), "du 1er au 2 mars 2027"),
        (date(2027, 3, 30), date(2027, 4, 2), "du 30 mars au 2 avril 2027"),
        (date(2026, 12, 28), date(2027, 2, 1), "du 28 décembre 2026 au 1er février 2027"),
    ],
)
def test_days_that_follow_one_another_name_their_month_and_year_once(
    first: date, last: date, words: str
) -> None:
    assert texts.from_to(first, last).replace(texts.NO_BREAK, " ") == words


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("étapes du Tour", "Étapes du Tour"),
        ("colonne « Région » : le SIREN manque", "Colonne « Région » : le SIREN manque"),
        ("", ""),
    ],
)
def test_a_capital_at_the_beginning_leaves_the_others_as_they_are(said: str, written: str) -> None:
    assert texts.capital(said) == written


@pytest.mark.parametrize(
    ("name", "word", "said"),
    [
        ("Élise Aubry", "de", "d’Élise Aubry"),
        ("Yves Hamon", "que", "qu’Yves Hamon"),
        ("Hélène Yon", "de", "d’Hélène Yon"),
        ("Yann Le Goff", "que", "que Yann Le Goff"),
        ("Hassan Alami", "de", "de Hassan Alami"),
    ],
)
def test_a_name_follows_a_short_word_as_it_is_said(name: str, word: str, said: str) -> None:
    assert texts.after(name, word) == said


@pytest.mark.parametrize(
    ("name", "word", "said"),
    [
        ("Le Mans (72)", "de", "du Mans (72)"),
        ("Les Ulis", "de", "des Ulis"),
        ("Le Havre", "à", "au Havre"),
        ("Les Sables-d’Olonne", "à", "aux Sables-d’Olonne"),
        ("Annecy", "de", "d’Annecy"),
        ("La Rochelle", "à", "à La Rochelle"),
    ],
)
def test_a_town_with_an_article_follows_a_short_word_as_it_is_said(
    name: str, word: str, said: str
) -> None:
    assert texts.place_after(name, word) == said
