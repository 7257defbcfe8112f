"""Settings of channels and links that cannot work are said at start, with a hint."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from partwell.lib import registry


def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """System checks partwell.E020 (a channel) and partwell.E021 (the address of links)."""
    found: list[CheckMessage] = [
        Error(
            f"The channel {kind.key} cannot work: {said}.",
            hint="See docs/reference/notices.md; without the setting the channel is simply not set up.",
            id="partwell.E020",
        )
        for kind in registry.kinds("channels").values()
        if (said := kind.problem())
    ]
    address = urlsplit(settings.BASE_URL)
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.fragment:
        found.append(
            Error(
                f"Links in messages would lead nowhere: PARTWELL_URL is {settings.BASE_URL!r}.",
                hint="Set it to the address people open, such as https://hr.example.cn",
                id="partwell.E021",
            )
        )
    return found
