"""Who may open which address of messages."""

import uuid

from django.db import transaction

from partwell.apps.evidence import actions as evidence
from partwell.apps.notices import actions
from partwell.lib.actor import system
from tests.cast import Cast
from tests.doors import NOT_THERE, OPENS, OWN, Door


def doors(cast: Cast) -> dict[str, Door]:
    """A message to Lin."""
    with transaction.atomic():
        stream = evidence.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=cast.now)
        notice = actions.send(
            to_employee=cast.lin,
            template="undertaking_ready",
            context={"due": cast.now, "due_class": "internal"},
            stream=stream,
            by=system(cast.company.pk),
            now=cast.now,
            link="/my/",
            key="doors",
            subject_uid=uuid.UUID(int=1),
        )
    return {
        "message": Door({"token": notice.deliveries.get(channel="in_app").token}, lu=NOT_THERE),
        "inbox": OWN,
        "list": Door(wei=OPENS),
        "failed": Door(wei=OPENS),
        "samples": Door(wei=OPENS, example=True),
        "serve": Door({"uid": str(notice.uid)}),
        "demo_line": Door(lu=NOT_THERE),
    }
