"""The addresses of an enterprise's own pages, below ``enterprise/``."""

from django.urls import path

from . import money, own, papers, people, policies, progress, requests

urlpatterns = [
    path("", own.own, name="enterprise"),
    path("progress/", progress.progress, name="progress"),
    path("progress/new/", progress.report, name="report_milestone"),
    path("progress/<int:pk>/", progress.one_report, name="milestone_report"),
    path("progress/<int:pk>/take-back/", progress.take_back, name="take_back_milestone"),
    path("money/", money.contributions, name="contributions"),
    path("money/new/", money.choose_kind, name="report_money"),
    path("money/new/<slug:kind>/", money.report, name="report_kind"),
    path("money/<int:pk>/", money.contribution, name="contribution"),
    path("money/<int:pk>/take-back/", money.take_back, name="take_back_money"),
    path("papers/", papers.papers, name="papers"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.ask, name="ask"),
    path("requests/<int:pk>/", requests.one, name="request"),
    path("policies/", policies.policies, name="policies"),
    path("policies/follow/", policies.follow, name="follow_policies"),
    path("policies/<int:pk>/apply/", policies.apply, name="apply"),
    path("policies/applications/<int:pk>/", policies.application, name="application"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.colleague, name="colleague"),
    path("people/<int:pk>/remove/", people.remove, name="remove_colleague"),
    path("people/<int:pk>/make-first/", people.make_first, name="make_first"),
    path(
        "people/invitations/<int:pk>/withdraw/",
        people.withdraw_invitation,
        name="withdraw_colleague",
    ),
]
