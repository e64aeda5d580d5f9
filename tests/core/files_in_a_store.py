"""A server that speaks S3, as a process of its own: moto's, on the loopback address."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import boto3

PRIVATE, MEDIA = "private-files", "pictures"


class Store:
    """``kill()`` and ``start()`` as often as one likes; what it held is gone then."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = None

    @property
    def options(self) -> dict:
        return {
            "endpoint_url": f"http://127.0.0.1:{self.port}",
            "region_name": "us-east-1",
            "access_key": "a-key",
            "secret_key": "a-secret",
            "addressing_style": "path",
        }

    @property
    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=self.options["endpoint_url"],
            region_name="us-east-1",
            aws_access_key_id="a-key",
            aws_secret_access_key="a-secret",
        )

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _tenth in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)
        for bucket in (PRIVATE, MEDIA):
            self.client.create_bucket(Bucket=bucket)

    def kill(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def names(self, bucket: str) -> list[str]:
        return [
            each["Key"] for each in self.client.list_objects_v2(Bucket=bucket).get("Contents", ())
        ]

    def content(self, bucket: str, name: str) -> bytes:
        return self.client.get_object(Bucket=bucket, Key=name)["Body"].read()


@contextmanager
def store():
    running = Store()
    try:
        running.start()
        yield running
    finally:
        running.kill()


def settings_with(running: Store, storages: dict) -> dict:
    """STORAGES with both kinds of files in the store."""
    return {
        **storages,
        "private": {
            "BACKEND": "crm.core.object_store.PrivateObjects",
            "OPTIONS": {**running.options, "bucket_name": PRIVATE},
        },
        "default": {
            "BACKEND": "crm.core.object_store.Pictures",
            "OPTIONS": {**running.options, "bucket_name": MEDIA},
        },
    }
