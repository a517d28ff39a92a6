"""The sample settings and the sample of containers, read as those who follow them read them."""

from __future__ import annotations

import re
import subprocess
from ipaddress import ip_address, ip_network

import pytest
import yaml

from tests.deploy.nginx import ROOT, SITE

SETTINGS = ROOT / "deploy" / "passerelles.env"
CONTAINERS = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
pytestmark = pytest.mark.no_database


def test_a_shell_reads_each_setting_as_the_units_do() -> None:
    every = re.sub(r"^#(?=[A-Z_]+=)", "", SETTINGS.read_text(), flags=re.MULTILINE)
    told = subprocess.run(
        ["sh", "-c", f"set -a\n{every}\nset +a\nenv"],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for line in re.findall(r"^[A-Z_]+=.*$", every, re.MULTILINE):
        assert line.replace("'", "") in told


def test_containers_are_told_every_setting_and_nginx_keeps_its_address() -> None:
    services = CONTAINERS["services"]
    assert all(services[name]["env_file"] == ".env" for name in ("migrate", "web", "tick"))
    taken = [service["image"] for service in services.values() if "build" not in service]
    assert all(":" in image for image in taken), (
        "each is that which was tried, until one says otherwise"
    )
    address = services["nginx"]["networks"]["default"]["ipv4_address"]
    (pool,) = CONTAINERS["networks"]["default"]["ipam"]["config"]
    assert ip_address(address) in ip_network(pool["subnet"])
    assert ip_address(address) not in ip_network(pool["ip_range"])
    assert services["web"]["environment"]["FORWARDED_ALLOW_IPS"] == address


def test_nginx_asks_again_where_the_containers_are() -> None:
    command = CONTAINERS["services"]["nginx"]["command"][-1]
    old, new = re.findall(r"s/(.+?)/(.+?)/'", command)[0]
    assert SITE.read_text().count(f"    {old} ") == 1
    assert new.endswith("server web:8000 resolve")
