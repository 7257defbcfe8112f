"""What the database itself refuses about cases, whoever writes: the last line when code is wrong or bypassed.

Refused are: closing with an open required step, inserting a closed case or a settled step, replacing a row,
reopening, deleting, changing what a step is, completing a step without one whole alternative of its evidence or
with an added seat unheard, attempts that jump or go back, reopening what had its effect in law, removing or changing
a seat or its answer, and any change of a published template or of attached proof. A forged fact or skip looks like a
fact or a skip; closing, `./run check` and the verifier find those by rebuilding the case from its entries.
"""

from partwell.lib.guards import Guard, append_only, guard, no_replace, no_truncate

CASE, STEP, PROOF, SEAT = "cases_case", "cases_casestep", "cases_attachment", "cases_caseseat"
VERSION, ITEM, TIMER = "cases_templateversion", "cases_templateitem", "cases_timer"
WATCH = "cases_casewatch"
BATCH, MEMBER = "cases_batch", "cases_batchmember"
ROLE = "cases_caserole"
TSTEP, MOVE = "cases_templatestep", "cases_casemigration"
SETTLED = "('done', 'declined', 'skipped')"

NO_WHOLE_ALTERNATIVE = f"""NOT EXISTS (
    SELECT 1 FROM {ITEM} a JOIN {CASE} c ON c.template_id = a.version_id
    WHERE c.id = NEW.case_id AND a.step = NEW.key AND NOT EXISTS (
        SELECT 1 FROM {ITEM} i
        WHERE i.version_id = a.version_id AND i.step = a.step AND i.alternative = a.alternative
        AND NOT EXISTS (
            SELECT 1 FROM {PROOF} p
            WHERE p.case_id = NEW.case_id AND p.step = NEW.key AND p.attempt = NEW.attempt AND p.item = i.item)))"""


def _case_ended(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM {CASE} c WHERE c.id = {column} AND c.state <> 'open')"


def _taken(table: str, *keys: str) -> str:
    """True when the row to insert stands already: REPLACE would remove it without firing a delete trigger.

    Each key is looked up by its own index; one condition with OR would read the whole table on every insert.
    """
    same = " AND ".join(f"kept.{key} = NEW.{key}" for key in keys)
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} kept WHERE {one})" for one in ("kept.id = NEW.id", same))


def _other(*columns: str) -> str:
    """True when one of these columns is another one than before; NULL is a value like any."""
    return " OR ".join(
        f'NEW."{name}" <> OLD."{name}" OR (NEW."{name}" IS NULL) <> (OLD."{name}" IS NULL)' for name in columns
    )


_OF_STEP = ("status", "attempt", "position", "ready_at", "due_at", "due_class", "done_at", "done_by")


def refuse(name: str, table: str, event: str, when: str, message: str) -> Guard:
    """A guard of this app: on `event`, when the condition holds (empty: always), the database refuses."""
    return guard(name, table, event, message, when=when)


def on_sqlite(name: str, table: str, when: str, message: str) -> Guard:
    """A guard of inserts that PostgreSQL needs none for: there what stands is updated, and that has a guard."""
    made = guard(name, table, "INSERT", message, when=when)
    return Guard(name, table, made.sqlite, "")


