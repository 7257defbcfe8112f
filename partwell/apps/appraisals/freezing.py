"""A monthly report frozen as PDF/A: all it was judged by, as the employee sees it. Made before the transaction."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from partwell.core.appraisal.scorecard import Metric
from partwell.lib.files import store
from partwell.lib.files.models import Blob
from partwell.lib.paper.chinese import day, minute
from partwell.lib.paper.model import Data, Paper, Section, assurance, facts, flush, free_text, para, table
from partwell.lib.paper.typeset import typeset

from . import queries
from .models import MonthlyReport

TEMPLATE = Path(__file__).with_name("typst") / "report.typ"
MARKS = {"set_late": "补录任务", "logged_late": "补记完成"}
VERDICTS = {True: "达到", False: "未达到", None: "数据不足，未判断"}


def source_zh(report: MonthlyReport, metric: Metric) -> str:
    """Where the data of a criterion came from."""
    if report.sources.get(metric.key) != "records":
        return "由主管手工录入"
    return {"tasks": "取自任务记录", "peers": "取自同事评分", "courses": "取自培训考试记录"}[metric.measure]


def _task_rows(rows: list[Any]) -> Data:
    lines = []
    for row in rows:
        late = "、".join(MARKS[mark] for mark in row.get("late", ()))
        done = ("完成 " + (row.get("done_on") or "")).strip() if row["done"] else "未完成"
        if not row["done"] and row.get("done_on"):
            done = f"期后完成 {row['done_on']}"
        lines.append((str(row["no"]), row["title"] or "—", row.get("due_on") or "—", done, late or "—"))
    return table(("序号", "任务", "到期日", "完成情况", "事后录入"), lines)


def _data_of(report: MonthlyReport, metric: Metric, rows: list[Any], judged: Mapping[str, Any]) -> list[Data]:
    said = [
        facts(
            ("权重", f"{metric.weight}%"),
            ("要求", queries.standard_zh(metric)),
            ("结果", queries.reached(dict(judged), "").lstrip("：")),
            ("得分", f"{judged['points']} × {metric.weight}% = {judged['part']}"),
            ("结论", VERDICTS[judged["met"]]),
            ("数据来源", source_zh(report, metric)),
        )
    ]
    if metric.measure == "tasks":
        said.append(_task_rows(rows))
    elif metric.measure == "peers":
        said.append(flush("各评分（由低到高，不显示评分人）：{scores}", scores="、".join(map(str, rows))))
        said += [flush("评语：{text}", text=text) for text in queries.remarks_of(report)]
    else:
        lines = [(one["title"] or "—", "未参加" if one["score"] is None else str(one["score"])) for one in rows]
        said.append(table(("课程", "考试成绩"), lines, numbers=(1,)))
    return said


def words(report: MonthlyReport) -> Paper:
    """What the paper says."""
    person, result = report.employee, report.result
    missed = [one for one in result["judged"] if one["met"] is False]
    assert report.published_at is not None and report.answer_due is not None
    basis = report.receipt
    sections = [
        Section(
            "",
            (
                facts(
                    ("员工", f"{person.name}（{person.number}）"),
                    ("岗位", person.position.title),
                    ("考核期间", f"{day(report.begins_on)}至{day(report.ends_on)}"),
                    ("录用条件", f"{basis.plan.title}，第 {basis.plan.version} 版"),
                    ("签收日期", day(basis.received_on) if basis.received_on else "—"),
                    ("评分人", report.scored_by.name if report.scored_by else "—"),
                    ("总分", f"{' ＋ '.join(one['part'] for one in result['judged'])} = {result['total']}"),
                ),
                para(
                    f"未达到的指标：{{missed}}。{_EACH}",
                    missed="、".join(_titles(report)[one["key"]] for one in missed),
                )
                if missed
                else para(f"各项指标均已达到。{_EACH}"),
            ),
        )
    ]
    data, judged = queries.inputs_of(report), {one["key"]: one for one in result["judged"]}
    for metric in queries.metrics_of(basis.plan):
        blocks = _data_of(report, metric, data.get(metric.key, []), judged[metric.key])
        sections.append(Section(metric.title, tuple(blocks)))
    if report.self_assessment:
        sections.append(Section("员工自评", tuple(free_text(report.self_assessment))))
    if report.comment:
        sections.append(Section("主管评语", tuple(free_text(report.comment))))
    sections.append(
        Section(
            "您的答复",
            (
                para(
                    "请于{due}前（公司内部期限）在手机上答复：确认收到，或写明异议。逾期仍可答复。签收表示收到，不表示同意。",
                    due=minute(report.answer_due),
                ),
                assurance("不受影响", "无论您怎么答复，或不答复，工作和工资照常。"),
            ),
        )
    )
    return Paper(
        title=f"试用期月度考核报告（{report.month.year}年{report.month.month}月）",
        number=str(report.uid),
        sections=tuple(sections),
        speaks="employer",
        company=person.company.name,
        employee=person.name,
        on=day(report.published_at),
        notes=("本报告于公布时冻结，其后的变更不影响本报告；文件摘要记入员工的存证记录。",),
    )


_EACH = "各项单独判断，总分不能互补。"


def _titles(report: MonthlyReport) -> dict[str, str]:
    return {one.key: one.title for one in queries.metrics_of(report.receipt.plan)}


def pdf(report: MonthlyReport, at: datetime) -> bytes:
    """The PDF; equal reports give equal bytes. Raises CannotTypeset."""
    return typeset(TEMPLATE, words(report).as_data(), at=at)


def stage(report: MonthlyReport, now: datetime) -> Blob:
    """The paper written away, its row not saved yet."""
    name = f"考核报告-{report.employee.name}-{report.month:%Y-%m}.pdf"
    return store.stage(pdf(report, now), name=name, company=report.employee.company_id, now=now, made_here=True)
