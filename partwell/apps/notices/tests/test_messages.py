"""The words: both languages say the same facts, every deadline says its kind, nothing threatens."""

import re
from datetime import UTC, date, datetime

import pytest

from partwell.apps.notices import messages
from partwell.apps.notices.messages import FIELDS, FORBIDDEN, FORBIDDEN_EN, LINK_LENGTH, SMS_LENGTH, TEMPLATES, render
from partwell.apps.notices.words import Both, deadline, moment, short_name

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
COMPANY = "杭州云岚软件有限公司"
VALUES = {
    "what": Both("试用期考核报告", "Probation assessment report"),
    "who": "马越",
    "due": DUE,
    "due_class": "internal",
    "cite": Both("《劳动合同法》第五十条", "Labor Contract Law, Art. 50"),
    "contact": "华敏 0571-8800 0126",
    "needs": [Both("离职申请", "Resignation"), Both("工作交接清单", "Handover list")],
    "receives": [Both("离职证明", "Certificate")],
    "pages": 3,
    "day": date(2026, 11, 30),
    "last_day": date(2026, 12, 25),
    "late": Both("24 小时", "24 hours"),
    "reason": Both("号码停机", "the number is out of service"),
    "person": "林晓",
    "code": "482913",
    "minutes": 5,
    "count": 4,
    "text": Both("请在最后一天前整理好项目资料。", "Please put the papers in order before the last day."),
}


def _context(template, *, whole=True):
    wanted = template.needs | template.takes if whole else template.needs
    return {name: VALUES[name] for name in wanted}


def _say(template, language, *, whole=True, company=COMPANY, name="林晓", **more):
    context = _context(template, whole=whole) | more
    return render(template, context, name=name, company=company, now=NOW, language=language)


EVERY = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


@EVERY
@BOTH
@pytest.mark.parametrize("whole", [True, False])
def test_each_message_renders_in_both_languages(template, language, whole):
    """With every fact and with the needed ones alone, nothing is left unfilled."""
    said = _say(template, language, whole=whole)
    everything = "\n".join((said.title, *said.paragraphs, said.action))
    assert said.title and said.paragraphs and said.action and said.sms
    assert "{" not in everything and "{" not in said.sms.replace("{link}", "")
    if language == "en":
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in said.action)


@EVERY
def test_both_languages_say_the_same_facts(template):
    """Pattern by pattern, the placeholders of the two languages are the same."""
    zh, en = template.zh, template.en
    assert len(zh.paragraphs) == len(en.paragraphs)
    # `kind` and `when` are the two parts of `deadline`; the greeting of a short English text names nobody.
    pairs = [*zip((zh.title, *zh.paragraphs), (en.title, *en.paragraphs), strict=True), (zh.sms, en.sms)]
    for one, other in pairs:
        facts = [messages.placeholders_of(text) - {"name"} for text in (one, other)]
        if one is zh.sms:
            facts = [found - {"what"} for found in facts] if template.audience == "employee" else facts
        assert facts[0] == facts[1], (one, other)


@EVERY
@BOTH
def test_nothing_threatens(template, language):
    """No pressure, no promise that cannot be kept, in any message."""
    said = _say(template, language)
    words = "\n".join((said.title, *said.paragraphs, said.action, said.sms)).lower()
    for forbidden in FORBIDDEN_EN if language == "en" else FORBIDDEN:
        assert forbidden not in words
    assert "！" not in words


@EVERY
@BOTH
def test_a_short_message_fits(template, language):
    """140 characters with its link, also for a company and a person with long names."""
    for company, name in (
        (COMPANY, "林晓"),
        ("内蒙古自治区呼伦贝尔市海拉尔区大兴安岭林业机械制造股份有限公司", "阿卜杜热合曼·买买提艾力"),
    ):
        said = _say(template, language, company=company, name=name)
        assert len(said.sms.replace("{link}", "x" * LINK_LENGTH)) <= SMS_LENGTH, said.sms


@EVERY
@BOTH
def test_names_of_usual_length_get_the_text_itself(template, language):
    """The general sentence is for names that do not fit, not for everyday."""
    paper = {"what": Both("离职保证书", "Undertaking")} if "what" in template.needs | template.takes else {}
    said = _say(template, language, **paper)
    assert "离职手续有一条给您的消息" not in said.sms and "A message on your separation" not in said.sms


