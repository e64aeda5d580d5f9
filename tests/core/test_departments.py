"""The tree of departments stays a tree."""

from django.urls import reverse

from crm.core.granting import give_role
from crm.core.models import Department, User
from crm.core.models.people import DepartmentTree
from leads.protection.notifications import those_in_charge


def test_a_department_is_not_put_below_itself(client, people):
    guard = User.objects.create_user("guard", password="a-long-password-1")
    give_role(guard, "security_administrator")
    client.force_login(User.objects.get(pk=guard.pk))
    city, park = people.city, people.park_department
    for parent in (park, city):
        address = reverse("department:edit", args=[city.pk])
        answer = client.post(address, {"name": "市商务局", "short_name": "", "parent": parent.pk})
        assert "parent" in answer.context["form"].errors
    city.refresh_from_db()
    assert city.parent is None


def test_a_circle_that_two_made_at_once_hangs_nobody(people):
    Department.objects.filter(pk=people.city.pk).update(parent=people.park_department)
    tree = DepartmentTree.load()
    both = {people.city.pk, people.park_department.pk}
    assert set(tree.below(people.city.pk)) == set(tree.above(people.city.pk)) == both
    assert not those_in_charge(people.city, "nobody").exists()
