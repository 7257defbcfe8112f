"""Check the files of law: they load, and every figure has a date, a status, a source and a sane value.

Also: order, gaps and overlaps in time, formulas, floors above ceilings, documents past the day they were to be looked
at, facts read in a source, rules without an article or a source, and published examples that a rule does not meet.
Each thing found is said with file, line and reason. 0: nothing wrong (warnings may be printed); 1: something is;
2: there is no such folder.
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from . import CommandError

SUMMARY = "check the files of law"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The day, the folder, and the form."""
    parser.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day; default today")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="another folder laid out like partwell/law")
    parser.add_argument("--json", action="store_true", help="print everything found as JSON")


def run(args: argparse.Namespace) -> int:
    """Read everything, check it, and say what was found."""
    from partwell.core.settlement.inquiry import Wrong
    from partwell.lib import clock
    from partwell.lib.holiday_file import FILE, calendar
    from partwell.lib.law_check import report
    from partwell.lib.law_examples import example_problems, published_errors
    from partwell.lib.law_files import LAW, LawFileError
    from partwell.lib.law_source import Problem
    from partwell.lib.located_yaml import YamlError

    folder = args.folder or LAW
    if not (folder / "regions").is_dir() or not (folder / "national-rules.yaml").is_file():
        raise CommandError(f"{folder} holds no law: regions/ and national-rules.yaml are missing.")
    found = report(args.on or clock.today(), folder)
    problems, examples, figures = list(found.problems), 0, 0
    differs: list[dict[str, Any]] = []
    try:
        calendar(folder / FILE.name if (folder / FILE.name).exists() else FILE)
    except YamlError as wrong:
        problems.append(Problem(wrong.file, wrong.line, "yaml", wrong.message))
    if not problems and folder == LAW:
        # Examples are put to the rules as the program uses them, so the data have to be sound first.
        try:
            examples, figures, unmet = example_problems()
            problems += unmet
            differs = published_errors()
        except (LawFileError, Wrong) as why:
            problems.append(Problem("examples-asked.yaml", 1, "example", str(why)))
    if args.json:
        data = found.as_data() | {"examples": examples, "figures": figures, "errors": len(problems), "differs": differs}
        seen = set(found.problems)
        more = [one for one in problems if one not in seen]
        data["findings"] += [
            {"level": "error", "file": one.file, "line": one.line, "code": one.code, "detail": one.detail}
            | {"division": one.division, "key": one.key}
            for one in more
        ]
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        return 1 if problems else 0
    for one in problems:
        sys.stderr.write(f"{one}\n")
    for one in found.warnings:
        sys.stdout.write(f"warning: {one}\n")
    for error in differs:
        about = f"{error['id']} {', '.join(error['rules'])}: {error['where']}"
        sys.stdout.write(f"differs: {about} says: {error['published']}; because: {error['because']}\n")
    compared = f"{figures} figures of {examples} published examples compared" if examples else "examples not compared"
    if differs:
        compared += f", {len(differs)} published errors differ"
    sys.stdout.write(
        f"{found.divisions} divisions, {found.rules} national rules; {compared}.\n"
        f"{len(problems)} errors, {len(found.warnings)} warnings.\n"
    )
    return 1 if problems else 0
