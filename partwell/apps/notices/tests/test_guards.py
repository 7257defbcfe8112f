"""No fact about a message is changed or removed, whoever has the database open."""

import pytest
from django.db import DatabaseError, connection, transaction

from partwell.apps.notices.models import Attempt, Delivery, Notice, Receipt


@pytest.fixture
def sent(desk):
    """A notice that was sent and answered."""
    notice = desk.send(channels=("sms",))
    desk.run()
    return notice


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notices_attempt SET number = 9",
        "DELETE FROM notices_attempt",
        "UPDATE notices_receipt SET kind = 'delivered'",
        "DELETE FROM notices_receipt",
        "UPDATE notices_notice SET text_sealed = NULL",
        "UPDATE notices_notice SET subject_uid = NULL",
        "DELETE FROM notices_notice",
        "UPDATE notices_delivery SET address_sealed = NULL",
        "UPDATE notices_delivery SET demo = NOT demo",
        "DELETE FROM notices_delivery",
    ],
)
def test_the_database_refuses(sent, statement):
    """Raw SQL fares no better than the program."""
    before = [model.objects.count() for model in (Notice, Delivery, Attempt, Receipt)]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [model.objects.count() for model in (Notice, Delivery, Attempt, Receipt)] == before


def test_the_state_of_a_delivery_goes_on(sent):
    """What is meant to change still does: state, times, the reading of a notice."""
    Delivery.objects.filter(notice=sent).update(state="opened")
    Notice.objects.filter(pk=sent.pk).update(opened_at=sent.created_at)
