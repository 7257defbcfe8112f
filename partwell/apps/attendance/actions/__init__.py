"""What changes attendance: rules and shifts (`setup`), rosters, punches, requests, monthly sheets, no-shows.

`recorded` are months and annual leave that HR types; `sheets` computes months from punches into the same rows.
"""

from .noshow import OUTCOMES, find_noshows, settle_by_case, settle_noshow
from .punches import add_punches, import_punches, sheets_sentence, to_mend
from .recorded import Days, confirm_month, record_leave, record_month
from .requests import ask_correction, ask_leave, ask_overtime, decide, withdraw
from .rosters import MOST_NEEDED, publish_roster, set_needs, set_roster
from .setup import add_rules, add_shift, end_shift, require_setup
from .sheets import (
    answer_sheet,
    compute_branch,
    compute_months,
    in_branch,
    note_export,
    reply_to_dispute,
    take_punches,
    tell_branch,
    tell_month,
)

__all__ = [
    "MOST_NEEDED",
    "OUTCOMES",
    "Days",
    "add_punches",
    "add_rules",
    "add_shift",
    "answer_sheet",
    "ask_correction",
    "ask_leave",
    "ask_overtime",
    "compute_branch",
    "compute_months",
    "confirm_month",
    "decide",
    "end_shift",
    "find_noshows",
    "import_punches",
    "in_branch",
    "note_export",
    "publish_roster",
    "record_leave",
    "record_month",
    "reply_to_dispute",
    "require_setup",
    "set_needs",
    "set_roster",
    "settle_by_case",
    "settle_noshow",
    "sheets_sentence",
    "take_punches",
    "tell_branch",
    "tell_month",
    "to_mend",
    "withdraw",
]
