"""A company that is no demo: from its administrator to an employee who hands in a resignation, by pages alone."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partwell.apps.accounts import actions as accounts
from partwell.apps.accounts import queries as accounts_rows
from partwell.apps.accounts.models import User
from partwell.apps.cases import queries as cases
from partwell.apps.people import actions as people_acts
from partwell.apps.people import queries as people
from partwell.apps.people.models import Employee, Position
from partwell.lib import clock, sheets
from partwell.lib.actor import system
from partwell.site import installation
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
PASSWORD = "湖边的老槐树 1987"


@pytest.fixture(autouse=True)
def now() -> Any:
    """Pages read the clock; it stands at the cast's hour."""
    clock.freeze(NOW)
    yield
    clock.freeze(None)


class Person:
    """Somebody with a browser; each form is sent with a key of its own."""

    def __init__(self, username: str) -> None:
        self.http, self.count = Client(), 0
        answer = self.http.post("/sign-in/", {"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()

    def send(self, at: str, /, **fields: Any) -> Any:
        """Fill in a form; what comes back must not be the form again."""
        answer = self.try_to(at, **fields)
        assert answer.status_code == 302, answer.content.decode()[:4000]
        return answer

    def try_to(self, at: str, /, **fields: Any) -> Any:
        """Fill in a form."""
        self.count += 1
        return self.http.post(at, {"request_key": f"{self.count:032d}", **fields})

    def sees(self, address: str, *words: str) -> None:
        """Open a page and find the words."""
        answer = self.http.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        text = answer.content.decode()
        assert [word for word in words if word not in text] == []


def test_a_company_is_set_up_people_are_hired_and_one_of_them_resigns() -> None:
    """Branch, department, accounts, roles; posts, records with their accounts; then the employee's own first step."""
    installation.publish_templates()
    company = accounts.create_company("南山测试有限公司", credit_code="", by=system(None, "command"), now=NOW)
    accounts.create_administrator("root", "管理员", PASSWORD, company.pk, by=system(company.pk, "command"), now=NOW)

    root = Person("root")
    root.send("/settings/branch/", name="杭州", division="330100", address="")
    branch = company.branches.get()
    root.send("/settings/department/", name="研发部", branch=str(branch.uid), parent="")
    department = branch.departments.get()
    for username, name in (("hr.gu", "顾清"), ("li.ming", "李明")):
        root.send("/settings/user_form/", username=username, name=name, email="", password=PASSWORD)
    root.send("/settings/grant/", username="hr.gu", role="hr_manager", department="", until="")

    hr = Person("hr.gu")
    hr.sees("/people/", "岗位")
    hr.sees("/people/posts/", "还没有岗位")
    hr.send("/people/posts/", title="软件工程师", title_en="", hazard_exposed="no", key_position="")
    assert hr.try_to("/people/posts/", title="软件工程师", title_en="").status_code == 422
    post = Position.objects.get(company=company)
    assert (post.hazard_exposed, post.key_position) == (False, None)
    hr.send(f"/people/posts/{post.uid}/", title="后端工程师", title_en="", hazard_exposed="no", key_position="no")

    def record(**more: Any) -> dict[str, Any]:
        return {
            "name": "李明",
            "number": "N0001",
            "department": str(department.uid),
            "position": str(post.uid),
            "type": "regular",
            "hired_on": "2023-03-01",
            "username": "",
            "contract_type": "open_ended",
            "starts_on": "2023-03-01",
            "probation_months": "0",
            "monthly_wage": "12000",
        } | more

    assert "没有人使用这个登录名" in hr.try_to("/people/new/", **record(username="nobody")).content.decode()
    assert "请由同事办理" in hr.try_to("/people/new/", **record(username="hr.gu")).content.decode()
    hr.send("/people/new/", **record(username="li.ming"))
    row = Employee.objects.get(company=company)
    assert row.user == User.objects.get(username="li.ming")
    again = hr.try_to("/people/new/", **record(number="N0002", name="李小明", username="li.ming"))
    assert "已属于公司的另一位员工" in again.content.decode()
    hr.sees(f"/people/{row.uid}/edit/", "li.ming", "后端工程师")

    own = Person("li.ming")
    own.sees("/my/", "李明", "提出辞职")
    last_day = (NOW + timedelta(days=30)).date().isoformat()
    own.send("/my/resign/", text="家人在外地，需要回去照顾。", wished_day=last_day)
    by = people.actor_for(row.user, today=clock.today())
    assert cases.own_case(by) is None, "the case begins with the signature, not with the draft"
    assert own.http.get("/people/posts/").status_code == 403


HEAD = "姓名,工号,部门,岗位,用工类型,入职日期,直属主管工号,合同类型,合同起始日,合同终止日,试用期月数,月工资"
ROWS = (
    "李明,N1,研发部,软件工程师,正式,2024-05-06,N2,固定期限,2024-05-06,2027-05-05,0,12000",
    "王芳,N2,研发部,软件工程师,,2020/3/1,,无固定期限,2020-03-01,,,20000.50",
    "赵强,N3,市场部,软件工程师,正式,2024-05-06,,固定期限,2024-05-06,2027-05-05,0,9000",
    "孙丽,N4,研发部,软件工程师,临时,2024-05-06,,固定期限,2024-05-06,,0,-5",
    "周一,N5,研发部,软件工程师,正式,明天,N9,无固定期限,2024-05-06,,0,9000",
)


def test_the_table_to_fill_in_is_taken_as_it_comes(cast: Cast, client: Any) -> None:
    """Its example stands in a department and a post of this very company, so that it shows what is accepted."""
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    table = client.get("/people/import/sheet.xlsx").content
    columns = {"department": ("部门",), "post": ("岗位",)}
    (example,) = sheets.read(table, columns, most_rows=9)
    assert example.cells["department"] in {one.name for one in accounts_rows.departments_visible_to(cast.actor("hua"))}
    assert example.cells["post"]
    brought = client.post("/people/import/", {"file": SimpleUploadedFile("员工.xlsx", table)}).context["brought"]
    assert (brought.opened, brought.bad) == (1, ())


def test_many_are_hired_from_a_table_and_each_bad_row_is_named(cast: Cast, client: Any) -> None:
    """Managers before their people whatever the order; a mended table comes again and adds what was missing."""
    hua = cast.actor("hua")
    people_acts.create_position("软件工程师", by=hua, now=NOW)
    accounts.create_department(cast.branch, "研发部", by=system(cast.company.pk, "command"), now=NOW)
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")

    def bring(rows: Sequence[str], **more: str) -> Any:
        table = SimpleUploadedFile("员工.csv", "\n".join([HEAD, *rows]).encode())
        return client.post("/people/import/", {"file": table, **more})

    before = Employee.objects.filter(company=cast.company).count()
    found = bring(ROWS).context["brought"]
    assert (found.opened, found.known) == (2, 0)
    assert [(one.row, one.column, one.said) for one in found.bad] == [
        (4, "部门", "市场部"),
        (5, "用工类型", "临时"),
        (6, "入职日期", "明天"),
    ]
    assert Employee.objects.filter(company=cast.company).count() == before + 2
    ming = Employee.objects.get(company=cast.company, number="N1")
    assert ming.line_manager == Employee.objects.get(company=cast.company, number="N2")
    assert ming.contracts.get().ends_on == date(2027, 5, 5)

    mended = [
        *ROWS[:2],
        ROWS[2].replace("市场部", "研发部"),
        ROWS[3].replace("临时", "正式"),
        ROWS[4].replace("明天", "2024-05-06"),
    ]
    found = bring(mended).context["brought"]
    assert (found.opened, found.known) == (1, 2)
    assert {(one.row, one.column, one.said) for one in found.bad} == {
        (5, "合同终止日", ""),
        (5, "月工资", "-5"),
        (6, "直属主管工号", "N9"),
    }
    left = client.get(bring(mended).context["left"].address)
    columns = {"row": (sheets.ROW,), "why": (sheets.WHY,), "number": ("工号",), "wage": ("月工资",)}
    kept = sheets.read(left.content, columns, most_rows=9)
    assert [(row.cells["row"], row.cells["wage"]) for row in kept] == [("5", "-5"), ("6", "9000")]
    assert "直属主管工号" in kept[1].cells["why"] and "合同终止日" in kept[0].cells["why"]
    again = client.post("/people/import/", {"file": SimpleUploadedFile("员工.xlsx", left.content)})
    assert [one.row for one in again.context["brought"].bad] == [2, 2, 3], "the file comes again as it is"
    assert client.post("/people/import/", {}).status_code == 422
    client.force_login(cast.user("zhou"), backend="django.contrib.auth.backends.ModelBackend")
    assert bring(ROWS).status_code == 403
