"""Settings that gunicorn alone reads: it would say what is wrong in English, by a trace, or not at all.

They are told in docs/reglages.md, which a test compares with this page; gunicorn.conf.py reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network

PRELOAD, LEVEL, TRUSTED = "GUNICORN_PRELOAD", "GUNICORN_LOGLEVEL", "FORWARDED_ALLOW_IPS"
LEVELS = ("debug", "info", "warning", "error", "critical")


class WrongServing(ValueError):
    """A setting cannot be used; the message names it, in French."""


def check(environ: Mapping[str, str]) -> None:
    """Raises WrongServing."""
    if not environ.get("WEB_CONCURRENCY", "2").strip():  # gunicorn takes no nothing for a number
        raise WrongServing("WEB_CONCURRENCY est vide : écrire un nombre, ou retirer la ligne.")
    preload = environ.get(PRELOAD, "").strip()
    if preload not in {"", "0", "1"}:
        raise WrongServing(f"{PRELOAD} vaut « {preload} » : écrire 0 ou 1.")
    level = environ.get(LEVEL, "").strip()
    if level and level not in LEVELS:
        raise WrongServing(f"{LEVEL} vaut « {level} » : choisir parmi {', '.join(LEVELS)}.")
    trusted = environ.get(TRUSTED, "").strip()
    for each in trusted.split(",") if trusted not in {"", "*"} else ():
        _check_network(each.strip())


def _check_network(text: str) -> None:
    try:
        ip_network(text)
    except ValueError:
        raise WrongServing(
            f"{TRUSTED} contient « {text} » : des adresses IP entre virgules sont attendues."
        ) from None
