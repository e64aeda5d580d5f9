from django.urls import path

from . import screens as views

app_name = "tables"
urlpatterns = [
    path("", views.own, name="own"),
    path("notices/", views.notices, name="notices"),
    path("imports/<int:pk>/", views.show_import, name="import"),
    path("imports/<int:pk>/state/", views.import_state, name="import_state"),
    path("imports/<int:pk>/units/", views.answer, name="answer"),
    path("imports/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("imports/<int:pk>/discard/", views.discard, name="discard"),
    path("imports/<int:pk>/problems/", views.problems, name="problems"),
    path("exports/<int:pk>/", views.show_export, name="export"),
    path("exports/<int:pk>/state/", views.export_state, name="export_state"),
    path("exports/<int:pk>/discard/", views.cancel_export, name="discard_export"),
    path("exports/<int:pk>/file/", views.export_file, name="export_file"),
    path("<str:label>/import/", views.choose_file, name="choose"),
    path("<str:label>/template/", views.template, name="template"),
]
