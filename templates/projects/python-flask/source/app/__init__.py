"""The application, without a port: tests and the server share it."""
from flask import Flask, jsonify, render_template
from flask.typing import ResponseReturnValue


def create_app(commit: str = "unreleased") -> Flask:
    app = Flask(__name__)

    @app.get("/")
    def index() -> str:
        return render_template("index.html", commit=commit)

    @app.get("/health")
    def health() -> ResponseReturnValue:
        return jsonify(status="ok", commit=commit)

    return app
