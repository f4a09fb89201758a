#!/usr/bin/env python
"""Run Django's administrative commands; the development settings are the default."""

import errno
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")

    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        sys.exit(f"A disk is full ({error}). Make room, then run the command again.")
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        # A timer tries again by itself: its log needs a sentence, not a page.
        sys.exit(f"The database cannot be asked: {str(error).strip()}")
