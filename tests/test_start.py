from tests.visitor import Visitor


def test_an_unknown_address_answers_a_page_in_french(visitor: Visitor) -> None:
    assert visitor.open("/nulle-part", status=404).texts("h1") == ["Page introuvable"]
