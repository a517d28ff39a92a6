"""The sample page of nginx says what the site says: bodies, pages, addresses. It is started by drills."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from intranet.config import LONGEST_BODY
from intranet.kit.security import HEADERS, HSTS
from tests.deploy.nginx import FOLDER, PAGES, PROXY, SITE, largest_body_of, page_of


@pytest.mark.no_database
def test_nginx_lets_through_what_each_form_may_send_and_no_more(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        largest = getattr(app.view_functions[rule.endpoint], "largest_body", LONGEST_BODY)
        path = rule.rule.replace("<int:opening_id>", "12")
        assert largest_body_of(path) >= largest, path
    assert largest_body_of("/connexion") == LONGEST_BODY
    assert largest_body_of("/offres/12/candidater/fichiers") == LONGEST_BODY


@pytest.mark.no_database
@pytest.mark.parametrize("name", PAGES)
def test_what_nginx_says_by_itself_is_said_as_the_site_does(name: str) -> None:
    """Written anew by: Path(…).write_text(page_of(name))."""
    assert (FOLDER / name).read_text() == page_of(name)


@pytest.mark.no_database
def test_the_address_of_the_visitor_is_what_nginx_sees() -> None:
    passed_on = PROXY.read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in passed_on
    assert "proxy_request_buffering on;" in passed_on
    assert SITE.read_text().count("include /srv/passerelles/deploy/nginx/proxy.conf;") == 4


@pytest.mark.no_database
def test_a_static_file_says_what_the_site_would_and_plain_http_leads_readers_alone() -> None:
    files = SITE.read_text().partition("location /static/ {")[2].partition("\n    }")[0]
    for name, value in (HEADERS | {"Strict-Transport-Security": HSTS}).items():
        assert f'add_header {name} "{value}" always;' in files
    assert "error_page 404 = @site;" in files
    assert SITE.read_text().count("access.log passerelles;") == 2
    told = SITE.read_text().partition("log_format passerelles ")[2].partition(";")[0]
    assert "$passerelles_told" in told
    assert not re.search(r"\$(request|request_uri|uri|args|query_string)\b|\$http_", told)
    plain = SITE.read_text().partition("listen 80;")[2].partition("\n}")[0]
    assert "if ($request_method !~ ^(GET|HEAD)$) { return 405; }" in plain
