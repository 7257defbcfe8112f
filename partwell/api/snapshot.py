"""The committed description of API v1: `openapi.json` beside this file.

`python -m partwell.api.snapshot` writes it; a test compares, so that no change of the contract goes unseen.
"""

import json
import os
from pathlib import Path

PATH = Path(__file__).with_name("openapi.json")


def text() -> str:
    """The description as it is now, in a stable order."""
    from .v1 import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    schema["info"]["version"] = "1"
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True, default=str) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partwell.site.settings")
    import django

    django.setup()
    PATH.write_text(text())
