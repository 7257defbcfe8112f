"""The figures of law that personnel records need, read from the committed data files."""

from functools import lru_cache
from pathlib import Path

import yaml

from partwell.core.settlement.probation import Bracket

_RULES = Path(__file__).resolve().parents[2] / "law" / "national-rules.yaml"


@lru_cache(maxsize=1)
def probation_table() -> tuple[Bracket, ...]:
    """Longest probation by the term of the contract (《劳动合同法》第十九条): [from, to) months -> months."""
    tables = yaml.load(_RULES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["tables"]
    return tuple((low, high, months) for low, high, months in tables["probation_max_months"])
