"""Files in an object store that speaks S3 instead of on the machine's disk, for more than one
machine.
"""

import environ

env = environ.Env()

ADDRESSING = env.str("S3_ADDRESSING", default="auto")
if ADDRESSING not in ("auto", "path", "virtual"):
    raise environ.ImproperlyConfigured(f"S3_ADDRESSING is auto, path or virtual, not {ADDRESSING}")
STORE = {
    "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
    "region_name": env.str("S3_REGION", default="") or None,
    "access_key": env.str("S3_ACCESS_KEY", default="") or None,
    "secret_key": env.str("S3_SECRET_KEY", default="") or None,
    "addressing_style": ADDRESSING,
}
# Each stays on the disk where no bucket is named.
BUCKETS = {
    "private": ("PrivateObjects", env.str("S3_PRIVATE_BUCKET", default="")),
    "default": ("Pictures", env.str("S3_MEDIA_BUCKET", default="")),
}
STORED_AS_OBJECTS = {
    alias: {
        "BACKEND": f"crm.core.object_store.{kind}",
        "OPTIONS": {**STORE, "bucket_name": bucket},
    }
    for alias, (kind, bucket) in BUCKETS.items()
    if bucket
}
