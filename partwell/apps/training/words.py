"""Words of training in the language of the page."""

from django.utils.translation import gettext as _

from .models import Participation


def kinds() -> dict[str, str]:
    """Kinds of course."""
    return {
        "induction": _("Induction"),
        "skill": _("Skills of the post"),
        "safety": _("Safety"),
        "special": _("Special training paid from special funds"),
    }


def question_kinds() -> dict[str, str]:
    """Kinds of question."""
    return {"single": _("one right option"), "multiple": _("several right options"), "judge": _("right or wrong")}


def cost_kinds() -> dict[str, str]:
    """Kinds of training cost."""
    return {"fee": _("fee"), "travel": _("travel for the training"), "other": _("other direct cost")}


def state(row: Participation, *, late: bool) -> tuple[str, str]:
    """Where a person stands in a course, and its tone."""
    if row.passed_on is not None:
        return _("passed"), "ok"
    if late:
        return _("deadline passed"), "late"
    if row.attended is False:
        return _("was not there"), "soon"
    if row.opened_at is not None or row.attended:
        return _("under way"), "brand"
    return _("not begun"), ""


def options(kind: str, given: list[str]) -> list[str]:
    """The options of a question; one to judge has the two of its kind."""
    return [_("true, as an answer"), _("false, as an answer")] if kind == "judge" else given
