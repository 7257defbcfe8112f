"""`python -m partwell.verifier FILE.zip ... [--json] [--key FINGERPRINT]`: check bundles offline.

Exit code 0: everything checked holds; 1: something does not; 2: a file is not a readable bundle.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .checks import fingerprint_of, verify_together
from .report import UNUSABLE


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files named on the command line, print a report for each, and return the worst exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m partwell.verifier", description="核验证据包（离线）。Check evidence bundles, offline."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.zip", help="one or more bundles")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--key", default="", metavar="FINGERPRINT", help="fingerprint of the log's key, from elsewhere")
    given = parser.parse_args(arguments)
    try:
        key = fingerprint_of(given.key) if given.key else ""
        for path in given.files:
            path.open("rb").close()
    except (ValueError, OSError) as why:
        sys.stderr.write(f"{why}\n")
        return UNUSABLE
    names = {str(path): path for path in given.files}
    reports = verify_together(names, key=key)
    if len(reports) == 1:
        # With one bundle there is nothing to compare; the missing comparison is no news to the reader.
        reports[0].checks = [check for check in reports[0].checks if check.code != "fork"]
    if given.json:
        values = [report.value() for report in reports]
        sys.stdout.write(json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(report.text() for report in reports))
    return max(report.exit_code for report in reports)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
