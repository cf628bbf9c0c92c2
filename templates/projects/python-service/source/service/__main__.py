"""Gives the service a port: python3 -m service"""
import os
import signal
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

from .app import create_app


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request; none of them keeps the process alive."""

    daemon_threads = True


def read_commit() -> str:
    """The build writes the commit into a file beside the service."""
    try:
        return (Path(__file__).parent.parent / "commit.txt").read_text().strip()
    except FileNotFoundError:
        return "unreleased"


def main() -> None:
    host = os.environ.get("HOST", "0.0.0.0")
    port = int(os.environ.get("PORT", "8080"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with make_server(host, port, create_app(read_commit()), server_class=Server) as server:
        print(f"listening on http://{host}:{port}", flush=True)
        server.serve_forever()


main()
