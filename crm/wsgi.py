"""Where the web server begins. What every process of it keeps for good is loaded before the first
request and set aside from the garbage collector, which would otherwise stop a request now and then
for a tenth of a second to look through it.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 (the screens are imported with their addresses)
gc.collect()
gc.freeze()
