"""Who may open which address of attendance."""

from datetime import UTC, date, datetime

from partwell.apps.attendance import actions
from partwell.apps.attendance.actions.punches import Given
from partwell.apps.attendance.models import AttendanceMonth, NoShow
from partwell.lib.files import store
from partwell.site.demo.drive import voucher
from tests.cast import NOW, Cast
from tests.doors import NOT_THERE, OPENS, OWN, Door


def doors(cast: Cast) -> dict[str, Door]:
    """Lin's October, computed and told, his sick leave, a no-show, and the rules of the branch."""
    gu, xu, lin = cast.actor("gu"), cast.actor("xu"), cast.actor("lin")
    branch = cast.lin.department.branch
    shift = actions.add_shift("白", "白班", 540, 1080, [(720, 780)], by=gu, now=NOW)
    actions.add_rules(branch, date(2026, 9, 1), {}, default_shift=shift, by=gu, now=NOW)
    given = [Given(2, "E20418", datetime(2026, 10, 12, 1, tzinfo=UTC)), Given(3, "E99", None)]
    batch = actions.add_punches(given, name="t", sha256="", source="device", by=xu, now=NOW)
    actions.compute_months([cast.lin], date(2026, 10, 1), by=xu, now=NOW)
    month = actions.tell_month(AttendanceMonth.objects.get(employee=cast.lin), by=xu, now=NOW)
    paper = store.put(voucher("paper"), name="病假.png", company=cast.company.pk, now=NOW)
    asked = actions.ask_leave("sick", date(2026, 12, 8), date(2026, 12, 8), reason="病", proof=paper, by=lin, now=NOW)
    missing = NoShow.objects.create(employee=cast.lin, first_day=date(2026, 11, 23), days=3, found_at=NOW)
    of_lin, of_month, of_request = ({"uid": str(one.uid)} for one in (cast.lin, month, asked))
    of_branch = {"branch": str(branch.uid), "month": "2026-10"}
    staff = Door(wei=OPENS)
    return {
        **dict.fromkeys(("list", "setup", "punches", "punch_sheet", "requests", "noshows"), staff),
        **dict.fromkeys(("roster", "roster_sheet", "report", "report_excel", "report_pdf"), staff),
        # Wei keeps attendance of a company of his own; another company's branch or department is not there.
        **dict.fromkeys(("compute", "tell"), Door(form=of_branch)),
        **dict.fromkeys(
            ("publish_roster", "import_roster", "set_need"), Door(form={"department": str(cast.lin.department.uid)})
        ),
        "add_shift": staff,
        "end_shift": Door({"uid": str(shift.uid)}),
        "add_rules": Door({"uid": str(branch.uid)}),
        "from_punches": Door({"uid": str(month.uid)}),
        "bad_rows": Door({"uid": str(batch.uid)}),
        **dict.fromkeys(("sheet", "reply"), Door(of_month)),
        **dict.fromkeys(("decide", "proof"), Door(of_request)),
        "settle_noshow": Door({"uid": str(missing.uid)}),
        **dict.fromkeys(("mine", "ask_leave", "ask_overtime", "ask_correction"), OWN),
        "withdraw": Door(of_request, lu=NOT_THERE),
        **dict.fromkeys(("my_month", "answer_month"), Door({"month": "2026-10"}, lu=NOT_THERE)),
        **dict.fromkeys(("person", "record", "leave"), Door(of_lin)),
        "confirm": Door(of_lin | {"month": "2026-10"}),
    }
