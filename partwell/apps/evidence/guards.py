"""What the database refuses to do to the evidence log."""

from partwell.lib.guards import append_only, guard, no_replace, no_truncate

# The last of an index and never `max`: as long as PostgreSQL has no statistics of a table it reads every row of the
# stream or level for a maximum, and a trigger keeps that plan for as long as its connection lives.
_NEXT_IN_STREAM = (
    "NEW.stream_seq <> 1 + coalesce((SELECT stream_seq FROM evidence_entry WHERE stream_id = NEW.stream_id "
    "ORDER BY stream_seq DESC LIMIT 1), 0)"
)
_NEXT_IN_TREE = (
    'NEW."index" <> 1 + coalesce((SELECT "index" FROM evidence_node '
    'WHERE log_id = NEW.log_id AND level = NEW.level ORDER BY "index" DESC LIMIT 1), -1)'
)
_LARGER_HEAD = (
    "NEW.size <= coalesce((SELECT size FROM evidence_checkpoint WHERE log_id = NEW.log_id "
    "ORDER BY size DESC LIMIT 1), 0)"
)

GUARDS = (
    *append_only("evidence_log", ["origin"]),
    *append_only(
        "evidence_stream",
        ["uid"],
        partial={
            "{row}.kind = 'employee'": ["employee_id"],
            "{row}.kind = 'installation'": ["company_id"],
            "{row}.kind = 'installation' AND {row}.company_id IS NULL": ["kind"],
        },
    ),
    *append_only("evidence_entry", ["eid"], ["stream_id", "stream_seq"]),
    guard(
        "evidence_entry_no_gap",
        "evidence_entry",
        "INSERT",
        "a stream has no gaps",
        when=_NEXT_IN_STREAM,
    ),
    *append_only("evidence_node", ["log_id", "level", '"index"'], ["entry_id"]),
    guard(
        "evidence_node_no_gap",
        "evidence_node",
        "INSERT",
        "a tree has no gaps",
        when=_NEXT_IN_TREE,
    ),
    *append_only("evidence_checkpoint", ["log_id", "size"]),
    guard(
        "evidence_checkpoint_grows",
        "evidence_checkpoint",
        "INSERT",
        "a checkpoint only grows",
        when=_LARGER_HEAD,
    ),
    guard(
        "evidence_personkey_no_delete",
        "evidence_personkey",
        "DELETE",
        "a person's key is destroyed, not deleted",
    ),
    guard(
        "evidence_personkey_stays_destroyed",
        "evidence_personkey",
        "UPDATE",
        "a destroyed key stays destroyed, and a key stays with its person",
        when="OLD.wrapped IS NULL OR NEW.uid <> OLD.uid "
        "OR coalesce(NEW.employee_id, 0) <> coalesce(OLD.employee_id, 0) "
        "OR (NEW.wrapped IS NULL) <> (NEW.destroyed_at IS NOT NULL)",
    ),
    no_truncate("evidence_personkey"),
    *append_only("evidence_anchor", ["log_id", "size", "kind", "target"]),
    no_replace("evidence_hold", ["uid"]),
    no_replace("evidence_erasure", ["uid"], ["employee_id"]),
    guard(
        "evidence_hold_no_delete",
        "evidence_hold",
        "DELETE",
        "a hold is lifted, not deleted",
    ),
    guard(
        "evidence_erasure_no_delete",
        "evidence_erasure",
        "DELETE",
        "an erasure is dropped or done, not deleted",
    ),
    guard(
        "evidence_erasure_waits_for_hold",
        "evidence_personkey",
        "UPDATE OF wrapped",
        "the person is under a legal hold",
        when="NEW.wrapped IS NULL AND EXISTS (SELECT 1 FROM evidence_hold "
        "WHERE employee_id = NEW.employee_id AND lifted_at IS NULL)",
    ),
    no_replace("evidence_personkey", ["uid"], ["employee_id"]),
    guard("evidence_entryfile_no_update", "evidence_entryfile", "UPDATE", "which files an entry has never changes"),
    guard(
        "evidence_entryfile_no_delete",
        "evidence_entryfile",
        "DELETE",
        "a file goes from its entry only with the person's key",
        when="NOT EXISTS (SELECT 1 FROM evidence_entry e JOIN evidence_stream s ON s.id = e.stream_id "
        "JOIN evidence_personkey k ON k.id = s.key_id WHERE e.id = OLD.entry_id AND k.wrapped IS NULL)",
    ),
    no_replace("evidence_entryfile", ["entry_id", "position"]),
    no_truncate("evidence_entryfile"),
)
