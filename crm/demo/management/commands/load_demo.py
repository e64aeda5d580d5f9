from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from crm import demo
from crm.core import demonstration
from crm.core.database.owner import OwnersCommand
from crm.core.indicators.keep import rebuild
from crm.core.models import User
from crm.core.writes import as_one, unheard
from crm.demo.agents import agents_story, agreement_story
from crm.demo.at_once import at_once
from crm.demo.bureau_files import bureau_story, newest_receipts_story
from crm.demo.campaigns import campaigns_story
from crm.demo.channels import hometown_story, load_chains_and_lists, targets_story
from crm.demo.city import City
from crm.demo.clock import play
from crm.demo.daily import daily_story, nights_story
from crm.demo.deals import A_MONTH, deals
from crm.demo.doublets import doublet_story
from crm.demo.enterprises import enterprises_story
from crm.demo.knowledge import knowledge_story
from crm.demo.lead_stories import deal_story
from crm.demo.meetings import meetings_story
from crm.demo.money import cultivation_story, files_story, fund_story, proposal_story, rates_of
from crm.demo.papers import papers_story
from crm.demo.plan import plan_story
from crm.demo.policies import policies_story
from crm.demo.reports import loose_ends
from crm.demo.scorecards import scorecards_story
from crm.demo.service import service_story
from crm.demo.shared_views import share_dashboards, share_views
from crm.demo.site import site_story
from crm.demo.space import offer_story, space_story
from crm.demo.statements import finance_story
from crm.dispatch.forecast.make import make_forecasts
from crm.dispatch.models import Waiting
from crm.dispatch.queue.reconcile import check_all, fill
from crm.launch.progress import Progress
from leads.fit.score import work_out
from leads.models import TargetList
from leads.targets.importing import import_plan, read_plan

FOUNDED = 48  # months ago
LISTS = {
    TargetList.Kind.WORLD500: "world500_2026.csv",
    TargetList.Kind.PRIVATE500: "private500_2026.csv",
}
LIST_YEAR = 2026


class Command(OwnersCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Load the demonstration: the 500 lists, a city with its parks and people, and deals "
        "in every stage. See remove_demo."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are users already"
        )

    @as_one()
    @unheard()
    def handle(self, *, if_empty, **options):
        if if_empty and User.objects.exists():
            return
        if User.objects.filter(username="demo_officer").exists():
            raise CommandError(
                "The demonstration is loaded already. Remove it first: manage.py remove_demo"
            )
        progress = (
            Progress(self.stdout, "Loading the demonstration").at if options["verbosity"] else None
        )
        today = timezone.localdate()
        with override("zh-hans"), at_once():
            self.lists()
            city = City(today - FOUNDED * A_MONTH)
            share_views(city)
            share_dashboards(city)
            rates_of(city)
            load_chains_and_lists(city)
            stories = [deal_story(city, deal, today) for deal in deals(today)]
            city_stories = [
                bureau_story,
                newest_receipts_story,
                finance_story,
                loose_ends,
                doublet_story,
                nights_story,
                daily_story,
                hometown_story,
                knowledge_story,
                targets_story,
                campaigns_story,
                agents_story,
                papers_story,
                space_story,
                offer_story,
                files_story,
                fund_story,
                cultivation_story,
                policies_story,
                proposal_story,
                plan_story,
                enterprises_story,
                service_story,
                site_story,
            ]
            play(
                [
                    agreement_story(city, city.founded),
                    *stories,
                    *(story(city, today) for story in city_stories),
                ],
                until=today,
                told=progress,
            )
        work_out()
        rebuild()
        with override("zh-hans"), at_once():
            play([meetings_story(city, today)], until=today)
            play([scorecards_story(city, today)], until=today)
        fill() if not Waiting.objects.exists() else check_all()
        make_forecasts()
        transaction.on_commit(demonstration.ask_anew)

    def lists(self):
        for kind, name in LISTS.items():
            path = Path(demo.__file__).parent / name
            import_plan(read_plan(name, path.read_bytes()), kind=kind, year=LIST_YEAR, source=name)
