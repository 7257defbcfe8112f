"""Two at once: a reminder that two workers fire, a message opened on two devices."""

import threading

from django.db import connections, transaction

from partwell.apps.notices import actions
from partwell.apps.notices.models import Delivery, Notice, Receipt
from partwell.lib.actor import system
from partwell.lib.jobs.models import Job


def _together(act, times=4):
    """Do `act` on several threads at the same moment; the errors, if any."""
    ready, errors = threading.Barrier(times), []

    def run():
        ready.wait(20)
        try:
            act()
        except Exception as failure:  # noqa: BLE001 - told to the test, whatever it is
            errors.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_the_same_notice_sent_by_four_at_once_is_sent_once(committed_db, desk):
    """One notice, one delivery a channel, one job each, one entry; nobody's transaction is lost."""
    by = system(desk.cast.company.pk)

    def act():
        with transaction.atomic():
            actions.send(
                to_employee=desk.cast.lin,
                template="reminder",
                context={"what": "离职保证书", "due": desk.now, "due_class": "internal"},
                stream=desk.stream,
                by=by,
                now=desk.now,
                key="timer:1",
                subject_uid=desk.case,
                channels=("sms",),
            )

    assert _together(act) == []
    assert Notice.objects.count() == 1 and Delivery.objects.count() == 2
    assert Job.objects.filter(handler="notices.deliver").count() == 1
    assert desk.types() == ["notice.queued"]


def test_a_message_opened_on_four_devices_at_once_is_opened_once(committed_db, desk):
    """One opening on record, and all four are led to the paper."""
    token = desk.send(channels=("in_app",)).deliveries.get().token
    lin = desk.cast.actor("lin")
    led = []
    assert _together(lambda: led.append(actions.open_notice(token, by=lin, now=desk.now))) == []
    assert led == ["/papers/1/"] * 4
    assert Receipt.objects.filter(kind="opened").count() == 1
    assert desk.types() == ["notice.queued", "notice.opened"]
