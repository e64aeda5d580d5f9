"""One's own sessions: where one is logged in, and the way to end it there."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from .browsers import browser_of
from .doors import entrance_of
from .sessions import end_sessions, sessions_of
from .shells import InOwnShell


class OwnSessions(InOwnShell, TemplateView):
    template_name = "accounts/sessions.html"

    def get_context_data(self, **kwargs):
        rows = [
            {
                "pk": session.pk,
                "browser": browser_of(session.user_agent),
                "address": session.ip,
                "began": session.created_at,
                "seen": session.last_seen_at,
                "is_this": session.session_key == self.request.session.session_key,
            }
            for session in sessions_of(self.request.user)
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}

    def post(self, request, *args, **kwargs):
        if "others" in request.POST:
            count = end_sessions(request.user, but=request.session.session_key)
            messages.success(request, _("%(count)d other sessions were ended.") % {"count": count})
            return redirect("usersessions_list")
        return self._end_one(request)

    def _end_one(self, request):
        sessions = {str(session.pk): session for session in sessions_of(request.user)}
        session = sessions.get(request.POST.get("session", ""))
        if session is None:
            raise Http404
        if session.session_key == request.session.session_key:
            door = entrance_of(request)
            session.delete()
            logout(request)
            return redirect(door)
        session.end()
        messages.success(request, _("The session was ended."))
        return redirect("usersessions_list")
