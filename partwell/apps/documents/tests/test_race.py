"""Two answers at the same moment, really committed: one is written, the other is told so."""

import threading
from datetime import timedelta
from typing import Any

from django.db import connection

from partwell.apps.documents import actions, codes
from partwell.apps.documents.models import Answer, OneTimeCode
from partwell.apps.evidence import queries as evidence
from partwell.lib.refusal import BadInput, Refused
from tests.cast import NOW, Cast

from .conftest import a_signature

SOON = NOW + timedelta(minutes=1)


def at_once(count: int, act: Any) -> list[str]:
    """What came of `act(n)` in so many threads: "done" or the code of the refusal."""
    results: list[str] = []
    barrier = threading.Barrier(count)

    def run(n: int) -> None:
        barrier.wait()
        try:
            act(n)
            results.append("done")
        except (Refused, BadInput) as why:
            results.append(why.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_a_signature_and_a_refusal_at_the_same_moment_leave_one_answer(
    committed_db, cast: Cast, undertaking, sent
) -> None:
    """Two browsers, one paper: whoever comes second sees that it is answered."""
    by = cast.actor("lin")
    actions.send_code(undertaking, "sign", by=by, now=NOW)
    code = sent[-1]["context"]["code"]
    prepared = [
        actions.prepare_answer(undertaking, "sign", by=by, now=SOON, code=code, signature_png=a_signature()),
        actions.prepare_answer(undertaking, "decline", by=by, now=SOON),
    ]
    results = at_once(2, lambda n: actions.record_answer(prepared[n], by=by, now=SOON))
    assert results == ["already_answered", "done"]
    assert Answer.objects.count() == 1
    assert [entry.type for entry in evidence.entries(undertaking.stream)].count("document.answered") == 1


def test_guesses_at_the_same_moment_do_not_outrun_the_limit(committed_db, cast: Cast, undertaking, sent) -> None:
    """Eight guesses in eight threads use five tries."""
    by = cast.actor("lin")
    actions.send_code(undertaking, "sign", by=by, now=NOW)
    wrong = f"{(int(sent[-1]['context']['code']) + 1) % 10**6:06d}"
    at_once(8, lambda n: actions.prepare_answer(undertaking, "sign", by=by, now=SOON, code=wrong))
    assert OneTimeCode.objects.get().tries == codes.TRIES
