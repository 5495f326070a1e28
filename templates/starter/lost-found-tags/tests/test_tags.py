"""Tags, as a start. These tests fail until the endpoints are there: write yours in the same way."""

from uuid import uuid4

from fastapi.testclient import TestClient


def new_name() -> str:
    """Give a name that no other test uses: the rows stay in the database."""
    return f"keys {uuid4().hex[:8]}"


def test_create_and_read_a_tag(client: TestClient) -> None:
    name = new_name()
    created = client.post("/tags", json={"name": name})
    assert created.status_code in (200, 201)
    read = client.get(f"/tags/{created.json()['id']}")
    assert read.json()["name"] == name


def test_unknown_tag_is_404(client: TestClient) -> None:
    assert client.get("/tags/999999999").status_code == 404


def test_a_lost_item_carries_its_tag(client: TestClient) -> None:
    tag = client.post("/tags", json={"name": new_name()}).json()
    item = client.post("/lost_items", json={"name": "Umbrella", "location": "Room 214"}).json()
    tied = client.post(f"/lost_items/{item['id']}/tags", params={"tag_id": tag["id"]})
    assert tied.json()["tags"] == [tag]
