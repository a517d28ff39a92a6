"""A catalogue brought by a trainer: read line by line, applied once, and nothing hostile in it works."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from sqlalchemy import func, select

from intranet.bookings.models import Slot
from intranet.courses import actions
from intranet.courses.models import Course, CourseRun, CourseVersion, ProviderIdentity, State
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization
from tests.courses.factories import CourseFactory, a_run, identified
from tests.factories import OrganizationFactory, a_trainer
from tests.sql import counted
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.usefixtures("edition")
SIRET = "12345678200010"
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<lheo xmlns="http://lheo.gouv.fr/2.3">\n<offres>\n'
FOOT = "</offres>\n</lheo>\n"


def a_session(
    numero: str = "S1", debut: str = "20370118", fin: str = "20370119", extras: str = ""
) -> str:
    return f"""<session numero="{numero}"><periode><debut>{debut}</debut>
<fin>{fin}</fin></periode>
<adresse-inscription><adresse><ligne>1 rue</ligne><codepostal>54000</codepostal><ville>Nancy</ville></adresse></adresse-inscription>{extras}</session>"""


def a_formation(
    numero: str = "QV-1", titre: str = "Accueillir", sessions: str | None = None, siret: str = SIRET, **more: str
) -> str:  # fmt: skip
    said = {"objectif": "Être capable d’accueillir.", "prix": "620,50", "ville": "NANCY", "insee": ""} | more  # fmt: skip
    town = f"<code-INSEE-commune>{said['insee']}</code-INSEE-commune>" if said["insee"] else ""
    return f"""<formation numero="{numero}">
