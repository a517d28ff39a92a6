"""What is asked, told or corrected at a sheet."""

from __future__ import annotations

from intranet.discussions.models import COMMENT_LABELS, CommentKind
from intranet.kit.forms import Form, Length, Needed, RadioField, TextAreaField, choices
from intranet.kit.texts import number

LONGEST_REMARK = 4_000
TOO_LONG = f"{number(LONGEST_REMARK)} signes au plus."
ASKED = (CommentKind.QUESTION, CommentKind.EXPERIENCE, CommentKind.CORRECTION)


class TalkForm(Form):
    """One of the three things said of a practice."""

    kind = RadioField(
        "C’est",
        choices=choices({kind: COMMENT_LABELS[kind] for kind in ASKED}),
        default=CommentKind.QUESTION.value,
    )
    body = TextAreaField(
        "Votre texte",
        [Needed("Écrivez votre texte."), Length(max=LONGEST_REMARK, message=TOO_LONG)],
    )


class AnswerForm(Form):
    """An answer to one of them."""

    body = TextAreaField(
        "Votre réponse",
        [Needed("Écrivez votre réponse."), Length(max=LONGEST_REMARK, message=TOO_LONG)],
    )
