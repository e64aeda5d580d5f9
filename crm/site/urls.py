from django.urls import path

from .feeds import Articles
from .search.screens import search

app_name = "site"

urlpatterns = [
    path("search/", search, name="search"),
    path("feeds/<int:pk>.xml", Articles(), name="feed"),
]
