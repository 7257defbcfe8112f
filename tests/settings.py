"""The site's settings for tests: a data folder of their own that goes with the process, and a quick password hash."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from partwell.site.postgres import in_memory

# In memory where the system offers it: commits are synchronous, and a test run makes thousands.
_folder = tempfile.mkdtemp(prefix="partwell-test-", dir=in_memory())
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [
    name for name in os.environ if name.startswith("PARTWELL_") and name not in ("PARTWELL_DB", "PARTWELL_VENV")
]:
    del os.environ[_name]
# Playwright keeps an event loop on the main thread, beside which Django would refuse every query of a test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["PARTWELL_DATA"] = str(Path(_folder) / "data")

from partwell.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
