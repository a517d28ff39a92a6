"""Which addresses of the web are taken, and what is said of the rest."""

from __future__ import annotations

import pytest

from intranet.kit.webpages import INCOMPLETE, LONGEST, TOO_LONG, fault_in_file, fault_of

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    "address",
    [
        "https://exemple.fr",
        "http://exemple.fr:8080/une/page?et=suite#ici",
        "HTTPS://Exemple.fr/",
        "https://mairie-épinal.fr/économie",
    ],
)
def test_a_whole_address_is_taken(address: str) -> None:
    assert fault_of(address) is None
    assert fault_in_file(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "exemple.fr",
        "javascript:alert(1)",
        "ftp://exemple.fr",
        "https://",
        "https://intranet",
        "https://exemple.",
        "https://exemple..fr",
        "https://exemple.fr:beaucoup",
        "https://exemple.fr:99999",
        "https://[exemple",
        "https://moi:secret@exemple.fr",
        "https://exemple.fr/une page",
        'https://exemple.fr/"><script>',
    ],
)
def test_what_leads_nowhere_or_says_too_much_is_refused(address: str) -> None:
    assert fault_of(address) == INCOMPLETE


def test_an_endless_address_is_refused() -> None:
    assert fault_of("https://exemple.fr/" + "x" * LONGEST) == TOO_LONG


def test_in_a_file_the_line_quotes_what_it_refuses() -> None:
    assert fault_in_file("exemple.fr") == (
        "« exemple.fr » : donnez une adresse complète, qui commence par https://"
    )
