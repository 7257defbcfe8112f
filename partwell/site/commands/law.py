"""Check the files of law: they load, and every figure has a date, a status, a source and a sane value.

Also: order, gaps and overlaps in time, formulas, floors above ceilings, documents past the day they were to be looked
at, rules without an article or a source, and published examples that a rule does not meet.
0: nothing wrong (warnings may be printed); 1: something is.
"""

import argparse
import json
import sys
from collections import Counter
from datetime import date

SUMMARY = "check the files of law"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The day, and the form."""
    parser.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day; default today")
    parser.add_argument("--json", action="store_true", help="print everything found as JSON")


def run(args: argparse.Namespace) -> int:
    """Load everything, check it, and say what was found."""
    from dataclasses import asdict

    from partwell.core.rulebook.check import Finding, findings
    from partwell.core.settlement.inquiry import Wrong
    from partwell.lib import clock
    from partwell.lib.law_examples import examples
    from partwell.lib.law_files import LawFileError, national_rules, rulebook

    today = args.on or clock.today()
    try:
        book, rules = rulebook(), national_rules()
        told = examples()
    except (LawFileError, Wrong) as why:
        sys.stderr.write(f"{why}\n")
        return 1
    found = list(findings(book, today))
    for rule in rules.rules.values():
        ended = rule.effective_to is not None and rule.effective_to < rule.effective_from
        if not rule.cite or not rule.verified or not rule.formula or ended:
            found.append(
                Finding("error", "rule", "000000", rule.id, "needs articles, a source, words and days in order")
            )
    for example in told:
        for figure in example.figures:
            if not figure.agrees:
                detail = f"{figure.rule} {figure.name}: {figure.ours}, published {figure.published}"
                found.append(Finding("error", "example", "000000", example.id, detail))
    errors = [one for one in found if one.level == "error"]
    figures = sum(len(one.figures) for one in told)
    if args.json:
        counts = {
            "divisions": len(book.divisions),
            "rules": len(rules.rules),
            "examples": len(told),
            "figures": figures,
        }
        data = {"on": today.isoformat(), **counts, "errors": len(errors), "findings": [asdict(one) for one in found]}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        return 1 if errors else 0
    for one in errors:
        sys.stderr.write(f"{one.division} {one.key}: {one.code}: {one.detail}\n")
    warnings = Counter(one.code for one in found if one.level == "warning")
    sys.stdout.write(
        f"{len(book.divisions)} divisions, {len(rules.rules)} national rules; "
        f"{figures} figures of {len(told)} published examples compared.\n"
    )
    said = ", ".join(f"{count} {code}" for code, count in sorted(warnings.items())) or "none"
    sys.stdout.write(f"{len(errors)} errors; warnings: {said}.\n")
    return 1 if errors else 0
