"""Why a file can't be read as a table, in words; `lib.sheets` reads it."""

from django.utils.translation import gettext as _

from partwell.lib.sheets import BadSheet


def sentence(why: BadSheet) -> str:
    """The reason, and how to mend it."""
    return {
        "not_a_table": _("This is no Excel or CSV table. Save it as .xlsx and upload it again."),
        "too_big": _("This table is too big."),
        "too_many_rows": _("At most %(n)s rows at once. Split the table."),
        "no_header": _("The first row has none of the headings that are asked for. Use the sheet to fill in."),
        "column": _("The column “%(n)s” is missing. Use the sheet to fill in."),
    }[why.code] % {"n": why.detail}
