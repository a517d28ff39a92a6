"""What is asked about documents."""

from __future__ import annotations

from intranet.bookings.models import CERTIFICATE_LABELS, CertificateKind
from intranet.kit.forms import (
    Form,
    Length,
    Needed,
    SelectField,
    StringField,
    TextAreaField,
    choices,
)


class CodeForm(Form):
    """The code of a document."""

    code = StringField(
        "Code du document",
        [
            Needed("Recopiez le code qui figure sur le document."),
            Length(max=60, message="Un code compte 16 signes : %(max)d au plus, blancs compris."),
        ],
        description="Seize signes par groupes de quatre, sous le carré à scanner.",
    )


class OrderForm(Form):
    """Which documents to issue for all of a meeting."""

    kind = SelectField(
        "Document", [Needed("Choisissez un document.")], choices=choices(CERTIFICATE_LABELS)
    )

    @property
    def chosen(self) -> CertificateKind:
        return CertificateKind(self.kind.data)


class EndForm(Form):
    """Why a document is replaced or revoked."""

    reason = TextAreaField(
        "Motif",
        [
            Needed("Dites pourquoi : la page de vérification le montrera."),
            Length(max=500, message="Le motif tient en %(max)d signes."),
        ],
    )
