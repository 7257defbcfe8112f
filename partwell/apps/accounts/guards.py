"""What the database itself refuses about deputies: that somebody stood in for another stays as it was told."""

from partwell.lib.guards import Guard, guard, no_replace, no_truncate

DEPUTY = "accounts_deputy"

GUARDS: tuple[Guard, ...] = (
    guard("deputy_not_deleted", DEPUTY, "DELETE", "that somebody stood in for another is never deleted"),
    guard(
        "deputy_stays",
        DEPUTY,
        "UPDATE",
        "who stood in for whom, and when, never changes",
        when="NEW.id <> OLD.id OR NEW.uid <> OLD.uid OR NEW.company_id <> OLD.company_id"
        " OR NEW.principal_id <> OLD.principal_id OR NEW.deputy_id <> OLD.deputy_id"
        " OR NEW.since <> OLD.since OR NEW.until <> OLD.until"
        " OR NEW.named_by_id <> OLD.named_by_id OR NEW.named_at <> OLD.named_at"
        " OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL) OR NEW.ended_at <> OLD.ended_at",
    ),
    guard(
        "membership_stays",
        "accounts_membership",
        "UPDATE",
        "who was given which role where, and since when, never changes: it ends, and another is given",
        when="NEW.id <> OLD.id OR NEW.uid <> OLD.uid OR NEW.user_id <> OLD.user_id OR NEW.company_id <> OLD.company_id"
        " OR NEW.role_id <> OLD.role_id OR NEW.since <> OLD.since"
        " OR coalesce(NEW.department_id, 0) <> coalesce(OLD.department_id, 0)",
    ),
    guard(
        "department_stays_in_its_place",
        "accounts_department",
        "UPDATE",
        "a department stays where it is in the tree: who may see what hangs on it",
        when="NEW.id <> OLD.id OR NEW.uid <> OLD.uid OR NEW.company_id <> OLD.company_id"
        " OR (OLD.path <> '' AND NEW.path <> OLD.path)",
    ),
    no_replace(DEPUTY, ["uid"]),
    no_truncate(DEPUTY),
)
