"""Django's admin shows and never writes: no second way to change a case."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import is_sqlite

SCRIPT = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client, RequestFactory
from allauth.mfa.models import Authenticator
from partwell.apps.accounts.models import User
from partwell.site.admin import build

user = User.objects.create_superuser("root", "root@example.test", "x", name="Root")
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(user)
assert client.get("/admin/").status_code == 302, client.get("/admin/")
Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
request = RequestFactory().get("/admin/")
request.user = user
for model, shown in build()._registry.items():
    assert not shown.has_add_permission(request) and not shown.has_change_permission(request)
    assert not shown.has_delete_permission(request)
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    assert client.get(address).status_code == 200, address
    assert client.get(address + "add/").status_code == 403, address
print("looked")
"""


def test_the_admin_is_for_looking_only(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Closed without a second factor; with one, every list opens and nothing can be added, changed or deleted."""
    if is_sqlite():
        # So that nothing is left to migrate.
        shutil.copyfile(request.getfixturevalue("database_template").name, tmp_path / "db.sqlite3")
    environment = {
        **os.environ,
        "PARTWELL_ADMIN": "1",
        "PARTWELL_DATA": str(tmp_path),
        "PARTWELL_DB": "sqlite",
        "DJANGO_SETTINGS_MODULE": "partwell.site.settings",
    }
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip().endswith("looked"), done.stderr[-3000:]
