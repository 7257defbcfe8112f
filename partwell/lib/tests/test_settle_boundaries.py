"""Where a rule turns: each answer was worked out by hand from the words of `national-rules.yaml`."""

from datetime import date

import pytest

from partwell.core.settlement.inquiry import Wrong
from partwell.core.settlement.sheet import encoded
from partwell.lib.settle_file import answer

TODAY = date(2026, 11, 26)
TURNS: list[tuple[str, str, str, dict[str, object]]] = [
    # what turns; the rule; its facts (and settings after a bar); what it must answer
    ("six months to the day are a whole unit", "SEV-02", "start: 2026-01-01, last_day: 2026-06-30", {"units": "1"}),
    ("a day less is half of one", "SEV-02", "start: 2026-01-01, last_day: 2026-06-29", {"units": "0.5"}),
    (
        "six months to the day, the last day not counted",
        "SEV-02",
        "start: 2026-01-01, last_day: 2026-06-30 | last_day: exclusive",
        {"units": "0.5"},
    ),
    ("one day is half a unit", "SEV-02", "start: 2026-06-30, last_day: 2026-06-30", {"units": "0.5"}),
    ("a year to the day is one", "SEV-02", "start: 2025-07-01, last_day: 2026-06-30", {"units": "1"}),
    ("a year and a day is one and a half", "SEV-02", "start: 2025-06-30, last_day: 2026-06-30", {"units": "1.5"}),
    ("hired on 29 February", "SEV-02", "start: 2024-02-29, last_day: 2025-02-28", {"units": "1", "days": "0"}),
    ("hired on the 31st", "SEV-02", "start: 2025-08-31, last_day: 2026-02-28", {"units": "1"}),
    (
        "a wage at the cap is not capped, and all years count",
        "SEV-03",
        "units: 15, avg_wage: 30000, cap_month_3x: 30000",
        {"capped": False, "units": "15", "amount": "450000.00"},
    ),
    (
        "a fen more is, and twelve count",
        "SEV-03",
        "units: 15, avg_wage: 30000.01, cap_month_3x: 30000",
        {"capped": True, "cliff": True, "units": "12", "amount": "360000.00", "without_cliff": "450000.00"},
    ),
    (
        "twelve years are not cut, only the base",
        "SEV-03",
        "units: 12, avg_wage: 40000, city_avg_month: 10000",
        {"capped": True, "cliff": False, "amount": "360000.00"},
    ),
    (
        "a wage below the least is raised to it",
        "SEV-03",
        "units: 2.5, avg_wage: 0, min_wage: 2540",
        {"floored": True, "amount": "6350.00"},
    ),
    (
        "fewer months than twelve are averaged as they are",
        "SEV-03",
        "start: 2026-03-01, last_day: 2026-06-30, wages_12m: [9000, 9000, 9000, 10000]",
        {"average": "9250.00", "units": "0.5", "amount": "4625.00"},
    ),
    (
        "a bonus of the year counts with a twelfth",
        "SEV-03",
        "units: 1, avg_wage: 10000, annual_bonus: 12000",
        {"average": "11000.00", "amount": "11000.00"},
    ),
    (
        "hired on the first day of the law: nothing earlier",
        "SEV-04",
        "start: 2008-01-01, last_day: 2026-06-30, ending: 36E, avg_wage: 10000",
        {"earlier_units": "0", "units": "19", "amount": "190000.00"},
    ),
    (
        "hired the day before: mutual ending counts the day as a year",
        "SEV-04",
        "start: 2007-12-31, last_day: 2026-06-30, ending: 36E, avg_wage: 10000",
        {"earlier_units": "1", "units": "19", "amount": "200000.00"},
    ),
    (
        "incompetence counts whole years only",
        "SEV-04",
        "start: 2005-03-01, last_day: 2026-06-30, ending: 40-2, avg_wage: 10000",
        {"earlier_units": "2", "amount": "210000.00"},
    ),
    (
        "fifteen old years of a mutual ending are twelve",
        "SEV-04",
        "start: 1993-01-01, last_day: 2026-06-30, ending: 36E, avg_wage: 10000",
        {"earlier_units": "12", "amount": "310000.00"},
    ),
    (
        "changed circumstances had no limit of twelve",
        "SEV-04",
        "start: 1993-01-01, last_day: 2026-06-30, ending: 40-3, avg_wage: 10000",
        {"earlier_units": "15", "amount": "340000.00"},
    ),
    (
        "expiry had nothing before 2008",
        "SEV-04",
        "start: 1993-01-01, last_day: 2026-06-30, ending: 44-1, avg_wage: 10000",
        {"earlier_units": "0", "amount": "190000.00"},
    ),
    (
        "2N is never split",
        "SEV-08",
        "start: 1993-01-01, last_day: 2026-06-30, avg_wage: 10000",
        {"units": "34", "damages": "680000.00"},
    ),
    (
        "what was paid is taken off",
        "SEV-08",
        "N: 10000.01, already_paid: 30000",
        {"damages": "20000.02", "to_pay": "0.00"},
    ),
    ("29 days are no notice", "SEV-06", "last_month_wage: 9000, notice_given_days: 29", {"amount": "9000.00"}),
    ("30 days are", "SEV-06", "last_month_wage: 9000, notice_given_days: 30", {"amount": "0.00", "due": False}),
    (
        "29 days where a place counts them",
        "SEV-06",
        "last_month_wage: 9000, notice_given_days: 29 | short_notice: pro_rata",
        {"amount": "300.00"},
    ),
    ("no month beside a mutual ending", "SEV-06", "last_month_wage: 9000, ending: 36E", {"due": False}),
    (
        "no contract: eleven months and never more, from the last day of a month too",
        "SEV-10",
        "start: 2025-01-31, monthly_wage: 8700, last_day: 2026-06-30",
        {"window": ["2025-02-28", "2026-01-30"], "months": "11", "days": "0", "extra": "95700.00"},
    ),
    (
        "from 29 February too",
        "SEV-10",
        "start: 2024-02-29, monthly_wage: 8700, last_day: 2026-06-30",
        {"window": ["2024-03-29", "2025-02-27"], "months": "11", "extra": "95700.00"},
    ),
    (
        "signed a month after the start: nothing",
        "SEV-10",
        "start: 2025-03-01, signed: 2025-04-01, monthly_wage: 8700",
        {"extra": "0.00"},
    ),
    (
        "signed the day after: one day",
        "SEV-10",
        "start: 2025-03-01, signed: 2025-04-02, monthly_wage: 8700",
        {"months": "0", "days": "1", "extra": "400.00"},
    ),
    (
        "a published award: seven rolling months",
        "SEV-10",
        "start: 2021-03-14, signed: 2021-11-14, monthly_wage: 9000",
        {"window": ["2021-04-14", "2021-11-13"], "months": "7", "extra": "63000.00"},
    ),
    (
        "the same by calendar months: 13 days in April, 10 in November",
        "SEV-10",
        "start: 2021-03-14, signed: 2021-11-14, monthly_wage: 9000 | double_wage_months: calendar",
        {"months": "6", "days": "23", "extra": "63517.24"},
    ),
    (
        "after a contract ran out: from the next day, twelve months",
        "SEV-10",
        "expired_on: 2024-06-30, last_day: 2026-06-30, monthly_wage: 10000",
        {"window": ["2024-07-01", "2025-06-30"], "months": "12", "extra": "120000.00"},
    ),
    (
        "a term below three months has no probation",
        "PROB-01",
        "contract_months: 2, probation_months: 1",
        {"max_months": "0", "legal": False},
    ),
    ("three months: one", "PROB-01", "contract_months: 3", {"max_months": "1"}),
    ("eleven: one", "PROB-01", "contract_months: 11", {"max_months": "1"}),
    ("a year: two", "PROB-01", "contract_months: 12", {"max_months": "2"}),
    ("35 months: two", "PROB-01", "contract_months: 35", {"max_months": "2"}),
    (
        "three years: six, to the day before",
        "PROB-01",
        "contract_months: 36, probation_months: 6, start: 2026-08-31",
        {"max_months": "6", "legal": True, "lawful_end": "2027-02-28"},
    ),
    ("without a term: six", "PROB-01", "contract_type: open", {"max_months": "6"}),
    ("a task has none", "PROB-01", "contract_type: task, contract_months: 40", {"max_months": "0"}),
    ("a second one has none", "PROB-01", "contract_months: 36, previous_probation: true", {"max_months": "0"}),
    ("nothing but a probation has none", "PROB-01", "contract_months: 6, only_probation: true", {"max_months": "0"}),
    (
        "served to the last lawful day: nothing",
        "PROB-03",
        "start: 2026-01-15, contract_months: 12, served_to: 2026-03-14, post_probation_wage: 8700",
        {"legal_end": "2026-03-14", "penalty": "0.00"},
    ),
    (
        "a month and three working days beyond it",
        "PROB-03",
        "start: 2026-01-15, contract_months: 12, served_to: 2026-04-17, post_probation_wage: 8700",
        {"excess_months": "1", "excess_days": "3", "penalty": "9900.00"},
    ),
    (
        "the higher of minimum wage and four fifths",
        "PROB-02",
        "contract_wage: 3000, min_wage: 2540, probation_wage: 2539.99",
        {"floor": "2540.00", "ok": False},
    ),
    ("leave: a month before twelve", "AL-01", "cum_service_months: 11", {"days": "0"}),
    ("leave: twelve months", "AL-01", "cum_service_months: 12", {"days": "5"}),
    ("leave: ten years", "AL-01", "cum_service_months: 120", {"days": "10"}),
    ("leave: twenty years", "AL-01", "cum_service_months: 240", {"days": "15"}),
    ("two sick months take five days away", "AL-01", "cum_service_months: 119, sick_months: 2", {"days": "0"}),
    ("but not ten", "AL-01", "cum_service_months: 120, sick_months: 2", {"days": "10"}),
    ("19 days of paid personal leave do not", "AL-01", "cum_service_months: 24, paid_personal_days: 19", {"days": "5"}),
    ("20 do", "AL-01", "cum_service_months: 24, paid_personal_days: 20", {"days": "0"}),
    (
        "the divisor of a leap year is 365 too",
        "AL-03",
        "last_day: 2024-12-31, full_days: 15",
        {"accrued": "15.04", "unused": "15"},
    ),
    (
        "a day short of a day is none",
        "AL-03",
        "last_day: 2026-03-13, full_days: 5",
        {"calendar_days": "72", "unused": "0"},
    ),
    ("73 days are one of five", "AL-03", "last_day: 2026-03-14, full_days: 5", {"unused": "1"}),
    (
        "more than accrued is not clawed back",
        "AL-03",
        "last_day: 2026-03-14, full_days: 5, taken: 3",
        {"unused": "0", "claw_back": False},
    ),
    ("half days taken: 4.96 − 3.5 is one", "AL-03", "last_day: 2026-06-30, full_days: 10, taken: 3.5", {"unused": "1"}),
    ("joining on the last day of the year", "AL-02", "start: 2026-12-31, full_days: 15", {"days": "0"}),
    (
        "arranged and declined in writing: the wage alone",
        "AL-04",
        "unused: 5, avg_ex_ot: 8700, arranged: true, written_refusal: true",
        {"extra_due": "0.00"},
    ),
    (
        "declined without an arrangement: all of it",
        "AL-04",
        "unused: 5, avg_ex_ot: 8700, written_refusal: true",
        {"extra_due": "4000.00"},
    ),
    (
        "a deduction leaves the minimum wage",
        "WAGE-02",
        "gross: 3000, damage: 5000, min_wage: 2600",
        {"max_deduction": "400.00"},
    ),
    ("below it nothing is deducted", "WAGE-02", "gross: 2000, damage: 5000, min_wage: 2600", {"max_deduction": "0.00"}),
    ("above it a fifth", "WAGE-02", "gross: 10000, damage: 5000, min_wage: 2600", {"max_deduction": "2000.00"}),
    ("a stoppage of thirty days is paid whole", "WAGE-03", "days: 30, monthly_wage: 6000", {"amount": "6000.00"}),
    (
        "averaged hours: the excess and the holidays",
        "OT-01",
        "base: 8700, excess_h: 10, holiday_h: 8, hours_system: averaged",
        {"excess": "750.00", "holiday": "1200.00"},
    ),
    (
        "flexible hours: none by national law",
        "OT-01",
        "base: 8700, holiday_days: 1, hours_system: flexible",
        {"total": "0.00"},
    ),
    (
        "flexible hours where a place pays holidays",
        "OT-01",
        "base: 8700, holiday_days: 1, hours_system: flexible | flexible_holiday_pay: 300%",
        {"total": "1200.00"},
    ),
    (
        "paid on the due day: no surcharge",
        "SI-04",
        "arrears: [{amount: 1000, due_date: 2026-01-31}], paid_on: 2026-01-31",
        {"late_fee": "0.00"},
    ),
    (
        "paid the day after: one day",
        "SI-04",
        "arrears: [{amount: 1000, due_date: 2026-01-31}], paid_on: 2026-02-01",
        {"late_fee": "0.50"},
    ),
    (
        "days as told, on both parts",
        "SI-04",
        "arrears: [{employer_part: 879.36, worker_part: 262.51, days: 39}], paid_on: 2017-04-09",
        {"late_fee": "22.27"},
    ),
    (
        "a month's rule of many authorities: 1 March to 9 April are 40 days",
        "SI-04",
        "arrears: [{amount: 1141.87, month: 2017-01}], paid_on: 2017-04-10 | surcharge_days: second_month",
        {"late_fee": "22.84"},
    ),
    (
        "two rates across July 2011",
        "SI-04",
        "arrears: [{amount: 1000, due_date: 2011-06-20}], paid_on: 2011-07-10",
        {"late_fee": "25.00"},
    ),
    (
        "2,001 days: more than the principal, both told",
        "SI-04",
        "arrears: [{amount: 1000, days: 2001}], paid_on: 2026-06-30",
        {"late_fee": "1000.50", "late_fee_at_most_principal": "1000.00"},
    ),
    ("benefit: four years and eleven months", "SI-09", "years: 4.9", {"months": "12"}),
    ("benefit: five", "SI-09", "years: 5", {"months": "18"}),
    ("benefit: never above 24", "SI-09", "years: 10, unused_before: 5", {"months": "24"}),
    ("benefit: below one year none", "SI-09", "years: 0.9", {"months": "0"}),
    (
        "non-compete: the least wage",
        "NC-02",
        "avg12: 8000, min_wage: 2540, months: 12",
        {"monthly": "2540.00", "total": "30480.00"},
    ),
    (
        "non-compete: at most 24 months",
        "NC-02",
        "avg12: 10000, min_wage: 2540, months: 36",
        {"months": "24", "total": "72000.00"},
    ),
    ("a bond served out", "TRN-01", "cost: 60000, service_months: 36, served_months: 36", {"max_penalty": "0.00"}),
    (
        "a bond never above what was agreed",
        "TRN-01",
        "cost: 60000, service_months: 36, served_months: 12, agreed_penalty: 30000",
        {"max_penalty": "30000.00"},
    ),
    (
        "no bond when probation fails",
        "TRN-01",
        "cost: 60000, service_months: 36, served_months: 2, ending: 39-1",
        {"max_penalty": "0.00", "due": False},
    ),
    (
        "no bond when the employer broke the law",
        "TRN-01",
        "cost: 60000, service_months: 36, served_months: 2, ending: '38'",
        {"max_penalty": "0.00"},
    ),
    (
        "ill: below five years here, below ten in all",
        "MED-01",
        "total_years: 9.9, own_years: 4.9",
        {"months": "3", "window_months": "6"},
    ),
    ("ill: five here", "MED-01", "total_years: 9.9, own_years: 5", {"months": "6", "window_months": "12"}),
    ("ill: ten in all, new here", "MED-01", "total_years: 10, own_years: 0", {"months": "6", "window_months": "12"}),
    ("ill: ten here", "MED-01", "total_years: 10, own_years: 10", {"months": "12", "window_months": "18"}),
    ("ill: fifteen here", "MED-01", "total_years: 15, own_years: 15", {"months": "18", "window_months": "24"}),
    ("ill: twenty here", "MED-01", "total_years: 20, own_years: 20", {"months": "24", "window_months": "30"}),
    (
        "the ministry's example: 5 March to 5 September",
        "MED-01",
        "total_years: 3, own_years: 1, sick_spells: [[1995-03-05, 1995-06-04]]",
        {"window_end": "1995-09-05", "exhausted": True, "exhausted_on": "1995-06-04"},
    ),
    (
        "90 days in two spells use three months up",
        "MED-01",
        "total_years: 3, own_years: 1, sick_spells: [[2026-01-01, 2026-01-30], [2026-03-01, 2026-04-29]]",
        {"used_days": "90", "exhausted": True, "exhausted_on": "2026-04-29"},
    ),
    (
        "89 do not",
        "MED-01",
        "total_years: 3, own_years: 1, sick_spells: [[2026-01-01, 2026-01-30], [2026-03-01, 2026-04-28]]",
        {"exhausted": False},
    ),
    (
        "a spell after the window opens a new one",
        "MED-01",
        "total_years: 3, own_years: 1, sick_spells: [[2025-01-01, 2025-03-01], [2025-07-02, 2025-08-30]]",
        {"first_sick_day": "2025-07-02", "used_days": "60", "exhausted": False},
    ),
    (
        "men born in December 1964: the old day",
        "RET-01",
        "birth_month: 1964-12, category: M60",
        {"retire_month": "2024-12", "delay_months": "0"},
    ),
    (
        "men born in January 1965: a month",
        "RET-01",
        "birth_month: 1965-01, category: M60",
        {"retire_month": "2025-02", "delay_months": "1"},
    ),
    (
        "men born in May 1965: two",
        "RET-01",
        "birth_month: 1965-05, category: M60",
        {"retire_month": "2025-07", "delay_months": "2"},
    ),
    (
        "men born in August 1976: 35 months",
        "RET-01",
        "birth_month: 1976-08, category: M60",
        {"retire_month": "2039-07", "delay_months": "35"},
    ),
    (
        "women (50) born in February 1975: a month",
        "RET-01",
        "birth_month: 1975-02, category: F50",
        {"retire_month": "2025-03", "delay_months": "1"},
    ),
    (
        "women (50) born in March 1975: two",
        "RET-01",
        "birth_month: 1975-03, category: F50",
        {"retire_month": "2025-05", "delay_months": "2"},
    ),
    ("women (50) born in October 1984: 59", "RET-01", "birth_month: 1984-10, category: F50", {"delay_months": "59"}),
    ("women (55) born in August 1981: 35", "RET-01", "birth_month: 1981-08, category: F55", {"delay_months": "35"}),
    (
        "born on the 31st, retired in a month of 30",
        "RET-01",
        "birth_date: 1965-08-31, category: M60",
        {"retire_date": "2025-10-31"},
    ),
    (
        "born on 31 January, retired in February",
        "RET-01",
        "birth_date: 1965-01-31, category: M60",
        {"retire_date": "2025-02-28"},
    ),
    (
        "early never below the old age, late three years on; both days told",
        "RET-02",
        "birth_date: 1965-05-20, category: M60",
        {
            "earliest": "2025-05-20",
            "statutory": "2025-07-20",
            "latest": "2028-07-20",
            "notice_by": "2025-02-20",
            "agreement_by": "2025-06-20",
        },
    ),
    (
        "three full years early from 63 on",
        "RET-02",
        "birth_date: 1980-01-31, category: M60",
        {"earliest": "2040-01-31", "latest": "2046-01-31"},
    ),
    (
        "no window before 2025",
        "RET-02",
        "birth_date: 1964-12-05, category: M60",
        {"earliest": "2024-12-05", "latest": "2024-12-05"},
    ),
    ("contribution: 2029", "RET-03", "retire_year: 2029", {"years": "15"}),
    ("contribution: 2030", "RET-03", "retire_year: 2030", {"years": "15.5"}),
    ("contribution: 2039", "RET-03", "retire_year: 2039", {"years": "20"}),
    ("contribution: 2050", "RET-03", "retire_year: 2050", {"years": "20"}),
    (
        "three local years are free",
        "TAX-01",
        "total: 360000, city_avg_year: 120000",
        {"taxable": "0.00", "tax": "0.00"},
    ),
    ("a fen more is taxed", "TAX-01", "total: 360000.50, city_avg_year: 120000", {"taxable": "0.50", "tax": "0.02"}),
    ("36,000 at 3 %", "TAX-01", "total: 396000, city_avg_year: 120000", {"tax": "1080.00", "rate": "0.03"}),
    ("36,000.01 at 10 %", "TAX-01", "total: 396000.01, city_avg_year: 120000", {"tax": "1080.00", "rate": "0.1"}),
    ("144,000", "TAX-01", "total: 504000, city_avg_year: 120000", {"tax": "11880.00"}),
    ("300,000", "TAX-01", "total: 660000, city_avg_year: 120000", {"tax": "43080.00"}),
    ("420,000", "TAX-01", "total: 780000, city_avg_year: 120000", {"tax": "73080.00"}),
    ("660,000", "TAX-01", "total: 1020000, city_avg_year: 120000", {"tax": "145080.00"}),
    ("960,000", "TAX-01", "total: 1320000, city_avg_year: 120000", {"tax": "250080.00"}),
    ("above", "TAX-01", "total: 1420000, city_avg_year: 120000", {"tax": "295080.00", "rate": "0.45"}),
    (
        "the year so far, five thousand a month",
        "TAX-02",
        "cum_income: 60000, cum_insurance: 6000, months_employed: 6, withheld: 500",
        {"taxable": "24000.00", "tax_to_date": "720.00", "withhold_now": "220.00"},
    ),
    (
        "nothing is paid back in the year",
        "TAX-02",
        "cum_income: 30000, months_employed: 6, withheld: 500",
        {"taxable": "0.00", "withhold_now": "0.00"},
    ),
    (
        "60,000 at once",
        "TAX-02",
        "cum_income: 59000, months_employed: 3, low_income_last_year: true",
        {"taxable": "0.00"},
    ),
    ("early retirement: 60,000 a year are free", "TAX-03", "subsidy: 180000, years: 3", {"tax": "0.00"}),
    (
        "a fifth year before retirement is too far",
        "END-42",
        "start: 2005-01-01, last_day: 2023-01-31, birth_date: 1967-05-31, category: M60",
        {"near_retirement": False},
    ),
    (
        "fourteen years are too few",
        "END-42",
        "start: 2012-02-01, last_day: 2026-06-30, birth_date: 1967-05-31, category: M60",
        {"near_retirement": False},
    ),
    ("the tenth of 199 is 20", "END-41", "headcount: 199, to_cut: 20", {"mass_layoff": True}),
    ("and 19 are too few", "END-41", "headcount: 199, to_cut: 19", {"mass_layoff": False}),
    (
        "a period ends on the last day of a short month",
        "DL-01",
        "event_date: 2027-01-31, n: 1, unit: month, period_of: agreement",
        {"last_day": "2027-02-28"},
    ),
    ("a year from 29 February", "DL-01", "event_date: 2024-02-29, n: 1, unit: year", {"last_day": "2025-02-28"}),
    (
        "on a Saturday it moves to Monday",
        "DL-01",
        "event_date: 2026-05-15, n: 3, unit: month",
        {"unrolled": "2026-08-15", "last_day": "2026-08-17"},
    ),
    (
        "an own duty stays on its holiday",
        "DL-01",
        "event_date: 2026-09-16, n: 15, unit: day, period_of: own_duty",
        {"last_day": "2026-10-01"},
    ),
    (
        "a pay day on a holiday comes earlier",
        "DL-01",
        "event_date: 2026-09-16, n: 15, unit: day, period_of: pay_day",
        {"last_day": "2026-09-30"},
    ),
    (
        "a limitation in an unpublished year, where no holiday can lie",
        "DIS-01",
        "known: 2026-07-10",
        {"unrolled": "2027-07-10", "last_filing_day": "2027-07-12"},
    ),
    (
        "a resignation in probation: three days",
        "END-37",
        "notice_received: 2026-02-26, in_probation: true",
        {"earliest_end": "2026-03-01"},
    ),
    (
        "grade 10, wage below 60 % of the average",
        "INJ-01",
        "grade: 10, avg_contrib_wage: 5000, city_avg_month: 10000",
        {"wage_used": "6000.00", "lump_sum": "42000.00"},
    ),
    ("a nursing mother: until the first birthday", "MAT-01", "birth: 2024-02-29", {"protected_until": "2025-02-28"}),
]


