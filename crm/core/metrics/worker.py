"""The numbers of a machine on which no web runs: its worker answers for them."""

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from celery import signals
from django.conf import settings
from django.db import connections
from prometheus_client import CONTENT_TYPE_LATEST

from . import address


class Silent(WSGIRequestHandler):
    def log_message(self, *_told):
        """Each reading in the log would drown it."""


@signals.worker_ready.connect
def serve(**_signal):
    if not settings.METRICS_WORKER:
        return
    host, _colon, port = settings.METRICS_WORKER.rpartition(":")
    server = make_server(host or "127.0.0.1", int(port), answer, handler_class=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def answer(environ, start_response):
    if environ["PATH_INFO"] != address.PATH or not address.may_read(environ):
        start_response("404 Not Found", [])
        return []
    try:
        body = address.numbers()
    finally:
        connections.close_all()  # of this thread
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
    return [body]
