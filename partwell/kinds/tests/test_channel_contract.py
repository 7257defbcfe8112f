"""Every channel keeps one contract: sent, refused, unreachable, duplicate. A new kind brings its world and is tested.

`kinds/channels/<kind>/tests/world.py` has a class `World(settings)`, a context manager in which the channel is set up:
`good` and `refused` are addresses, `away()` makes the provider unreachable (False: it cannot be), and `arrived()` gives
the ids of the messages that the other side has.
"""

import importlib
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from partwell.apps.notices.channel import ChannelKind, Message, Receipt
from partwell.lib import registry

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
KINDS = sorted(registry.kinds("channels"))


@pytest.fixture(params=KINDS)
def kind(request):
    """Each channel kind in turn."""
    return registry.kind("channels", request.param)


@pytest.fixture
def world(kind, settings, db):
    """The other side of the channel."""
    made = importlib.import_module(f"partwell.kinds.channels.{kind.key}.tests.world").World(settings)
    with made:
        yield made


@pytest.fixture
def message(world):
    """A message to someone who can be reached."""
    return Message(
        id=str(uuid.uuid4()),
        to=world.good,
        subject="请在 11月26日 17:00 前答复《离职保证书》（公司内部期限）",
        text="林晓，您好：\n\n无论您怎么答复，工资、社保补缴和离职证明都照常办理。",
        html="<p>林晓，您好：</p>",
        sender="杭州云岚软件有限公司",
        language="zh",
        now=NOW,
    )


def test_a_kind_says_what_it_is(kind):
    """Its key is its folder, its titles are in both languages."""
    assert isinstance(kind, ChannelKind) and kind.key in KINDS
    assert kind.title and kind.title_en.isascii() and kind.carries in ("in_app", "sms", "email")


def test_it_knows_whether_it_is_set_up(kind, settings):
    """Without its settings it is not set up, and says so instead of failing later; the inbox needs none."""
    settings.DEMO, settings.SMTP = False, ""
    assert kind.set_up() is kind.inside


def test_sent(kind, world, message):
    """It is taken, under a number of the provider's, and arrives."""
    assert kind.set_up()
    answer = kind.send(message)
    assert answer.outcome in ("sent", "delivered") and answer.message_id
    assert len(world.arrived()) == 1


def test_refused(kind, world, message):
    """An address that does not exist is refused for good, with a code."""
    answer = kind.send(replace(message, to=world.refused))
    assert answer.outcome == "refused" and answer.code
    assert world.arrived() == [] or kind.inside


def test_a_thing_that_is_no_address_is_refused(kind, world, message):
    """Nothing that was typed wrong is tried again for a day, and no header can be smuggled in with it."""
    for nothing in ("", "x", "a@b.example\r\nBcc: c@d.example", "1380000", "两个 空格@example.cn"):
        answer = kind.send(replace(message, to=nothing))
        assert answer.outcome == "refused" or kind.inside
    assert world.arrived() == [] or kind.inside


def test_unreachable(kind, world, message):
    """A provider that is away is an answer, to be tried again, and not an error."""
    if not world.away():
        assert kind.inside, "only what lies in our own database cannot be away"
        return
    answer = kind.send(message)
    assert answer.outcome == "unreachable" and answer.code
    assert world.arrived() == []


def test_duplicate(kind, world, message):
    """The same message again has the same number: shown once, or told by its number to be the same."""
    first, second = kind.send(message), kind.send(message)
    assert first.message_id == second.message_id and second.outcome == first.outcome
    assert len(set(world.arrived())) == 1


def test_an_answer_holds_no_address(kind, world, message):
    """What the provider said is kept in rows that are not sealed."""
    for to in (world.good, world.refused):
        answer: Receipt = kind.send(replace(message, to=to))
        said = f"{answer.message_id} {answer.code} {answer.server}"
        assert kind.inside or not to or to not in said