@pytest.mark.parametrize("template", [one for one in TEMPLATES.values() if "due" in one.needs], ids=lambda one: one.key)
@pytest.mark.parametrize(
    ("due_class", "zh", "en"),
    [("internal", "公司内部期限", "company deadline"), ("statutory", "法定期限", "statutory deadline")],
)
def test_every_deadline_says_which_kind_it_is(template, due_class, zh, en):
    """In the title or the first lines and in the short text, in words."""
    for language, words in (("zh", zh), ("en", en)):
        said = _say(template, language, due_class=due_class)
        assert words in "\n".join((said.title, *said.paragraphs))
        assert template.key == "escalated" or words in said.sms


@pytest.mark.parametrize(
    "template", [one for one in TEMPLATES.values() if one.audience == "employee" and not one.secret]
)
def test_an_employee_reads_what_does_not_depend_on_it(template):
    """Wages, arrears, certificate: named in each message, as going ahead."""
    zh, en = "".join(_say(template, "zh").paragraphs), "".join(_say(template, "en").paragraphs)
    assert any(words in zh for words in ("照常办理", "不取决于", "不需要先办完", "不影响"))
    assert any(words in en for words in ("go ahead", "not depend", "Not depending", "need not", "not touch"))
    assert "12333" in zh


def test_the_start_of_a_case_lists_what_is_needed_and_what_comes():
    """Both lists, numbered, so that nobody can say he was not told."""
    said = _say(TEMPLATES["case_started"], "zh")
    assert "您需要" in "".join(said.paragraphs) or "需要您准备或答复：\n1. 离职申请\n2. 工作交接清单" in said.paragraphs
    assert "您会收到：\n1. 离职证明" in said.paragraphs


def test_silence_of_the_employee_is_spoken_of_only_where_the_employee_is_late():
    """A colleague who is late has nothing to do with "no answer"."""
    late, other = (" ".join(_say(TEMPLATES["escalated"], "zh", who=who).paragraphs) for who in ("林晓", "马越"))
    assert "林晓没有答复的" in late and "没有答复" not in other


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (DUE, "11月26日 17:00", "26 Nov 17:00"),
        (datetime(2026, 11, 26, 16, 0, tzinfo=UTC), "11月26日 24:00", "26 Nov 24:00"),
        (date(2026, 11, 30), "11月30日", "30 Nov"),
        (datetime(2027, 1, 4, 10, 0, tzinfo=UTC), "2027年1月4日 18:00", "4 Jan 2027 18:00"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "12月31日 24:00", "31 Dec 24:00"),
    ],
)
def test_instants_are_said_in_shanghai(value, zh, en):
    """The end of a day is 24:00 of that day, and the year is said when it is another one."""
    assert (moment(value, NOW, "zh"), moment(value, NOW, "en")) == (zh, en)


def test_a_statutory_deadline_names_its_article():
    """最晚哪天，依据哪一条."""
    said = deadline(date(2026, 11, 30), "statutory", "《工资支付暂行规定》第九条", NOW, "zh")
    assert said == "11月30日（法定期限，《工资支付暂行规定》第九条）"


@EVERY
@BOTH
def test_what_has_no_deadline_speaks_of_none(template, language):
    """Where a message can go out without a deadline, its sentences end before one: no empty one is announced."""
    if "due" in template.needs:
        return
    said = _say(template, language, whole=False)
    words = "\n".join((*said.paragraphs, said.sms))
    assert not re.search(r"期限[：:]|deadline:|[，：;:] ?[。.]|⟨|⟩", words), words


@pytest.mark.parametrize(
    ("company", "short"),
    [(COMPANY, "杭州云岚软件"), ("某某科技股份有限公司", "某某科技"), ("Yunlan Co., Ltd.", "Yunlan")],
)
def test_the_sign_of_a_short_message_leaves_out_the_legal_form(company, short):
    """The carrier's sign is short; the mail has the full name."""
    assert short_name(company) == short


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"what": 3}, "'what' cannot be int"),
        ({"pages": "three"}, "'pages' cannot be str"),
        ({"due": DUE.replace(tzinfo=None)}, "needs a time zone"),
        ({"due": None}, "cannot be open"),
        ({"due_class": "urgent"}, "internal or statutory"),
        ({"amount": "1050.00"}, "does not know 'amount'"),
    ],
)
def test_wrong_facts_are_named(changed, says):
    """The mistake is found where it is made."""
    with pytest.raises(messages.WrongContext, match=says):
        _say(TEMPLATES["undertaking_ready"], "zh", **changed)


def test_every_field_has_a_type_and_is_used():
    """A field that no message takes is a leftover."""
    used = {name for template in TEMPLATES.values() for name in template.needs | template.takes}
    assert used == set(FIELDS) == set(VALUES)
