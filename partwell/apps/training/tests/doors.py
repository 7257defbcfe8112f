"""Who may open which address of training."""

from datetime import date, timedelta
from decimal import Decimal

from partwell.apps.training import actions, bonds, queries
from partwell.core.training.bond import Cost
from partwell.lib.files import store
from partwell.site.demo.drive import voucher
from tests.cast import NOW, Cast
from tests.doors import NOT_THERE, OPENS, OWN, Door


def doors(cast: Cast) -> dict[str, Door]:
    """A special course with everything in it, passed by Lin, and her bond for it."""
    hua, lin = cast.actor("hua"), cast.actor("lin")
    course = actions.create_course(actions.CourseTerms("专项", "special", exam_questions=1), by=hua, now=NOW)
    (question,) = actions.add_questions(
        course, [{"kind": "judge", "text": "对吗？", "right": [0]}], by=hua, now=NOW
    ).rows
    file = store.put(voucher("paper"), name="讲义.png", company=cast.company.pk, now=NOW)
    material = actions.add_material(course, "讲义", file, by=hua, now=NOW)
    at = NOW + timedelta(days=1)
    session = actions.open_session(
        course, starts_at=at, ends_at=at + timedelta(hours=1), place="三楼", trainer="讲师", by=hua, now=NOW
    )
    row = actions.assign(course, [cast.lin], session=session, by=hua, now=NOW)[0]
    attempt = actions.begin_exam(row, by=lin, now=NOW)
    actions.hand_in(row, {str(one.uid): one.right for one in queries.asked(attempt)}, by=lin, now=NOW)
    bond = bonds.record_bond(
        cast.lin, course, costs=[Cost("fee", "学费", Decimal(1), "F-1")], agreed=Decimal(1), months=1,
        starts_on=date(2026, 10, 1), signed_on=date(2026, 9, 20), paper=file, by=hua, now=NOW,
    )  # fmt: skip
    of_course, of_row = {"uid": str(course.uid)}, {"uid": str(row.uid)}
    own = Door(of_row, lu=NOT_THERE)
    return {
        # Wei is HR of a company of his own: the lists are his, with nothing of this one in them.
        **dict.fromkeys(("list", "create", "question_sheet"), Door(wei=OPENS)),
        **dict.fromkeys(
            ("course", "edit", "end", "add_material", "add_question", "import_questions", "add_session", "assign"),
            Door(of_course),
        ),
        **dict.fromkeys(("material", "remove_material"), Door({"uid": str(material.uid)})),
        "remove_question": Door({"uid": str(question.uid)}),
        "cancel_session": Door({"uid": str(session.uid)}),
        "certificate": Door({"uid": str(row.certificate.uid)}),
        "bond_paper": Door({"uid": str(bond.uid)}),
        "person": Door({"uid": str(cast.lin.uid)}),
        **dict.fromkeys(("presence", "remind", "another_try", "take_out"), Door(of_row)),
        "mine": OWN,
        **dict.fromkeys(("own_course", "opened", "begin", "take"), own),
    }
