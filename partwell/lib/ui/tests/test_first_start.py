"""The first start of a fresh copy speaks Chinese at once, although no catalog is compiled yet."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

SAY = """
import django
django.setup()
from django.utils import translation
with translation.override("zh-hans"):
    print(translation.gettext("Sign out"))
"""


def test_a_fresh_copy_speaks_chinese_in_its_first_process(tmp_path: Path) -> None:
    """Django reads the catalogs while it loads the models, before anything compiled them."""
    shutil.copytree(settings.PACKAGE, tmp_path / "partwell", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    done = subprocess.run(
        [sys.executable, "-c", SAY],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "partwell.site.settings", "PARTWELL_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "退出登录", done.stderr
