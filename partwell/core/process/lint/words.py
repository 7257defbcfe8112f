"""The rules in words: level, sentence, citation and lawful variant, in Chinese and English."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Words:
    """How a rule speaks. `zh` and `en` have places in braces."""

    level: Literal["error", "warning"]
    zh: str
    en: str
    cite: tuple[str, ...] = ()
    lawful_zh: str = ""
    lawful_en: str = ""


def _e(zh: str, en: str, cite: tuple[str, ...] = (), lawful_zh: str = "", lawful_en: str = "") -> Words:
    return Words("error", zh, en, cite, lawful_zh, lawful_en)


def _w(zh: str, en: str, cite: tuple[str, ...] = (), lawful_zh: str = "", lawful_en: str = "") -> Words:
    return Words("warning", zh, en, cite, lawful_zh, lawful_en)


WORDS: dict[str, Words] = {
    "S00": _e("文件无法作为模板读取。", "The file can't be read as a template."),
    "S01": _e("模板缺少「{what}」。", "The template has no {what}."),
    "S02": _e("角色「{role}」不在角色表中。", "Role {role!r} is in no table."),
    "S03": _e("步骤「{step}」引用了不存在的步骤「{other}」。", "Step {step!r} names unknown step {other!r}."),
    "S04": _e("引用「{cite}」不在引用表中。", "Citation {cite!r} is in no table."),
    "S05": _w(
        "引用「{cite}」尚未对照条文核对。",
        "Citation {cite!r} has not been checked against the text.",
        lawful_zh="由法务对照原文核对后改为 read。",
        lawful_en="Let legal read the text and set its status to read.",
    ),
    "S06": _e("步骤「{step}」的条件有误：{why}", "A condition of step {step!r} can't be used: {why}"),
    "S07": _e(
        "必办步骤「{step}」没有写明要留下什么证据。",
        "Required step {step!r} asks for no evidence.",
        lawful_zh="写明至少一组证据；员工不配合时的那一组也要写。",
        lawful_en="Name at least one alternative, and the one for an employee who does not cooperate.",
    ),
    "S08": _e(
        "步骤「{step}」的法定期限没有引用依据。",
        "The statutory deadline of step {step!r} cites no text.",
        lawful_zh="写明条文，或改为公司内部期限。",
        lawful_en="Name the text, or make it an internal deadline.",
    ),
    "S09": _e("时间锚点「{anchor}」没有着落：{why}", "Anchor {anchor!r} is not settled: {why}"),
    "S10": _e(
        "步骤「{step}」的条件用到事实「{fact}」，但在它之前没有步骤得出这一事实。",
        "A condition of step {step!r} needs fact {fact!r}, which no earlier step is sure to determine.",
        lawful_zh="让前面的某个步骤得出它（sets），或把它作为立案时给出的事实。",
        lawful_en="Let an earlier step set it, or make it a fact of the start.",
    ),
    "S11": _e(
        "没有离职类型「{what}」，可选：{types}。",
        "There is no separation type {what!r}; known are {types}.",
        (),
        "选择一种已有的离职类型：法律要求的步骤取决于它。",
        "Choose one of the known types: what the law demands hangs on it.",
    ),
    "S12": _e(
        "步骤「{step}」写了 reopen：模板不能让已办的步骤重新打开。",
        "Step {step!r} says reopen: no template opens again what was done.",
        (),
        "删去 reopen。新版本在已办步骤之前增加的步骤须在结案前补办；确需重办的，由经办人「退回」到该步骤并写明理由；"
        "已结案的，另立关联案件。",
        "Leave reopen out. A step that a new version puts before one that is done must be done before closing; what has"
        " to be done again is returned to by a person, with the reason; a closed case is followed by a linked one.",
    ),
    "S13": _e(
        "步骤「{step}」的票签要 {count} 席签署，却只有 {seats} 席。",
        "Step {step!r} asks {count} seats to sign and has {seats}.",
        (),
        "增加席位，或改为会签（都要）。",
        "Add seats, or let all of them sign.",
    ),
    "S14": _e(
        "步骤「{step}」的消息写了不存在的{what}「{name}」{near}：这条消息谁也收不到。",
        "A message of step {step!r} names the unknown {what_en} {name!r}{near_en}: nobody would get it.",
        (),
        "渠道可选：in_app（站内）、sms、email、dingtalk、wecom、feishu、ems；消息模板用已有的，或写 text。",
        "Channels are in_app, sms, email, dingtalk, wecom, feishu and ems; name a known message, or write its text.",
    ),
    "P01": _e(
        "步骤互相等待：{circle}。案件永远办不完。", "Steps wait for each other: {circle}. The case can never end."
    ),
    "P02": _e(
        "步骤「{step}」的{what}在任何情况下都不成立。",
        "The {what_en} of step {step!r} can never hold.",
        lawful_zh="删去该步骤，或改正条件。",
        lawful_en="Remove the step or mend the condition.",
    ),
    "P03": _w(
        "步骤「{step}」的条件总是成立，可以去掉。",
        "The condition of step {step!r} always holds and can go.",
    ),
    "P04": _e(
        "步骤「{step}」的条件过于复杂，无法在限定时间内证明。",
        "The conditions up to step {step!r} are too complex to be decided in bounded time.",
        (),
        "拆成几个较短的条件，少用重复的事实。",
        "Split it into shorter conditions that repeat fewer facts.",
    ),
    "P05": _e(
        "步骤「{step}」的 guard 在解除日确定之后才拦人：案件既办不完也撤不了。",
        "The guard of step {step!r} stops a case after the last day is fixed, when it can neither end"
        " nor be cancelled.",
        (),
        "把 guard 移到确定解除日的步骤或它之前，或改为条件（when）。",
        "Move the guard to the step that fixes the last day or before it, or make it a condition (when).",
    ),
    "P06": _e(
        "「{step}」在裁员批次中统一办理一次，个人案件指向批次里的那一条记录；但批次里{why}，这一条永远不会有。",
        "Step {step!r} is done once in the batch of a layoff, and each case points to the entry there; but the batch"
        " {why_en}, so that entry can never exist.",
        ("LCL41",),
        "批次统一办理的步骤只等待批次里的步骤、只用批次里得出的事实、不要求员工本人的证据；其余步骤放在人选核定（selection）之后。",
        "Steps of the batch wait for steps of the batch alone, use facts determined there, and ask for nothing of one"
        " employee; put other steps behind selection.",
    ),
    "P07": _e(
        "必办步骤「{step}」只有员工本人能完成：员工不答复，案件就永远办不完。",
        "Required step {step!r} can be done by the employee alone: while he is silent the case never ends.",
        (),
        "增加不依赖员工的一组证据：送达之后期满未答复的记录；或把步骤改为选办。",
        "Add an alternative that needs nothing from the employee: delivery, then no answer; or make the step optional.",
    ),
    "P08": _e(
        "步骤「{step}」要求由系统给出「{item}」，但系统没有这一项：这样永远办不成。",
        "Step {step!r} asks the program for {item!r}, which no program gives: that way leads nowhere.",
        (),
        "改为由公司办理人提交的证据，或选用系统已有的计算和记录。",
        "Ask the company's people for proof instead, or use a calculation or record the program has.",
    ),
    "L001": _e(
        "法定义务「{step}」不得以签署「{waiver}」为前提。",
        "Legal duty {step!r} must not depend on a signature under {waiver!r}.",
        ("LCL26", "SPC2-19"),
        "把该义务挂在「解除日已确定」之后；《离职保证书》改为付款之后出示、可签可不签的《离职结清确认书》，只确认已付项目。",
        "Hang the duty on the fixed last day alone; replace the letter by a settlement note shown after payment,"
        " which may be signed or not and confirms only what has been paid.",
    ),
    "L002": _e(
        "步骤「{step}」要求员工签署「{waiver}」，却没有拒签或不答复时的出路。",
        "Step {step!r} demands a signature under {waiver!r} and has no way on when it is refused.",
        ("LCL26", "SPC2-19"),
        "增加「附异议签署」「拒签」「送达后未答复」三组证据，都能让案件办结。",
        "Add alternatives for signing with reservation, declining, and no answer after delivery; each lets it end.",
    ),
    "L003": _e(
        "欠员工的义务「{step}」会被员工的沉默挡住（「{blocker}」只有员工本人能完成）。",
        "Duty {step!r}, owed to the employee, can be blocked by his silence: only he can complete {blocker!r}.",
        ("LCL50", "LCL89"),
        "增加不依赖员工的一组证据：送达回证，或单方清点、拒签记录。",
        "Add an alternative that needs nothing from the employee: proof of delivery, or a record of refusal.",
    ),
    "L004": _e(
        "法定义务「{step}」不得等待内部清退步骤「{waits}」；只有经济补偿可以等待工作交接。",
        "Legal duty {step!r} must not wait for internal step {waits!r}; only severance may wait for the handover.",
        ("LCL50", "LCL84", "WAGE9"),
        "把该义务直接挂在「解除日已确定」之后。",
        "Hang the duty directly on the fixed day D.",
    ),
    "L005": _e(
        "「{setting}」设为「{value}」：无人处理或超时不得自动通过。",
        "{setting} is {value!r}: nothing passes by itself when nobody acts.",
        (),
        "无人时转交上一级角色，超时时升级。",
        "Hand over to the next role when nobody holds it; escalate when time is up.",
    ),
    "L006": _w(
        "模板没有提醒，或没有超时升级的路径。",
        "The template reminds nobody, or escalates overdue steps to nobody.",
        (),
        "例如到期前 24 小时提醒，超时 24 小时告知 HR 经理。",
        "For example: remind 24 hours before, and tell the HR manager 24 hours after.",
    ),
    "L007": _e(
        "单位单方解除，在「{step}」生效之前没有把理由通知工会。",
        "The employer dismisses on its own, but the union is not told the reasons before {step!r} takes effect.",
        ("LCL43", "SPC1-47"),
        "加入片段 union_notice（有工会时必办），排在送达之前。",
        "Include the fragment union_notice (required where there is a union) before the notice is served.",
    ),
    "L008": _e(
        "「{step}」生效之前没有拦住不得解除的情形：{why}",
        "Nothing stops {step!r} where dismissal is barred: {why}",
        ("LCL42", "LCL45"),
        "加入片段 protect_check，并在决定或送达步骤写 guard，命中任何一种情形都不成立。",
        "Include the fragment protect_check and put a guard on the decision or the notice that fails for each of them.",
    ),
    "L009": _e(
        "本类型可能应付经济补偿，模板中却没有支付步骤：{why}",
        "This type can owe severance, but the template has no such payment: {why}",
        ("LCL46", "LCL47"),
        "加入片段 statutory_exit 中的 severance_calc、severance_pay，条件只用 severance_due。",
        "Include severance_calc and severance_pay of the fragment statutory_exit, conditional on severance_due only.",
    ),
    "L010": _e(
        "步骤「{step}」的期限晚于法定期限（不得晚于 {limit}）。",
        "Step {step!r} is due later than the law allows (no later than {limit}).",
        ("LCL50", "SIL50", "WAGE9"),
        "改为法定期限或更早。",
        "Set the legal deadline or an earlier one.",
    ),
    "L011": _e(
        "「{step}」的文字把法定权益说成有条件的：「{text}」。",
        "The wording of {step!r} makes a legal entitlement conditional: {text!r}.",
        ("LCL50", "SIL60"),
        "写明这是公司内部期限，并写「不影响工资、社保补缴和离职证明」。",
        "Say that it is an internal deadline and that wages, social insurance and the certificate do not depend on it.",
    ),
    "L012": _e(
        "「{step}」：欠缴的社保须补缴给征收机构，付给员工现金不能免除义务。",
        "{step!r}: social insurance arrears go to the collecting authority; cash to the employee discharges nothing.",
        ("SIL60", "SIL63", "SIL86"),
        "证据改为 authority.receipt:si_payment，owed_to 改为 authority；给员工的补助另列、自愿。",
        "Ask for authority.receipt:si_payment, owed to the authority; a sum for the employee stands apart.",
    ),
    "L013": _e(
        "员工辞职或依第三十八条解除无须批准，「{step}」却可以拦住它。",
        "A resignation or a notice under Art. 38 needs no approval, but {step!r} can stop it.",
        ("LCL37", "LCL38"),
        "改为知悉（acknowledge），不设审批、退回和 guard。",
        "Make it an acknowledgement without approval, return or guard.",
    ),
    "L014": _e(
        "通知「{step}」没有拒收时的送达方式。",
        "Notice {step!r} has no way of service when it is refused.",
        (),
        "增加 third.delivery（邮寄、电子送达）或公告一组证据。",
        "Add an alternative with third.delivery (post, electronic) or a public notice.",
    ),
    "L015": _e(
        "由单位提出的离职不得要求员工写辞职书（「{step}」）。",
        "A separation started by the employer must not demand a resignation letter ({step!r}).",
        ("LCL39",),
        "删去该步骤，改为送达说明理由的解除通知。",
        "Remove the step; serve a notice of termination with reasons instead.",
    ),
    "L016": _e(
        "封存「case_freeze」须等待其他所有步骤：{why}",
        "case_freeze must wait for every other step: {why}",
        ("LCL50",),
        "加入片段 freeze，并写 bind.all: '*'。",
        "Include the fragment freeze and bind.all: '*'.",
    ),
    "L020": _e(
        "缺少法定离职步骤：{what}。{why}",
        "A step the law demands at exit is missing: {what_en}. {why_en}",
        ("LCL50", "SIL50", "WAGE9"),
        "加入片段 statutory_exit。",
        "Include the fragment statutory_exit.",
    ),
    "L021": _e(
        "「{step}」把沉默当作证据（{item}），却没有先送达。",
        "{step!r} takes silence as proof ({item}) without a delivery before it.",
        ("LCL50", "SPC1-44"),
        "在同一组证据中加 third.delivery，或让前一步送达。",
        "Add third.delivery to the same alternative, or deliver in an earlier step.",
    ),
    "L023": _e(
        "「{step}」把沉默当作证据（{item}），却只留 {plus}：没有给对方答复的时间。",
        "{step!r} takes silence as proof ({item}) after {plus}: nobody had time to answer.",
        ("LCL50", "SPC1-44"),
        "从对方收到起至少留 24 小时，通常三日。",
        "Leave at least 24 hours from receipt, usually three days.",
    ),
    "L024": _e(
        "员工已去世，「{step}」却要{what}。",
        "The employee has died, yet {step!r} {what_en}.",
        (),
        "去掉这一项；由一名专人联系家属，送达都给家属。",
        "Take it out; one person speaks to the family, and papers are served on the family.",
    ),
    "L025": _e(
        "「{step}」拆掉了《离职保证书》这道锁：{why}",
        "{step!r} takes the lock of the undertaking apart: {why_en}",
        (),
        "这道锁是公司流程的约定，不是法律条文：《离职保证书》必须向员工出示，签署、附异议签署、拒签、送达后未答复都算答复；"
        "只有公司自愿补发的款项排在答复之后，法定义务都不等它。不需要这道锁的，连同公司补发的步骤一起删去。",
        "The lock is the company's own, no text of law: the undertaking is shown to the employee, and signing, signing"
        " with reservation, declining and no answer after delivery all answer it; only what the company pays of its"
        " own will waits for the answer, no duty of law does. Whoever needs no lock takes that payment out as well.",
    ),
    "L026": _e(
        "「{step}」的文字把排名靠后当作离职理由：「{text}」。末位不等于不能胜任工作（最高人民法院指导案例18号）。",
        "The wording of {step!r} takes a low rank for a ground: {text!r}. The last place does not show that somebody"
        " cannot do the work (Guiding Case 18 of the Supreme People's Court).",
        ("LCL39", "LCL40"),
        "写考核工作本身的标准和结果：不能胜任的，经培训或者调整岗位后再考核；不用名次、末位、强制分布。",
        "Name the standard and the result of the work itself; who is not up to it is trained or moved and appraised"
        " again. No ranks, no last places, no forced distribution.",
    ),
    "L022": _e(
        "「{step}」比国家模板宽松：{why}。法定内容只能收紧，不能放宽。",
        "{step!r} is looser than the national template: {why_en}. What the law demands may only be tightened.",
        (),
        "恢复国家模板的写法；可以提前期限、增加证据、增加审批人。",
        "Restore what the national template says; earlier deadlines, more proof and more approvers are fine.",
    ),
}
