"""What the text of a page is made of. Each block has its template in ``templates/site/blocks``."""

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

WRITING = ["bold", "italic", "ol", "ul", "link", "h3", "hr"]


class Heading(blocks.CharBlock):
    class Meta:
        label = _("Heading")
        icon = "title"
        template = "site/blocks/heading.html"


class Words(blocks.RichTextBlock):
    class Meta:
        label = _("Paragraphs")
        icon = "pilcrow"
        template = "site/blocks/words.html"


class Picture(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("picture"))
    says = blocks.CharBlock(
        label=_("what it shows"), help_text=_("For those who do not see it."), max_length=200
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "site/blocks/picture.html"


class Fact(blocks.StructBlock):
    name = blocks.CharBlock(label=pgettext_lazy("a fact", "what"), max_length=60)
    value = blocks.CharBlock(label=_("value"), max_length=40)
    unit = blocks.CharBlock(label=_("unit"), max_length=20, required=False)


class Facts(blocks.StructBlock):
    """Numbers that are not computed here, so that they name their source and day."""

    facts = blocks.ListBlock(Fact(), label=pgettext_lazy("of a page", "facts"))
    source = blocks.CharBlock(label=_("source and day"), max_length=200)

    class Meta:
        label = pgettext_lazy("of a page", "Facts")
        icon = "list-ul"
        template = "site/blocks/facts.html"


class Question(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=200)
    answer = blocks.RichTextBlock(label=pgettext_lazy("to a question", "answer"), features=WRITING)


class Questions(blocks.ListBlock):
    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "site/blocks/questions.html"


BODY = [
    ("heading", Heading(max_length=120)),
    ("words", Words(features=WRITING)),
    ("picture", Picture()),
    ("facts", Facts()),
    ("questions", Questions(Question())),
]


def text_of(body) -> str:
    """The words of a stream, without marks, for the search."""
    return " ".join(" ".join(_words(block.value)) for block in body)


def _words(value):
    """Every text in a block's value."""
    if hasattr(value, "source") and isinstance(value.source, str):
        yield strip_tags(value.source.replace(">", "> "))
    elif isinstance(value, str):
        yield value
    elif hasattr(value, "bound_blocks"):
        for child in value.values() if hasattr(value, "values") else value:
            yield from _words(child)
