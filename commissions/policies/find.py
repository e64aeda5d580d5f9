"""Naming a policy on the command line: a file, a code of the library, or CODE/VERSION of a stored
one.
"""

from pathlib import Path

from django.core.management.base import CommandError

from .. import engine
from ..models import PolicyVersion
from .check import check_text
from .library import codes, text_of


def policy_named(name: str, language: str = "zh") -> engine.Policy:
    """The policy that ``name`` means. Raises CommandError naming its problems in "zh" or "en", or
    that there is none.
    """
    if Path(name).is_file():
        return _sound(Path(name).read_bytes(), name, language)
    if name in codes():
        return _sound(text_of(name), name, language)
    code, _slash, number = name.partition("/")
    version = PolicyVersion.objects.filter(policy__code=code, number=number).first()
    if version is None:
        raise CommandError(
            f"{name} is no file, no code of the library ({', '.join(codes())}) and no stored "
            f"CODE/VERSION"
        )
    return engine.load_policy(version.document)


def _sound(text, name, language) -> engine.Policy:
    document, findings = check_text(text, language)
    if findings:
        lines = "\n".join(
            f"{name}:{finding.line or 1}: {finding.path} {finding.message}" for finding in findings
        )
        raise CommandError(f"{name} cannot be used:\n{lines}", returncode=1)
    return engine.load_policy(document)
