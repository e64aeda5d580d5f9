"""The service desk of the demonstration: rules of assignment, requests in every state, answers that
serve again.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from crm.core.system_user import system_user
from crm.core.transitions import move, perform
from crm.core.writing.history import save_as
from crm.desk.knowledge.write import write_entry
from crm.desk.models import (
    AssignmentRule,
    Assistance,
    ServiceKind,
    ServiceRequest,
)
from crm.desk.requests.joint import ask_for_help, supervise
from crm.desk.requests.receive import receive
from crm.desk.requests.say import hear
from crm.desk.requests.settle import confirm, withdraw
from parks.models import Enterprise, Park

from .city import City
from .service_requests import KNOWLEDGE, REQUESTS, DemoRequest

# Kind: the department that judges leads of that matter, which also answers on it.
BY_DEPARTMENT = {"policy": "发改委", "permits": "生态环境", "customs": "税务"}
BY_THE_BUREAU = {"enquiry": "officer", "complaint": "section_head"}
A_DAY = timedelta(days=1)


def service_story(city: City, today: date) -> Iterator[date]:
    """Rules first; then each request on its day, with what followed of it."""
    yield today - (max(entry.ago for entry in REQUESTS) + 2) * A_DAY
    rules_of_assignment(city)
    kinds = {kind.code: kind for kind in ServiceKind.objects.all()}
    requests: dict[int, ServiceRequest] = {}
    for day, place, entry, step, details in events(today):
        yield day
        if step == "ask":
            requests[place] = ask(city, entry, kinds[entry.kind])
        else:
            FOLLOWS[step](city, requests[place], *details)
    yield today - A_DAY
    knowledge(city, kinds)


def events(today: date) -> list[tuple]:
    """(day, place of the request, its entry in REQUESTS, step, details of the step), by day."""
    happenings = []
    for place, entry in enumerate(REQUESTS):
        arrival = today - entry.ago * A_DAY
        happenings.append((arrival, place, entry, "ask", ()))
        happenings += [
            (arrival + days * A_DAY, place, entry, step, details)
            for days, step, details in entry.then
        ]
    return sorted(happenings, key=lambda event: event[0])


def rules_of_assignment(city: City):
    """Requests from a park go to the park; some kinds go to departments or to the bureau."""
    by = city.people["headquarters"]
    rules = [
        AssignmentRule(park=park, department=park.department, person=city.park_officers.get(name))
        for name, park in parks_of(city)
    ]
    kinds = {kind.code: kind for kind in ServiceKind.objects.all()}
    for code, key in BY_DEPARTMENT.items():
        department = city.assessing[key]
        person = city.assessors[department]
        rule = AssignmentRule(kind=kinds[code], department=department, person=person)
        rules += [rule, *of_each_park(city, rule)]
    for code, role in BY_THE_BUREAU.items():
        person = city.people[role]
        rule = AssignmentRule(kind=kinds[code], department=city.bureau, person=person)
        rules += [rule, *of_each_park(city, rule)]
    rules.append(AssignmentRule(department=city.bureau, person=city.people["officer"]))
    for rule in rules:
        save_as(rule, by=by)


def parks_of(city: City) -> list[tuple[str, Park]]:
    return [(name, plots[0].park) for name, plots in city.plots.items()]


def of_each_park(city: City, rule: AssignmentRule) -> list[AssignmentRule]:
    """The same rule for requests from the parks, which would go to the parks otherwise."""
    return [
        AssignmentRule(kind=rule.kind, park=park, department=rule.department, person=rule.person)
        for _name, park in parks_of(city)
    ]


def ask(city: City, entry: DemoRequest, kind: ServiceKind) -> ServiceRequest:
    enterprise = Enterprise.objects.filter(name__contains=entry.who).order_by("pk").first()
    by = city.people["officer"] if entry.channel in ("hotline", "visit") else None
    return receive(
        channel=entry.channel,
        kind=kind,
        content=entry.content,
        urgency=entry.urgency,
        contact_name=entry.contact,
        phone=entry.phone,
        email=entry.email,
        enterprise=enterprise,
        enterprise_name=enterprise.name if enterprise else entry.who if entry.contact else "",
        by=by,
        is_demo=True,
    )


def handler(city: City, request: ServiceRequest):
    """Who has the request in hand: once it is opened again, the section head or the leader."""
    if request.level:
        return city.people[{1: "section_head", 2: "leader"}[request.level]]
    return request.person or city.people["officer"]


def take(city, request):
    move(request, "take_up", by=handler(city, request))


def answer(city, request, text):
    perform(request, "answer", by=request.person, answer=text)


def word(city, request, satisfaction, text):
    confirm(request, satisfaction=satisfaction, word=text)


def close(city, request):
    move(request, "close", by=system_user(), closed_at=timezone.now())


def help_of(city, request, key, task):
    ask_for_help(
        request,
        department=city.assessing[key],
        task=task,
        due_on=timezone.localdate() + 5 * A_DAY,
        by=request.person,
    )


def part_of(city, request, key, text):
    department = city.assessing[key]
    assistance = Assistance.objects.get(request=request, department=department)
    move(assistance, "contribute", by=city.assessors[department], part=text)


def supervision_of(city, request, text):
    due_on = timezone.localdate() + 3 * A_DAY
    supervise(request, text=text, due_on=due_on, by=city.people["headquarters"])


def transfer(city, request, to, why):
    by = city.people["section_head"]
    perform(request, "transfer", by=by, transferred_to=to, note=why)


FOLLOWS = {
    "take": take,
    "answer": answer,
    "word": word,
    "close": close,
    "help": help_of,
    "part": part_of,
    "supervise": supervision_of,
    "transfer": transfer,
    "withdraw": lambda city, request, why: withdraw(request, note=why),
    "add": lambda city, request, text: hear(request, text, via=request.channel),
}


def knowledge(city: City, kinds: dict[str, ServiceKind]):
    writer, publisher = city.people["officer"], city.people["section_head"]
    for question, text, code, keywords, is_published in KNOWLEDGE:
        entry = write_entry(
            by=writer,
            question=question,
            answer=text,
            kind=kinds[code],
            keywords=keywords,
            is_public=True,
            is_demo=True,
        )
        move(entry, "submit", by=writer)
        if is_published:
            move(entry, "publish", by=publisher)
