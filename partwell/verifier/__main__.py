"""`python -m partwell.verifier FILE ... [--json] [--key FINGERPRINT] [--tsa FINGERPRINT]`: check bundles offline.

A file is a bundle, a receipt (`.tlog-proof`) or a checkpoint; several are compared with each other.

Exit code 0: everything checked holds; 1: something does not; 2: a file is not a readable bundle.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from .checks import fingerprint_of, verify_together
from .report import UNUSABLE


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files named on the command line, print a report for each, and return the worst exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m partwell.verifier", description="核验证据包（离线）。Check evidence bundles, offline."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="bundles, receipts, checkpoints")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--key", default="", metavar="FINGERPRINT", help="fingerprint of the log's key, from elsewhere")
    parser.add_argument(
        "--tsa", action="append", default=[], metavar="FINGERPRINT", help="root certificate of a time-stamp authority"
    )
    given = parser.parse_args(arguments)
    try:
        key = fingerprint_of(given.key) if given.key else ""
        tsa = [fingerprint_of(one) for one in given.tsa]
        for path in given.files:
            path.open("rb").close()
    except (ValueError, OSError) as why:
        sys.stderr.write(f"{why}\n")
        return UNUSABLE
    # pyHanko tells of each certificate nobody vouches for with a traceback; the report says it in a sentence.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    names = {str(path): path for path in given.files}
    # The reader's clock, to tell the age of the last anchor; nothing is decided by it.
    reports = verify_together(names, key=key, tsa=tsa, now=datetime.now(UTC))  # noqa: TID251 - a reader's own machine
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
    # A bundle may name what cannot be written as text, and so may its own file: half a pair, bytes of another encoding.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
