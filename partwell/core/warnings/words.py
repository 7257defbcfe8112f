# ruff: noqa: E501 - a pattern is read in one piece or not at all
"""Words that give a practice away, in Chinese and English. What a sentence denies is taken out before looking."""

import re

from partwell.core.process.lint.threats import threat

_END = r"[^。；;!！\n]"
_THEN = r"签|交|配合|归还|办|确认|回复|答复|提交|完成|同意|接受|按|就(?!此)|则|便|会|将|的话|，|,"
"""After a bare 不 these make a condition or its consequence ("不签就影响…"), never a denial."""
_DENIED = re.compile(
    rf"(不得|不会|不应|并不|绝不|从不|不要求|不需要|无须|无需|没有要求|不表示|不等于|不代表|不意味){_END}{{0,8}}(放弃|扣|收取|影响|要求|等待|承担){_END}*"
    rf"|不(?:能)?(?:(?!{_THEN}){_END}){{0,8}}(放弃|扣|收取|影响|要求|等待|承担){_END}*"
    rf"|(未|没|没有)(要求|劝){_END}*"
    rf"|(不是|不从|不以|不因|不能以|不得以(?!任何)|不能因|不得因|不视为|不构成|不能视为|不得视为|不付给|不发给){_END}*"
    rf"|{_END}*(不受影响|不影响|不取决于|照常|不能放弃|仍可|仍有权|保留|无效|不发生效力){_END}*"
    r"|(?i:[^.;!\n]*\b(?:not|never|without|no)\s+(?:a\s+)?(?:waiv\w+|releas\w+|giv\w+ up|deduct\w*|withh\w+|depend\w*)[^.;!\n]*)"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


RELEASE = _any(
    rf"(放弃|免除|豁免){_END}{{0,14}}(权利|权益|主张|请求|追索|追诉|索赔|仲裁|诉讼|补偿|赔偿|加班)",
    rf"(无|没有|不存在|再无|不再有|别无){_END}{{0,6}}(任何|其他|其它){_END}{{0,8}}(争议|纠纷|瓜葛|债权|债务|诉求|主张)",
    rf"(不再|不得再|保证不|承诺不){_END}{{0,6}}(主张|追究|要求|提出|申请仲裁|起诉|仲裁|投诉|举报)",
    rf"(不得|不能|不再){_END}{{0,10}}(向|对|跟){_END}{{0,6}}(公司|单位|甲方|企业){_END}{{0,8}}(主张|提出|索要|索取|追究|申请|追讨)",
    "两清|互不相欠|互不追究|一切权利义务.{0,4}(终结|结清|消灭)|全部结清|无任何劳动争议|今后与公司无关",
    r"\b(release[sd]?|waive[sd]?|waiver of) (?:of )?(?:all|any|every)\b",
    r"full and final settlement|no further claims?|give up (?:all|any) (?:claims?|rights?)",
)
WAIVES_INSURANCE = _any(
    rf"(放弃|自愿不|不愿|同意不|要求不|无需|不用){_END}{{0,8}}(缴纳|参加|缴|办理)?{_END}{{0,4}}(社保|社会保险|五险|公积金)",
    rf"(社保|社会保险|公积金){_END}{{0,10}}(自愿放弃|不缴|折现|折合现金|以现金|并入工资|补贴代替|由本人自行缴纳)",
    r"\b(waive|give up|opt out of)\b[^.;!\n]{0,24}\b(social insurance|housing fund)\b",
)
CASH_INSTEAD = _any(
    rf"(社保|社会保险|公积金|补缴){_END}{{0,16}}(发给|付给|支付给|打给|直接给|现金支付|以现金|折现|转账给|计入工资){_END}{{0,8}}",
    rf"(社保|社会保险|五险){_END}{{0,4}}(补贴|补助|补偿|津贴){_END}{{0,10}}(随|并入|计入|与){_END}{{0,4}}(工资|薪资|薪酬)",
    rf"(现金|补贴|津贴){_END}{{0,8}}(代替|抵作|作为|替代){_END}{{0,8}}(社保|社会保险|公积金)",
    r"\b(social insurance|arrears|contributions?)\b[^.;!\n]{0,24}\b(paid|pay) (?:out )?(?:in cash|to the employee)",
)
EMPLOYEE_BEARS = _any(
    rf"(单位|公司|企业|用人单位)(应缴|缴纳|承担)?{_END}{{0,4}}(部分|份额|比例){_END}{{0,12}}(由|从|向){_END}{{0,4}}(员工|本人|个人|职工|劳动者|乙方|你|您|自己|其工资|工资){_END}{{0,8}}(承担|负担|扣|补交|支付|缴|收取)?",
    rf"(员工|本人|个人|职工|乙方|你|您){_END}{{0,6}}(承担|负担|补交|缴纳)[^。；;!！\n，,]{{0,10}}(单位|公司|企业|用人单位|全部){_END}{{0,6}}(部分|份额|社保|社会保险)",
    rf"(补缴|社保|社会保险){_END}{{0,6}}(费用|款项|款|金额|全额)(?!{_END}{{0,8}}个人(部分|应缴|份额)){_END}{{0,6}}(由|从|向){_END}{{0,4}}(员工|本人|个人|职工|劳动者|乙方|你|您|自己){_END}{{0,6}}(承担|负担|扣|支付|出)",
    rf"滞纳金{_END}{{0,8}}(由|从|向){_END}{{0,4}}(员工|本人|个人|职工|劳动者|乙方|你|您|自己)",
    r"\bemployer'?s (?:share|part|contribution)\b[^.;!\n]{0,30}\b(borne|paid|deducted)[^.;!\n]{0,12}\b(by|from) the (?:employee|worker|wages?)",
)
INSURANCE_GATED = _any(
    rf"(未|不|没有){_END}{{0,8}}(签|签署|签字|确认|提交|交){_END}{{0,20}}(不予|不能|无法|暂不|不|停止){_END}{{0,6}}(补缴|缴纳|办理|转移|启动){_END}{{0,6}}(社保|社会保险|公积金)?",
    rf"(签署|签字|签|确认|交接|办结){_END}{{0,10}}(后|之后|才|方可|方能){_END}{{0,8}}(补缴|缴纳|办理|转移|启动){_END}{{0,6}}(社保|社会保险|公积金|补缴)",
)
RANKING = _any(
    "末位淘汰|末位(员工|人员|者)?(优化|调整|解除|辞退|淘汰)",
    rf"(排名|排序|考核|绩效){_END}{{0,10}}(末位|最后|倒数|后\s?\d+\s?%|末\s?\d|垫底)",
    rf"(连续|连着|两次|三次|多次){_END}{{0,6}}(倒数|末位|垫底)",
    r"强制(分布|排名|正态)",
    r"\b(bottom[- ]?(?:ranked|ranking|performers?|\d+ ?%)|stack rank\w*|forced (?:ranking|distribution)|ranked last)\b",
)
NEGATIVE = _any(
    "违纪|违反.{0,6}(制度|纪律|规定)|旷工|开除|辞退|除名|失职|过错|不称职|不胜任|不合格|不符合录用条件|未达标|绩效(差|不|未)|末位|劳动争议|仲裁|盗窃|欺诈|态度|表现(差|不)|处分|警告|纪律",
    r"\b(misconduct|dismissed|fired|poor performance|incompeten\w+|disciplin\w+|unfit|failed probation|dispute)\b",
)
_NO_WISH = "交接|手续|证明|清单|面谈|当|日|时|前|后|人员|员工|资料|材料|表|物品|补偿|事宜|流程|体检|审计"
"""What follows 离职 where a paper or a day of leaving is meant, not the wish to leave."""
RESIGNATION = _any(
    rf"(主动|自行|自己|本人|自愿|尽快|请|建议|劝|要求|让)[^。；;!！\n，,]{{0,6}}(提交|提出|递交|提|递|写|交)[^。；;!！\n，,]{{0,4}}(辞职|辞呈|离职(?!{_NO_WISH}))",
    "劝退|劝离|劝辞|个人原因|自愿离职|本人申请(离职|辞职)|主动(离职|辞职)|离职申请|辞职(申请|报告|信)|自动离职|视为(辞职|自动离职|自愿离职)",
    r"\b(resign(?:s|ed|ation)?|voluntar(?:y|ily) leav\w+|personal reasons)\b",
)
PENALTY = _any(
    rf"(违约金|罚款|罚金|赔偿金){_END}{{0,24}}(元|万|工资|月薪|倍)",
    rf"(提前离职|未提前|不交接|未交接|不干满|服务不满|擅自离职){_END}{{0,16}}(违约金|罚款|扣款|赔偿|扣除|扣发)",
    rf"(提前离职|未提前|不提前|不交接|未交接|不干满|服务不满|擅自离职){_END}{{0,16}}扣{_END}{{0,6}}(工资|薪资|薪水|奖金)",
    rf"(扣除|扣发|扣留|扣减|不发){_END}{{0,10}}(工资|薪资|奖金|押金){_END}{{0,12}}(作为|以示|充抵|抵作)",
    r"\b(penalt(?:y|ies)|fine|liquidated damages)\b[^.;!\n]{0,24}\b(\d|month|wage|salary)",
)
DEPOSIT = _any(
    rf"(押金|保证金|抵押金|风险金){_END}{{0,12}}",
    rf"(扣押|扣留|留存|收取|上交){_END}{{0,6}}(身份证|证件|学历证|毕业证|档案|资格证|护照)",
    r"\b(deposit|retain\w*|withh\w+)\b[^.;!\n]{0,16}\b(identity card|id card|passport|diploma)",
)
CERTIFICATE_WAITS = _any(
    rf"(离职证明|解除证明|终止证明|档案|工资|薪资|经济补偿){_END}{{0,16}}(待|等|须|需|在){_END}{{0,12}}(办结|办完|交接|签署|签字|确认|归还|结清){_END}{{0,6}}(后|之后|才|方)",
    rf"(没|未|不){_END}{{0,8}}(办完|办结|办好|交接|签|归还|结清){_END}{{0,10}}(工资|薪资|离职证明|证明|档案){_END}{{0,6}}(暂扣|暂缓|缓发|不发|不予|扣留|扣下|不开)",
    rf"(办结|办完|交接完|签署|签字|归还|结清){_END}{{0,12}}(后|才|方可|方能|再){_END}{{0,8}}(发放|发|支付|结算|出具|开具|开|领取|办理){_END}{{0,8}}(离职证明|证明|工资|薪资|档案)",
)
SET_OFF = _any(
    rf"(从|由|在|用|以){_END}{{0,8}}(工资|薪资|薪酬|奖金|离职结算款){_END}{{0,8}}(全额|一次性|全部|直接|足额|冲抵|抵扣|抵销|抵消|抵偿)",
    rf"(全额|一次性|全部|直接|足额){_END}{{0,6}}(扣除|扣发|扣减|抵扣|冲抵|抵销|扣){_END}{{0,10}}(工资|薪资|薪酬)",
    rf"(工资|薪资|薪酬){_END}{{0,6}}(全部|全额|不足部分)?{_END}{{0,4}}(冲抵|抵扣|抵销|抵偿){_END}{{0,10}}(损失|赔偿|欠款|借款|违约金|培训费)",
    r"\b(set[- ]?off|deduct\w*|offset)\b[^.;!\n]{0,24}\b(all|whole|entire|full)\b[^.;!\n]{0,24}\b(wages?|salary|pay)\b",
    r"\b(all|whole|entire|full)\b[^.;!\n]{0,16}\b(wages?|salary|pay)\b[^.;!\n]{0,16}\b(set off|deducted|withheld|offset)\b",
)
BOND_FIXED = _any(
    rf"(服务期|培训){_END}{{0,16}}违约金{_END}{{0,20}}(不递减|不予递减|不减|固定|全额|不论{_END}{{0,10}}(期限|时间|多久|年限))",
    rf"(不论|无论){_END}{{0,6}}(服务|工作|履行)(期限|时间|年限)?{_END}{{0,8}}(多久|长短|多长|是否){_END}{{0,12}}(全额|全部|均须|均应){_END}{{0,10}}(违约金|培训费)",
    rf"(培训费|培训费用){_END}{{0,10}}(的?\s?(两|二|三|四|五|[2-9])\s?倍|双倍|加倍)",
    r"\b(training bond|liquidated damages|penalty)\b[^.;!\n]{0,40}\b(not reduced|does not decrease|in full (?:however|no matter|regardless)|(?:twice|double|three times) the cost)",
)
SEVERANCE_WAITS = _any(
    rf"(经济补偿金?|补偿金){_END}{{0,16}}(待|等|须|需|在|自){_END}{{0,16}}(审批|签署|签字|签订|归还|返还|承诺|竞业|撤诉|撤回|仲裁|注销|脱密|开票|回款|放弃){_END}{{0,10}}(后|之后|才|方|再)",
    rf"(审批|签署|签字|签订|归还|返还|承诺|撤诉|撤回仲裁|注销|脱密|回款|放弃){_END}{{0,12}}(后|之后|才|方可|方能|再){_END}{{0,8}}(支付|发放|给付|领取){_END}{{0,6}}(经济补偿|补偿金)",
    rf"(未|不|没有|拒绝|拒){_END}{{0,6}}(签|签署|签字|归还|返还|撤诉|撤回|承诺|放弃){_END}{{0,14}}(不予|不再|暂不|停止|不){_END}{{0,4}}(支付|发放|给付){_END}{{0,6}}(经济补偿|补偿金)",
    r"\bseverance\b[^.;!\n]{0,30}\b(?:only (?:after|once|if)|until|unless|held back)\b(?![^.;!\n]{0,30}\bhand(?:ed)?[ -]?over)",
)
WORK_BLOCKED = _any(
    rf"(未|不|没有){_END}{{0,6}}(确认|签字|签收|同意){_END}{{0,14}}(不得|不能|停止|暂停|禁止|无法){_END}{{0,6}}(上岗|工作|打卡|进入|登录|发放|排班)",
    r"\b(not|unless|until)\b[^.;!\n]{0,20}\b(confirm\w*|sign\w*|acknowledg\w*)\b[^.;!\n]{0,24}\b(may not|cannot|no)\b[^.;!\n]{0,10}\bwork",
)
TAMPER = _any(
    "不可篡改|无法篡改|绝对真实|永久保存|永久留存", r"\b(tamper[- ]?proof|cannot be tampered|kept for ?ever)\b"
)
SIGNATURE = _any(
    rf"(手指|手写板|屏幕|电子)(签名|签字|签署){_END}{{0,12}}(等同于?|等于|视同|视为|具有?{_END}{{0,4}}同等|完全有效|即为){_END}{{0,8}}(手写|亲笔|纸质|盖章|法律效力|有效)?",
    r"\b(finger|screen|electronic) signature\b[^.;!\n]{0,24}\b(equals?|same as|as good as|equivalent to)\b[^.;!\n]{0,16}\b(hand\w*|paper)",
)
SILENCE_IS_CONSENT = _any(
    rf"(逾期|未|不|没有){_END}{{0,10}}(回复|答复|签署|提出|异议|确认){_END}{{0,10}}(视为|即为|等同|默认){_END}{{0,6}}(同意|认可|接受|放弃|无异议|自愿)",
    rf"(逾期|未|不|没有){_END}{{0,12}}(回复|答复|签署|提出|异议|确认|反馈|表态){_END}{{0,10}}(视为|视同|即为|等同于?|即|就是|(?<!不)算){_END}{{0,4}}(默认|同意|认可|接受|放弃|无异议|自愿)",
    r"\b(no (?:reply|answer|objection)|silence)\b[^.;!\n]{0,24}\b(deemed|means|counts as)\b[^.;!\n]{0,12}\b(consent|agree\w*|accept\w*|waiv\w+)",
)


def said(pattern: re.Pattern[str], text: str) -> str:
    """The words of a text that fit, or an empty text; what a sentence denies does not count."""
    hit = pattern.search(_DENIED.sub("。", text))
    return hit[0].strip() if hit else ""


def threatens(text: str) -> str:
    """The threatening words of a text, or an empty text; what a sentence denies does not count."""
    return threat(_DENIED.sub("。", text))


def literally(pattern: re.Pattern[str], text: str) -> str:
    """The words of a text that fit, also where a sentence denies them: a certificate says neither."""
    hit = pattern.search(text)
    return hit[0].strip() if hit else ""


__all__ = ["literally", "said", "threatens"]
