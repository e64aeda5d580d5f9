"""What a browser says of itself, in two words that a person recognises."""

import re

from crm.core.punctuation import listed

BROWSERS = (
    ("WeCom", r"wxwork"),
    ("WeChat", r"micromessenger"),
    ("DingTalk", r"dingtalk"),
    ("Edge", r"edg(e|a|ios)?/"),
    ("360", r"qihu|360se|360ee"),
    ("Firefox", r"firefox|fxios"),
    ("Chrome", r"chrome|crios|chromium"),
    ("Safari", r"safari"),
)
MACHINES = (
    ("HarmonyOS", r"harmonyos|openharmony"),
    ("Android", r"android"),
    ("iPhone", r"iphone"),
    ("iPad", r"ipad"),
    ("Windows", r"windows"),
    ("macOS", r"mac os x|macintosh"),
    ("Linux", r"linux"),
)


def browser_of(user_agent: str) -> str:
    """ "Chrome, Windows"; "" where nothing is known."""
    parts = [_first(user_agent.lower(), names) for names in (BROWSERS, MACHINES)]
    return listed(part for part in parts if part)


def _first(user_agent: str, names) -> str:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), "")
