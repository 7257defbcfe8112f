"""What the database refuses to do to courses, exams, certificates and bonds: what others read stands.

A row is taken out, ended or replaced by an act and stays on record. What a trigger can't tell from an act, a score
written into an exam still open, is found by `audit`.
"""

from partwell.lib.guards import Guard, append_only, erased_person, guard, no_replace, no_truncate, unless_emptied

_PARTICIPANT = "(SELECT p.employee_id FROM training_participation p WHERE p.id = OLD.participation_id)"
_EXAM = "id uid participation_id number begun_at due_at asked"
_RESULT = "handed_in_at points passed"
_BOND = "id uid employee_id course_id months starts_on signed_on paper_id replaces_id recorded_by_name recorded_at"


def _changed(columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns.split()) + ")"


def _pg(condition: str) -> str:
    """The same for PostgreSQL."""
    return condition.replace("IS NOT OLD.", "IS DISTINCT FROM OLD.")


def _stays(name: str, message: str, *, always: str, once: str = "") -> Guard:
    """Refuse changing the columns `always`, and those of `once` as soon as they are set."""
    table = f"training_{name}"
    set_once = [f"(OLD.{one} IS NOT NULL AND {_changed(one)})" for one in once.split()]
    when = " OR ".join([_changed(always), *set_once])
    return guard(f"{table}_stays", table, "UPDATE", message, when=when, when_pg=_pg(when))


_PASSES = "NEW.passed_on IS NOT NULL AND OLD.passed_on IS NULL"
_PROVED = (
    "EXISTS (SELECT 1 FROM training_attempt a WHERE a.participation_id = NEW.id AND a.passed AND a.points = NEW.points)"
    " OR (NEW.points IS NULL AND NEW.attended)"
)
_AFTER = (
    "(OLD.ended_at IS NOT NULL AND NEW.passed_on IS NOT OLD.passed_on) OR NEW.tries_added < OLD.tries_added"
    f" OR ({_PASSES} AND NOT coalesce({_PROVED}, false))"
    " OR (OLD.passed_on IS NOT NULL AND (OLD.attended AND NEW.attended IS NOT OLD.attended))"
    " OR (OLD.passed_on IS NOT NULL AND NEW.points IS NOT OLD.points)"
)
_ANSWERED = unless_emptied(_EXAM + " " + _RESULT, "answers_sealed", erased_person(_PARTICIPANT))
_HANDED_IN = f"OLD.handed_in_at IS NOT NULL AND ({_ANSWERED})"
_KEPT = ("course", "material", "question", "session", "participation", "attempt")

GUARDS = (
    *append_only("training_certificate", ["uid"], ["participation_id"]),
    *append_only(
        "training_bond",
        ["uid"],
        ["replaces_id"],
        unless=unless_emptied(_BOND, "costs_sealed agreed_sealed", erased_person("OLD.employee_id")),
    ),
    guard(
        "training_certificate_of_a_pass",
        "training_certificate",
        "INSERT",
        "a certificate is issued to who passed",
        when="NOT EXISTS (SELECT 1 FROM training_participation p"
        " WHERE p.id = NEW.participation_id AND p.passed_on IS NOT NULL)",
    ),
    _stays(
        "question",
        "a question is taken out and another put in, never changed",
        always="id uid course_id kind text options right points added_at",
        once="removed_at",
    ),
    _stays(
        "material",
        "material is taken out and other put in, never changed",
        always="id uid course_id title file_id added_at",
        once="removed_at",
    ),
    _stays(
        "session",
        "a session is called off, never changed",
        always="id uid course_id starts_at ends_at place trainer seats",
        once="cancelled_at",
    ),
    _stays(
        "participation",
        "who was put into which course, opened, passed or left it and when is not changed",
        always="id uid course_id employee_id asked_at",
        once="opened_at passed_on ended_at",
    ),
    guard(
        "training_participation_passes",
        "training_participation",
        "UPDATE",
        "a course is passed by an exam passed with these points or by presence, and then stands",
        when=_AFTER,
        when_pg=_pg(_AFTER),
    ),
    guard(
        "training_participation_begins",
        "training_participation",
        "INSERT",
        "a course is passed after somebody was put into it",
        when="NEW.passed_on IS NOT NULL OR NEW.points IS NOT NULL",
    ),
    _stays("attempt", "what an exam asked and when is not changed", always=_EXAM),
    guard(
        "training_attempt_stands",
        "training_attempt",
        "UPDATE",
        "an exam handed in stands as it was judged",
        when=_HANDED_IN,
        when_pg=_pg(_HANDED_IN),
    ),
    guard(
        "training_attempt_begins",
        "training_attempt",
        "INSERT",
        "an exam is judged when it is handed in",
        when="NEW.handed_in_at IS NOT NULL OR NEW.points IS NOT NULL OR NEW.passed IS NOT NULL",
    ),
    *(
        guard(f"training_{name}_no_delete", f"training_{name}", "DELETE", "a record of training is ended, not deleted")
        for name in _KEPT
    ),
    no_replace("training_participation", ["uid"], partial={"{row}.ended_at IS NULL": ["course_id", "employee_id"]}),
    no_replace("training_attempt", ["uid"], ["participation_id", "number"]),
    *(no_replace(f"training_{name}", ["uid"]) for name in ("material", "question", "session")),
    no_replace("training_course", ["uid"], partial={"{row}.ended_at IS NULL": ["company_id", "title"]}),
    *(no_truncate(f"training_{name}") for name in _KEPT),
)