<domaine-formation><code-FORMACODE ref="V14">12523</code-FORMACODE></domaine-formation>
<intitule-formation>{titre}</intitule-formation>
<objectif-formation>{said["objectif"]}</objectif-formation>
<resultats-attendus>Savoir accueillir.</resultats-attendus>
<contenu-formation>Le programme.</contenu-formation>
<certifiante>0</certifiante>
<contact-formation><coordonnees><nom>Marchal</nom><telfixe><numtel>0383000000</numtel></telfixe><courriel>contact@essais.example</courriel></coordonnees></contact-formation>
<parcours-de-formation>1</parcours-de-formation><code-niveau-entree>15</code-niveau-entree>
<action><rythme-formation>Deux jours</rythme-formation><code-public-vise>82058</code-public-vise>
<niveau-entree-obligatoire>0</niveau-entree-obligatoire><modalites-alternance>Non</modalites-alternance>
<modalites-enseignement>0</modalites-enseignement><conditions-specifiques>Aucune.</conditions-specifiques>
<prise-en-charge-frais-possible>1</prise-en-charge-frais-possible>
<lieu-de-formation><coordonnees><adresse><ligne>3 place</ligne><codepostal>54000</codepostal><ville>{said["ville"]}</ville>{town}</adresse></coordonnees></lieu-de-formation>
<modalites-entrees-sorties>0</modalites-entrees-sorties>{a_session() if sessions is None else sessions}
<prix-total-TTC>{said["prix"]}</prix-total-TTC><nombre-heures-total>14</nombre-heures-total></action>
<organisme-formation-responsable><numero-activite>44540000154</numero-activite>
<SIRET-organisme-formation><SIRET>{siret}</SIRET></SIRET-organisme-formation></organisme-formation-responsable>
</formation>
"""


def a_document(*formations: str) -> bytes:
    return (HEAD + "".join(formations or (a_formation(),)) + FOOT).encode()


@pytest.fixture
def provider(clean_database: None) -> Organization:
    made = OrganizationFactory(provider=True, siren="123456782")
    db.session.add(ProviderIdentity(organization_id=made.id, siret=SIRET, activity_number="44540000154", street="1 rue", postcode="54000", city="Nancy"))  # fmt: skip
    db.session.commit()
    return made


@pytest.fixture
def desk(visitor: Visitor, provider: Organization) -> Visitor:
    return visitor.sign_in(a_trainer(organization=provider))


def sent(desk: Visitor, body: bytes, status: int = 200, name: str = "catalogue.xml") -> Page:
    return desk.send(desk.open("/formations/importer"), status, file=(io.BytesIO(body), name))


def applied(desk: Visitor, body: bytes) -> Page:
    return desk.send(sent(desk, body), form=".import-apply")


def outcomes(page: Page) -> list[str]:
    return page.texts("tbody .badge")


def why(page: Page) -> str:
    return page.text("tbody")


def the_course() -> Course:
    return db.session.scalars(select(Course)).one()


def test_a_formation_becomes_a_draft_with_its_run(desk: Visitor, provider: Organization) -> None:
    page = sent(desk, a_document())

    assert outcomes(page) == ["À créer"]
    assert db.session.scalar(select(func.count(Course.id))) == 0

    desk.send(page, form=".import-apply")

    course, run = the_course(), db.session.scalars(select(CourseRun)).one()
    assert (course.state, course.reference, course.provider_id) == (State.DRAFT, "QV-1", provider.id)  # fmt: skip
    assert (course.title, course.hours, course.price_cents) == ("Accueillir", 14, 620_50)
    assert (course.entry_level, course.formacodes) == (5, ["12523"])
    assert (course.expected_results, course.prerequisites) == ("Savoir accueillir.", "")
    assert (course.contact_name, course.contact_phone) == ("Marchal", "0383000000")
    assert (run.municipality_code, f"{run.starts_on}", f"{run.ends_on}") == ("54395", "2037-01-18", "2037-01-19")  # fmt: skip
    assert run.reference == "S1"


def test_the_same_file_twice_changes_nothing_the_second_time(desk: Visitor) -> None:
    applied(desk, a_document())

    page = sent(desk, a_document())

    assert outcomes(page) == ["Inchangée"]
    assert "Il n’y a rien à écrire" in page.text()
    assert page.text(".lead") == "Ce fichier donnera : 1 formation (1 inchangée)."
    assert page.soup.select_one("td[data-label=Détail]").get_text() == ""  # no label alone


def test_a_changed_file_changes_the_draft_and_moves_its_run(desk: Visitor) -> None:
    applied(desk, a_document())
    moved = a_formation(titre="Bien accueillir", sessions=a_session(fin="20370120"))

    page = sent(desk, a_document(moved))
    assert outcomes(page) == ["À modifier"]
    assert "Intitulé, Sessions modifiées : 1" in why(page)
    desk.send(page, form=".import-apply")

    course, run = the_course(), db.session.scalars(select(CourseRun)).one()
    assert (course.title, f"{run.ends_on}", run.bookable.ics_sequence) == ("Bien accueillir", "2037-01-20", 1)  # fmt: skip


def test_a_postponed_run_comes_back_with_new_days_only(desk: Visitor) -> None:
    applied(desk, a_document())
    run = db.session.scalars(select(CourseRun)).one()
    trainer = db.session.scalars(select(Member)).one()
    actions.postpone_run(run, trainer, now(), "La salle est fermée.")
    db.session.commit()

    assert outcomes(sent(desk, a_document(a_formation(prix="700")))) == ["À modifier"]
    assert outcomes(sent(desk, a_document())) == ["Inchangée"]
    page = sent(desk, a_document(a_formation(sessions=a_session(debut="20370218", fin="20370219"))))
    assert outcomes(page) == ["À modifier"]
    desk.send(page, form=".import-apply")

    db.session.expire_all()
    assert (run.starts_on, run.bookable.is_called_off) == (date(2037, 2, 18), False)


def test_what_the_file_does_not_speak_of_stays(desk: Visitor, provider: Organization) -> None:
    CourseFactory(provider=provider, reference="QV-1", draft=True, assessment="Cas noté.", raises={"D1.1": (1, 3)})  # fmt: skip

    applied(desk, a_document())

    course = the_course()
    assert (course.title, course.assessment) == ("Accueillir", "Cas noté.")
    assert outcomes(sent(desk, a_document())) == ["Inchangée"]


def test_what_the_file_does_not_say_of_a_run_stays(desk: Visitor, provider: Organization) -> None:
    applied(desk, a_document())
    run = db.session.scalars(select(CourseRun)).one()
    run.label, run.price_cents = "Promotion d’hiver", 50_000
    run.bookable.capacity, run.bookable.min_participants = 8, 6
    db.session.commit()

    applied(desk, a_document(a_formation(prix="", sessions=a_session(debut="20370117"))))
    db.session.expire_all()
    assert run.starts_on == date(2037, 1, 17)
    assert (run.label, run.price_cents, run.seats) == ("Promotion d’hiver", 50_000, 8)


def test_fewer_seats_than_a_run_needs_are_refused(desk: Visitor, provider: Organization) -> None:
    applied(desk, a_document())
    run = db.session.scalars(select(CourseRun)).one()
    run.bookable.capacity, run.bookable.min_participants = 8, 6
    db.session.commit()

    extras = '<extras info="places"><extra info="places-totales">4</extra></extras>'
    page = sent(desk, a_document(a_formation(sessions=a_session(extras=extras))))
    assert "se tient à partir de 6 personnes" in page.text().replace("\u00a0", " ")
    run.bookable.remote_capacity = 1  # of the seats that a file tells, one is there
    db.session.commit()
    applied(desk, a_document(a_formation(sessions=a_session(extras=extras.replace("4", "7")))))
    db.session.expire_all()
    assert run.bookable.capacity == 6


def test_half_days_that_cannot_follow_a_run_are_told(desk: Visitor, provider: Organization) -> None:
    applied(desk, a_document())
    run = db.session.scalars(select(CourseRun)).one()
    last = datetime.combine(date(2037, 1, 19), time(9))
    run.bookable.slots.append(Slot(starts_local=last, ends_local=last.replace(hour=12)))
    db.session.commit()

    shorter = a_document(a_formation(sessions=a_session(fin="20370118")))
    page = sent(desk, shorter)
    assert outcomes(page) == ["Refusée"]
    assert "tomberait hors de ces jours" in why(page)


def test_what_is_online_waits_for_an_animator(desk: Visitor, provider: Organization) -> None:
    course = CourseFactory(provider=provider, reference="QV-1", title="En ligne")

    applied(desk, a_document())

    assert course.title == "En ligne"
    version = db.session.scalars(select(CourseVersion)).one()
    assert version.content["title"] == "Accueillir"
    assert outcomes(sent(desk, a_document())) == ["Inchangée"]
    unknown = "<certification><code-RNCP>RNCP99999</code-RNCP></certification>"
    certifying = a_formation().replace("<certifiante>0", f"{unknown}<certifiante>1")
    page = sent(desk, a_document(certifying))
    assert outcomes(page) == ["Inchangée"]  # which one, an animator could not read
    assert "dite certifiante qu’avec sa certification" in why(page)


def test_our_own_export_comes_back_unchanged(desk: Visitor, provider: Organization) -> None:
    course = identified(
        CourseFactory(
            provider=provider,
            certified=True,
            methods=("Cas. " * 90).strip(),
            audience="Tous",
            price_note="hors repas",
            raises={"D1.1": (1, 3)},
            duration_note="deux jours",
        )
    )
    a_run(course, 20, venue="Salle Majorelle", label="Printemps")
    a_run(course, 40, at="97411", price_cents=0)
    a_run(course, 60, at=None)
    export = desk.client.get(f"{course.address}/lheo.xml").data

    page = sent(desk, export)

    assert outcomes(page) == ["Inchangée"], why(page)


@pytest.mark.parametrize(
    ("formation", "line", "said"),
    [
        (a_formation(sessions=a_session(debut="20370231", fin="20370301")), 19, "« 20370231 » n’existe pas dans le calendrier"),
        (a_formation(sessions=a_session(debut="20371301")), 19, "Il n’y a pas de mois 13"),
        (a_formation(sessions=a_session(debut="20370120")), 19, "avant le premier"),
        (a_formation(sessions=a_session(debut="18 janvier")), 19, "s’écrit AAAAMMJJ"),
        (a_formation(sessions=a_session(fin="20991231")), 19, "plus de trois ans"),
        (a_formation(sessions=a_session() + a_session()), 23, "deux fois"),
        (a_formation(titre="é" * 256), 6, "256 signes, 255 au plus"),
        (a_formation(objectif="o" * 3001), 7, "signes, 3"),
        (a_formation(titre=""), 6, "L’intitulé manque"),
        (a_formation(numero=""), 4, "ni « numero » ni « uri »"),
        (a_formation(prix="cher"), 21, "n’est pas un prix"),
        (a_formation(prix="9e999999"), 21, "n’est pas un prix"),
        (a_formation(ville="Nulle-Part"), 19, "n’est pas reconnu"),
        (a_formation(siret="55208131766522"), 4, "celle d’un autre organisme"),
        (a_formation(siret=""), 4, "Le SIRET de l’organisme manque"),
    ],
)  # fmt: skip
def test_a_formation_is_refused_with_its_line_and_its_reason(
    desk: Visitor, formation: str, line: int, said: str
) -> None:
    page = sent(desk, a_document(formation, a_formation(numero="QV-2", titre="Sans faute")))

    assert outcomes(page) == ["Refusée", "À créer"]
    assert said in why(page)
    told = int(why(page).split("Ligne ")[1].split(",")[0])
    assert abs(told - line) <= 3

    desk.send(page, form=".import-apply")
    assert the_course().title == "Sans faute"


def test_each_fault_is_said_once(desk: Visitor) -> None:
    page = sent(desk, a_document(a_formation(prix="cher")))

    assert len(page.texts("tbody li")) == 1


def test_a_formation_met_twice_is_refused_the_second_time(desk: Visitor) -> None:
    page = sent(desk, a_document(a_formation(), a_formation(titre="Autre")))

    assert outcomes(page) == ["À créer", "Refusée"]
    assert "déjà à la ligne 4" in why(page)


def test_a_withdrawn_course_is_not_brought_back_by_a_file(desk: Visitor, provider: Organization) -> None:  # fmt: skip
    CourseFactory(provider=provider, reference="QV-1", state=State.ARCHIVED)

    assert outcomes(sent(desk, a_document())) == ["Refusée"]


def laughing() -> bytes:
    """A billion laughs."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE lheo [<!ENTITY l0 "ha">{entities}]><lheo xmlns="http://lheo.gouv.fr/2.3">&l9;</lheo>'.encode()


