"""The service as a WSGI application, without a port: tests and the server share it."""
from __future__ import annotations

import json
from typing import Callable, Iterable

from .page import page

MAX_NAME = 40
GREETINGS = "/api/greetings/"

Answer = tuple[str, str, str]
StartResponse = Callable[[str, list[tuple[str, str]]], object]


def _json(status: str, value: object) -> Answer:
    return status, "application/json", json.dumps(value) + "\n"


def route(method: str, path: str, commit: str) -> Answer:
    """Status, content type and body for a request."""
    if method not in ("GET", "HEAD"):
        return _json("405 Method Not Allowed", {"error": "only GET is served"})
    if path == "/":
        return "200 OK", "text/html; charset=utf-8", page(commit)
    if path == "/health":
        return _json("200 OK", {"status": "ok", "commit": commit})
    if path.startswith(GREETINGS) and "/" not in path[len(GREETINGS):]:
        name = path[len(GREETINGS):]
        if not 1 <= len(name) <= MAX_NAME:
            return _json("400 Bad Request", {"error": f"a name has 1 to {MAX_NAME} characters"})
        return _json("200 OK", {"greeting": f"Hello, {name}"})
    return _json("404 Not Found", {"error": "not found"})


def create_app(commit: str = "unreleased"):
    def app(environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        # WSGI hands the path over as Latin-1 (PEP 3333).
        path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")
        status, kind, text = route(environ["REQUEST_METHOD"], path, commit)
        body = text.encode()
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return app
