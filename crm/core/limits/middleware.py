"""Who sends too much is asked to wait, before anything is done for the request."""

from .answer import too_many
from .count import count
from .routes import limits_of
from .senders import sender_of


class Limits:
    """Middleware, after it is known who asks and for whom, and before a transaction is begun: what
    was counted stays counted, whatever becomes of the request. Costs one statement where a limit
    stands, and nothing elsewhere.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.asks_for_a_code = False
        if codes := limits_of(request):
            tallies = count(dict.fromkeys(codes, 1), sender_of(request))
            refusals = [tally for tally in tallies if tally.is_refused]
            if refusals:
                return too_many(request, max(refusals, key=lambda tally: tally.wait))
            request.asks_for_a_code = any(tally.asks_for_a_code for tally in tallies)
        return self.get_response(request)
