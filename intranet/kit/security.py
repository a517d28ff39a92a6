"""What every answer says to the browser, and what no request may carry."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, request, session

from intranet.kit import doors, statics
from intranet.kit.db import SAFE_METHODS

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
# What pages may ask of the device: their keys (a second factor), in our own pages; nothing else.
REFUSED = (
    "accelerometer", "autoplay", "camera", "display-capture",
    "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection",
    "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
KEYS = ("publickey-credentials-create=(self)", "publickey-credentials-get=(self)")
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in REFUSED), *KEYS]),
}
YEAR = 365 * 24 * 3600
HSTS = f"max-age={YEAR}; includeSubDomains"
# At sign-out: what the browser kept of the pages goes too, those behind its back button among them.
FORGET_PAGES = '"cache", "storage"'
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
EVERY_INTERFACE = {"0.0.0.0", "::"}  # noqa: S104  an address to listen on, and nobody's name
USUAL_PORTS = {"http": 80, "https": 443}
WRONG_HOST = "→ Ce site ne répond pas sous ce nom. Ouvrez-le par son adresse publique."
ELSEWHERE = "→ Cette demande vient d’un autre site. Ouvrez la page ici, puis recommencez : rien n’a été fait."

Origin = tuple[str, str, int | None]


class HeadAsGet(Request):
    """A request as views know it: a HEAD is a GET, whose body the server keeps (RFC 9110, 9.3.2).

    A view that would act on whatever is not a GET shows its page: mail scanners try the links of
    letters by HEAD, and nothing proves where a HEAD comes from.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.method == "HEAD":
            self.method = "GET"


def init_app(app: Flask) -> None:
    app.request_class = HeadAsGet
    app.extensions |= {"own_proof": set(), "any_host": set()}
    app.config["WTF_CSRF_SSL_STRICT"] = False  # where a write comes from is judged here, and better
    # Before the token of the form is looked at.
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_what_no_page_needs)
    app.after_request(say_what_is_allowed)


def leave_to_its_proof(app: Flask, endpoint: str) -> None:
    """The link in the letter proves enough: sent by a mail program, from anywhere (RFC 8058)."""
    app.extensions["csrf"].exempt(app.view_functions[endpoint])
    app.extensions["own_proof"].add(endpoint)


def answer_any_host(app: Flask, *endpoints: str) -> None:
    """Whoever watches over the machine asks it by its number."""
    app.extensions["any_host"].update(endpoints)


def refuse_what_no_page_needs() -> None:
    """Another site's name, NUL bytes, which PostgreSQL refuses, and writes sent by other sites."""
    if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
        abort(400)
    if request.endpoint not in current_app.extensions["any_host"] and not names_us():
        abort(400, WRONG_HOST)
    if request.method in SAFE_METHODS or request.endpoint in current_app.extensions["own_proof"]:
        return
    if not comes_from_here():
        abort(403, ELSEWHERE)


def names_us() -> bool:
    """Whether the site is asked by its own name: links and cookies are for that one alone."""
    ours = urlsplit(current_app.config["SITE_URL"]).hostname
    asked = _origin(f"//{request.host}")
    return ours in EVERY_INTERFACE or (asked is not None and asked[1] in {ours, *LOOPBACK})


def comes_from_here() -> bool:
    """Whether our own page sent this, as far as the browser says; the token of the form comes next.

    Browsers that say nothing of it (old ones, or over plain HTTP) are judged by Origin or Referer.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin", "none"}:
        return False
    said = request.headers.get("Origin")
    if said == "null":  # what our own pages say, where they tell nobody their address
        return site == "same-origin" or door_of(request.endpoint).is_bearer
    said = said or request.headers.get("Referer")
    return said is None or _origin(said) in our_origins()


def is_sent_by_our_page() -> bool:
    """Whether the browser itself says that one of our pages sent this; silence is not enough."""
    is_said = request.headers.get("Sec-Fetch-Site") == "same-origin" or "Origin" in request.headers
    return is_said and comes_from_here()


def our_origins() -> set[Origin | None]:
    """The public address; and, where that one is not HTTPS, the name by which we are asked."""
    public = current_app.config["SITE_URL"]
    here = f"{request.scheme}://{request.host}"
    asked = _origin(here)
    is_here = not public.startswith("https://") or (asked is not None and asked[1] in LOOPBACK)
    return {_origin(public), *([asked] if is_here and asked else [])}


def _origin(address: str) -> Origin | None:
    try:
        parts = urlsplit(address)
        port = parts.port or USUAL_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def door_of(endpoint: str | None) -> doors.Door:
    table: dict[str, doors.Door] = current_app.extensions["doors"]
    return table.get(endpoint or "", doors.CLOSED)


def say_what_is_allowed(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # The word in the address of a letter opens something: it is told to nobody, ourselves included.
    is_secret = door_of(request.endpoint).is_bearer
    response.headers.setdefault("Referrer-Policy", "no-referrer" if is_secret else "same-origin")
    if current_app.config["SITE_URL"].startswith("https://"):
        response.headers["Strict-Transport-Security"] = HSTS
    is_of_files = request.endpoint in {"static", "together"} and request.method == "GET"
    is_file = is_of_files and response.status_code < 400
    if is_file and statics.is_asked_as_it_is():
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif is_file:
        response.headers.setdefault("Cache-Control", "no-cache")
    else:
        kept = "no-store" if is_for_somebody() else "no-cache"
        response.headers.setdefault("Cache-Control", f"private, {kept}")
        response.vary.update(["Cookie"])
    return response


def is_for_somebody() -> bool:
    """A page that members alone open, that a secret link opens, or that says something of who reads it.

    No browser keeps it: a session that lapses empties nothing, and the home page, an opening or a course
    say what their reader lacks, follows and answered. To whoever is not signed in they stay there, to be
    asked again (`no-cache`): going back is quick.
    """
    door = door_of(request.endpoint)
    return door.is_bearer or not door.is_public or "_user_id" in session
