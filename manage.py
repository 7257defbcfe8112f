"""Django's own commands, for people who develop PartWell. Everything else is `./run`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partwell.site.settings")
execute_from_command_line(sys.argv)
