"""Links in messages lead to where people reach the site, also when nobody said where that is."""

import pytest

from partwell.site.commands import serve


@pytest.mark.parametrize(
    ("host", "environment", "address"),
    [
        ("127.0.0.1", {}, "http://127.0.0.1:8123"),
        ("::1", {}, "http://[::1]:8123"),
        ("0.0.0.0", {"PARTWELL_HOSTS": "hr.example.cn,intranet"}, "http://hr.example.cn:8123"),
        ("127.0.0.1", {"PARTWELL_HOSTS": "hr.example.cn", "PARTWELL_HTTPS": "1"}, "https://hr.example.cn"),
    ],
)
def test_the_address_follows_from_how_it_is_served(monkeypatch, host, environment, address):
    """The own port on this machine; the public name behind a proxy."""
    for name in ("PARTWELL_HOSTS", "PARTWELL_HTTPS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert serve._address(host, 8123) == address
