"""The ground of a separation in the words of the law, as papers state it; frozen with the notice."""

from collections.abc import Mapping
from typing import Any

_LAW = "《中华人民共和国劳动合同法》"
GROUNDS: Mapping[str, tuple[str, str]] = {
    "probation_failure": ("第三十九条第一项", "劳动者在试用期间被证明不符合录用条件的"),
    "rule_breach": ("第三十九条第二项", "严重违反用人单位的规章制度的"),
    "dereliction": ("第三十九条第三项", "严重失职，营私舞弊，给用人单位造成重大损害的"),
    "dual_employment": (
        "第三十九条第四项",
        "劳动者同时与其他用人单位建立劳动关系，对完成本单位的工作任务造成严重影响，或者经用人单位提出，拒不改正的",
    ),
    "fraud": ("第三十九条第五项", "因本法第二十六条第一款第一项规定的情形致使劳动合同无效的"),
    "criminal": ("第三十九条第六项", "被依法追究刑事责任的"),
    "absence_no_contact": ("第三十九条第二项", "严重违反用人单位的规章制度的"),
    "medical": (
        "第四十条第一项",
        "劳动者患病或者非因工负伤，在规定的医疗期满后不能从事原工作，也不能从事由用人单位另行安排的工作的",
    ),
    "incompetent": ("第四十条第二项", "劳动者不能胜任工作，经过培训或者调整工作岗位，仍不能胜任工作的"),
    "changed_circumstances": (
        "第四十条第三项",
        (
            "劳动合同订立时所依据的客观情况发生重大变化，致使劳动合同无法履行，"
            "经用人单位与劳动者协商，未能就变更劳动合同内容达成协议的"
        ),
    ),
    "economic_layoff": (
        "第四十一条第一款",
        "需要裁减人员二十人以上或者裁减不足二十人但占企业职工总数百分之十以上的",
    ),
}
ASKED = {"serious_misconduct": "ground39", "nonfault_dismissal": "ground40", "constructive_dismissal": "ground38"}
"""Kind of separation -> the fact that names its ground."""
FROZEN = ("ground38", "ground39", "ground40", "initiator", "renewal_offer")
"""Facts that say why the employment ended: never changed once the notice is out."""


def stated(separation_type: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """(full citation, words of the article) of the ground of a dismissal; empty where none is stated yet."""
    name = str(facts.get(ASKED.get(separation_type, ""), separation_type))
    article, words = GROUNDS.get(name, ("", ""))
    return (f"{_LAW}{article}", words) if article else ("", "")


def is_involuntary(separation_type: str, facts: Mapping[str, Any]) -> bool | None:
    """Whether the job ended without the person's own wish (社会保险法实施细则第十三条); None where it does not arise.

    A resignation and an agreement the employee proposed are the person's own wish; a notice under Art. 38 is not.
    """
    if separation_type in ("retirement", "death_in_service"):
        return None
    if separation_type == "mutual_agreement":
        initiator = facts.get("initiator")
        return None if initiator is None else initiator == "employer"
    return separation_type != "voluntary_resignation"
