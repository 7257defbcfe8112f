"""What becomes of a delivery: each attempt, answer, opening and return is a row and an entry."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from partwell.apps.notices import actions, deliveries, queries, sending
from partwell.apps.notices.channel import Receipt as Answer
from partwell.apps.notices.models import Attempt, Delivery, DemoMessage, Receipt
from partwell.lib import jobs, registry
from partwell.lib.jobs.models import Job
from partwell.lib.refusal import NotVisible

from . import follow

DAY = timedelta(days=1)


@pytest.fixture
def answers(desk, monkeypatch):
    """Put a channel in the place of a kind, that gives these answers one after the other (the last one stays)."""

    def put(channel, *given, **more):
        asked = []

        def send(message):
            asked.append(message)
            return given[min(len(asked), len(given)) - 1]

        kinds = dict(registry.kinds("channels"))
        kinds[channel] = replace(kinds[channel], send=send, **more)
        monkeypatch.setattr(registry, "_kinds", registry._kinds | {"channels": kinds})
        return asked

    return put


def _only(notice, channel="sms_demo"):
    return notice.deliveries.get(channel=channel)


def test_the_demo_phone_shows_the_message_and_the_record_says_demo(desk):
    """Sent and delivered, with the provider's number, each an entry marked DEMO; the follow-up is told once."""
    follow.told.clear()
    notice = desk.send(channels=("sms",), follow_up=("test.follow", {"case": 7}))
    assert {ran.state for ran in desk.run()} == {"done"}
    row = _only(notice)
    assert (row.state, row.basis, row.attempts, row.demo) == ("delivered", "provider", 1, True)
    assert row.message_id == f"DEMO-{row.uid}"
    assert desk.types() == ["notice.queued", "notice.sent", "notice.delivered"]
    assert all(payload["demo"] for kind, payload in desk.entries() if kind != "notice.queued")
    assert follow.told == [(7, str(row.uid))]
    shown = DemoMessage.objects.get()
    assert f"/n/{row.token}" in shown.text and "（公司内部期限）" in shown.text and len(shown.text) <= 140


def test_doing_the_job_again_sends_nothing_again(desk):
    """The job is run twice, as after a worker's death between completion and answer: one message, one attempt."""
    notice = desk.send(channels=("sms",))
    desk.run()
    Job.objects.update(done_at=None, run_after=desk.now, attempts=0)
    desk.run()
    assert Attempt.objects.count() == DemoMessage.objects.count() == 1
    assert _only(notice).attempts == 1 and desk.types().count("notice.sent") == 1


def test_an_attempt_cut_short_is_on_record_and_is_repeated_under_the_same_id(desk, answers):
    """The worker died between the provider's answer and ours: two attempts, the same message id, one answer kept."""
    notice = desk.send(channels=("sms",))
    asked = answers("sms_demo", Answer("delivered", message_id="X1"))
    row = _only(notice)
    with transaction.atomic():
        Attempt.objects.create(delivery=row, number=1, at=desk.now)
        Delivery.objects.filter(pk=row.pk).update(attempts=1)
    desk.run()
    assert [message.id for message in asked] == [str(row.uid)]
    assert Attempt.objects.count() == 2
    assert [payload["attempt"] for kind, payload in desk.entries() if kind == "notice.sent"] == [2]


def test_a_provider_that_is_away_is_tried_again(desk, answers):
    """Each failed attempt is an entry that says it is not final; the third one arrives."""
    notice = desk.send(channels=("sms",))
    away = Answer("unreachable", code="timeout")
    answers("sms_demo", away, away, Answer("delivered", message_id="X1"))
    for minutes in (0, 1, 6):
        desk.run(desk.now + timedelta(minutes=minutes))
    assert _only(notice).state == "delivered" and Attempt.objects.count() == 3
    failures = [payload for kind, payload in desk.entries() if kind == "notice.failed"]
    assert [(one["attempt"], one["final"], one["code"]) for one in failures] == [
        (1, False, "timeout"),
        (2, False, "timeout"),
    ]


