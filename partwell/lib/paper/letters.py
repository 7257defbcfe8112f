"""What all papers share: full names of laws, who writes to whom, the small print. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .chinese import day
from .model import Data, Paper, Section, flush
from .values import Values

LABOR_CONTRACT = "《中华人民共和国劳动合同法》"
LABOR_CONTRACT_REGULATION = "《中华人民共和国劳动合同法实施条例》"
SOCIAL_INSURANCE = "《中华人民共和国社会保险法》"
WAGES = "《工资支付暂行规定》"
ARBITRATION = "《中华人民共和国劳动争议调解仲裁法》"
INSPECTION = "《劳动保障监察条例》"
UNEMPLOYMENT = "《失业保险条例》"
HOUSING_FUND = "《住房公积金管理条例》"
OCCUPATIONAL_DISEASE = "《中华人民共和国职业病防治法》"
E_SIGNATURE = "《中华人民共和国电子签名法》"
PRIVACY = "《中华人民共和国个人信息保护法》"
WORK_INJURY = "《工伤保险条例》"
MEDICAL_PERIOD = "《企业职工患病或非因工负伤医疗期规定》（劳部发〔1994〕479号）"
RETIREMENT_AGE = "《国务院关于渐进式延迟法定退休年龄的办法》"
FLEXIBLE_RETIREMENT = "《实施弹性退休制度暂行办法》（人社部发〔2024〕94号）"
INTERPRETATION_1 = "《最高人民法院关于审理劳动争议案件适用法律问题的解释（一）》（法释〔2020〕26号）"
INTERPRETATION_2 = "《最高人民法院关于审理劳动争议案件适用法律问题的解释（二）》（法释〔2025〕12号）"

RECEIPT = "签收表示收到，不表示同意。您可以在签收时写明意见，意见会原文保存，公司不能修改。"
NO_SEAL = (
    "本文书制作时未加盖电子印章；此后加盖的，以上面的印章图样和文件中的数字签名为准。"
    "没有的，公司的盖章以盖章扫描件或者用印登记为准，另行留存；"
    "您可以随时向公司索取盖章的纸质原件，不收费用。"
)


@dataclass(frozen=True, slots=True)
class Head:
    """Values every paper needs: `company_name`, `employee_name`, `document_number`, `issued_on`; the person's
    staff number `employee_number` is optional, because not every company gives one. `deputies` are named in the small
    print of whatever they signed or made."""

    company: str
    employee: str
    number: str
    issued_on: date
    staff_number: str
    replaces: str = ""
    """Number of the paper in whose place this one stands; it is named in the small print."""
    deputies: tuple[str, ...] = ()
    """Seats somebody filled for another: "员工关系 赵敏（代李强，2026年11月20日至2026年11月30日）"."""

    @property
    def named(self) -> str:
        """The person with the staff number: 林晓（工号 0147）."""
        return f"{self.employee}（工号 {self.staff_number}）" if self.staff_number else self.employee


def head(v: Values) -> Head:
    """Read the values every paper needs; faults stay with `v`."""
    return Head(
        company=v.text("company_name"),
        employee=v.text("employee_name"),
        number=v.text("document_number"),
        issued_on=v.day("issued_on"),
        staff_number=v.text_or("employee_number"),
        replaces=v.text_or("replaces_number"),
        deputies=tuple(v.texts_or_none("deputies") or ()),
    )


def greeting(h: Head, *, to: str = "") -> Data:
    """The salutation: 林晓：您好."""
    return flush("{who}：", who=to) if to else flush("{who}，您好：", who=h.named)


def small_print(h: Head, *, seal: bool, extra: Sequence[str] = ()) -> tuple[str, ...]:
    """The last lines: missing electronic seal in words, and how to check the paper."""
    verify = (
        f"核验方法：向{h.company}报文书编号 {h.number} 查询，或者比对所收文件与公司留存文件的 SHA-256 校验值；"
        "两个值相同，说明文件内容没有改动。"
    )
    stood_in = (f"由代理人代为办理：{'；'.join(h.deputies)}。",) if h.deputies else ()
    before = (f"本文书代替编号 {h.replaces} 的文书；该文书留存备查，不再适用。",) if h.replaces else ()
    return (*extra, *before, *stood_in, *((NO_SEAL,) if seal else ()), verify)


def employer_letter(
    h: Head,
    title: str,
    sections: Sequence[Section],
    *,
    unaffected: str = "",
    seal: bool = True,
    extra: Sequence[str] = (),
) -> Paper:
    """A letter the company writes and signs off with its name and the day."""
    return Paper(
        title=title,
        number=h.number,
        sections=tuple(sections),
        speaks="employer",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seal=seal,
        unaffected=unaffected,
        notes=small_print(h, seal=seal, extra=extra),
    )
