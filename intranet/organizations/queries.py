"""How organizations are found."""

from __future__ import annotations

import re

from intranet.kit.texts import fold

# What people write in full where the register abbreviates, by legal form.
IN_FULL = {
    "CC": "communaute de communes",
    "CA": "communaute d agglomeration",
    "CU": "communaute urbaine",
    "METRO": "metropole",
    "MET69": "metropole",
    "EPT": "etablissement public territorial",
}
_OTHER_SIGNS = re.compile(r"[^a-z0-9]+")


def folded(words: str) -> str:
    """Lower case, without accents, every other sign a space."""
    return _OTHER_SIGNS.sub(" ", fold(words)).strip()


def folded_names(
    name: str, acronym: str | None, former_name: str | None, legal_form: str | None
) -> str:
    """Every name people call it by, folded, parted by ` | `: `cc des lacs | communaute de …`."""
    names = [folded(name)]
    form, _, rest = names[0].partition(" ")
    if legal_form in IN_FULL and form == legal_form.lower():
        names.append(f"{IN_FULL[legal_form]} {rest}")
    names += [folded(other) for other in (acronym, former_name) if other]
    return " | ".join(dict.fromkeys(found for found in names if found))
