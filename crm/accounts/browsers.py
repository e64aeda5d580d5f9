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
    found = [_first(user_agent.lower(), names) for names in (BROWSERS, MACHINES)]
    return listed(name for name in found if name)


def _first(said: str, names) -> str:
    return next((name for name, pattern in names if re.search(pattern, said)), "")
