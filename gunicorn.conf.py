"""How gunicorn serves the site, wherever it is started from: measured in docs/decisions/0042.

`gunicorn wsgi:app` in this folder reads this page; so do `flask start`, the unit and the benchmarks.
"""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path
from typing import Any

from gunicorn.http import message

# One that is set to nothing is not set: without a host, gunicorn would listen to every network.
host = os.environ.get("HOST", "").strip() or "127.0.0.1"
bind = f"{f'[{host}]' if ':' in host else host}:{os.environ.get('PORT', '').strip() or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# A page waits for its database, a download for its bucket: others are answered meanwhile.
worker_class = "gthread"
threads = 4
# Loaded once, then forked: what the workers hold in common is held once.
preload_app = (os.environ.get("GUNICORN_PRELOAD", "").strip() or "1") == "1"
# Seconds: without an answer the worker is given up; asked to stop, it ends what it began; a
# connection that nginx keeps open rests so long, which is more than nginx lets it (deploy/nginx/passerelles.conf).
timeout = 60
graceful_timeout = 30
keepalive = 75
# Whatever might grow does not grow for ever; not all of them at the same instant.
max_requests = 10_000
max_requests_jitter = 1_000
# Whose word on the visitor's address is read: nginx of this machine, unless others are named.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "").strip() or "127.0.0.1,::1"
# Nobody says where the site is mounted: gunicorn takes SCRIPT_NAME from this machine, and answers a 500 to one that does not begin the address.
forwarder_headers = ""
# A page of text pasted into a search is an address of 60,000 bytes, and answers a page of the site as any
# other; htmx names that address in a header. gunicorn's own bound, 8190, answers in English (nginx has the same one).
message.MAX_REQUEST_LINE = limit_request_line = limit_request_field_size = 65_536
# The heartbeat of a worker never waits for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
loglevel = os.environ.get("GUNICORN_LOGLEVEL", "").strip() or "warning"
control_socket_disable = True


# What people open first, and what it takes serves nearly all pages: the referential, and how lists are asked.
FIRST = ("/offres", "/connexion")


def when_ready(server: Any) -> None:
    """The first pages are drawn once for all workers, who are not there yet."""
    if preload_app and server.app.app_uri == "wsgi:app":  # benchmarks serve a bare page so, too
        from intranet.kit.warming import warm

        warm(server.app.wsgi(), FIRST)


def pre_fork(_server: object, _worker: object) -> None:
    """What was loaded is never looked at for garbage: its pages stay shared by all workers."""
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Stopped at a terminal (Ctrl+C), a worker ends what it began, as when a service is stopped.

    gunicorn would shut its threads down from the handler of the signal, which waits for ever where
    the main thread was just handing them work (python/cpython#121649).
    """
    for asked in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(asked, worker.handle_exit)
