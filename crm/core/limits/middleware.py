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
            found = count(dict.fromkeys(codes, 1), sender_of(request))
            refused = [each for each in found if each.is_refused]
            if refused:
                return too_many(request, max(refused, key=lambda each: each.wait))
            request.asks_for_a_code = any(each.asks_for_a_code for each in found)
        return self.get_response(request)
