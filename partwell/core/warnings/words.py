# ruff: noqa: E501 - a pattern is read in one piece or not at all
"""The words that give a practice away, in Chinese and English; `reading` finds them."""

from .reading import Practice, near, phrase_unless
from .sums import SUM

_EMPLOYEE = (
    r"(?:员工|本人|个人|职工|劳动者|乙方|你|您|自己|自行|其工资|工资|\bthe employee|\bthe worker|\byou(?:r own)?\b)"
)
_EMPLOYER = r"(?:用人单位|单位|公司|企业|我司|甲方|雇主)"
_INSURANCE = (
    r"(?:社保(?!卡|局|所|机构|中心|经办|部门|账户|窗口)|社会保险(?!法|经办|机构|行政|基金|登记|待遇)|五险(?:一金)?|公积金(?!中心|管理|账户)"
    r"|养老保险(?!待遇|金)|医疗保险(?!待遇)|医保(?!卡|局)|失业保险(?!金|待遇)|\bsocial (?:insurance|security)|\bhousing fund)"
)
_WAGES = r"(?:工资(?!条|单|标准|总额)|薪资|薪水|薪酬|月薪|报酬|奖金|\bwages?\b|\bsalary\b|\bpay\b)"
_SEVERANCE = r"(?:经济补偿金?|补偿金|补偿款|离职补偿|(?<![A-Za-z])N\s?\+\s?1|\bseverance\b|\beconomic compensation)"
_CERTIFICATE = r"(?:离职证明|解除(?:劳动合同)?证明|终止(?:劳动合同)?证明|证明书|离职证|档案|退工单?|\b(?:leaving )?certificate\b|\bpersonnel file\b)"
_HAND_OVER = r"(?:办结|办完|办好|办妥|交接|移交|签署|签字|签完|签好|签了|签收|签订|签回|签了|确认|归还|还清|对账|清算|无遗留|退还|交还|交回|结清|交清|清账|验收|(?:流程|程序|审批)(?:全部|都)?(?:走完|结束|完成|办完|办结|终结|关闭|跑完)|走完.{0,6}(?:流程|程序|审批)|\bhand(?:s|ed)?[ -]?over\w*|\bsign\w*|\breturn\w*|\bclear\w*)"

