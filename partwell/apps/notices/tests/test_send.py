"""Sending belongs to the act: notice, deliveries, jobs and evidence are kept or lost together."""

import pytest
from django.db import transaction

from partwell.apps.notices import actions, queries
from partwell.apps.notices.messages import WrongContext
from partwell.apps.notices.models import Delivery, DemoMessage, Notice
from partwell.lib.jobs.models import Job
from partwell.lib.refusal import Refused


def _channels(notice):
    return {row.channel: row for row in notice.deliveries.all()}


def test_a_notice_goes_out_by_short_message_and_is_shown_inside(desk):
    """Asked for: sms and dingtalk. Dingtalk is not set up; mail and inbox say that they stand in."""
    notice = desk.send()
    rows = _channels(notice)
    assert set(rows) == {"sms_demo", "in_app", "email_demo"}
    assert (rows["sms_demo"].address, rows["email_demo"].address) == (
        "13805712048",
        "linxiao@yunlan.example",
    )
    assert (rows["sms_demo"].instead_of, rows["email_demo"].instead_of) == (
        "",
        "dingtalk",
    )
    assert rows["in_app"].state == "sent" and rows["sms_demo"].state == "queued"
    assert Job.objects.filter(handler="notices.deliver").count() == 2
    ((kind, payload),) = desk.entries()
    assert kind == "notice.queued"
    assert payload["not_taken"] == [{"channel": "dingtalk", "why": "not_set_up"}]
    assert [one["channel"] for one in payload["deliveries"] if one["demo"]] == [
        "sms_demo",
        "email_demo",
    ]
    assert "工资、社保补缴和离职证明都照常办理" in "".join(payload["text"])


def test_a_failed_act_sends_nothing(desk):
    """When the act is rolled back there is no notice, no job, no entry."""

    def act():
        with transaction.atomic():
            desk.send()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Notice.objects.exists() and not Job.objects.exists() and desk.entries() == []


def test_the_same_key_is_sent_once(desk):
    """A repeated act, or a reminder fired by two workers, sends one notice and records one entry."""
    first = desk.send(key="reminder:1")
    assert desk.send(key="reminder:1").pk == first.pk
    assert Notice.objects.count() == 1 and desk.types() == ["notice.queued"]


def test_several_notices_cost_no_more_statements_than_one(desk, django_assert_max_num_queries):
    """An act tells three people at the price of one."""
    desk.send(key="warm-up")
    outgoing = [
        actions.Outgoing(
            "todo_assigned",
            {"what": "工作交接", "person": "林晓"},
            f"k{n}",
            to_user=desk.cast.user(key),
            stream=desk.stream,
        )
        for n, key in enumerate(("zhao", "hua", "ma"))
    ]
    with transaction.atomic(), django_assert_max_num_queries(10):
        assert len(actions.send_all(outgoing, by=desk.program, now=desk.now)) == 3


def test_the_text_is_sealed_and_names_no_amount_in_the_short_message(desk):
    """What lies in the database is ciphertext; the short text holds neither ground nor amount."""
    notice = desk.send()
    raw = bytes(Notice.objects.values_list("text_sealed", flat=True).get(pk=notice.pk))
    assert "离职".encode() not in raw
    sms = queries.deliveries(desk.case)[0].sms
    assert "1,050" not in sms and "考核" not in sms and "试用期" not in sms


def test_someone_without_number_or_mail_is_to_be_served_by_hand_at_once(desk):
    """Nothing is pretended: no channel, a failed delivery, and HR sees it."""
    notice = desk.send(to_employee=desk.cast.wang, channels=("sms",))
    assert set(_channels(notice)) == {"in_app"}
    account = desk.cast.wang.user
    account.is_active = False
    account.save()
    notice = desk.send(to_employee=desk.cast.wang)
    assert [(row.channel, row.state, row.reason) for row in notice.deliveries.all()] == [
        ("none", "failed", "no_address")
    ]
    assert desk.types() == ["notice.queued", "notice.queued", "notice.failed"]
    assert [one.uid for one in queries.to_serve_by_hand(desk.cast.actor("hua"))] == [notice.uid]


def test_a_code_is_refused_when_it_can_reach_nobody(desk):
    """Without number and mail there is no code; the sentence says who can mend it, and nothing is kept."""
    context = {"code": "482913", "minutes": 5, "what": "离职保证书"}
    with pytest.raises(Refused) as no:
        desk.send("code", to_employee=desk.cast.wang, context=context)
    assert no.value.code == "no_address" and not Notice.objects.exists()


def test_a_code_is_in_no_log_no_inbox_and_no_list(desk):
    """Who may read the file may not sign with it: the code goes to the phone and nowhere else."""
    context = {"code": "482913", "minutes": 5, "what": "离职保证书"}
    desk.send("code", context=context)
    desk.run()
    assert "482913" not in str(desk.entries())
    assert queries.inbox(desk.cast.actor("lin")) == [] and queries.unread(desk.cast.actor("lin")) == 0
    assert "482913" not in str(queries.deliveries(desk.case))
    assert "482913" in DemoMessage.objects.get().text


def test_wrong_facts_are_refused_before_anything_is_written(desk):
    """A message without its deadline, or with a fact it does not know, is a mistake of ours, not a strange sentence."""
    for context in (
        {"due_class": "internal"},
        {"due": desk.now, "due_class": "internal", "amount": "1050"},
    ):
        with pytest.raises(WrongContext):
            desk.send(context=context)
    with pytest.raises(LookupError):
        desk.send(follow_up=("test.nobody", {}))
    with pytest.raises(ValueError, match="one addressee"):
        desk.send(to_employee=None)


def test_a_reminder_in_the_night_waits_for_the_morning(desk):
    """23:00 in Shanghai: the short message goes out at 08:00, the deadline in it stays what it is."""
    night = desk.now.replace(hour=15)
    notice = desk.send(
        "reminder",
        now=night,
        context={"what": "离职保证书", "due": night, "due_class": "internal"},
    )
    assert desk.run(night) == []
    morning = night.replace(day=27, hour=0)
    assert desk.run(morning) and not Delivery.objects.filter(notice=notice, state="queued").exists()


def test_a_colleague_gets_the_words_for_colleagues(desk):
    """The same reminder speaks to a colleague of the employee's step, not to "you"."""
    context = {
        "what": "工作交接",
        "person": "林晓",
        "due": desk.now,
        "due_class": "statutory",
    }
    notice = desk.send("reminder", to_user=desk.cast.user("ma"), context=context)
    assert notice.template == "staff_reminder" and notice.to_employee_id is None
    view = queries.inbox(desk.cast.actor("ma"))[0]
    assert view.paragraphs[-1] == "这是法定义务，不等待公司内部的任何一步。"


def test_a_person_who_reads_english_gets_english(desk):
    """The language is the reader's, not the sender's."""
    user = desk.cast.lin.user
    user.language = "en"
    user.save()
    desk.cast.lin.user.language = "en"
    desk.send()
    view = queries.inbox(desk.cast.actor("lin"))[0]
    assert view.title.startswith("Please answer the Separation Undertaking by 27 Nov 10:00 (company deadline)")