def test_after_the_last_attempt_a_person_has_to_serve_it(desk, answers):
    """Nobody waits for ever: the delivery fails for good, HR's list has it, the sender is told."""
    notice = desk.send(by=desk.cast.actor("hua"), channels=("sms",))
    answers("sms_demo", Answer("unreachable", code="timeout"))
    for hours in range(0, 48, 2):
        desk.run(desk.now + timedelta(hours=hours))
    row = _only(notice)
    assert (row.state, row.attempts, row.reason) == ("failed", 7, "timeout")
    assert [one.uid for one in queries.to_serve_by_hand(desk.cast.actor("gu"))] == [notice.uid]
    told = queries.inbox(desk.cast.actor("hua"))
    assert [one.template for one in told] == ["delivery_failed"] and "对方一直没有应答" in told[0].paragraphs[0]


def test_the_case_handler_is_told_of_what_the_program_could_not_deliver(desk):
    """A reminder has no sender; the employee's case handlers hear of it, and the employee does not."""
    actions.switch_demo_line("13805712048", "out_of_service")
    desk.send(channels=("sms",))
    desk.run()
    told = queries.inbox(desk.cast.actor("xu"))
    assert [one.template for one in told] == ["delivery_failed"]
    assert "号码停机或不存在" in told[0].paragraphs[0] and told[0].link == "/notices/failed/"
    assert [one.template for one in queries.inbox(desk.cast.actor("lin"))] == ["undertaking_ready"]


def test_a_refused_number_is_not_tried_again(desk):
    """The phone is out of service: one attempt, failed, and until a person serves it nothing counts as delivered."""
    actions.switch_demo_line("13805712048", "out_of_service")
    notice = desk.send(channels=("sms",))
    desk.run()
    desk.run(desk.now + DAY)
    assert (_only(notice).state, _only(notice).reason, Attempt.objects.count()) == ("failed", "out_of_service", 1)
    assert queries.proof_of_delivery(desk.case) is None
    assert not DemoMessage.objects.exists()


def test_the_sender_is_not_told_while_another_channel_is_on_its_way(desk, answers):
    """A refused short message beside a mail that arrived is no case for a courier."""
    desk.send(by=desk.cast.actor("hua"), channels=("sms", "email"))
    answers("sms_demo", Answer("refused", code="out_of_service"))
    desk.run()
    assert queries.to_serve_count(desk.cast.actor("hua")) == 0
    assert queries.inbox(desk.cast.actor("hua")) == []


def test_opening_proves_that_a_mail_arrived(desk):
    """A mail that was taken is not yet delivered; opened by its addressee it is (decision 5)."""
    follow.told.clear()
    notice = desk.send(channels=("email",), follow_up=("test.follow", {"case": 7}))
    desk.run()
    row = _only(notice, "email_demo")
    assert row.state == "sent" and queries.proof_of_delivery(desk.case) is None
    later = desk.now + timedelta(hours=1)
    assert actions.open_notice(row.token, by=desk.cast.actor("lin"), now=later) == "/papers/1/"
    proof = queries.proof_of_delivery(desk.case, template="undertaking_ready")
    assert (proof.channel, proof.basis, proof.at, proof.demo) == ("email_demo", "opened", later, True)
    assert desk.types()[-2:] == ["notice.opened", "notice.delivered"]
    desk.run(later)
    assert follow.told == [(7, str(row.uid))] * 2
    assert queries.opened_at(desk.case) == later


def test_opening_twice_is_one_opening(desk):
    """The second press leads to the paper and records nothing."""
    notice = desk.send(channels=("in_app",))
    row = _only(notice, "in_app")
    for _press in range(2):
        actions.open_notice(row.token, by=desk.cast.actor("lin"), now=desk.now)
    assert desk.types() == ["notice.queued", "notice.opened"]
    assert Receipt.objects.filter(kind="opened").count() == 1


def test_an_opening_in_the_application_is_no_delivery(desk):
    """It is `system.log:opened`, which some steps accept, and never `third.delivery`."""
    notice = desk.send(channels=("in_app",))
    actions.open_notice(_only(notice, "in_app").token, by=desk.cast.actor("lin"), now=desk.now)
    assert queries.proof_of_delivery(desk.case) is None and queries.opened_at(desk.case) == desk.now
    assert queries.unread(desk.cast.actor("lin")) == 0


@pytest.mark.parametrize("who", ["hua", "zhao", "wei"])
def test_nobody_else_opens_a_message(desk, who):
    """A forwarded link does not exist for anyone but the addressee, and their look is not taken for an opening."""
    notice = desk.send()
    for row in notice.deliveries.all():
        with pytest.raises(NotVisible):
            actions.open_notice(row.token, by=desk.cast.actor(who), now=desk.now)
        assert queries.message(desk.cast.actor(who), row.token) is None
    assert desk.types() == ["notice.queued"]


