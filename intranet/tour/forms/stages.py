"""What is asked of the animators of a stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from intranet.kit.forms import (
    BooleanField,
    DateField,
    Form,
    Length,
    Optional,
    Row,
    Rows,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    choices,
    member_of,
    of_this_century,
    whole_or_none,
)
from intranet.organizations.models import KIND_LABELS, Kind, Organization
from intranet.tour.actions import Told
from intranet.tour.models import LIFECYCLE_LABELS, Lifecycle, Stage


class HostRow(Row):
    organization = SelectField("Structure", coerce=whole_or_none)


class StageForm(Form):
    """The day, the hosts, and how far the stage has come."""

    lock_version = HiddenField()
    lifecycle = SelectField(
        "Avancement", choices=choices(LIFECYCLE_LABELS), coerce=member_of(Lifecycle)
    )
    starts_on = DateField("Date", [Optional(), of_this_century])
    place = StringField("Lieu", [Length(max=160)])
    title = StringField("Titre de l’étape", [Length(max=120)])
    without_materials = BooleanField("Aucun support ne sera mis en ligne")
    hosts = Rows(HostRow, "Hôtes", blank=2, most=12)
    summary = TextAreaField("Présentation, puis compte rendu", [Length(max=5000)])

    def offer(self, organizations: Sequence[Organization]) -> None:
        """The structures of the region, by nature: chambers first."""
        self.hosts.offer_blank()
        order = {kind: place for place, kind in enumerate(Kind)} | {Kind.CCI: -1}
        offered = sorted(organizations, key=lambda each: order[each.kind])
        found = [
            SelectChoice("", "Choisir une structure"),
            *(
                SelectChoice(str(each.id), each.name, optgroup=KIND_LABELS[each.kind])
                for each in offered
            ),
        ]
        for number, entry in enumerate(self.hosts.entries, 1):
            entry.label.text = f"Hôte {number}"
            entry.form.organization.choices = found

    def chosen(self, organizations: Sequence[Organization]) -> list[Organization]:
        """The hosts, each once, in the order they were typed."""
        by_id = {each.id: each for each in organizations}
        ids = dict.fromkeys(row.data["organization"] for row in self.hosts.filled)
        return [by_id[each] for each in ids if each in by_id]

    @property
    def told(self) -> Told:
        return Told(
            lifecycle=self.lifecycle.data,
            title=self.title.data or "",
            starts_on=self.starts_on.data,
            place=self.place.data or "",
            summary=self.summary.data or "",
            without_materials=self.without_materials.data,
        )


def as_typed(stage: Stage) -> dict[str, Any]:
    """A stage as its form shows it."""
    return {
        "lock_version": stage.lock_version,
        "lifecycle": stage.lifecycle,
        "starts_on": stage.starts_on,
        "place": stage.place,
        "title": stage.title,
        "summary": stage.summary,
        "without_materials": stage.without_materials,
        "hosts": [{"organization": host.organization_id} for host in stage.hosts],
    }