@pytest.mark.parametrize("turn", TURNS, ids=[turn[0] for turn in TURNS])
def test_a_rule_turns_where_the_text_says(turn: tuple[str, str, str, dict[str, object]]) -> None:
    """The answer on either side of each bound."""
    _, rule, facts, wanted = turn
    facts, _, settings = facts.partition(" | ")
    sheet = answer(f"rule: {rule}\nfacts: {{{facts}}}\nsettings: {{{settings}}}\n", today=TODAY)
    found = {name: encoded(sheet.items[0].answer.result[name]) for name in wanted}
    assert found == wanted


REFUSED = [
    ("SEV-02", "start: 2026-06-30, last_day: 2026-06-29", "contradiction", "last_day"),
    ("SEV-03", "units: 1.25, avg_wage: 1", "unreadable", "units"),
    ("SEV-03", "units: 2, avg_wage: -1", "unreadable", "avg_wage"),
    ("SEV-03", "units: 2, avg_wage: 1, wages_12m: [1]", "contradiction", "avg_wage"),
    ("SEV-03", "start: 2020-01-01, last_day: 2026-06-30, wages_12m: [1, 2]", "contradiction", "wages_12m"),
    ("SEV-03", "start: 2003-01-01, last_day: 2026-06-30, avg_wage: 1", "missing", "ending"),
    ("SEV-10", "start: 2026-06-30, signed: 2026-06-01, monthly_wage: 1", "contradiction", "signed"),
    (
        "SI-04",
        "arrears: [{amount: 1, days: 3, due_date: 2026-01-01}], paid_on: 2026-02-01",
        "contradiction",
        "due_date",
    ),
    ("SI-04", "arrears: [{amount: 1}], paid_on: 2026-02-01", "missing", "arrears.due_date"),
    ("PROB-01", "contract_type: fixed", "missing", "contract_months"),
    ("RET-02", "birth_date: 1965-05-20, category: M60, chosen_day: 2025-05-19", "contradiction", "chosen_day"),
    ("MED-01", "total_years: 3, own_years: 4", "contradiction", "own_years"),
    ("OT-01", "base: 8700, rest_h: 1, hours_system: averaged", "contradiction", "rest_h"),
    ("AL-03", "last_day: 2026-06-30, full_days: 7", "unreadable", "full_days"),
    ("TRN-01", "cost: 1, service_months: 0, served_months: 0", "contradiction", "service_months"),
]


@pytest.mark.parametrize(("rule", "facts", "code", "name"), REFUSED)
def test_facts_that_cannot_be_are_refused_by_name(rule: str, facts: str, code: str, name: str) -> None:
    """What is missing, unreadable or contradicts another fact."""
    with pytest.raises(Wrong) as why:
        answer(f"rule: {rule}\nfacts: {{{facts}}}\n", today=TODAY)
    assert why.value.code == code
    assert name in why.value.facts


def test_a_day_in_an_unpublished_year_near_a_holiday_is_not_guessed() -> None:
    """Where the State Council may still arrange days off, the rolled day is unknown and the plain one is told."""
    sheet = answer("rule: DIS-01\nfacts: {known: 2026-10-04}\n", today=TODAY)
    result = sheet.items[0].answer.result
    assert result["last_filing_day"] is None
    assert result["unrolled"] == date(2027, 10, 4)
    assert [one.what for one in sheet.unknown] == ["calendar"]
