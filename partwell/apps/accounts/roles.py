"""The roles of a process and whom each falls to when nobody holds it.

The data stand in `process_templates/_roles.yaml`, once for the engine, the lint and this table. Besides them there
is `administrator`, who sets up companies, departments and memberships and has no part in any case.
"""

from dataclasses import dataclass

from partwell.lib import template_files

EMPLOYEE = "employee"
ADMINISTRATOR = "administrator"
OWNER = "owner"


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One role: key, words, and the roles its work falls to, in order, the last resort last."""

    key: str
    title: str
    title_en: str
    fallback: tuple[str, ...] = ()


ROLES: tuple[RoleRow, ...] = (
    *(RoleRow(key, role.zh, role.en, role.fallback) for key, role in template_files.roles().items()),
    RoleRow(ADMINISTRATOR, "系统管理员", "Administrator"),
)
