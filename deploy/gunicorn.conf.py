"""gunicorn: `gunicorn -c deploy/gunicorn.conf.py cms.wsgi`. Behind nginx, never facing the public."""

import os
from typing import Any

from cms.operation.capacity import capacity, plan
from cms.operation.logs import Formatter

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
planned = plan(os.environ, capacity(os.environ))
workers, threads = planned.workers, planned.threads
timeout = 60
# What began before an upgrade is finished; systemd waits ten seconds longer.
graceful_timeout = 80
# A worker that has served many requests gives its memory back; not all at the same moment.
max_requests = 10_000
max_requests_jitter = 1_000
# As long as nginx takes them: what is too long for us would be refused in English and in no form of ours.
limit_request_line = 8190
# Code and dictionaries are loaded once and shared by the workers.
preload_app = True
# systemd is who controls the server.
control_socket_disable = True
# The portal writes a line for each request itself: with its number and duration, and without secrets.
accesslog = None


def on_starting(server: Any) -> None:
    """Say how many workers there are, and why; hide secrets in what gunicorn itself logs of requests."""
    for handler in server.log.error_log.handlers:
        handler.setFormatter(Formatter(server.log.error_fmt, server.log.datefmt))
    (server.log.warning if planned.is_warning else server.log.info)("%s", planned.said)
