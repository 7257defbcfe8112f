"""Sheets in words, Chinese and English, for pages and the command line: core answers codes, words are put on here.

Two short tables instead of gettext, because the command answers without Django. Every code has both languages.
"""

from collections.abc import Mapping

from partwell.core.money import printed
from partwell.core.settlement.sheet import Item, Sheet
from partwell.core.settlement.statement import Line

TITLES: Mapping[str, tuple[str, str]] = {
    "already_paid": ("已支付", "Paid already"),
    "annual_leave_days": ("年休假天数", "Days of annual leave"),
    "annual_leave_joining": ("入职当年年休假", "Annual leave of the joining year"),
    "annual_leave_unused": ("未休年休假天数", "Unused days of annual leave"),
    "award_by": ("裁决期限", "Award due"),
    "accept_by": ("受理期限", "Acceptance due"),
    "answer_by": ("答辩期限", "Answer due"),
    "back_payment": ("公司补发", "Company's back payment"),
    "bonus": ("奖金（按公司规则）", "Bonus by its rule"),
    "certificate_due_on": ("离职证明出具日", "Certificate due"),
    "closed_by": ("监察办结期限", "Inspection closes"),
    "contribution_years": ("最低缴费年限", "Least years of contribution"),
    "copy_by": ("送达副本期限", "Copy due"),
    "daily_wage": ("日工资", "Daily wage"),
    "damages": ("违法解除赔偿金 2N", "Damages (2N)"),
    "deduction": ("当月最多可扣", "Most that may be deducted this month"),
    "double_wage": ("未签书面合同的二倍工资差额", "Second wage without a written contract"),
    "early_retirement_tax": ("提前退休补贴个税", "Tax on the early-retirement subsidy"),
    "employment_subsidy": ("一次性伤残就业补助金", "One-off employment subsidy"),
    "enrol_by": ("参保登记期限", "Enrolment due"),
    "filing_until": ("仲裁申请最后一日", "Last day to file"),
    "hourly_wage": ("小时工资", "Hourly wage"),
    "housing_fund_due_on": ("公积金变更、封存期限", "Housing fund change due"),
    "hpf_employee_share": ("公积金个人部分", "Housing fund, employee's share"),
    "hpf_employer_share": ("公积金单位部分", "Housing fund, employer's share"),
    "injury_leave_wages": ("停工留薪期工资", "Wages of the paid injury leave"),
    "injury_lump_sum": ("一次性伤残补助金", "Disability lump sum"),
    "inspection_until": ("监察追查截止日", "Inspection looks back until"),
    "keep_until": ("至少保存至", "Kept at least until"),
    "last_wage": ("当月工资", "Wage of the month"),
    "layoff_threshold": ("裁员人数标准", "Threshold of a mass layoff"),
    "list_due_on": ("失业人员名单法定期限", "List of unemployed due by law"),
    "list_target": ("失业人员名单内部目标", "List of unemployed, own target"),
    "looks_back_until": ("监察追查截止日", "Inspection looks back until"),
    "medical_period": ("医疗期（月）", "Medical period (months)"),
    "medical_subsidy": ("一次性工伤医疗补助金", "One-off medical subsidy"),
    "minimum_wage_gap": ("低于最低工资的差额", "Gap to the minimum wage"),
    "near_retirement": ("连续工作满十五年且距退休不足五年", "Fifteen years here and less than five to retirement"),
    "noncompete_months": ("竞业限制有效月数", "Months a non-compete binds"),
    "noncompete_pay": ("竞业限制补偿", "Pay for the non-compete"),
    "notice_pay": ("代通知金", "Pay in lieu of notice"),
    "order_surcharge_least": ("逾期加付（最低）", "Surcharge after an order, least"),
    "order_surcharge_most": ("逾期加付（最高）", "Surcharge after an order, most"),
    "overtime_averaged": ("综合工时超时加班费", "Overtime beyond averaged hours"),
    "overtime_holiday": ("法定节假日加班费", "Work on legal holidays"),
    "overtime_limit": ("超出每月加班上限的小时", "Hours above the monthly limit"),
    "overtime_rest_day": ("休息日加班费", "Work on days of rest"),
    "overtime_weekday": ("工作日延时加班费", "Overtime on working days"),
    "period_end": ("期间届满日", "Last day of the period"),
    "probation_limit": ("试用期上限（月）", "Longest probation (months)"),
    "probation_penalty": ("违法约定试用期赔偿金", "Penalty for unlawful probation"),
    "probation_wage_floor": ("试用期工资下限", "Least wage in probation"),
    "protected_until": ("保护期至", "Protected until"),
    "retirement_agreement_by": ("书面协商最迟日", "Agreement in writing by"),
    "retirement_day": ("法定退休日", "Statutory day of retirement"),
    "retirement_earliest": ("最早可选退休日", "Earliest day"),
    "retirement_latest": ("最迟退休日", "Latest day"),
    "retirement_notice_by": ("书面告知最迟日", "Notice in writing by"),
    "service_units": ("经济补偿月数", "Severance units"),
    "set_aside_by": ("申请撤销期限", "Setting aside until"),
    "severance": ("经济补偿 N", "Severance (N)"),
    "severance_and_month": ("N+1", "N+1"),
    "severance_at_the_cap": ("恰为封顶工资时的金额（不应付，仅对照）", "At the cap (not owed, to compare)"),
    "severance_due": ("应否支付经济补偿", "Whether severance is due"),
    "severance_due_on": ("经济补偿支付日", "Severance due"),
    "severance_tax": ("一次性补偿个税", "Tax on the lump sum"),
    "si_employee_share": ("个人应缴部分", "Employee's share"),
    "si_employer_share": ("单位应缴部分", "Employer's share"),
    "si_late_surcharge": ("滞纳金", "Late surcharge"),
    "statutory_date": ("辞职生效日", "Day the resignation takes effect"),
    "stoppage_after": ("停工第二个周期起", "Stoppage, after the first period"),
    "stoppage_first_period": ("停工第一个工资支付周期", "Stoppage, first wage period"),
    "sue_by": ("起诉期限", "Lawsuit until"),
    "training_bond": ("服务期违约金上限", "Most under the training bond"),
    "transfer_due_on": ("档案和社保转移期限", "Transfer of dossier and insurance due"),
    "unemployment_benefit": ("能否领取失业保险金", "Unemployment benefit"),
    "unemployment_months": ("失业保险金最长月数", "Months of unemployment benefit"),
    "unused_leave_pay": ("未休年休假工资", "Pay for unused leave"),
    "unused_leave_surcharge": ("未休年休假加付赔偿金", "Surcharge on unused leave"),
    "wage_tax": ("当月工资个税", "Tax on the wage of the month"),
    "wages_due_on": ("工资结清日", "Wages due"),
}
NOTES: Mapping[str, tuple[str, str]] = {
    "above_every_minimum_wage": ("工资高于数据中各地最低工资，无须比较下限。", "Above every minimum wage in the data."),
    "agreed_below_lawful": ("约定数额低于法定标准。", "The agreed sum is below what the law sets."),
    "agreed_dates_do_not_roll": ("约定的日期遇休息日不顺延。", "An agreed date does not roll over."),
    "annual_bonus_spread": ("年终奖按十二个月分摊计入平均工资。", "The yearly bonus is spread over twelve months."),
    "bankruptcy_is_exempt": ("国有企业依法破产的一次性安置费免税。", "Pay in a bankruptcy is free of tax."),
    "base_raised_to_minimum_wage": (
        "加班基数低于最低工资，按最低工资计算。",
        "The base was raised to the minimum wage.",
    ),
    "before_2011_07_by_older_rules": (
        "2011年7月1日前按当时规定（责令限期后每日千分之二），各地有别。",
        "Before July 2011 by the rules of that time (0.2 % a day after an order).",
    ),
    "beside_the_monthly_wage": ("加班费在正常工资之外另付。", "It is paid beside the monthly wage."),
    "beside_wages_paid": ("在已付工资之外另付。", "Beside the wages paid."),
    "bonus_by_its_rule": (
        "奖金按所列公司规则计算；没有规则时不推算。",
        "By the company's rule named here; without one nothing is guessed.",
    ),
    "cap_stated_as_not_reached": ("提供者声明工资未达当地三倍封顶线。", "It is stated that the wage is below the cap."),
    "capped": (
        "工资高于当地月平均工资三倍，按三倍计算。",
        "The wage is above three local averages: the cap is the base.",
    ),
    "category_by_post_keep_evidence": (
        "女职工50或55岁取决于岗位，请保存依据。",
        "50 or 55 depends on the post: keep the evidence.",
    ),
    "cliff_at_cap": (
        "触发封顶后最多十二个月，略低的工资反而更多。",
        "Above the cap at most 12 units count; a slightly lower wage would give more.",
    ),
    "collection_has_no_limit": ("征缴机构追缴没有明确期限。", "Collection itself has no stated limit."),
    "company_leave_by_its_rule": ("福利年假按公司规定处理。", "Leave of the company follows its policy."),
    "day_of_event_not_counted": ("事件当日不计入。", "The day of the event is not counted."),
    "declined_in_writing": (
        "员工因本人原因书面放弃，只付正常工资。",
        "Declined in writing for own reasons: the ordinary wage only.",
    ),
    "deduction_only_if_agreed": ("须有约定方可扣除。", "Only if it was agreed."),
    "double_wage_exempt": ("不可归责于用人单位，无须支付。", "Not the employer's fault: nothing is due."),
    "ending_at_the_old_age_is_unlawful": ("按原退休年龄终止属违法终止。", "Ending at the old age is unlawful."),
    "exemption_on_expiry_is_local": (
        "终止（期满）适用免税各地口径不一，请向税务机关确认。",
        "The exemption on expiry differs by place: ask the tax office.",
    ),
    "first_day_counts": ("用工当日计入。", "The first day of work counts."),
    "first_job_counts_from_january": (
        "首次取得工资：自一月起每月减除5000元。",
        "First job of the year: 5,000 a month from January.",
    ),
    "flexible_hours_holidays_local": (
        "不定时工时的节假日加班费由地方规定。",
        "Holidays under flexible hours are a local matter.",
    ),
    "floored_at_minimum_wage": ("平均工资低于最低工资，按最低工资计算。", "Below the minimum wage, which is the base."),
    "fund_only": (
        "应缴款付给征收机构，付现金给个人不能代替。",
        "Paid to the collecting authority; cash to the person replaces nothing.",
    ),
    "guideline_half_above_one_year": (
        "限制超过一年的，指引建议不低于百分之五十。",
        "Beyond a year the guideline suggests 50 %.",
    ),
    "insurance_inside_or_outside_local": (
        "最低工资是否含个人社保由地方规定。",
        "Whether it includes the employee's shares is local.",
    ),
    "law_of_that_day_not_in_the_data": (
        "该日期适用的旧规定不在数据中，未计算。",
        "The law of that day is not in the data: not calculated.",
    ),
    "leave_forfeiture_void": ("“逾期作废”对法定年休假无效。", "A clause that forfeits statutory leave is void."),
    "limitation_one_year": ("仲裁时效一年，起算各地有别。", "Limitation one year; its start differs by place."),
    "needs_an_expired_order": (
        "以劳动行政部门责令限期支付而逾期为前提。",
        "Only after an order of the authority has expired.",
    ),
    "never_clawed_back": ("多休的天数不扣回。", "What was taken beyond is not clawed back."),
    "no_36_months": ("“医疗期延长至36个月”没有官方依据。", "“36 months” has no official source."),
    "no_approval_needed": ("到期即生效，无须批准。", "It takes effect without approval."),
    "no_bond_for_this_ending": ("这种离职情形不产生服务期违约金。", "This ending makes no bond due."),
    "no_n_and_no_notice_pay_beside_2n": (
        "已付赔偿金的，不再支付经济补偿和代通知金。",
        "Beside 2N neither N nor pay in lieu is due.",
    ),
    "no_severance_for_this_ending": ("这种情形依法不支付经济补偿。", "For this ending no severance is due."),
    "noncompete_above_24_months_void": ("超过二十四个月的部分无效。", "Beyond 24 months it does not bind."),
    "service_before_2008_of_art38_open": (
        "2008年以前的部分没有计入：因克扣、拖欠工资或强迫劳动被迫解除的，当时的法释〔2001〕14号第十五条支持补偿，请按当地口径核实。",
        "Nothing before 2008 is counted: for withheld pay or force 法释〔2001〕14号 Art. 15 gave it; ask the place.",
    ),
    "not_for_internal_retirement": ("内部退养的补贴另有算法。", "Internal retirement is taxed another way."),
    "not_set_off_against_wages": ("不得从工资中任意抵扣，另行主张。", "Not set off against wages at will."),
    "notice_pay_not_capped": ("代通知金为上月工资，不封顶。", "Last month's wage, without a cap."),
    "notice_pay_with_or_before_the_end": ("应在解除时或之前支付。", "Paid with the end or before it."),
    "one_probation_only": ("同一双方只能约定一次试用期。", "One probation only."),
    "only_what_was_served": ("只计算已实际履行的超期部分。", "Only what was served beyond counts."),
    "ordinary_training_makes_no_bond": ("入职培训不能约定服务期。", "Ordinary training makes no bond."),
    "own_duty_planned_unrolled": ("单位自身义务按不顺延的日期安排。", "An own duty is planned to the unrolled day."),
    "pay_during_employment_does_not_count": (
        "在职期间发放的保密费不算补偿。",
        "Pay during the employment does not count.",
    ),
    "probation_counts": ("试用期计入。", "Probation counts."),
    "provinces_add_days": ("各省另有奖励假。", "Provinces add days."),
    "rest_days_count_as_sick": ("病休期间的休息日、节假日计入。", "Days of rest within count."),
    "rest_is_claimed_apart": ("其余部分另行主张。", "The rest is claimed apart."),
    "service_before_2008_apart": (
        "2008年1月1日前的年限按当时规定分段计算。",
        "Service before 2008 is reckoned by the rules of that time.",
    ),
    "short_notice_is_none": ("通知不足三十日，按未通知处理。", "Less than 30 days' notice counts as none."),
    "sixty_thousand_at_once": ("上年同单位且收入不超过六万元：一次减除六万元。", "60,000 deducted at once."),
    "some_places_scale_within_bands": ("有的城市在档内按年递增。", "Some places scale within the bands."),
    "special_months_excluded": (
        "病假、产假等月份已剔除（各地口径不一）。",
        "Sick and maternity months left out (places differ).",
    ),
    "special_months_included": (
        "病假、产假等月份已计入（各地口径不一）。",
        "Sick and maternity months included (places differ).",
    ),
    "stoppage_share_is_local": ("停工生活费比例由地方规定。", "The share in a stoppage is local."),
    "subsidies_are_provincial": ("两项一次性补助金按省级标准。", "The two subsidies follow the province's amounts."),
    "surcharge_above_principal": (
        "已超过本金，是否封顶有争议。",
        "Above the principal: whether it may be is disputed.",
    ),
    "months_without_record": (
        "有的月份没有缴费记录，不在合计之内。",
        "Months without a record are not in the sum.",
    ),
    "surcharge_days_local": ("起算日由当地征收机构确定。", "The first day is fixed by the local authority."),
    "surcharge_employer_only": ("滞纳金由单位承担，不得转嫁。", "The employer alone bears it."),
    "surcharge_limit_disputed": (
        "滞纳金能否超过本金（行政强制法第四十五条）有争议，两个数都列出。",
        "Whether it may exceed the principal is disputed: both figures are given.",
    ),
    "taxed_with_the_wages_of_the_month": (
        "按当地口径并入当月工资计税，请用累计预扣计算。",
        "Taxed with the wages of the month there.",
    ),
    "three_months_are_not_90_days": ("三个月按日历月，不是九十天。", "Three months are not 90 days."),
    "three_months_unpaid_may_end_it": ("三个月未付的，劳动者可请求解除。", "Unpaid for three months, it may be ended."),
    "too_much_withheld_is_settled_in_the_year": (
        "已多预扣的，年度汇算时退。",
        "Too much withheld is settled in the yearly return.",
    ),
    "units_stated": ("月数由提供者给出。", "The units were stated."),
    "waits_for_nothing": ("不以签字、交接为条件。", "It waits for no signature and no handover."),
    "wages_are_no_training_cost": ("培训期间的工资不是培训费。", "Wages are no cost of training."),
    "year_before_the_payment": (
        "按取得补偿上一年度的当地平均工资。",
        "By the local average of the year before the payment.",
    ),
}
CONVENTIONS: Mapping[str, tuple[str, str]] = {
    "average": ("按十二个月平均工资", "average of twelve months"),
    "calendar": ("按自然月", "by calendar months"),
    "forward": ("按出勤日累加（÷21.75×天数）", "by the days paid"),
    "last_day_exclusive": ("最后工作日不计入", "last day not counted"),
    "last_day_inclusive": ("首日和最后工作日都计入", "first and last day both counted"),
    "last_month": ("按上月工资", "last month's wage"),
    "normal": ("按正常月工资", "an ordinary month's wage"),
    "part_days_dropped": ("不足一天的不计", "part days are dropped"),
    "reverse": ("按缺勤日扣减", "less the days not paid"),
    "rolling": ("按对应日滚动计月", "by rolling months"),
    "whole_month": ("整月", "whole month"),
    "30%": ("百分之三十", "30 %"),
    "one_third": ("三分之一", "one third"),
    "one_half": ("二分之一", "one half"),
}
STATUSES: Mapping[str, tuple[str, str]] = {
    "confirmed": ("本公司已确认", "confirmed here"),
    "verified": ("已核实", "verified"),
    "stated": ("提供者所述", "as stated"),
    "secondary": ("待确认", "to be confirmed"),
    "memory": ("无来源", "no source"),
    "unknown": ("未知", "unknown"),
    "not_in_force": ("当时尚未施行", "not in force then"),
}


