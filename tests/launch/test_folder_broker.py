"""Messages of the broker of one machine are whole or not there."""

import uuid

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from crm.launch import folder_broker


@pytest.fixture
def channel(tmp_path):
    folder_broker.use()
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out")}
    options = {**folders, "control_folder": str(tmp_path / "control")}
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection.channel()


@pytest.fixture
def name():
    """Of a queue; kombu keeps for the whole process which of them it has bound."""
    return f"q{uuid.uuid4().hex}"


def test_what_is_put_is_got(channel, tmp_path, name):
    queue = channel.connection.client.SimpleQueue(name)
    queue.put({"task": "甲"})
    assert queue.get(timeout=5).payload == {"task": "甲"}
    assert list(tmp_path.glob("*.msg")) == []


@pytest.mark.parametrize("left", [b"", b'{"body', b"\xe4"])
def test_one_that_is_not_whole_is_left_out(channel, tmp_path, name, left):
    (tmp_path / f"1_a.{name}.msg").write_bytes(left)
    queue = channel.connection.client.SimpleQueue(name)
    queue.put("whole")
    assert queue.get(timeout=5).payload == "whole"


def test_a_full_disk_leaves_nothing_behind(channel, tmp_path, monkeypatch):
    def full(path, text, **_options):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_broker.Path, "write_text", full)
    with pytest.raises(ChannelError):
        channel._put("q", {})
    assert list(tmp_path.glob("*_*")) == []


def test_a_table_that_is_not_whole_is_made_anew(channel, tmp_path):
    (tmp_path / "control").mkdir(exist_ok=True)
    (tmp_path / "control" / "x.exchange").write_text("")
    assert channel.get_table("x") == []
    channel._queue_bind("x", "key", "", "q")
    assert [tuple(row) for row in channel.get_table("x")] == [("key", "", "q")]
