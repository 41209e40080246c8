#!/usr/bin/env python
"""Every job of povtrack runs from here, without a broker: `python manage.py help`."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povtrack.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
