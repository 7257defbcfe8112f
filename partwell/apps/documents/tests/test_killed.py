"""A signer's process that dies in the middle: the answer is there whole, or not at all and can be given again."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from partwell.apps.documents import actions
from partwell.apps.documents.models import Answer, OneTimeCode
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import queries as log
from partwell.lib.files import store
from tests.cast import NOW, Cast

from .conftest import issue_undertaking

ROOT = Path(__file__).resolve().parents[4]
DIE = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "partwell.site.settings"
django.setup()
from django.conf import settings
from django.db import connection, connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.FILES_DIR = Path(sys.argv[2])
from partwell.apps.documents import actions, signed_copy
from partwell.apps.documents.models import Document
from partwell.apps.documents.pdf_signatures import Signed
from partwell.apps.documents.tests.conftest import a_signature
from partwell.lib.actor import Actor
from tests.cast import NOW

signed_copy.make = lambda original, page, **given: Signed(original, "", "", "", "")
PICTURE, SOON = a_signature(), NOW + timedelta(minutes=1)
place = 0

def step():
    global place
    place -= 1
    if place == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def before(work):
    def stepped(*given, **named):
        step()
        return work(*given, **named)
    return stepped

os.fsync, os.replace, os.rename = before(os.fsync), before(os.replace), before(os.rename)

def play(document, code, by):
    def die_at(execute, sql, params, many, context):
        step()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die_at):
        paper = Document.objects.get(pk=document)
        ready = actions.prepare_answer(paper, "sign", by=by, now=SOON, code=code, signature_png=PICTURE)
        actions.record_answer(ready, by=by, now=SOON)
    print("kept", flush=True)

for line in sys.stdin:
    place, document, code, pid, user, employee, company = line.split()
    place = int(place)
    child = os.fork()
    if not child:
        play(int(document), code, Actor(pid, "林晓", int(company), int(user), int(employee)))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Forks a child for each line on stdin, which dies before that statement or call on the disk; says how it ended."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
@pytest.mark.nightly
def test_a_signer_killed_at_any_step_has_signed_whole_or_not_at_all(
    committed_db: Any, cast: Cast, sent: list[dict[str, Any]], tmp_path: Path, settings: Any
) -> None:
    """Killed before each statement, sync and rename in turn: answer, used code, entry and files are one."""
    by = cast.actor("lin")
    paper, code, told, whole = None, "", 0, 0
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PARTWELL_DATA": str(settings.DATA_DIR)}
    environment["PARTWELL_KEYS"] = str(settings.KEYS_DIR)
    name = str(connection.settings_dict["NAME"])
    words = [sys.executable, "-W", "ignore", "-c", DIE, name, str(settings.FILES_DIR)]
    with (
        (tmp_path / "errors").open("w+") as errors,
        subprocess.Popen(
            words, cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            text=True, bufsize=1,
        ) as nursery,
    ):  # fmt: skip
        assert nursery.stdin and nursery.stdout
        for place in range(1, 200):
            if paper is None:
                paper = issue_undertaking(cast)
                OneTimeCode.objects.update(sent_at=NOW - timedelta(days=1))
                actions.send_code(paper, "sign", by=by, now=NOW)
                code = sent[-1]["context"]["code"]
            # Each try counts, and the last may have been killed after its try was counted.
            OneTimeCode.objects.filter(document=paper).update(tries=0)
            connection.close()
            nursery.stdin.write(f"{place} {paper.pk} {code} {by.pid} {by.user} {by.employee} {by.company}\n")
            line = nursery.stdout.readline()
            if line == "kept\n":
                told += 1
                line = nursery.stdout.readline()
            assert line.strip() in ("0", str(-signal.SIGKILL)), (tmp_path / "errors").read_text()
            whole += is_whole_or_absent(paper)
            assert whole >= told
            evidence.sequence(NOW, wait=True)
            assert log.audit() == []
            if Answer.objects.filter(document=paper).exists():
                paper = None
            if line.strip() == "0":
                break
        nursery.stdin.close()
    assert place > 15 and told == 1


def is_whole_or_absent(paper: Any) -> bool:
    """Whether the answer is there, with all that belongs to it; without it there is nothing of it."""
    answers = list(Answer.objects.filter(document=paper))
    types = [entry.type for entry in log.entries(paper.stream)]
    used = OneTimeCode.objects.filter(document=paper, used_at__isnull=False).count()
    assert types.count("document.answered") == len(answers) == used <= 1
    for one in answers:
        assert store.content(one.signed_copy) and store.content(one.signature)
    return bool(answers)
