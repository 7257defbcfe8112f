"""A company that is no demo: from its administrator to an employee who hands in a resignation, by pages alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from partwell.apps.accounts import actions as accounts
from partwell.apps.accounts.models import User
from partwell.apps.cases import queries as cases
from partwell.apps.cases.actions import publish_shipped
from partwell.apps.people import queries as people
from partwell.apps.people.models import Employee, Position
from partwell.lib import clock
from partwell.lib.actor import system
from tests.cast import NOW

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
    publish_shipped(NOW)
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
