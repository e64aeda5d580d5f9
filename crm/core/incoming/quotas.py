"""How much each person, organisation and stranger may upload in a day, and how much one record
holds. The numbers are limits and rule numbers; what was not stored in the end is not counted.
"""

from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from ..database.wall import lifted
from ..limits.count import count
from ..limits.senders import organisation_of, sender_of
from ..limits.words import after_words
from ..models import Attachment, Parameter
from ..models.parameter import RuleNumber, register_rule_numbers
from ..models.rate_limit import KnownLimit, Scope, register_rate_limits
from ..system_user import USERNAME
from ..turns import take_turns
from .bad_file import BadFile
from .purposes import MEGABYTE

DAY = 24 * 3600
FILES, MEGABYTES = "files_of_a_person", "megabytes_of_a_person"
FILES_TOGETHER, MEGABYTES_TOGETHER = "files_of_an_organisation", "megabytes_of_an_organisation"
FILES_OF_STRANGERS, MEGABYTES_OF_STRANGERS = "files_of_a_stranger", "megabytes_of_a_stranger"
OF_RECORD, BYTES_OF_RECORD = "files_of_a_record", "megabytes_of_a_record"


def count_upload(upload):
    """Count ``upload`` for whoever sends the request that runs. Raises BadFile where it is one too
    many. A command of the house's own is not counted.
    """
    request = getattr(HistoricalRecords.context, "request", None)
    if request is None or getattr(upload, "was_counted", False):
        return
    files, megabytes = _limits_of(request.user)
    costs = dict.fromkeys(files, 1.0) | dict.fromkeys(megabytes, upload.size / MEGABYTE)
    with lifted():
        tallies = count(costs, sender_of(request))
    refusals = [tally for tally in tallies if tally.is_refused]
    if refusals:
        longest = max(refusals, key=lambda tally: tally.wait)
        raise BadFile(
            _("Very many files came from you, or very large ones. %(when)s")
            % {"when": after_words(longest.wait)}
        )
    upload.was_counted = True


def _limits_of(user) -> tuple[list[str], list[str]]:
    if not user.is_authenticated:
        return [FILES_OF_STRANGERS], [MEGABYTES_OF_STRANGERS]
    if organisation_of(user):
        return [FILES, FILES_TOGETHER], [MEGABYTES, MEGABYTES_TOGETHER]
    return [FILES], [MEGABYTES]


def count_attached(record, upload, *, by):
    """As ``count_upload``, for a file of ``record``, which may hold only so many. Files that come
    by mail, attached by the program, are counted too.
    """
    is_asked = getattr(HistoricalRecords.context, "request", None) is not None
    if not is_asked and by.username != USERNAME:
        return
    count_upload(upload)
    most_files, most_megabytes = Parameter.several(OF_RECORD, BYTES_OF_RECORD)
    with lifted():
        take_turns(Attachment, [f"{record._meta.label} {record.pk}"])
        totals = Attachment.objects.of(record).aggregate(files=Count("pk"), size=Sum("size_bytes"))
    if totals["files"] >= most_files:
        raise BadFile(
            _("This record holds %(most)d files already, and no more.") % {"most": most_files}
        )
    if (totals["size"] or 0) + upload.size > most_megabytes * MEGABYTE:
        raise BadFile(
            _("The files of this record would be larger than %(most)d MB together.")
            % {"most": most_megabytes}
        )


def register():
    register_rate_limits(
        {
            FILES: KnownLimit(
                gettext_lazy("Files that a person uploads in a day"), Scope.ACCOUNT, 1000, DAY
            ),
            MEGABYTES: KnownLimit(
                gettext_lazy("Megabytes that a person uploads in a day"), Scope.ACCOUNT, 2000, DAY
            ),
            FILES_TOGETHER: KnownLimit(
                gettext_lazy("Files that an organisation uploads in a day"),
                Scope.ORGANISATION,
                2000,
                DAY,
            ),
            MEGABYTES_TOGETHER: KnownLimit(
                gettext_lazy("Megabytes that an organisation uploads in a day"),
                Scope.ORGANISATION,
                4000,
                DAY,
            ),
            FILES_OF_STRANGERS: KnownLimit(
                gettext_lazy("Files uploaded without a login in a day"), Scope.ADDRESS, 100, DAY
            ),
            MEGABYTES_OF_STRANGERS: KnownLimit(
                gettext_lazy("Megabytes uploaded without a login in a day"),
                Scope.ADDRESS,
                300,
                DAY,
            ),
        }
    )
    register_rule_numbers(
        {
            OF_RECORD: RuleNumber(
                Decimal(300), gettext_lazy("Files that one record holds at most"), by_two=True
            ),
            BYTES_OF_RECORD: RuleNumber(
                Decimal(3000),
                gettext_lazy("Megabytes that the files of one record have at most"),
                by_two=True,
            ),
        }
    )
