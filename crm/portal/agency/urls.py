"""The addresses of an agent's own pages."""

from django.urls import path

from . import (
    agreements,
    consent,
    disputes,
    inbox,
    leads,
    lists,
    members,
    own,
    scorecards,
    statements,
)

urlpatterns = [
    path("leads/new/", leads.register, name="register"),
    path("leads/<int:pk>/", leads.lead, name="lead"),
    path("leads/<int:pk>/messages/", leads.write, name="write"),
    path("registrations/<int:pk>/", leads.registration, name="registration"),
    path("registrations/<int:pk>/arbitration/", disputes.ask, name="ask_arbitration"),
    path("disputes/<int:pk>/", disputes.dispute, name="dispute"),
    path("projects/<int:pk>/", leads.project, name="project"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("mine/<slug:kind>/", lists.everything, name="all"),
    path("scorecards/", scorecards.scorecards, name="scorecards"),
    path("scorecards/<int:pk>/<int:subject>/", scorecards.scorecard, name="scorecard"),
    path("results/", agreements.results, name="results"),
    path("notifications/", inbox.notifications, name="notifications"),
    path("notifications/choices/", inbox.notification_choices, name="notification_choices"),
    path("own/", own.own, name="own"),
    path("own/account/", own.account, name="account"),
    path("own/consent/", consent.consent, name="consent"),
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.answer, name="answer_membership"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("statements/<int:pk>/invoice/", statements.invoice, name="invoice"),
    path("notice/", statements.notices, name="notices"),
    path("notice/<int:pk>/", statements.notice, name="notice"),
]
