"""Take a case out: its bundle, with everything that was recorded and the proof of it."""

from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from partwell.apps.evidence.bundle import About, export
from partwell.lib.actor import Actor

from . import queries, standing, store
from .audit import rebuild
from .models import Case, CaseMigration


def export_case(uid: object, out: BinaryIO, *, by: Actor, now: datetime) -> str:
    """Write the bundle of a case to a seekable binary file and record that it was taken out; its file name.

    Raises NotVisible, and NotAllowed for who may know of the case but not read all of it.
    """
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("Only HR, legal and the owner may take out a whole case file."))
    return _export(case, out, by=by, now=now)


def _export(case: Case, out: BinaryIO, *, by: Actor, now: datetime) -> str:
    loaded = store.load(case)
    names = queries.people_of(case, loaded, rebuild(loaded).entries)
    about = About(
        number=case.number,
        company=case.company.name,
        facts={
            "case": str(case.uid),
            "employee": case.employee.name,
            "separation_type": case.separation_type,
            "template": f"{case.template.key} {case.template.number}",
            "state": case.state,
            "people": {**names, by.pid: by.name},
        },
    )
    export(case.stream, out, by=by, now=now, about=about, template=case.template.body, earlier=_earlier(case))
    return f"partwell-{case.number}.zip"


def _earlier(case: Case) -> list[dict[str, Any]]:
    """The versions the case followed before the one it follows now."""
    moves = CaseMigration.objects.filter(case=case, choice="now").select_related("from_version").order_by("pk")
    bodies = {one.from_version.sha256: one.from_version.body for one in moves}
    return [body for sha256, body in bodies.items() if sha256 != case.template.sha256]
