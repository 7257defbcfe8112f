"""L011: words that make a legal entitlement hang on something, in Chinese and English.

A sentence is a threat when it names what is owed by law together with a condition and a loss, or hands it out only
"after" something. Parts that say the opposite ("does not depend on it") are taken out before looking.
"""

import re

_ENTITLED = (
    r"(社保|社会保险|补缴|补发|工资|薪资|薪酬|最后一个?月的?薪|经济补偿|补偿金|补偿|代通知金|离职证明|解除证明|终止证明|证明|档案|公积金"
    r"|退工|失业金|失业保险|年休假|年假|加班费|法定权益|应得)"
)
_IF = (
    r"(逾期|超期|到期未|过期|未签|不签|拒签|拒绝|不予签|未按时|未按期|未在|不按时|未完成|不完成|未办|不办|不配合|未配合|不交接|未交接"
    r"|不归还|未归还|未交|不交|未确认|不确认|未回复|不回复|未答复|不答复|未提交|不提交|若不|如不|如未|若未|倘若|否则|不然|除非)"
)
_LOSE = (
    r"((?<!不)(?<!不会)(?<!不得)影响|不予|不再|不能|无法|不得领|停发|停缴|停办|扣发|扣除|扣减|扣押|克扣|抵扣|没收|暂缓|暂停|暂不|缓发|缓办|延迟|延后|推迟|顺延"
    r"|拖延|丧失|失去|取消|放弃|免除|不享有|无权|不发|不付|不给|不出|不开|不办|不缴|不转|不出具|不开具|不支付|不发放|不结算|不办理"
    r"|自行承担|后果自负|责任自负|[就则便]没有?|拿不到|领不到|得不到|没法|别想|压着|卡着|扣着)"
)
_DONE = r"(签|确认|交接|归还|办结|办完|办妥|完成|配合|提交|答复|同意|承诺|结清|还清|交清|审批|批准)"
_ONLY = (
    r"(才能|才可|才会|才予|才给|才办|才发|方可|方能|方才|方予|之后才|后才|后方|后再|后予|之后再|后可|后给|后发放|后支付|后办理|后出具"
    r"|为前提|为条件|作为前提)"
)

_PATTERNS = (
    re.compile(_IF + r"[^。；;!！\n]{0,40}?" + _LOSE + r"[^。；;!！\n]{0,20}?" + _ENTITLED),
    re.compile(_IF + r"[^。；;!！\n]{0,40}?" + _ENTITLED + r"[^。；;!！\n]{0,20}?" + _LOSE),
    re.compile(_ENTITLED + r"[^。；;!！\n]{0,20}?" + _LOSE + r"[^。；;!！\n]{0,20}?" + _IF),
    re.compile(_DONE + r"[^。；;!！\n]{0,20}?" + _ONLY + r"[^。；;!！\n]{0,16}?" + _ENTITLED),
    re.compile(_ENTITLED + r"[^。；;!！\n]{0,20}?" + _DONE + r"[^。；;!！\n]{0,14}?" + _ONLY),
    re.compile(
        r"先签[^。；;!！\n]{0,12}(再|才|后)[^。；;!！\n，,]{0,3}(拿|领|给|发|开|办|出|结)[^。；;!！\n]{0,10}"
        + _ENTITLED
    ),
    re.compile(
        _ENTITLED
        + r"[^。；;!！\n]{0,12}(以|须|(?<!无)(?<!不)需(?!要我们|要公司|要我司)|凭|视|取决于)[^。；;!！\n]{0,16}"
        + _DONE
    ),
    re.compile(_IF + r"[^。；;!！\n]{0,24}视[为同]?(自动|自愿)?(放弃|同意|认可|弃权)"),
    re.compile(_IF + r"[^。；;!！\n]{0,24}(后果自负|责任自负|后果由您|后果由员工|由此产生的后果)"),
)
_OWED = (
    r"(wages?|salary|pay|payment|social insurance|severance|compensation|certificate|dossier|housing fund"
    r"|arrears|benefits?)"
)
_ACTS = r"(?:sign|return|hand|confirm|complete|answer|accept|agree|acknowledg|settle|repay)\w*"
_ENGLISH = (
    re.compile(
        r"(?i)\b" + _OWED + r"\b[^.;!。；！\n]{0,60}\b(?:after|once|when) (?:you|he|she|it|the employee|your|his|her)\b"
        r"[^.;!。；！\n]{0,30}\b" + _ACTS
    ),
    re.compile(
        r"(?i)\b(?:after|once|when) (?:you|he|she|the employee)(?: have| has)? "
        + _ACTS
        + r"[^.;!。；！\n]{0,80}\b"
        + _OWED
    ),
    re.compile(
        r"(?i)\b(unless|otherwise|or else|if (?:you|the employee|he|she) (?:do(?:es)?|did|have|has|fails?|refuses?)\b|"
        r"if (?:not|un)\s?(?:signed|confirmed|returned|completed)|until (?:you|it|the|he|she)|failure to|failing to|"
        r"only (?:after|once|if|when)|subject to (?:your|the) sign\w*|late (?:signing|answers?|replies))\b"
        r"[^.;!。；！\n]{0,120}"
        r"\b" + _OWED + r"\b"
    ),
    re.compile(
        r"(?i)\b"
        + _OWED
        + r"\b[^.;!。；！\n]{0,80}\b(unless|until|only (?:after|once|if|when)|(?<!over-)withheld|forfeit\w*|suspended|"
        r"will be lost|"
        r"depends? on|conditional (?:on|upon)|delayed|if you (?:do not|don't|refuse|fail))\b"
    ),
)
# What is said to stay: such a clause is no threat, whatever words it uses.
_CALM = re.compile(
    r"[^。；;，,!！\n]{0,40}(不会影响|不影响|不受影响|不取决于|不依赖|无关|照常|照样|不阻断|不挡|均不等待|不得以|不因)[^。；;!！\n]{0,60}"
    r"|(?i:[^.;!\n]{0,120}\b(?:do(?:es)? not (?:depend|affect|wait)|not affected|unaffected|regardless|whatever you|"
    r"in any case|go(?:es)? ahead as usual|independent of|wait for nothing)\b[^.;!\n]{0,120})"
)


def threat(text: str) -> str:
    """The threatening words in a text, or an empty text."""
    rest = _CALM.sub("", text)
    for pattern in (*_PATTERNS, *_ENGLISH):
        if hit := pattern.search(rest):
            return hit[0]
    return ""
