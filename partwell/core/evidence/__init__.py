"""The evidence log as pure functions: bytes, commitments, streams, tree, checkpoints, proofs. No database, no keys."""
