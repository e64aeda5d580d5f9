from django.urls import path

from . import views

app_name = "service"
urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("offered/", views.offered, name="offered"),
    path("track/", views.find, name="find"),
    path("track/<str:number>/<str:code>/", views.track, name="track"),
    path("track/<str:number>/<str:code>/files/<int:pk>/", views.answer_file, name="file"),
]
