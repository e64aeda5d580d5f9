"""What of the public site the checkpoints cover: the money that policies pay; and what they may not
keep.
"""

from crm.core.proof.registry import cover, forget_history, tracked

from .models import PolicyApplication, PolicySubscription


def register():
    cover(tracked(PolicyApplication))
    # an address that did not agree in time is kept nowhere (policies/subscribe.py)
    forget_history(PolicySubscription)
