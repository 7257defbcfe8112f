"""Settings that cannot work are refused at start and not found out by the first message."""

import pytest

from partwell.apps.notices.checks import check_settings


def test_good_settings_pass(settings):
    """Nothing set up is fine; a mail server and a public address are fine."""
    settings.SMTP, settings.BASE_URL = "", "http://127.0.0.1:8000"
    assert check_settings() == []
    settings.SMTP, settings.BASE_URL = "smtp://mail.example.cn:587?from=hr@example.cn", "https://hr.example.cn"
    assert check_settings() == []


@pytest.mark.parametrize(
    ("smtp", "url", "ids"),
    [
        ("mail.example.cn", "https://hr.example.cn", ["partwell.E020"]),
        ("", "hr.example.cn", ["partwell.E021"]),
        ("smtp://h?bounces=x", "javascript:alert(1)", ["partwell.E020", "partwell.E021"]),
    ],
)
def test_wrong_settings_are_named_with_a_hint(settings, smtp, url, ids):
    """Each with its id and what to do."""
    settings.SMTP, settings.BASE_URL = smtp, url
    found = check_settings()
    assert [one.id for one in found] == ids and all(one.hint for one in found)