def zipped(body: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("lheo.xml", body)
    return archive.getvalue()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (laughing(), "DOCTYPE ou des entités"),
        (b'<!-- avant --><?x y?>\n<!DOCTYPE lheo SYSTEM "file:///etc/passwd"><lheo/>', "DOCTYPE ou des entités"),
        (b'<?xml version="1.0"?><lheo xmlns="http://lheo.gouv.fr/2.3">&inconnue;</lheo>', "bien formé"),
        pytest.param(lambda: zipped(b"0" * 50_000_000), "archive", id="a zip bomb"),
        pytest.param(lambda: gzip.compress(b"0" * 10_000_000), "archive", id="a gzip bomb"),
        (HEAD.encode() + b"<extras>" * 400, "imbriqués trop profondément"),
        (b'<?xml version="1.0"?><lheo xmlns="http://www.lheo.org/2.2"><offres/></lheo>', "en LHÉO 2.2"),
        (b"<lheo><offres/></lheo>", "ne dit pas sa version"),
        (b'<rss version="2.0"/>', "n’est pas du LHÉO"),
        (a_document().decode().encode("utf-16"), "UTF-16"),
        (HEAD.encode() + b"\xff\xfe\xe9" + FOOT.encode(), "encodage que le fichier annonce"),
        (b'<?xml version="1.0" encoding="utf-7"?><lheo/>', "encodage"),
        (HEAD.encode() + b"<formation>", "bien formé"),
        (a_document("<extras/>"), "aucune formation"),
        (b"titre;date\n", "n’est pas du XML"),
        (b"\x00\x01\x02", "UTF-16"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_lheo_is_refused_with_a_sentence(
    desk: Visitor, body: bytes | Callable[[], bytes], said: str
) -> None:
    page = sent(desk, body() if callable(body) else body, status=422)  # a bomb takes long to make

    assert said in page.text(".form-page")


def test_a_hundred_megabytes_are_refused_before_they_are_read(desk: Visitor) -> None:
    answer = desk.client.post(
        "/formations/importer",
        data=b"--x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(100 * 2**20)},
    )

    assert answer.status_code == 413
    assert "10 Mo" in Page(answer).text()


def test_an_old_encoding_that_the_file_announces_is_read(desk: Visitor) -> None:
    body = a_document(a_formation(titre="Élaborer")).decode().replace("utf-8", "iso-8859-1")

    applied(desk, body.replace("’", "'").encode("iso-8859-1"))

    assert the_course().title == "Élaborer"


def test_a_file_is_applied_once(desk: Visitor) -> None:
    page = sent(desk, a_document())
    desk.send(page, form=".import-apply")

    again = desk.send(page, 409, form=".import-apply")

    assert "déjà été appliqué" in again.text(".notice")
    assert the_course().title == "Accueillir"


def test_what_was_read_is_what_is_written(desk: Visitor, provider: Organization) -> None:
    page = sent(desk, a_document())
    course = CourseFactory(provider=provider, reference="QV-1", draft=True, title="Écrite entre-temps")  # fmt: skip

    stale = desk.send(page, 409, form=".import-apply")

    assert "a changé depuis" in stale.text(".notice")
    assert course.title == "Écrite entre-temps"


def test_a_file_is_read_by_its_organization_alone(desk: Visitor, visitor: Visitor) -> None:
    address = sent(desk, a_document()).url

    visitor.sign_in(a_trainer(organization=OrganizationFactory(provider=True)))

    visitor.open(address, status=404)


def test_without_an_identity_nothing_is_known_to_be_ours(visitor: Visitor) -> None:
    visitor.sign_in(a_trainer(organization=OrganizationFactory(provider=True, siren=None)))

    page = sent(visitor, a_document())

    assert outcomes(page) == ["Refusée"]
    assert "Donnez d’abord le SIRET" in why(page)


def test_as_many_statements_for_thirty_formations_as_for_one(desk: Visitor) -> None:
    one = sent(desk, a_document()).url
    many = sent(desk, a_document(*(a_formation(numero=f"N{n}") for n in range(30)))).url

    def asked(address: str) -> int:
        with counted() as statements:
            desk.open(address)
        return len(statements)

    assert asked(many) == asked(one)


def test_what_people_type_in_a_file_is_text(desk: Visitor) -> None:
    page = sent(desk, a_document(a_formation(titre="&lt;script&gt;alert(1)&lt;/script&gt;")))

    assert not page.select("tbody script")
    assert "<script>alert(1)</script>" in why(page)