GUARDS: tuple[Guard, ...] = (
    refuse("case_begins_open", CASE, "INSERT", "NEW.state <> 'open'", "a case begins open"),
    refuse(
        "case_not_replaced",
        CASE,
        "INSERT",
        _taken(CASE, "uid"),
        "a case is never replaced",
    ),
    refuse("case_not_deleted", CASE, "DELETE", "", "a case is never deleted"),
    refuse(
        "case_ended_stays",
        CASE,
        "UPDATE",
        "OLD.state <> 'open'",
        "an ended case is never changed or reopened",
    ),
    refuse(
        "case_identity_stays",
        CASE,
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.uid <> OLD.uid OR NEW.company_id <> OLD.company_id"
        " OR NEW.employee_id <> OLD.employee_id OR NEW.department_id <> OLD.department_id OR NEW.path <> OLD.path"
        " OR NEW.revision < OLD.revision OR "
        + _other("opened_by_id", "alias")
        + " OR NEW.stream_id <> OLD.stream_id OR NEW.number <> OLD.number"
        " OR NEW.separation_type <> OLD.separation_type OR NEW.opened_at <> OLD.opened_at"
        " OR NEW.initiator <> OLD.initiator OR NEW.ground <> OLD.ground"
        " OR COALESCE(NEW.follows_id, 0) <> COALESCE(OLD.follows_id, 0) OR NEW.follow_reason <> OLD.follow_reason"
        " OR COALESCE(NEW.batch_id, 0) <> COALESCE(OLD.batch_id, 0)",
        "whose case it is, who may see it and what it follows never changes",
    ),
    refuse(
        "case_follows_as_decided",
        CASE,
        "UPDATE",
        "NEW.template_id <> OLD.template_id AND NOT EXISTS ("
        f"SELECT 1 FROM {MOVE} m WHERE m.case_id = NEW.id AND m.from_version_id = OLD.template_id"
        " AND m.to_version_id = NEW.template_id AND m.choice <> 'keep' AND m.revision = OLD.revision)",
        "a case follows another version only by a recorded decision",
    ),
    refuse("move_not_changed", MOVE, "UPDATE", "", "a decision about a version is never changed"),
    refuse("move_not_deleted", MOVE, "DELETE", "", "a decision about a version is never deleted"),
    refuse(
        "move_not_replaced",
        MOVE,
        "INSERT",
        _taken(MOVE, "case_id", "to_version_id", "choice", "revision"),
        "a decision about a version is never replaced",
    ),
    refuse(
        "case_closes_complete",
        CASE,
        "UPDATE",
        "NEW.state = 'closed' AND OLD.state = 'open' AND ("
        f"NOT EXISTS (SELECT 1 FROM {STEP} s WHERE s.case_id = NEW.id)"
        f" OR EXISTS (SELECT 1 FROM {STEP} s WHERE s.case_id = NEW.id AND s.status NOT IN {SETTLED})"
        f" OR (SELECT count(*) FROM {STEP} s WHERE s.case_id = NEW.id AND NOT s.gone)"
        f" <> (SELECT count(*) FROM {TSTEP} t WHERE t.version_id = NEW.template_id))",
        "a case closes only when every step is settled",
    ),
    refuse(
        "step_begins_open",
        STEP,
        "INSERT",
        f"NEW.status IN {SETTLED} OR NEW.attempt <> 1",
        "a step begins open",
    ),
    refuse(
        "step_not_replaced",
        STEP,
        "INSERT",
        _taken(STEP, "case_id", "key"),
        "a step is never replaced",
    ),
    refuse(
        "step_of_open_case",
        STEP,
        "INSERT",
        _case_ended("NEW.case_id"),
        "an ended case gets no step",
    ),
    refuse("step_not_deleted", STEP, "DELETE", "", "a step is never deleted"),
    refuse(
        "step_case_open",
        STEP,
        "UPDATE",
        _case_ended("OLD.case_id"),
        "a step of an ended case stays as it is",
    ),
    refuse(
        "step_identity_stays",
        STEP,
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.key <> OLD.key OR NEW.case_id <> OLD.case_id OR ((NEW.required <> OLD.required"
        " OR NEW.duty <> OLD.duty OR NEW.phase <> OLD.phase OR NEW.kind <> OLD.kind) AND NOT EXISTS ("
        f"SELECT 1 FROM {TSTEP} t JOIN {CASE} c ON c.template_id = t.version_id WHERE c.id = NEW.case_id"
        " AND t.key = NEW.key AND t.required = NEW.required AND t.duty = NEW.duty AND t.phase = NEW.phase"
        " AND t.kind = NEW.kind))",
        "a step is what the case's template says",
    ),
    refuse(
        "step_gone_stays",
        STEP,
        "UPDATE",
        "OLD.gone AND NEW.gone AND (" + _other(*_OF_STEP) + ")",
        "a step that the case's version no longer has stays as it was",
    ),
    refuse(
        "step_done_with_proof",
        STEP,
        "UPDATE",
        f"NEW.status = 'done' AND OLD.status <> 'done' AND {NO_WHOLE_ALTERNATIVE}",
        "a step is done only with one whole alternative of its evidence",
    ),
    refuse(
        "step_required_not_declined",
        STEP,
        "UPDATE",
        "NEW.status = 'declined' AND NEW.required",
        "a required step cannot be declined",
    ),
    refuse(
        "step_done_stays",
        STEP,
        "UPDATE",
        "OLD.status IN ('done', 'declined') AND NEW.status <> OLD.status AND NEW.attempt <= OLD.attempt",
        "a settled step is reopened only as a new attempt",
    ),
    refuse(
        "step_attempts_go_up",
        STEP,
        "UPDATE",
        "NEW.attempt <> OLD.attempt AND NEW.attempt <> OLD.attempt + 1",
        "attempts of a step go up one by one",
    ),
    refuse(
        "step_effect_stays",
        STEP,
        "UPDATE",
        "NEW.attempt > OLD.attempt AND OLD.status = 'done' AND OLD.duty"
        " AND OLD.kind IN ('notice', 'payment', 'document', 'sign')",
        "a duty of law that reached somebody is never reopened",
    ),
    refuse(
        "step_done_seats_heard",
        STEP,
        "UPDATE",
        "NEW.status IN ('done', 'declined') AND OLD.status NOT IN ('done', 'declined') AND EXISTS ("
        f"SELECT 1 FROM {SEAT} s WHERE s.case_id = NEW.case_id AND s.step = NEW.key AND s.attempt = NEW.attempt"
        " AND s.decision = '' AND s.kind IN ('before', 'after', 'delegate'))",
        "a step is done only when every added seat was heard",
    ),
    refuse(
        "seat_begins_open",
        SEAT,
        "INSERT",
        "NEW.decision <> '' OR NEW.decided_at IS NOT NULL",
        "a seat begins without an answer",
    ),
    refuse("seat_not_replaced", SEAT, "INSERT", _taken(SEAT, "case_id", "number"), "a seat is never replaced"),
    refuse("batch_begins_open", BATCH, "INSERT", "NEW.state <> 'open'", "a batch begins open"),
    refuse("batch_not_replaced", BATCH, "INSERT", _taken(BATCH, "uid"), "a batch is never replaced"),
    refuse("batch_not_deleted", BATCH, "DELETE", "", "a batch is never deleted"),
    refuse("batch_ended_stays", BATCH, "UPDATE", "OLD.state <> 'open'", "an ended batch is never changed"),
    refuse(
        "batch_identity_stays",
        BATCH,
        "UPDATE",
        " OR ".join(
            f"NEW.{name} <> OLD.{name}"
            for name in ("id", "uid", "company_id", "number", "template_id", "stream_id", "headcount", "reason")
        ),
        "what a batch is never changes",
    ),
    refuse(
        "batch_ends_last",
        BATCH,
        "UPDATE",
        "NEW.state <> 'open' AND EXISTS ("
        f"SELECT 1 FROM {CASE} c WHERE c.batch_id = NEW.id AND (c.state = 'open' OR NEW.state = 'cancelled'))",
        "a batch ends after its cases, and is cancelled only before there is one",
    ),
    refuse("member_not_deleted", MEMBER, "DELETE", "", "who was on the list stays on record"),
    refuse(
        "member_stays",
        MEMBER,
        "UPDATE",
        "NEW.batch_id <> OLD.batch_id OR NEW.employee_id <> OLD.employee_id OR NEW.added_at <> OLD.added_at"
        " OR (OLD.case_id IS NOT NULL"
        " AND (NEW.case_id IS NULL OR NEW.case_id <> OLD.case_id OR NEW.off_at IS NOT NULL))"
        " OR (OLD.off_at IS NOT NULL AND NEW.case_id IS NOT NULL)",
        "who was on the list, and whose case it became, never changes",
    ),
    refuse("role_not_deleted", ROLE, "DELETE", "", "that somebody had a role in a case is never deleted"),
    refuse("role_of_open_case", ROLE, "INSERT", _case_ended("NEW.case_id"), "an ended case names nobody"),
    refuse(
        "role_not_replaced",
        ROLE,
        "INSERT",
        f"EXISTS (SELECT 1 FROM {ROLE} kept WHERE kept.id = NEW.id) OR NEW.until IS NOT NULL",
        "a role in a case begins open and is never replaced",
    ),
    refuse(
        "role_stays",
        ROLE,
        "UPDATE",
        _other("id", "case_id", "role", "user_id", "since") + " OR OLD.until IS NOT NULL",
        "who was named for a role, and since when, never changes",
    ),
    refuse("seat_of_open_case", SEAT, "INSERT", _case_ended("NEW.case_id"), "an ended case gets no seat"),
    refuse(
        "seat_of_present_attempt",
        SEAT,
        "INSERT",
        f"NEW.attempt <> (SELECT s.attempt FROM {STEP} s WHERE s.case_id = NEW.case_id AND s.key = NEW.step)",
        "a seat belongs to the present attempt of its step",
    ),
    refuse("seat_not_deleted", SEAT, "DELETE", "", "a seat is answered or taken away, never deleted"),
    refuse(
        "seat_identity_stays",
        SEAT,
        "UPDATE",
        " OR ".join(
            f"NEW.{name} <> OLD.{name}"
            for name in (
                "id",
                "case_id",
                "number",
                "key",
                "step",
                "attempt",
                "kind",
                "role",
                "user_id",
                "holder",
                "by",
                "at",
                "entry",
            )
        )
        .replace("NEW.by", 'NEW."by"')
        .replace("OLD.by", 'OLD."by"'),
        "whose seat it is never changes",
    ),
    refuse(
        "seat_answer_stays",
        SEAT,
        "UPDATE",
        "OLD.decision <> '' AND (NEW.decision <> OLD.decision OR NEW.decided_at <> OLD.decided_at)",
        "an answer of a seat stays",
    ),
    refuse(
        "seat_answer_fits",
        SEAT,
        "UPDATE",
        "NEW.decision <> OLD.decision AND NOT ("
        "(NEW.kind IN ('before', 'after') AND NEW.decision IN ('agree', 'disagree', 'removed'))"
        " OR (NEW.kind = 'delegate' AND NEW.decision IN ('opinion', 'removed'))"
        f" OR (NEW.kind = 'transfer' AND NEW.decision = 'replaced' AND EXISTS (SELECT 1 FROM {SEAT} later"
        " WHERE later.case_id = NEW.case_id AND later.step = NEW.step AND later.role = NEW.role"
        " AND later.kind = 'transfer' AND later.number > NEW.number)))",
        "a seat takes only the answers of its kind",
    ),
    refuse(
        "proof_of_present_attempt",
        PROOF,
        "INSERT",
        f"NEW.attempt <> (SELECT s.attempt FROM {STEP} s WHERE s.case_id = NEW.case_id AND s.key = NEW.step)",
        "proof belongs to the present attempt of its step",
    ),
    refuse(
        "proof_not_replaced",
        PROOF,
        "INSERT",
        _taken(PROOF, "entry", "item", "role"),
        "proof is never replaced",
    ),
    refuse(
        "proof_of_open_case",
        PROOF,
        "INSERT",
        _case_ended("NEW.case_id"),
        "an ended case gets no proof",
    ),
    refuse("proof_not_changed", PROOF, "UPDATE", "", "proof is never changed"),
    refuse("proof_not_deleted", PROOF, "DELETE", "", "proof is never deleted"),
    refuse(
        "template_not_replaced",
        VERSION,
        "INSERT",
        _taken(VERSION, "uid")
        + f" OR EXISTS (SELECT 1 FROM {VERSION} kept WHERE kept.key = NEW.key AND kept.number = NEW.number"
        " AND (kept.company_id = NEW.company_id OR (kept.company_id IS NULL AND NEW.company_id IS NULL)))",
        "a version is never replaced",
    ),
    refuse(
        "template_stays",
        VERSION,
        "UPDATE",
        "NEW.key <> OLD.key OR NEW.uid <> OLD.uid OR (OLD.status <> 'draft' AND ("
        "NEW.number <> OLD.number OR NEW.number IS NULL OR NEW.body <> OLD.body OR NEW.sha256 <> OLD.sha256"
        " OR NEW.separation_type <> OLD.separation_type OR NEW.published_at <> OLD.published_at"
        " OR NEW.company_id <> OLD.company_id OR (NEW.company_id IS NULL) <> (OLD.company_id IS NULL)"
        " OR NEW.lint <> OLD.lint OR NEW.proof <> OLD.proof OR NEW.mandatory_from <> OLD.mandatory_from"
        " OR (NEW.mandatory_from IS NULL) <> (OLD.mandatory_from IS NULL)"
        " OR NEW.title <> OLD.title OR NEW.title_en <> OLD.title_en OR NEW.reason <> OLD.reason"
        " OR NEW.acknowledged <> OLD.acknowledged OR NEW.editors <> OLD.editors))",
        "a published template is never changed",
    ),
    refuse(
        "template_status_goes_on",
        VERSION,
        "UPDATE",
        "NEW.status <> OLD.status AND NOT (OLD.status = 'draft' OR (OLD.status = 'published'"
        " AND NEW.status = 'retired'))",
        "a version goes from draft to published to retired",
    ),
    refuse(
        "template_needs_two",
        VERSION,
        "UPDATE",
        "OLD.status = 'draft' AND NEW.status = 'published' AND (NEW.number IS NULL OR NEW.submitted_by_id IS NULL"
        " OR NEW.published_by_id IS NULL OR NEW.published_by_id = NEW.submitted_by_id"
        " OR NEW.published_by_id = NEW.drafted_by_id OR NEW.body <> OLD.body OR NEW.sha256 <> OLD.sha256)",
        "a draft is published by a second person, as it was handed in",
    ),
    refuse("template_step_stays", TSTEP, "UPDATE", "", "a published template is never changed"),
    refuse("template_step_not_deleted", TSTEP, "DELETE", "", "a published template is never deleted"),
    refuse(
        "template_step_not_late",
        TSTEP,
        "INSERT",
        f"EXISTS (SELECT 1 FROM {CASE} c WHERE c.template_id = NEW.version_id)",
        "a template in use gets no further step",
    ),
    refuse(
        "template_not_deleted",
        VERSION,
        "DELETE",
        "",
        "a published template is never deleted",
    ),
    refuse(
        "template_item_stays",
        ITEM,
        "UPDATE",
        "",
        "a published template is never changed",
    ),
    refuse(
        "template_item_not_deleted",
        ITEM,
        "DELETE",
        "",
        "a published template is never deleted",
    ),
    refuse(
        "template_item_not_late",
        ITEM,
        "INSERT",
        f"EXISTS (SELECT 1 FROM {CASE} c WHERE c.template_id = NEW.version_id)",
        "a template in use gets no further evidence alternative",
    ),
    refuse("timer_not_deleted", TIMER, "DELETE", "", "a timer is dropped, never deleted"),
    refuse(
        "timer_identity_stays",
        TIMER,
        "UPDATE",
        "NEW.case_id <> OLD.case_id OR NEW.step <> OLD.step OR NEW.key <> OLD.key OR NEW.kind <> OLD.kind"
        ' OR NEW."to" <> OLD."to" OR NEW.fire_at <> OLD.fire_at',
        "what a timer is for and when never changes: it is dropped, and another one set",
    ),
    refuse(
        "timer_fired_stays",
        TIMER,
        "UPDATE",
        "OLD.fired_at IS NOT NULL AND (NEW.fired_at IS NULL OR NEW.fired_at <> OLD.fired_at)",
        "a timer fires once",
    ),
    on_sqlite(
        "timer_not_replaced",
        TIMER,
        f"EXISTS (SELECT 1 FROM {TIMER} kept WHERE kept.id = NEW.id) OR EXISTS ("
        f"SELECT 1 FROM {TIMER} kept WHERE kept.key = NEW.key AND (NEW.fired_at IS NOT NULL"
        " OR NEW.dropped_at IS NOT NULL OR kept.case_id <> NEW.case_id OR kept.step <> NEW.step"
        ' OR kept.kind <> NEW.kind OR kept."to" <> NEW."to"))',
        "a timer is never replaced by a silent one, nor by one for something else",
    ),
    refuse(
        "watch_identity_stays",
        WATCH,
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.key <> OLD.key"
        " OR NEW.kind <> OLD.kind OR NEW.owner <> OLD.owner",
        "which clock of law it is never changes",
    ),
    refuse("watch_not_deleted", WATCH, "DELETE", "", "a clock of law is stopped, never deleted"),
    refuse(
        "watch_done_stays",
        WATCH,
        "UPDATE",
        "OLD.done_at IS NOT NULL AND OLD.step = '' AND (" + _other("done_at", "done_by", "entry") + ")",
        "what was recorded about a clock of law is never taken back",
    ),
    *(
        no_truncate(table)
        for table in (CASE, STEP, PROOF, SEAT, ROLE, BATCH, MEMBER, VERSION, ITEM, TIMER, WATCH, TSTEP, MOVE)
    ),
    no_replace(
        CASE,
        ["company_id", "number"],
        ["stream_id"],
        ["alias"],
        partial={"{row}.state = 'open'": ["employee_id"]},
    ),
    no_replace(BATCH, ["company_id", "number"], ["stream_id"]),
    no_replace(MEMBER, ["batch_id", "employee_id"], ["case_id"]),
    no_replace(WATCH, ["case_id", "key"]),
    no_replace(TSTEP, ["version_id", "key"]),
    no_replace(ITEM, ["version_id", "step", "alternative", "item"]),
    *append_only("cases_access", ["case_id", "user_id", "what", "hour"]),
)