RELEASE: Practice = (
    near(
        *(26, r"放弃|免除|豁免|弃权|不再享有"),
        r"权利|权益|主张|请求|追索|追究|追诉|索赔|仲裁|诉讼|起诉|投诉|补偿|赔偿|加班|工资|差额|诉求|债权",
        unless=r"放弃(?:休|本次|面谈|复核|体检|优先)|推定|欺诈|胁迫",
    ),
    near(
        *(30, r"(?:无|没有|不存在|再无|不再有|不再存在|别无|并无|未有)(?:任何|其他|其它|别的)"),
        r"争议|纠纷|瓜葛|债权|债务|诉求|主张|牵扯|往来|欠款|未了|权利义务|经济关系|要求",
        unless=r"是否|如有|若有|异议期",
    ),
    near(
        46,
        r"(?:不再|不得再|(?<!公司)(?<!单位)(?<!企业)(?<!甲方)(?<!我司)不得|保证不|承诺不|不会再|永不|绝不再|不能再|不以任何|不得以任何|今后不|以后不|不可再|无权再).{0,24}?(?:主张|追究(?!刑事)|追讨|追索|提出(?!辞)|提起|申请|仲裁|起诉|投诉|举报|信访|索要|索取|索赔|诉讼|反悔|异议|诉诸|要求)",
        r"任何|其他|其它|一切|公司|单位|甲方|我司|企业|监察|仲裁|诉讼|法院|加班|工资|补偿|赔偿|费用|权利|责任|今后|以后",
        unless=rf"竞业|商业秘密|保密|{_EMPLOYER}(?:承诺|保证)?(?:不得|不会|不再|不能)|以此为由",
    ),
    (
        r"两清|两不相欠|互不相欠|互不追究|互不追责|一笔勾销|到此为止|一次性了(?:结|断)|权利义务.{0,10}(?:终结|结清|消灭|了结|清结)"
        r"|(?:全部|均已|悉数|已经?全部?)(?:结清|清结)(?!.{0,6}(?:后|之后|前|之日))|无任何劳动争议|今后与(?:公司|单位|甲方)无关"
    ),
    (
        r"\b(?:release[sd]?|waive[sd]?|waiver of|relinquish\w*|forgo\w*) (?:of )?(?:all|any|every|the right|his|her|their)\b"
    ),
    (r"full and final (?:settlement|release)|no further claims?|give[sn]? up (?:all|any) (?:claims?|rights?)"),
    near(
        *(60, r"\b(?:will|shall|may|agrees?|undertakes?) (?:not|never|no longer)(?: to)?\b"),
        r"\b(?:sue|claims?|complain\w*|arbitrat\w*|lawsuit|legal action|proceedings)\b",
        unless=r"\b(?:free to|right to|entitled|not affect)\b",
    ),
)
WAIVES_INSURANCE: Practice = (
    near(
        *(
            46,
            (
                r"放弃|自愿不|不愿|同意不|要求(?:公司|单位)?(?:不|暂不|停)|(?:无需|不用|不需要?).{0,8}?(?:缴|交(?!接)|参|买|办|为)|停止(?:为|给).{0,4}?缴|不参加|不参保|不缴|不交|不买|不办|免缴|免予|不(?:想|要|必)(?:再)?(?:缴|交|买|参|上)|别(?:给我)?[缴交买上]"
                r"|不(?:再)?(?:为|给|替(?!代)).{1,4}?(?:缴|交|买|办|参|上)|暂不(?:缴|交|参|办)|\b(?:waives?|gives? up|opts? out|declines?|not to (?:pay|enrol|contribute))\b"
            ),
        ),
        _INSURANCE,
        unless=rf"次月|离职后|解除后|终止后|当月起|{_EMPLOYER}(?:不得|不能|必须|应当)|不用担心|法定义务|无法同意|不(?:发|以).{{0,4}}(?:补贴|现金)|不用.{{0,6}}(?:跑|去|到)",
    ),
    phrase_unless(
        r"(?:社保|社会保险|公积金).{0,10}(?:自愿放弃|不缴|折现|折合现金|以现金|并入工资|补贴代替|由本人自行缴纳)",
        r"不发|不以|不得|不能",
    ),
)
CASH_INSTEAD: Practice = (
    phrase_unless(
        r"(?:工资|月薪|薪资|薪酬).{0,6}(?:包含|包括|含).{0,10}(?:社保|社会保险|养老|公积金|五险)",
        r"个人|扣除|代扣|税前|不(?:包)?含|应发",
    ),
    near(
        *(34, rf"{_INSURANCE}|补缴款?|欠缴|缴费"),
        r"折现|折算|折合|折成|兑现|现金|(?:打|转|汇|付|发)(?:进|到|入).{0,2}工资|(?:打|转|汇|付|发|退)(?:入|到|进|给|至)?.{0,6}(?:银行卡|账户|账号|卡上|微信|支付宝)|随(?:同)?工资|(?:计|并|算|折)入(?:工资|薪资|薪酬|月薪)"
        r"|(?:直接)?(?:发|付|打|转|补|支付)给(?:员工|本人|你|您|个人|职工|乙方)|红包|\bcash\b|\bdirectly to (?:the employee|you)\b|\bbank account\b|\badded to (?:the|your) (?:pay|salary|wages?)",
        unless=r"(?<!不再)(?<!不)(?:缴|存|汇|转|划)(?:入|到|至|进)(?:社保|社会保险|公积金|税务|住房公积金|基金)|(?<!不再向)(?<!不走)(?<!不缴到)(?:社保|公积金|征收|经办)(?:机构|局|中心|账户)|税务|多扣|退还|报销|待遇|个税|不替代|不抵|告知函|写明|通知书|材料",
    ),
    phrase_unless(
        r"(?:社保|社会保险|五险|公积金).{0,3}(?:补贴|补助|津贴)",
        r"灵活就业|政府|稳岗|申领|申报|政策|招用|财政|人社|不发|不以|不得|不能",
    ),
    phrase_unless(
        r"(?:现金|补贴|津贴|补助).{0,8}(?:代替|抵作|作为|替代|抵).{0,8}(?:社保|社会保险|公积金)", r"不发|不以|不得|不能"
    ),
    near(
        90,
        r"\b(?:in lieu of|instead of|rather than)\b",
        r"\b(?:contributions?|social insurance|housing fund|fund)\b",
        r"\b(?:pa(?:y|id)|cash|transfer\w*)\b",
    ),
    (r"\b(?:social insurance|arrears|contributions?)\b.{0,24}\b(?:paid|pay) (?:out )?(?:in cash|to the employee)"),
)
_SHARE = r"(?:应缴|缴纳|缴费|承担|负担|的)?(?:的)?(?:部分|份额|比例|那部分|那份|费用)"
EMPLOYEE_BEARS: Practice = (
    (
        rf"{_EMPLOYER}(?:应缴|缴纳|缴存|承担|负担)的?(?:部分|份额|费用|金额)?[^，,]{{0,6}}(?:退还|返还|还给|补给|交还|归还)(?:给)?{_EMPLOYER}"
    ),
    near(110, r"\b(?:reimburs\w*|repay\w*|refund\w*)\b", r"\bemployer'?s (?:share|part|portion|contributions?)\b"),
    (
        rf"{_EMPLOYER}(?:应|所|需)?(?:承担|负担|应缴|应付|缴)(?:的)?[^，,]{{0,12}}(?:在|从|由|自)[^，,]{{0,12}}(?:工资|薪|补偿|结算|奖金)[^，,]{{0,8}}(?:扣|抵|收回)"
    ),
    (rf"{_EMPLOYER}(?:的|那|(?:应缴|缴存|缴纳|承担)的?)?\s?\d+(?:\.\d+)?\s?[%％].{{0,6}}(?:由|从|让|归){_EMPLOYEE}"),
    (
        rf"{_EMPLOYER}{_SHARE}(?![^，,]{{0,4}}由(?:公司|单位|企业|甲方|我司)).{{0,14}}(?:由|从|向|让|请|需|要|在)[^，,]{{0,4}}{_EMPLOYEE}(?![^，,]{{0,4}}部分)"
    ),
    (
        rf"{_EMPLOYEE}[^，,]{{0,6}}(?:承担|负担|补交|补缴|缴纳|支付|出|垫付|返还|补足)[^，,]{{0,10}}(?:{_EMPLOYER}(?!的)[^，,]{{0,6}}(?:部分|份额|比例)|全部.{{0,4}}(?:社保|社会保险|费用|补缴))"
    ),
    (
        rf"(?:补缴|社保|社会保险|公积金).{{0,8}}(?:费用|款项|款|金额|全额|差额|全部)(?!.{{0,8}}个人(?:部分|应缴|份额)).{{0,6}}(?:由|从|向|让)[^，,]{{0,4}}{_EMPLOYEE}.{{0,6}}(?:承担|负担|扣|支付|出|掏)"
    ),
    near(
        30,
        r"滞纳金|利息罚款",
        r"(?:由|从|向|让|请|需|要)[^，,]{0,4}" + _EMPLOYEE + r"|" + _EMPLOYEE + r"(?:承担|负担|支付|自付|缴纳|出|补)",
        unless=r"由(?:公司|单位|企业|甲方|我司|用人单位)[^，,]{0,4}(?:承担|负担|支付|缴)",
    ),
    (
        r"\bemployer'?s (?:share|part|portion|contributions?)\b.{0,90}\b(?:borne|paid|deducted|recovered|reimbursed|charged).{0,16}\b(?:by|from|to) (?:the employee|you|the worker|(?:his|her|your|the) (?:final |last )?(?:wages?|salary|pay))"
    ),
    (
        r"\blate (?:fees?|payment|surcharges?).{0,90}\b(?:borne|paid|deducted).{0,16}\b(?:by|from) (?:the employee|you|the worker|(?:his|her|your|the) (?:wages?|salary|pay))"
    ),
)
_UNSIGNED = r"(?:未|不|没有?|拒绝?|尚未|不肯|不愿).{0,8}?(?:(?<!续)签|确认|提交|同意|承诺|交接|交(?!纳|代)|配合|归还)"
INSURANCE_GATED: Practice = (
    near(
        *(40, _UNSIGNED),
        r"(?:不予|不能|无法|暂不|停止|不再|不会|暂停|不给|不(?!签|交|配合|同意|确认|归还)).{0,8}?(?:补缴|补办|补交|缴纳|办理|转移|转出|启动|封存|停保|减员)",
        unless=r"不受影响|均",
    ),
    near(
        *(
            40,
            r"(?:签署|签字|签完|签好|签回|签了|签订|提交|确认|同意|承诺|交接|办结|归还)(?:.{0,12}?)(?:后|之后|以后|完毕|才|方可|方能|才能|再)",
        ),
        r"补缴|补交|(?:缴纳|办理|转移|转出|启动|减员|封存|停保|转走).{0,6}?(?:社保|社会保险|公积金|养老)|(?:社保|社会保险|公积金|养老保险).{0,8}?(?:缴纳|办理|转移|转出|启动|减员|封存|停保)",
    ),
    near(
        52,
        r"补缴|补办|补上|补交|停保|减员|封存|(?:社保|社会保险|公积金|养老保险|医保|工伤保险|失业登记|失业保险)(?!法|条例)",
        r"(?:签|确认|同意|承诺|和解|声明|撤诉|撤回)",
        r"前提|条件|(?<!无)(?<!最)(?<!事)先行?(?!生|后)|才(?:会|能|给|可|去|办)?|后(?:由|再|才|为|办|补|启)|走不了|办不了|暂缓|缓办|没签|等你|等您|待(?:本人|你|您|员工|乙方|签)|什么时候",
        unless=r"无需|不需|无论|是否签|收到|同时|不等",
    ),
    near(
        *(40, r"补缴|补交|(?:社保|社会保险|公积金|养老保险).{0,8}?(?:缴纳|办理|转移|转出|启动|减员|封存)"),
        r"(?:以|凭|须|需|待|等).{0,16}?(?:签署|签字|签订|承诺|同意|确认|交接|归还).{0,8}?(?:为前提|为条件|后|才|方|再)",
    ),
    near(
        90,
        r"\b(?:back[- ]?pay\w*|arrears|contributions?|social (?:insurance|security)|housing fund)\b",
        r"\b(?:only (?:after|once|if|when)|until|unless|subject to|conditional (?:on|upon)|provided that)\b",
        r"\b(?:sign\w*|hand\w*|confirm\w*|undertak\w*|return\w*)\b",
    ),
)
_LAST = r"最后(?!一?个?(?:工作)?(?:日|天|月|期限|一次|一项|一栏|确认|工作|通牒|签|面|报|付|结))(?:一|几|两|三|四|五|\d+)?(?:名|位|者|的|档|等)?"
RANKING: Practice = (
    phrase_unless(
        r"末[位尾]?淘汰|末位(?:员工|人员|者)?(?:优化|调整|解除|辞退|淘汰|制)|(?:强制|正态)(?:分布|排名|分级)|活力曲线|271(?:法则|原则|比例|分布)",
        r"不(?:实行|采用|搞|用|是|得|能|再|以|会|允许)|没有|禁止|违法|取消|废止",
    ),
    (
        r"(?<!\d)(\d+)\s?(?:人|名).{0,6}第\s?\1(?!\d)|排(?:在|了|名)?(?:最后|最末|末位|倒数|垫底)(?!.{0,30}(?:不会|不因|不据此|不作))"
    ),
    near(
        *(26, r"排名|排序|排行|名次|考核|绩效|KPI|业绩|评分|得分|评级|评比|销售额|业绩榜|打分|分数|成绩|测评|打分"),
        rf"末位|最末|末尾|末等|末档|殿后|{_LAST}|倒数|后\s?\d+\s?[%％名位]|后(?:百分之|[一二三五十]+名|[一二三五十]+位)|末\s?\d|尾部|垫底|最低的?(?:\s?\d+|百分之|[一二三五十]+[名位人]|者|一档)|\bbottom\b",
        unless=r"最低工资|不作|不得作为|不因|不是",
    ),
    (r"(?:连续|连着|两次|三次|多次|两个季度|\d次).{0,8}(?:倒数|末位|垫底|最后一名)"),
    (
        r"\b(?:bottom[- ]?(?:ranked|ranking|performers?|\d+ ?%|of the (?:team|list|ranking))|(?:lowest|last|bottom)[- ](?:ranked|ranking|performers?|\d+ ?(?:%|percent)(?=\W|$))|stack[- ]rank\w*|forced (?:ranking|distribution)|rank(?:s|ed|ing)? (?:last|at the bottom|in the (?:bottom|lowest)))"
    ),
)
NEGATIVE: Practice = (
    (
        "违纪|不达标|未能达|违反.{0,6}(?:制度|纪律|规定|规章)|旷工|开除|辞退|除名|失职|过失|过错|不称职|胜任|不合格|不符合.{0,4}条件|未达标|未达到|未通过|(?:绩效|业绩|考核|表现|能力|态度)(?:较?差|不|未|欠|一般|低)|末位|劳动争议|仲裁|诉讼|盗窃|贪污|受贿|欺诈|造假|弄虚|态度|表现(?:差|不)|处分|警告|纪律|严重|被证明|泄密|泄露|打架|侵占|损失|损害"
        "|(?:离职|解除|终止|离开)(?:的)?(?:原因|理由|事由)|(?:因|由于|鉴于)[^，,]{2,24}(?:解除|终止|辞|离职|离开)|第\\s?(?:三十九|四十|四十一|39|40|41)\\s?条|裁员|欠款|未(?:办|完成)?交接|黑名单|不予录用|慎用"
    ),
    (
        r"\b(?:misconduct|dismiss\w*|fired|sacked|poor performance|underperform\w*|performance|incompeten\w+|disciplin\w+|unfit|unqualified|fail\w*|dispute|for cause|breach\w*|violat\w+|negligen\w+|theft|fraud|reason for (?:leaving|termination)|terminated (?:for|because|due)|arbitration|layoff|redundan\w+)\b"
    ),
)
_NO_WISH = (
    "交接|手续|证明|清单|面谈|当|日|时|前|后|人员|员工|资料|材料|表|物品|补偿|事宜|流程|体检|审计|档案|系统|结算|协议"
)
"""What follows 离职 where a paper or a day of leaving is meant, not the wish to leave."""
_ON_HIS_OWN = r"收到|收悉|已收|不用写|不用提|不能让|不必|无需|不要(?:让|求|写)|不得要求|不会要求|(?:您|你)(?:于|在).{0,12}(?:提交|递交|提出)的|撤(?:回|销)(?:您的|你的|本人的?|该)?(?:辞|离职申请)|\backnowledg|\bconfirm receipt|\breceipt of|\breceiv|\bwithdr|\bof your own|\bnot (?:a |to )?resign"
RESIGNATION: Practice = (
    phrase_unless(
        rf"(?:主动|自行|自己|本人|自愿|尽快|请|建议|劝|要求|让|希望|最好|不如|麻烦|需要?|把|赶紧|抓紧|可以考虑|考虑)[^，,]{{0,12}}(?:提交|提出|递交|提|递|写|交|填|走|办|签|发起)[^，,]{{0,6}}(?:辞职|辞呈|离职(?!{_NO_WISH}))",
        _ON_HIS_OWN,
    ),
    phrase_unless(
        r"劝退|劝离|劝辞|劝其(?:离职|辞职|自)|个人原因|自愿离职|自愿辞职|(?<![\"“「])自动离职|自行离职|本人申请(?:离职|辞职)|主动(?:离职|辞职|离开|走人|辞)|离职申请|辞职(?:申请|报告|信|书)|辞职处理|视为(?:辞职|自动离职|自愿离职|主动)|(?:自己|自觉|体面地?).{0,4}(?:走|离开|辞)|以(?:个人|辞职|自愿).{0,8}(?:名义|理由|形式|方式)",
        _ON_HIS_OWN,
    ),
    phrase_unless(
        r"\b(?:(?<!automatic )resign(?:s|ed|ation|ing)?|voluntar(?:y|ily) (?:leav|quit|depart|terminat)\w+|personal reasons|quit)\b",
        _ON_HIS_OWN,
    ),
)
_EARLY = r"(?:前|内|之前|期间)(?:离职|辞职|离开)|提前(?:离职|辞职|解除|走)|未提前|不提前|没提前|没有提前|不辞而别|擅自离职|自离|急辞|(?:干|做|工作|服务|入职|任职|合同期?)(?:不|未)?(?:不?满|未满)|不干满|不交接|未交接|离职(?:的|，)|离职时间"
PENALTY: Practice = (
    near(
        *(30, r"违约金|罚款|罚金|罚\s?\d|处罚|赔偿金"),
        r"\d\s?(?:元|万|%|倍)|[一二两三四五六七八九十半壹贰叁肆伍陆柒捌玖拾]个?(?:月|倍|万|千|百|仟|佰)|工资|月薪|倍|扣除|扣发|全额",
        unless=r"培训|服务期|竞业|保密|经济补偿|未(?:签|订立)|二倍|双倍|违法解除|公司(?:应|须|向)|单位(?:应|须|向)|八十七条|税务|社保",
    ),
    near(
        *(44, _EARLY),
        rf"罚|扣款|扣除|扣发|扣(?=.{{0,6}}{_WAGES})|赔偿|赔付|违约金|代通知金|不发(?:放)?(?:工资|奖金|提成)|作废|没收|返还.{{0,8}}(?:费|奖)",
        unless=r"能够证明|实际损失|培训|服务期|竞业|依法|公司(?:应|须|需)|单位(?:应|须|需)|只能|经济补偿|(?:单位|公司|甲方|企业)未提前|额外支付|无需|不需|不用",
    ),
    near(
        *(34, r"(?:招聘|猎头|招录|体检|工装|服装|制服|岗前培训|入职培训|住宿|宿舍|介绍|中介|背调|工位)(?:费用?|成本)"),
        r"赔|返还|退还|退回|扣|补交|(?:由|向).{0,4}(?:员工|本人|你|您|乙方|个人)|(?:员工|本人|你|您|乙方|个人|劳动者).{0,4}(?:承担|负担|支付|补偿)|(?:应|须|需|愿)(?:意)?(?:承担|负担|补偿)",
        unless=r"由(?:公司|单位|甲方|我司|企业)|(?:公司|单位|甲方|我司)承担|报销|无需|不需|不用|不收|不得|不能",
    ),
    (r"(?:扣除|扣发|扣留|扣减|不发).{0,10}(?:工资|薪资|奖金|押金).{0,12}(?:作为|以示|充抵|抵作)"),
    (
        r"\b(?:penalt(?:y|ies)|fine[ds]?|liquidated damages|compensate the company|reimburse the company)\b.{0,40}\b(?:\d|month|wage|salary|recruit\w*|hiring|headhunt\w*)"
    ),
    (
        r"\b(?:recruit\w*|hiring|headhunt\w*|onboarding) (?:costs?|fees?|expenses?)\b.{0,40}\b(?:repa\w+|reimburs\w+|refund\w*|borne by|charged|deduct\w*)"
    ),
)
_ORIGINALS = r"(?:身份证|证件|学历证|毕业证|学位证|职称证|资格证|上岗证|驾驶证|护照|户口[本簿]|房产证|执业证|电工证|焊工证|注册证|职业资格|营运证|证书原件|证件原件|\b(?:identity|id) card|\bpassport|\bdiploma|\boriginal (?:degree|certificate|document)s?)(?:书|原件)?"
DEPOSIT: Practice = (
    near(
        *(24, r"押金|保证金|抵押金|风险金|抵押款|工服押|\bdeposit\b"),
        r"收取|收了|收(?=.{0,6}\d)|缴纳|缴|交|扣|退|返还|抵|上缴|支付|没收|元|\d|\bpay|\brefund|\bforfeit|\bretain|\bwithh|\breturn",
        unless=r"误收|违反|客户|租房|房东|供应商|投标|合同履约",
    ),
    near(
        *(60, _ORIGINALS),
        r"(?:先)?(?:放|存)在?(?:公司|人事|单位|HR|我这|我们)|先扣|再还|扣押|扣留|扣下|扣着|留存|留下|留在|收取|收走|收缴|上交|交由|交给|保管|抵押|质押|暂存|暂扣|代管|压着|不退|不予退还|\bkeep|\bkept\b|\bhold|\bheld\b|\bretain|\bwithh",
        unless=r"(?<!方可)(?<!才能)(?<!才可)(?:领回|取回)|请.{0,12}领取|不得|不会|不要求|无需|不收|复印|扫描|副本|照片|电子版|核验|核对|查验|归还给?(?:你|您|员工|本人)|\bcop(?:y|ies)\b",
    ),
)
_AFTER = r"(?:后|之后|以后|完毕|完成|清楚|才|方可|方能|才能|再|为前提|为条件|之前|前)"
CERTIFICATE_WAITS: Practice = (
    near(
        *(40, r"(?:交接|手续|账|东西|物品|资产|工作).{0,4}(?:没|未|不)(?:有)?.{0,3}(?:做完|办完|弄完|完|清|交|还)"),
        rf"(?:{_CERTIFICATE}|{_WAGES}).{{0,6}}(?:压|扣|不发|不开|缓|等|停)",
        unless=r"不能(?:压|扣)|不得|照常",
    ),
    (rf"(?:{_CERTIFICATE}|{_WAGES}).{{0,8}}[?？，,].{{0,4}}先.{{0,18}}(?:签|交|还|办|赔)"),
    (
        rf"(?:{_HAND_OVER}).{{0,14}}?(?:后|之后|以后|完毕|才|方可|方能|才能|再)(?!.{{0,3}}(?:\d|[一二三两五七十]).{{0,4}}日).{{0,12}}?(?:领取|领|发放|发|支付|结算|结|出具|开具|开|办理|给|拿|取|转移|转出|转递|转|邮寄|寄|放).{{0,8}}?(?:{_CERTIFICATE}|{_WAGES})"
    ),
    (
        rf"(?:{_CERTIFICATE}|{_WAGES}).{{0,18}}?(?:待|等|须|需|要|在|于|凭|得|先|经).{{0,16}}?(?:{_HAND_OVER}).{{0,10}}?(?:后|之后|以后|才|方|再|完毕|为前提|为条件)"
    ),
    (rf"(?:{_CERTIFICATE}|{_WAGES}).{{0,16}}?以.{{0,16}}?(?:{_HAND_OVER}).{{0,8}}?为(?:前提|条件)"),
    near(
        *(34, _UNSIGNED.replace("交(?!纳|代)", "交(?!纳|代)|还|办|赔")),
        rf"(?:{_CERTIFICATE}|{_WAGES}).{{0,8}}?(?:暂扣|暂缓|缓发|不发|不予|扣留|扣下|扣住|不开|延后|延迟|延期|推迟|顺延|不给|停发|不办|不放|压|别想|没有|冻结|暂不|.{{0,2}}(?:开|办|拿|领|发|出|转)不(?:了|出|到))|(?:暂扣|暂缓|缓发|不发|不予|扣留|扣下|扣住|不开|推迟|延后|不给|停发|不办|不放|压|冻结|暂不|不为|不会|拿不到|领不到|别想).{{0,8}}?(?:{_CERTIFICATE}|{_WAGES})",
        unless=r"经济补偿(?!.{0,20}(?:工资|证明))",
    ),
    near(
        *(110, r"\b(?:certificate|wages?|salary|final pay|paycheck|personnel file)\b"),
        r"\b(?:(?:only )?(?:after|once|until|unless)|only (?:when|if)|subject to|conditional (?:on|upon)|provided that|withheld|held back)\b",
        r"\b(?:hand(?:ed|s|ing)?[ -]?over\w*|sign\w*|return\w*|clear\w*|complet\w*|settl\w+|confirm\w*)\b",
        unless=r"\b(?:whether or not|regardless|irrespective|not depend|even if)\b",
    ),
)
SET_OFF: Practice = (
    (r"(?:工资|薪资|薪水)(?:中|里)?扣(?:除|减|发)?\s?(?:2[1-9]|[3-9]\d|100)\s?[%％]"),
    (
        r"工资.{0,6}(?:全部|全额|都|整月).{0,3}(?:抵掉|抵|扣)|(?:工资|薪资|薪水)(?:里|中)?全扣|实发(?:金额)?[为是：:]?\s?(?:0(?!\d|\.[1-9])|零)"
    ),
    near(
        *(
            40,
            r"(?:工资|薪资|薪酬|薪水)(?:的|总额的?)?\s?(?:(?:2[1-9]|[3-9]\d|100)\s?[%％]|百分之[三四五六七八九]|一半)",
        ),
        r"扣|抵",
        unless=r"不(?:得)?超过|不低于|剩余|最低工资|社保|个税|加班|病假|上限",
    ),
    (
        r"(?:从|由|在|用|以|拿).{0,10}(?:工资|薪资|薪酬|薪水|奖金|离职结算款|应发).{0,8}(?:全额|一次性|一次|全部|直接|足额|冲抵|抵扣|抵销|抵消|抵偿|抵|扣完|扣清|扣光)"
    ),
    (
        r"(?:全额|一次性|一次|全部|直接|足额|如数).{0,6}(?:扣除|扣发|扣减|抵扣|冲抵|抵销|抵消|扣回|扣).{0,10}(?:工资|薪资|薪酬|薪水)"
    ),
    (
        r"(?:工资|薪资|薪酬|薪水).{0,8}(?:全部|全额|不足部分|整月|都)?.{0,4}(?:冲抵|抵扣|抵销|抵消|抵偿|抵作|抵|充抵|不发|不再发).{0,12}(?:损失|赔偿|欠款|借款|违约金|培训费|备用金|罚款|设备)"
    ),
    near(
        *(40, r"损失|赔偿|欠款|借款|备用金|丢失|损坏|设备|电脑|货款|罚款|坏账|预支"),
        r"(?:全额|全部|全数|一次性|一次|整月|所有|足额|扣完|扣清|扣光|全扣).{0,8}?(?:扣|抵|冲|工资)|(?:扣|抵|冲).{0,6}?(?:全部|全额|整月|所有|一次).{0,4}(?:工资|薪|奖金)?|扣完为止|扣清为止",
        r"工资|薪资|薪水|薪酬|应发|奖金|.*结算款",
        unless=r"20\s?[%％]|百分之二十|五分之一|最低工资|分期|另行主张",
    ),
    (
        r"\b(?:set[- ]?off|deduct\w*|offset\w*|withh\w+)\b.{0,60}\b(?:all|whole|entire|full|entirety|in one go|at once)\b.{0,24}\b(?:wages?|salary|pay|paycheck)\b"
    ),
    (
        r"\b(?:all|whole|entire|full)\b.{0,24}\b(?:wages?|salary|pay|paycheck)\b.{0,24}\b(?:set off|deducted|withheld|offset|applied|used)\b"
    ),
    (r"\b(?:deducted|withheld|offset) in full\b.{0,40}\b(?:wages?|salary|pay|paycheck)\b"),
)
_BOND = r"(?:培训费用?|规培费用?|培训.{0,6}花|培训违约|服务期|培训(?:协议|违约|赔偿)|\btraining (?:bond|costs?|fees?)|\bbond\b)"
BOND_FIXED: Practice = (
    near(
        *(50, _BOND),
        r"不递减|不予递减|不(?!超过)(?:作|按|予)?.{0,8}?(?:分摊|折减|扣减|折算|递减|减少|按比例)|不减|固定(?:金额|为)?|不(?:论|管)|无论|不看|不随|均须|一律|始终|\bnot (?:be )?(?:reduced|prorated|pro-rated)|\bdoes not (?:decrease|fall|reduce)|\bregardless|\bno matter|\bhowever long|\birrespective",
        r"全额|全部|全数|全赔|如数|违约金|赔偿|返还|退还|支付|\bfull\b|\bwhole\b|\bpa(?:y|id)\b|\brepa(?:y|id)\b",
    ),
    near(
        *(44, _BOND),
        r"[两二三四五六七八九十2-9１-９]\s?倍|双倍|加倍|翻倍|1\.[1-9]\s?倍|一倍半|(?:另加|外加|并加收|再加).{0,10}(?:元|%|利息|违约)|\b(?:twice|double|triple|three times|\d times)\b",
    ),
    near(
        *(60, _BOND),
        r"足额|一分不少|全赔|全额(?:返还|退还|赔|支付|退)|全部(?:返还|退还|赔|退)|(?:退还|返还|退回|赔偿?).{0,12}(?:全部|全额|全数)|如数|\b(?:whole|entire|full) (?:training )?(?:cost|fee|amount)",
        unless=r"未履行|尚未|分摊|按比例|(?<!不)递减|由(?:公司|单位|甲方)|(?:公司|单位|甲方|我司)承担|\bprorat|\bremaining|\bcompany pays",
    ),
    (
        r"(?:不论|无论|不管).{0,6}(?:服务|工作|履行|干|做)(?:了|满)?(?:期限|时间|年限)?.{0,8}(?:多久|长短|多长|是否|几年|多少).{0,12}(?:全额|全部|均须|均应|都).{0,10}(?:违约金|培训费)"
    ),
)
_BY_LAW = r"依法|法律规定|第四十六条|维持或者?提高|原条件|续订"
BOND_COST = rf"(?:培训|规培|进修)[^，,]{{0,8}}(?:费用?|发票|花费|花了|成本|金额)[^，,]{{0,8}}?{SUM}"
BOND_SUM = rf"(?:违约金|赔偿|赔)[^，,]{{0,12}}?{SUM}"
SEVERANCE_WAITS: Practice = (
    near(
        64,
        r"若|如(?!下|何)|待|等|须|只要|经(?!济)",
        rf"(?:再行|才|方可?|方能|再)(?:向.{{0,4}})?(?:支付|发放|给付|发|付|给).{{0,6}}{_SEVERANCE}|{_SEVERANCE}.{{0,6}}(?:再行|才|方可?|方能|再)(?:支付|发放|给付|发|付|给)",
        unless=r"交接|异议|争议",
    ),
    near(
        *(56, _SEVERANCE),
        r"(?:待|等|须|需|在|自|经|凭|以|先|视).{0,22}?(?:审批|批准|审核|签批|签署|签字|签订|签完|签回|归还|返还|承诺|竞业|撤诉|撤(?:回|销)(?:您的|你的|本人的?|该)?(?:辞|离职申请)|仲裁|注销|脱密|开票|发票|回款|放弃|资金|预算|董事会|总部|财务|领导).{0,16}?(?:后|之后|以后|才|方|再|为前提|为条件|到位|通过)",
        unless=r"办结(?:工作)?交接时支付|个税|税务|社平|争议",
    ),
    near(
        *(56, _SEVERANCE),
        r"(?:审批|批准|审核|签批|签署|签字|签订|签完|签回|归还|返还|承诺|撤诉|撤(?:回|销)(?:您的|你的|本人的?|该)?(?:辞|离职申请)|注销|脱密|回款|放弃|到位).{0,24}?(?:后|之后|以后|才|方可|方能|再|才能).{0,10}?(?:安排付|支付|发放|给付|领取|付款|打款|发|付|拿|给)",
        unless=r"工资",
    ),
    near(
        *(56, _SEVERANCE),
        r"(?:未|不|没有?|拒绝|拒|尚未|若不|不肯).{0,8}?(?:(?<!续)签|归还|返还|撤|承诺|放弃|配合|同意|审批|批准).{0,18}?(?:不予|不再|暂不|停止|不|暂缓|缓|推迟|取消|没有|冻结).{0,6}?(?:支付|发放|给付|发|付|给|打款|领)",
        unless=_BY_LAW,
    ),
    near(
        *(56, _SEVERANCE),
        r"(?:不予|不再|暂不|停止|暂缓|缓付|推迟|取消|没有|冻结|分期|一分)",
        r"(?:未|不|没有?|拒绝|拒|尚未|若|如|只要).{0,8}?(?:(?<!续)签|归还|返还|撤|承诺|放弃|配合|同意|仲裁|投诉|起诉|告)",
        unless=_BY_LAW,
    ),
    near(
        *(44, _SEVERANCE),
        r"(?:仲裁|案子|官司|诉讼).{0,4}撤|撤(?:了|掉|回|销)?.{0,4}(?:仲裁|诉|案子)",
        r"到账|支付|发放|发|付|给|打款|打给",
        unless=r"无论|是否|不要求",
    ),
    near(
        *(130, r"\b(?:severance|economic compensation)\b"),
        r"\b(?:only (?:after|once|if|when)|until|unless|held back|withheld|subject to|conditional (?:on|upon)|once|after|provided that|forfeit\w*)\b",
        unless=r"\b(?:hand(?:ed|s|ing)?[ -]?over|within \w+ days)\b",
    ),
)
WORK_BLOCKED: Practice = (
    near(
        62,
        r"(?:未|不|没有?|拒绝?|尚未|必须|须|要先).{0,12}?(?:确认|签|认可|同意|点)",
        r"打卡|打不了卡|薪酬|考勤|门禁|账号|权限|排班|上岗|上班|登录|派单|下月任务|工位|工资|薪资",
        r"关闭|锁定|锁|打不了|进不(?:去|了)|出不来|发不(?:了|出)|不为(?:其)?|无法|冻结|停用|停止|暂停|禁止|不能|不得|不予|恢复使用|不安排|不让|(?:先)?不发|不予核算",
        unless=r"拒签|下一步|不得排在|离职后|解除后|最后工作日|不受|密码|安全|补卡|更正|加班|请假|社保|证明|归还",
    ),
    near(
        *(44, r"(?:未|不|没有?|拒绝?|尚未).{0,8}?(?:确认|签字|签收|签署|(?<!续)签|同意|认可|提交)"),
        r"(?:不得|不能|停止|暂停|禁止|无法|不予|关闭|取消|停用|停|冻结|锁定|封|不让|不许|不准|不安排|别来|不用来|暂缓|不再).{0,10}?(?:上岗|上班|工作|打卡|考勤|进入|登录|进场|刷卡|发放|发|排班|出勤|门禁|权限|账号|系统|派单|任务|岗位|工位|薪|来)",
        unless=r"拒签记录|下一步|离职后|解除后|最后工作日",
    ),
    near(
        *(44, r"(?:确认|签字|签收|签署|签|同意|认可)(?:.{0,10}?)(?:后|之后|才|方可|方能|才能|再)"),
        r"(?:才|方|再|能|可以?|允许|恢复|开通|开放).{0,4}?(?:上岗|上班|打卡|进入|登录|排班|出勤|门禁|进场|派单|下月|下个月|开工)",
    ),
    (
        r"\b(?:not|unless|until)\b.{0,40}\b(?:confirm\w*|sign\w*|acknowledg\w*|accept\w*)\b.{0,60}\b(?:may not|cannot|can't|unable|no|not|blocked|suspended|disabled|locked|stopped)\b.{0,24}\b(?:work|shift\w*|clock\w*|log\w*|access|schedul\w*|pay|paid)"
    ),
    near(
        90,
        r"\b(?:work|shifts?|clock\w*|log ?in|access|badge|schedul\w*)\b",
        r"\b(?:blocked|suspended|disabled|locked|denied|deactivated|may not|cannot|unable|able to)\b",
        r"\b(?:until|unless|not|without)\b.{0,30}\b(?:confirm\w*|sign\w*|acknowledg\w*|accept\w*)",
    ),
)
_NOT_REACHED = r"(?:不达标|未达标|不合格|不符合|不胜任|未通过|不通过|不予转正|达不到|证据充分)"
FORCED_CONCLUSION: Practice = (
    phrase_unless(
        rf"(?:必须|只能|只可|一律|务必|都(?:要|得)|统一|一定要|须|不得不)[^，,]{{0,14}}?(?:确认|选|勾|填|写成?|认定|判定|评定?为?|给出?|打)[^，,]{{0,8}}?{_NOT_REACHED}",
        r"如实|据实|依据事实|有证据|不得|不能|不必|收到|签收|知悉|说明理由|写明理由|的(?:理由|原因|事实|依据|证据)",
    ),
    phrase_unless(
        rf"{_NOT_REACHED}[^，,]{{0,6}}(?:必须|只能|须|一律)(?:由|经)[^，,]{{0,12}}(?:确认|认可|签字|点)",
        r"如实|据实|依据事实|有证据|不得|不能|不必|是否|也可以|或者?(?:达标|证据不足)",
    ),
    phrase_unless(
        rf"(?:不|没|未|拒绝)[^，,]{{0,4}}(?:确认|选|勾|认定|评)[^，,]{{0,8}}{_NOT_REACHED}[^。]{{0,12}}(?:无法|不能|不得|不予|退回|过不)",
        r"不因|不影响",
    ),
    (
        r"\b(?:must|may only|can only|has to|have to|always)\b.{0,30}\b(?:confirm|choose|select|tick|conclude|find|mark)\w*\b.{0,24}\b(?:not (?:reached|met|passed|qualified)|unqualified|failed|below standard)\b"
    ),
)
_PROFILED = r"聊天|微信|企微|钉钉|飞书|群消息|私信|邮件|社交(?:账号|媒体|动态)?|朋友圈|上网记录|浏览记录|情绪|言论|吐槽|抱怨|离职(?:倾向|风险|概率|指数|预测)|\bchats?\b|\bmessages?\b|\be-?mails?\b|\bbrowsing\b|\battrition (?:risk|score)\b"
PROFILED: Practice = (
    near(
        *(70, _PROFILED),
        r"AI|人工智能|大模型|算法|模型|分析|监测|监控|识别|抓取|扫描|关键词|打分|评分|得分|预测|预警|推断|\banaly\w+|\bmodel\b|\bkeywords?\b|\bscor\w+|\bpredict\w*|\bmonitor\w*",
        r"(?:启动|发起|触发|进入|安排|办理|开始|走)[^，,]{0,6}(?:离职|解除|辞退|优化|劝退|流程|谈话)|(?:解除|辞退|优化|劝退|淘汰|开除)|\b(?:start|initiate|trigger|begin)\w*\b.{0,16}\b(?:exit|separation|dismissal|process)\b|\bdismiss\w*|\bterminat\w*",
        unless=r"不得|不能|不(?:用|以|会|作|据)|关闭|禁止|泄露|泄密|商业秘密|骚扰|威胁|辱骂|证据|公证|送达|打卡|\bnever\b|\bnot\b",
    ),
)
TAMPER: Practice = (
    (
        r"(?:任何人|谁|内容|记录|数据|证据).{0,6}(?:改|动|删)不(?:了|掉)|无法伪造|不可(?:更改|修改|伪造|抵赖|逆转)|永不(?:丢失|删除|失效|消失|灭失)|(?<!不代表)(?<!不)(?:必然|必定|肯定|一定|当然)(?:会)?(?:被)?(?:采信|认可?|支持)|绝对(?:有效|无法)"
    ),
    (
        "不可篡改|无法篡改|不能篡改|防篡改|(?:任何人|谁|内容|合同|记录|存证|数据|签名|系统|档案|证据|日志)(?:都|均|一经生成)*(?:不能|无法|不可能?)(?:被)?(?:修改|更改|改动|删除|抵赖)|绝对(?:真实|安全|可靠)|百分之百(?:真实|可靠)|(?:永久|永远|终身|无限期)(?:性)?(?:地)?(?:保存|留存|保留|存档|存储|有效|封存)|法院(?:必然|一定|必定|都会|必须)(?:会)?(?:采信|认可|支持)|铁证"
    ),
    (
        r"\b(?:tamper[- ]?proof|immutable|unalterable|cannot (?:ever )?be (?:tampered|altered|changed|modified|deleted)|impossible to (?:alter|change|tamper)|(?:kept|stored|retained|preserved) (?:for ?ever|permanently|indefinitely))\b"
    ),
)
SIGNATURE: Practice = (
    phrase_unless(
        r"(?:构成|属于|即是|就是|即为|视为).{0,10}可靠(?:的)?电子签名", r"条件|第十三条|不(?:构成|属于|是|视为)"
    ),
    near(
        64,
        r"手指|手写板|屏幕|手机|电子|指尖|线上|触屏|平板|在线|扫码|微信|小程序|点击|图片|系统|PDF|下方|轨迹|手绘",
        r"签(?:个|了|下|上)?名|签字|签署|名字|姓名|轨迹|签过|签章",
        r"等同|等于|等效|视同|视为|视作|相当于|同等|一样|同样|一模一样|(?:完全)?一致|效力(?:完全)?(?:同|相同|一致|等)|无异|没有?区别|一律有效",
        r"手写(?!板|轨迹|签字,)|亲笔|亲自|纸质|纸面|纸张|纸上|手签|盖章|书面|签过|原件|笔签",
        unless=r"第十三条|可靠(?:的)?电子签名|符合.{0,6}条件|满足.{0,6}条件|不等同|不视为|不等于",
    ),
    near(
        130,
        r"\bsignatures?|\bsign(?:ed|ing)\b",
        r"\b(?:finger\w*|screen|tablet|phone|electronic\w*|digital\w*|click\w*)",
        r"\b(?:equivalent|equals?|same|identical|as (?:good|valid|binding))\b",
        unless=r"\b(?:Article 13|reliable|conditions|not (?:the )?(?:same|equivalent|equal))\b",
    ),
    near(
        *(34, r"(?:手指|手写板|屏幕|手机|电子|指尖|线上|触屏|平板|在线|扫码).{0,4}?(?:签名|签字|签署|签)"),
        r"等同于?|等于|视同|视为|相当于|同等|一样|同样|完全有效|即为|无异|没有区别|没区别|具有?法律效力|一律有效|当然有效",
        r"手写|亲笔|纸质|纸面|盖章|书面|效力|有效|原件|笔签|本人签",
        unless=r"第十三条|可靠(?:的)?电子签名|条件|可靠电子",
    ),
    (
        r"\b(?:finger|screen|electronic|digital|phone|tablet|e-)[- ]?(?:drawn )?signatures?\b.{0,40}\b(?:equals?|same (?:\w+ )?(?:as|effect|force)|as (?:good|valid|binding) as|equivalent to|identical|replaces?)\b.{0,40}"
    ),
)
_SILENT_ACT = r"(?:逾期|过期|过时|超期|届时|到期|未|不|没有?|沉默|无人).{0,14}?(?:回复|答复|回应|回信|签|提出|异议|确认|反馈|表态|领取|出席|参加|来电|书面|说明|回执|反对|理会|吭声|说话|点|回)|沉默|默示|不吭声|不说话|逾期"
SILENCE_IS_CONSENT: Practice = (
    near(
        *(40, _SILENT_ACT),
        r"(?<!不)(?<!不能)(?<!不得)(?:视为|视同|视作|即为|等同于?|等于|即(?=默认|同意|认可)|就是|(?<!不)算(?=是|作|你|您|默|同|认|接|放|没|无)|推定|当作|当做|默认|代表|表示|认定为?|就当|当你|当您|按(?=同意|默认|认可|接受|放弃|无异议))",
        r"默认|默许|同意|认可|接受|放弃|无异议|没有?异议|没意见|自愿|承认|无意见|认同|达成一致|弃权",
        unless=r"不(?:视为|算|等于|代表|表示|能视为|得视为|推定)",
    ),
    (
        r"\b(?:no (?:reply|answer|objection|response)|silence|(?:not|fail\w* to) (?:reply|respond|answer|object|hear)\w*|absence of (?:a )?(?:reply|response|objection))\b.{0,60}\b(?:deemed|means|counts? as|treated as|taken as|considered|regarded as|constitutes?|implies|amounts? to)\b.{0,30}\b(?:consent\w*|agree\w*|accept\w*|waiv\w+|no objection|approv\w*)"
    ),
)
_PRESSURE = r"(?:仲裁|起诉|打官司|投诉|举报|维权|信访|诉讼|走法律|法律(?:程序|途径|手段)|劳动局|告公司|去告|闹|不签|不同意|不配合|拒签|不接受|不主动|不肯|较真|劳动监察)"
THREAT: Practice = (
    near(
        *(50, _PRESSURE),
        r"背景调查|背调|行业内|圈内|业内|圈子|封杀|黑名单|后果自负|自负|后果(?:很|会|由|你)|找不到工作|混不下去|推荐信|影响(?:你|您|今后|以后|将来|个人)|履历|名声|征信|全额追|追究(?:你|您|刑|法律)|公开|通报|报警|走着瞧|小心|别怪|不客气|一分(?:钱)?(?:也|都)?|走不了|下家|下一家|奉陪|没完|开除|旷工|违纪|别想|休想|一律不|不予|不给|不会再|不再为|不会(?:为|给)|奉陪|(?:不|停|扣|取消|收回).{0,6}(?:补偿|奖金|工资|证明|社保|优惠|方案)",
        unless=r"不会(?:因|影响|有|受)|不因|不受|(?<!甲方)(?<!公司)(?<!单位)(?<!我司)有权|可以(?:依法)?申请|不得|依法(?:不|没有)",
    ),
    near(
        110,
        r"\b(?:arbitrat\w*|complain\w*|sue|lawsuit|labou?r (?:bureau|authority|inspect\w*)|refus\w+|(?:do not|don't|not) sign)\b",
        r"\b(?:reference|references|blacklist\w*|industry|background check|reputation|regret|consequences|future employers?|certificate|severance|bonus|withdraw\w*|forfeit\w*|lose)\b",
        unless=r"\b(?:free to|right to|entitled|regardless|not affect)\b",
    ),
)
