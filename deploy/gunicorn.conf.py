"""gunicorn: `gunicorn -c deploy/gunicorn.conf.py cms.wsgi`. Behind nginx, never facing the public."""

import multiprocessing
import os

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("GUNICORN_WORKERS", str(2 * multiprocessing.cpu_count() + 1)))
threads = int(os.environ.get("GUNICORN_THREADS", "4"))
timeout = 60
# A worker that has served many requests gives its memory back; not all at the same moment.
max_requests = 10_000
max_requests_jitter = 1_000
# Code and dictionaries are loaded once and shared by the workers.
preload_app = True
# The portal writes a line for each request itself: with its number and duration, and without secrets.
accesslog = None
