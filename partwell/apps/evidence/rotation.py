"""Replace keys: the one that signs the logs, and the one that wraps the data keys of persons.

Each is written beside its place first, so that a stop at any moment leaves an installation that works, and the same
command run again finishes what was begun.
"""

import secrets
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.conf import settings
from django.db import transaction

from partwell.core.evidence import rotation
from partwell.core.evidence.checkpoint import Key
from partwell.core.evidence.entry import time_text
from partwell.lib.actor import system
from partwell.lib.keys.fields import keyring, look_again
from partwell.lib.keys.keyring import Retired, write_new

from . import actions, sealing, trees
from .models import Log, PersonKey


def rotate_log(now: datetime, *, stolen: bool, reason: str) -> tuple[str, str]:
    """A new signing key for all logs; fingerprints of the old and the new one.

    The old key signs a note that names the new one, unless it was stolen. Every company's log gets an entry, signed by
    the new key. Raises `LogBroken` when a log is not the one signed last, `NoSigningKey` without the old key.
    """
    folder = Path(settings.KEYS_DIR)
    actions.sequence(now, wait=True)
    for log in Log.objects.all():
        trees.head(log)
    old = keyring().log_signer()
    old_public = old.public_key().public_bytes_raw()
    waiting = folder / "log.next"
    if not waiting.exists():
        write_new(waiting, secrets.token_bytes(32))
    new_public = Ed25519PrivateKey.from_private_bytes(waiting.read_bytes()).public_key().public_bytes_raw()
    retired = [one for one in keyring().retired if one.public != old_public]
    note = "" if stolen else rotation.sign(rotation.Rotation(old_public, new_public, time_text(now)), old.sign)
    retired.append(Retired(old_public, time_text(now), note, stolen))
    write_new(folder / "log.retired", "".join(one.line for one in retired).encode())
    if (folder / "log.pub").exists():
        write_new(folder / "log.pub", f"{new_public.hex()}\n".encode())
    waiting.replace(folder / "log")
    look_again()
    before, after = (Key("x", public).fingerprint for public in (old_public, new_public))
    payload = {"old": before, "new": after, "stolen": stolen, "reason": reason}
    companies = list(apps.get_model("accounts.Company").objects.order_by("pk").values_list("pk", flat=True))
    for company in companies:
        with transaction.atomic():
            stream = actions.stream_of_installation(company, now)
            actions.record(stream, "log.key_rotated", by=system(company, via="command"), now=now, payload=payload)
    actions.sequence(now, wait=True)
    return before, after


def rotate_persons(now: datetime) -> int:
    """A new key that wraps the data keys of persons; how many were wrapped anew.

    After it no older backup opens any person's content, those who were erased among them: make a backup at once.
    """
    folder = Path(settings.KEYS_DIR)
    waiting = folder / "persons.next"
    if not waiting.exists():
        write_new(waiting, secrets.token_bytes(32))
    look_again()
    with transaction.atomic():
        rows = list(PersonKey.objects.select_for_update().filter(wrapped__isnull=False))
        for row in rows:
            row.wrapped = sealing.wrap(sealing.unwrap(bytes(row.wrapped or b""), row.uid), row.uid)
        PersonKey.objects.bulk_update(rows, ["wrapped"], batch_size=500)
        stream = actions.stream_of_installation(None, now)
        payload = {"keys": len(rows)}
        actions.record(stream, "keys.persons_rotated", by=system(None, via="command"), now=now, payload=payload)
    waiting.replace(folder / "persons")
    look_again()
    return len(rows)