def test_three_days_without_a_return_deliver_a_mail_where_returns_are_heard(desk, answers):
    """With a mailbox for bounces the silence of three days counts; the entry says on what it rests."""
    notice = desk.send(channels=("email",))
    answers("email_demo", Answer("sent", message_id="<m1>", code="250"), hears_bounces=lambda: True)
    desk.run()
    desk.run(desk.now + 3 * DAY - timedelta(seconds=1))
    assert _only(notice, "email_demo").state == "sent"
    desk.run(desk.now + 3 * DAY)
    assert queries.proof_of_delivery(desk.case).basis == "three_days_without_bounce"


def test_without_a_mailbox_for_returns_silence_proves_nothing(desk, answers):
    """Nobody would hear the bounce: only an opening delivers."""
    desk.send(channels=("email",))
    answers("email_demo", Answer("sent", message_id="<m1>", code="250"))
    desk.run()
    desk.run(desk.now + 9 * DAY)
    assert queries.proof_of_delivery(desk.case) is None


def test_a_returned_mail_is_not_delivered(desk, answers):
    """It is known by its message id; three days later it is still not delivered, and a person has to serve it."""
    notice = desk.send(channels=("email",))
    answers("email_demo", Answer("sent", message_id="<m1>", code="250"), hears_bounces=lambda: True)
    desk.run()
    assert sending.bounced("<m1>", code="5.1.1", by=desk.program, now=desk.now + DAY)
    assert not sending.bounced("<m1>", code="5.1.1", by=desk.program, now=desk.now + DAY)
    assert not sending.bounced("<unknown>", code="5.1.1", by=desk.program, now=desk.now + DAY)
    desk.run(desk.now + 4 * DAY)
    row = _only(notice, "email_demo")
    assert (row.state, row.reason) == ("bounced", "5.1.1") and queries.proof_of_delivery(desk.case) is None
    assert queries.to_serve_count(desk.cast.actor("hua")) == 1


def test_a_code_that_ran_out_is_not_sent(desk):
    """The worker was away for ten minutes: a stale code only confuses."""
    desk.send("code", context={"code": "482913", "minutes": 5, "what": "离职保证书"})
    desk.run(desk.now + timedelta(minutes=10))
    assert not DemoMessage.objects.exists()
    assert Receipt.objects.get().code == "expired"


def test_an_error_of_ours_ends_as_a_failed_delivery(desk, answers, monkeypatch):
    """A channel that breaks is tried, given up, and seen; it does not stay queued for ever."""
    notice = desk.send(channels=("sms",))

    def broken(message):
        raise KeyError("a mistake")

    kinds = dict(registry.kinds("channels"))
    kinds["sms_demo"] = replace(kinds["sms_demo"], send=broken)
    monkeypatch.setattr(registry, "_kinds", registry._kinds | {"channels": kinds})
    for hours in range(0, 48, 2):
        desk.run(desk.now + timedelta(hours=hours))
    assert (_only(notice).state, _only(notice).reason) == ("failed", "internal_error")
    assert Job.objects.get(handler=deliveries.DELIVER).dead_at is not None


def test_two_workers_that_sent_the_same_message_record_one_answer(desk, answers):
    """A lease ran out in mid-sending: the later answer finds the delivery answered and changes nothing."""
    notice = desk.send(channels=("sms",))
    row = _only(notice)

    def send_twice(message):
        if row.pk is not None and Attempt.objects.count() == 1:
            sending.deliver(jobs.Run(0, desk.now, 2, False), delivery=row.pk)
        return Answer("delivered", message_id=f"X{Attempt.objects.count()}")

    kinds = dict(registry.kinds("channels"))
    kinds["sms_demo"] = replace(kinds["sms_demo"], send=send_twice)
    registry_before = registry._kinds
    registry._kinds = registry._kinds | {"channels": kinds}
    try:
        desk.run()
    finally:
        registry._kinds = registry_before
    assert Attempt.objects.count() == 2 and desk.types().count("notice.sent") == 1


def test_the_last_reminder_of_a_step_is_known(desk):
    """The case page says when someone was last reminded, on which step."""
    context = {"what": "离职保证书", "due": desk.now, "due_class": "internal"}
    desk.send("reminder", context=context, step="undertaking")
    assert queries.last_reminder(desk.case, "undertaking") == desk.now
    assert queries.last_reminder(desk.case, "handover") is None
