"""The page of roles and rights says what the code does."""

from partwell.apps.accounts.roles import ROLES
from partwell.apps.accounts.views import SEES_SETTINGS, SETS_UP
from partwell.apps.appraisals import queries as appraisals
from partwell.apps.people import queries as people
from partwell.site.settings import ROOT

RIGHTS = (
    ("sees people", people.SEES_PEOPLE),
    ("sees pay", people.SEES_PAY),
    ("writes records", people.KEEPS_FILES),
    ("writes contributions", people.KEEPS_CONTRIBUTIONS),
    ("scores", appraisals.SCORES),
    ("hands out criteria", appraisals.KEEPS),
    ("answers objections", appraisals.REPLIES),
    ("sees the set-up", SEES_SETTINGS),
    ("sets up", SETS_UP),
)


def table() -> str:
    """The table as the page has it."""
    lines = [
        f"| role | 名称 | falls to | {' | '.join(title for title, _ in RIGHTS)} |",
        f"|---|---|---|{'---|' * len(RIGHTS)}",
    ]
    for row in ROLES:
        marks = " | ".join("yes" if row.key in roles else "–" for _title, roles in RIGHTS)
        lines.append(f"| `{row.key}` | {row.title} | {', '.join(row.fallback) or '–'} | {marks} |")
    return "\n".join(lines)


def test_the_table_of_rights_is_the_codes() -> None:
    """A right given to another role, or a new role, changes the page."""
    assert table() in (ROOT / "docs" / "reference" / "roles.md").read_text(encoding="utf-8")
