"""What the database refuses to do to the evidence log."""

from partwell.lib.guards import append_only, guard

_NEXT_IN_STREAM = (
    "NEW.stream_seq <> (SELECT coalesce(max(stream_seq), 0) + 1 FROM evidence_entry WHERE stream_id = NEW.stream_id)"
)
_NEXT_IN_TREE = (
    'NEW."index" <> (SELECT coalesce(max("index"), -1) + 1 FROM evidence_node '
    "WHERE log_id = NEW.log_id AND level = NEW.level)"
)
_LARGER_HEAD = "NEW.size <= (SELECT coalesce(max(size), 0) FROM evidence_checkpoint WHERE log_id = NEW.log_id)"

GUARDS = (
    *append_only("evidence_log", ["origin"]),
    *append_only("evidence_stream", ["uid"]),
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
)
