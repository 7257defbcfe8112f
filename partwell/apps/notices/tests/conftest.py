"""A demo installation with Lin's case stream, and notices ready to be sent about it."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import queries as evidence_queries
from partwell.apps.notices import actions
from partwell.lib import jobs
from partwell.lib.actor import Actor, system
from tests.cast import Cast

CASE = uuid.UUID("01990000-0000-7000-8000-000000000001")


@dataclass
class Desk:
    """What a test of notices needs: the cast, the stream of Lin's case, and sending in one line."""

    cast: Cast
    stream: Any
    settings: Any
    told: list[str] = field(default_factory=list)
    case: uuid.UUID = CASE

    @property
    def now(self) -> Any:
        """The cast's instant."""
        return self.cast.now

    @property
    def program(self) -> Actor:
        """The program itself in the cast's company."""
        return system(self.cast.company.pk)

    def send(
        self,
        template: str = "undertaking_ready",
        *,
        by: Actor | None = None,
        now: Any = None,
        **more: Any,
    ) -> Any:
        """Send a notice to Lin about the case, with a deadline in a day, in a transaction of its own."""
        now = now or self.now
        context = {"due": now + timedelta(hours=24), "due_class": "internal"}
        asked: dict[str, Any] = {
            "to_employee": self.cast.lin,
            "template": template,
            "context": context,
            "stream": self.stream,
            "by": by or self.program,
            "now": now,
            "link": "/papers/1/",
            "key": f"{template}:{uuid.uuid4()}",
            "subject_uid": self.case,
        }
        if more.get("to_user"):
            asked["to_employee"] = None
        with transaction.atomic():
            return actions.send(**(asked | more))

    def run(self, now: Any = None) -> Any:
        """Do what is due."""
        return jobs.run_due(now or self.now)

    def entries(self) -> list[tuple[str, Any]]:
        """Type and payload of each entry of the case so far."""
        return [(one.type, one.payload) for one in evidence_queries.entries(self.stream)]

    def types(self) -> list[str]:
        """Types of the entries of the case so far."""
        return [kind for kind, _payload in self.entries()]


@pytest.fixture
def desk(cast: Cast, settings: Any) -> Desk:
    """A demo installation: short messages and mails appear on the demo's phone."""
    settings.DEMO, settings.SMTP = True, ""
    with transaction.atomic():
        stream = evidence.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=cast.now)
    return Desk(cast, stream, settings)
