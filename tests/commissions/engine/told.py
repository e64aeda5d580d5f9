"""What the engine says, as two texts that people have read over: the library's policies told back,
with the reasons of their cases, the examples of the reference, and the problems of faulty
documents.

After a change of wording on purpose: ``python -m tests.commissions.engine.told`` writes them anew;
read the difference.
"""

from pathlib import Path

from commissions.engine import describe, explain, load_policy
from commissions.policies.cases import cases_of, work_out
from commissions.policies.library import FOLDER, codes, document_of
from commissions.policies.reader import read
from tests.commissions.engine.test_bad_documents import FAULTS, problems_after
from tests.commissions.policies.test_policy_reference import EXAMPLES, around

HERE = Path(__file__).parent / "told"
LANGUAGES = ("zh", "en")


def told(language: str) -> str:
    library = [line for code in codes() for line in _policy(code, language)]
    return "\n".join([*library, *_reference(language), *_faults(language)]) + "\n"


def _policy(code, language):
    policy = load_policy(document_of(code))
    yield f"== {code}"
    yield from describe(policy, language)
    for case in cases_of(read((FOLDER / "cases" / f"{code}.yaml").read_bytes()), policy):
        assessment = work_out(policy, case).assessment
        yield f"-- {case.id}"
        for steps in (*(due.steps for due in assessment.dues), assessment.notes):
            yield from explain(list(steps), language, policy)


def _reference(language):
    for number, (kind, example) in enumerate(EXAMPLES):
        yield f"== example {number}"
        yield from describe(load_policy(around(kind, example)), language)


def _faults(language):
    for number, (change, *_expected) in enumerate(FAULTS):
        yield f"== fault {number}"
        yield from (
            f"{problem.path}: {problem.told(language)}" for problem in problems_after(change)
        )


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for each in LANGUAGES:
        (HERE / f"{each}.txt").write_text(told(each), encoding="utf-8")
