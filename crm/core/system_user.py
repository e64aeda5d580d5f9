"""The program as an actor: what it does by itself is recorded under a user of its own."""

from .granting import give_role
from .models import User
from .roles import ROLES

USERNAME = "program"


def system_user() -> User:
    """The user that stands for the program; it has no password and never logs in."""
    user = User.objects.filter(username=USERNAME).first()
    if user is None:
        user = User.objects.create_user(USERNAME, name=str(ROLES[USERNAME].label))
        give_role(user, "program")
    return user