def said(table: Mapping[str, tuple[str, str]], code: str, lang: str = "zh") -> str:
    """The words of a code; the code itself when it has none."""
    pair = table.get(code)
    return code if pair is None else pair[0 if lang == "zh" else 1]


def sentence(line: Line, lang: str = "zh") -> str:
    """One line as a sentence: what, how, how much, by which article, from which figures."""
    title = said(TITLES, line.code, lang)
    made = f"{printed(line.amount)} 元" if line.amount is not None and lang == "zh" else ""
    if line.amount is not None and lang != "zh":
        made = f"CNY {printed(line.amount)}"
    made = made or line.value
    parts = [f"{title}：{line.basis} = {made}" if line.basis and line.basis != line.value else f"{title}：{made}"]
    if line.cite:
        parts.append(("依据：" if lang == "zh" else "By: ") + "、".join(dict.fromkeys(str(cite) for cite in line.cite)))
    if line.sources:
        figures = "、".join(f"{s.key} {s.value}（{said(STATUSES, s.status, lang)}）" for s in line.sources)
        parts.append(("数据：" if lang == "zh" else "Figures: ") + figures)
    if line.convention:
        parts.append(("口径：" if lang == "zh" else "Counted: ") + said(CONVENTIONS, line.convention, lang))
    if line.note:
        parts.append(said(NOTES, line.note, lang))
    return "；".join(parts) if lang == "zh" else "; ".join(parts)


def sentences(item: Item, lang: str = "zh") -> list[str]:
    """An answer as sentences: its lines, then its notes."""
    return [*(sentence(line, lang) for line in item.answer.lines), *(said(NOTES, n, lang) for n in item.answer.notes)]


def text(sheet: Sheet, lang: str = "zh") -> str:
    """A sheet for a terminal."""
    made = []
    for item in sheet.items:
        told = sheet.national.rules.get(item.rule)
        made.append(f"{item.id} {told.title_zh if told and lang == 'zh' else told.title_en if told else ''}".rstrip())
        made += [f"  {one}" for one in sentences(item, lang)]
        made += [f"  未知，未计算：{ask.what}" for ask in item.answer.unknown]
        made += [f"  未提供，未核对：{name}" for name in item.answer.unchecked]
    return "\n".join(made) + "\n"
