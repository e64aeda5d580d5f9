"""Run in a process of its own: two colleagues give one opinion at
the same moment, in real threads.
"""

import threading

from django.db import connection

from crm.core.errors import Refused
from crm.core.granting import give_role
from crm.core.models import Department, User
from leads.judgement.convene import convene
from leads.judgement.give import GivenAnswer, give_opinion
from leads.judgement.schemes import in_force
from leads.models import Answer, Company, Opinion
from leads.pipeline.register import register_lead

ROUNDS = 5


def someone(name, role, department):
    user = User.objects.create_user(name, name=name, department=department)
    give_role(user, role)
    return User.objects.get(pk=user.pk)


def run():
    bureau, planning = (Department.objects.create(name=name) for name in ("市商务局", "市发改委"))
    officer = someone("officer", "officer", bureau)
    colleagues = [someone(name, "assessor", planning) for name in ("one", "two")]
    criterion = in_force().criteria.get(name="企业资信")
    for number in range(ROUNDS):
        lead = register_lead(
            by=officer,
            company=Company.objects.create(name=f"示范{number}"),
            title=f"项目{number}",
            channel="list500",
            department=bureau,
        )
        print(
            *sorted(
                race(
                    convene(lead, {criterion: planning}, by=officer).opinions.get(),
                    criterion,
                    colleagues,
                )
            )
        )
    print(
        Answer.history.filter(history_type="~").count(),
        Opinion.objects.filter(state="given").count(),
    )


def race(opinion, criterion, colleagues) -> list[str]:
    barrier, outcomes = threading.Barrier(2), []

    def give(user):
        own = Opinion.objects.get(pk=opinion.pk)
        barrier.wait(timeout=10)
        try:
            give_opinion(own, {criterion.pk: GivenAnswer(word="良")}, by=user)
            outcomes.append("given")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(user,)) for user in colleagues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes
