"""What Gunicorn serves. The build writes the commit into a file beside the application."""
from pathlib import Path

from app import create_app


def read_commit() -> str:
    try:
        return (Path(__file__).parent / "commit.txt").read_text().strip()
    except FileNotFoundError:
        return "unreleased"


app = create_app(read_commit())
