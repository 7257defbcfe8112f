"""Pages of attendance: `months` of people, `setup` of branches, `punches`, `requests` and `rosters` of those who lead,
`reports` for an inspection, `noshows`, and `own`, the person's own pages on the phone.
"""

from . import months, noshows, own, punches, reports, requests, rosters, setup, sheets

__all__ = ["months", "noshows", "own", "punches", "reports", "requests", "rosters", "setup", "sheets"]
