import re

import pytest

from app import create_app


@pytest.fixture
def client():
    return create_app("abc123").test_client()


def test_the_health_check_names_the_commit(client):
    response = client.get("/health")
    assert response.status_code == 200
    assert response.get_json() == {"status": "ok", "commit": "abc123"}


def test_the_page_has_a_heading_and_names_the_commit(client):
    response = client.get("/")
    assert response.status_code == 200
    assert re.search(r"<h1>[^<]+</h1>", response.text)
    assert "abc123" in response.text


def test_an_unknown_address_is_not_found(client):
    assert client.get("/nothing").status_code == 404
