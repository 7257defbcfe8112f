"""What is forgotten of an erased person's papers: their text, free words, and every file. Numbers and digests stay."""

from datetime import datetime

from partwell.lib.erasing import Held

from .models import SealAct

HELD = {
    "Document": Held(("employee",), data=("paper",)),
    "Answer": Held(("document__employee",)),
    "SealAct": Held(("document__employee",)),
}
KEPT = {"SealAct.seal_number": "a number of the company's seal book; emptied by `forget` where a scan was kept"}


def forget(employee: int, now: datetime) -> None:
    """Forget the seal numbers beside a scan; runs after the person's key was destroyed."""
    del now
    own = SealAct.objects.filter(document__employee=employee, scan__isnull=False)
    own.update(seal_number_sealed=None)
