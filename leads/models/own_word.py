"""Milestones and kinds of contributions that policies declare
beyond those that the system knows.
"""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class OwnWordQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self  # what a word means is no secret

    def choices(self) -> list[tuple[str, str]]:
        return [(word.code, str(word)) for word in self]


class OwnWord(models.Model):
    """A word of published policies: known by its ``code``, which means the same in all of them, and
    never changed.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    history = HistoricalRecords(inherit=True)

    objects = OwnWordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self):
        return self.in_words("name")

    def in_words(self, what: str) -> str:
        """One of its texts in the reader's language."""
        return getattr(self, f"{what}_{'en' if (get_language() or '').startswith('en') else 'zh'}")


class OwnMilestone(OwnWord):
    """A dated fact that only policies ask for, such as a licence granted."""

    class Meta(OwnWord.Meta):
        verbose_name = _("milestone of a policy")
        verbose_name_plural = _("milestones of policies")


class KindField(models.CharField):
    """One of the choices, or the code of a word that a policy declared; ``own`` names the model of
    these words.
    """

    def __init__(self, *args, own: str = "", **kwargs):
        self.own = own
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "own": self.own}

    def validate(self, value, model_instance):
        try:
            super().validate(value, model_instance)
        except ValidationError as error:
            if error.code != "invalid_choice" or self.word_of(value) is None:
                raise

    def word_of(self, code: str) -> OwnWord | None:
        return apps.get_model(self.own).objects.filter(code=code).first() if code else None

    def label_of(self, code: str) -> str:
        """What a value is called; the code itself where nobody knows it any more."""
        labels = dict(self.flatchoices)
        return str(labels[code] if code in labels else self.word_of(code) or code)

    def all_choices(self) -> list[tuple[str, str]]:
        return [*self.flatchoices, *apps.get_model(self.own).objects.choices()]
