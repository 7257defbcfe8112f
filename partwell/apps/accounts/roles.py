"""The roles of a process and whom each falls to when nobody holds it (README of the process templates, Roles).

The data stand in `process_templates/_roles.yaml` once for the engine, the lint and this table. Besides them there
is `administrator`, who sets up companies, departments and memberships and has no part in any case.
"""

from dataclasses import dataclass

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


_HR = ("hr_manager", "hr_director", "owner")

ROLES: tuple[RoleRow, ...] = (
    RoleRow("employee", "员工本人", "Employee"),
    RoleRow("line_manager", "直属主管", "Line manager", ("dept_head", "exec", "owner")),
    RoleRow("dept_head", "部门负责人", "Department head", ("exec", "owner")),
    RoleRow("hrbp", "HRBP", "HRBP", ("hr_ops", *_HR)),
    RoleRow("hr_ops", "HR 运营", "HR operations", ("hrbp", *_HR)),
    RoleRow("er", "员工关系", "Employee relations", ("hrbp", "hr_ops", *_HR)),
    RoleRow("payroll", "薪酬专员", "Payroll", ("si_specialist", "hr_ops", "hrbp", *_HR)),
    RoleRow("si_specialist", "社保专员", "Social insurance", ("payroll", "hr_ops", "hrbp", *_HR)),
    RoleRow("hr_manager", "HR 经理", "HR manager", ("hr_director", "owner")),
    RoleRow("hr_director", "HR 负责人", "HR director", ("owner",)),
    RoleRow("legal", "法务", "Legal", ("hr_director", "owner")),
    RoleRow("finance", "财务", "Finance", ("hr_ops", "hrbp", *_HR)),
    RoleRow("it", "IT", "IT", ("hr_ops", "hrbp", *_HR)),
    RoleRow("admin", "行政", "Office administration", ("hr_ops", "hrbp", *_HR)),
    # The employer never speaks for the union: nobody stands in, the step waits for the union's own mailbox.
    RoleRow("union", "工会", "Trade union"),
    RoleRow("successor", "接手人", "Successor", ("line_manager", "dept_head", "exec", "owner")),
    RoleRow("exec", "分管高管", "Executive in charge", ("owner",)),
    RoleRow("owner", "企业负责人", "Owner"),
    RoleRow(ADMINISTRATOR, "系统管理员", "Administrator"),
)
