"""Public addresses that are no pages: search, feeds, the policies' forms."""

from django.urls import path

from .colours import colours
from .feeds import Articles
from .policies import pages, public_screens
from .search.screens import search

app_name = "site"

urlpatterns = [
    path("search/", search, name="search"),
    path("colours.css", colours, name="colours"),
    path("feeds/<int:pk>.xml", Articles(), name="feed"),
    path("policy/<int:pk>/", pages.open_policy, name="policy"),
    path("policy/<int:pk>/apply/", public_screens.apply_to_policy, name="policy_apply"),
    path("policy/applied/", public_screens.applied, name="policy_applied"),
    path(
        "policy/applied/<str:number>/<str:code>/",
        public_screens.applied,
        name="policy_applied_with",
    ),
    path("policy/commissions/<slug:code>/", pages.commission_policy, name="commission_policy"),
    path("policy/news/", public_screens.subscribe, name="policy_subscribe"),
    path("policy/news/sent/", public_screens.subscribed, name="policy_subscribed"),
    path("policy/news/<str:token>/", public_screens.subscription, name="policy_subscription"),
    path(
        "policy/news/<str:token>/end/",
        public_screens.subscription_end,
        name="policy_subscription_end",
    ),
]
