"""The figures of law that personnel records need."""

from functools import lru_cache

from partwell.core.settlement.probation import Bracket
from partwell.lib import law_files


@lru_cache(maxsize=1)
def probation_table() -> tuple[Bracket, ...]:
    """Longest probation by the term of the contract (《劳动合同法》第十九条): [from, to) months -> months."""
    rows = law_files.national_rules().tables["probation_max_months"]
    return tuple((int(low), None if high is None else int(high), int(months)) for low, high, months in rows)
