"""The job about which one accepts a question, and the question itself."""

from __future__ import annotations

from collections.abc import Iterable

from intranet.competencies.models import JobProfile
from intranet.kit.forms import Form, Length, Needed, SelectField, TextAreaField, choices


class JobForm(Form):
    """Choosing a job is agreeing to be named to members who look at an opening for it."""

    job = SelectField("Le métier que j’exerce", default="")

    def offer(self, profiles: Iterable[JobProfile]) -> None:
        named = {profile.slug: profile.title for profile in profiles}
        self.job.choices = choices(named, first="Je n’accepte pas de question")


class QuestionForm(Form):
    """What one asks of whoever does the job."""

    question = TextAreaField(
        "Votre question", [Needed("Écrivez votre question."), Length(max=1000)]
    )
