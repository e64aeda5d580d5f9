from wagtail import hooks

from .views import PipelineGroup


@hooks.register("register_admin_viewset")
def register_pipeline():
    return PipelineGroup()
