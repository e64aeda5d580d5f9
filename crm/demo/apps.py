from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "crm.demo"
    label = "demo"

    def ready(self):
        from crm.core.demonstration import tell_whether_loaded
        from leads.models import Agent

        # Agents are few, so that a year's real work does not make the question dear.
        tell_whether_loaded(lambda: Agent.objects.filter(is_demo=True).exists())
