"""What the steps of this app's records do besides changing the state: their use cases, and what
follows from them.
"""

from crm.core.transitions import register_sequels, register_use_cases

from .agreements import lifecycle
from .models import Agreement, IssuedDocument, PolicyVersion, Statement
from .notifications import agreement_moved, confirm_again, statement_moved
from .policies.publish import publish
from .statements import dispute, notice, pay, void


def register():
    register_use_cases(
        Agreement,
        {
            "return": lifecycle.return_for_changes,
            "sign": lifecycle.sign,
            "terminate": lifecycle.terminate,
        },
    )
    register_sequels(
        Agreement,
        {"sign": agreement_moved, "end": agreement_moved, "terminate": agreement_moved},
    )
    register_use_cases(IssuedDocument, {"finish": finish_document})
    register_use_cases(PolicyVersion, {"publish": publish})
    register_use_cases(
        Statement,
        {
            "dispute": dispute.dispute,
            "publish": notice.publish,
            "take_back": void.take_back_order,
            "reverse": pay.reverse,
            "return": void.return_to_draft,
            "withdraw": void.withdraw,
        },
    )
    register_sequels(
        Statement,
        {
            "answer": confirm_again,
            "pay": statement_moved,
            "reverse": statement_moved,
            "return": confirm_again,
            "withdraw": statement_moved,
        },
    )


def finish_document(document, **facts):
    """Finish a document. Its module is loaded here, because WeasyPrint would add half a second to
    every start.
    """
    from .documents.issue import finish

    return finish(document, **facts)
