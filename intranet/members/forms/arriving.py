"""What is asked of whoever comes by a provider for the first time."""

from __future__ import annotations

from intranet.kit.forms import Form
from intranet.members.forms.accounts import asked_name


class ArrivalForm(Form):
    """Their name, as the provider says it; the address is not to be changed."""

    name = asked_name()
