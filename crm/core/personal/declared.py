"""What the models of this app and of the libraries hold of people."""

from datetime import datetime

from captcha.models import CaptchaStore
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..days import day_of
from ..models import (
    Attachment,
    AuditEntry,
    CalendarDay,
    CalendarFeed,
    Comment,
    Delivery,
    Department,
    Erasure,
    Errand,
    ExportLog,
    IndicatorChange,
    IndicatorFact,
    IndicatorSum,
    LeftRow,
    ListLook,
    ListRun,
    MessageService,
    Move,
    Notification,
    NotificationChoice,
    PersonHit,
    PersonRequest,
    Proposal,
    RateCount,
    RateLimit,
    Reminder,
    SavedView,
    Sequence,
    Submission,
    TableImport,
    User,
    Webhook,
    WorkerPulse,
)
from .registry import (
    ALL,
    HOLDINGS,
    NUMBERS_OF_THINGS,
    THINGS,
    WORKINGS,
    Keeping,
    Kind,
    grounds_of,
    holds,
    may_name,
    stays_because,
    tells_nobody,
)

SIGNED = _("Who acted in the office is named in its records and history as long as they stand.")
PUBLISHED = _("What is published on the site is taken back by its editors.")
IN_USE = _("The login is in use; the person changes it there, and it is disabled first.")
OF_A_MATTER = _("The paper is evidence of a matter that is not this person’s alone.")
OF_A_PERSON = (Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.IDENTITY, Kind.ACCOUNT)
LIBRARIES = (
    "taggit",
    "django_celery_beat",
    "auth",
    "contenttypes",
    "wagtailredirects",
    "wagtailembeds",
    "wagtailsearch",
)
# Wagtail's own tables that no form of people's data reaches.
UNUSED = (("wagtailforms", "FormSubmission"), ("wagtailadmin", "EditingSession"))
KEPT_BY_WAGTAIL = (
    "Site Locale Collection CollectionViewRestriction Workflow WorkflowState Task "
    "PageViewRestriction ReferenceIndex"
)


def register():
    _of_people()
    _of_texts()
    _of_files()
    _of_logins()
    _of_the_workings()
    _of_wagtail()


def _of_people():
    holds(
        User,
        who=_("staff; people of agencies, referrers and enterprises"),
        purpose=_("logging in, acting in the office, being reached"),
        keeping=Keeping(
            "keep_former_logins_months",
            24,
            _("Personal data: months for which phone and e-mail of a disabled login are kept"),
            disabled_before,
        ),
        username=Kind.TRACE,
        name=Kind.NAME,
        first_name=Kind.NAME,
        last_name=Kind.NAME,
        email=Kind.EMAIL,
        phone=Kind.PHONE,
    )
    tells_nobody(User, "password roles", WORKINGS)
    stays_because(User, why_a_login_stays)
    holds(
        PersonRequest,
        who=_("people who ask about their data"),
        purpose=_("answering the request, and being able to prove it"),
        keeping=Keeping(
            "keep_person_requests_months",
            36,
            _("Personal data: months for which answered requests of people are kept"),
            _answered_before,
        ),
        name=Kind.NAME,
        phone=Kind.PHONE,
        email=Kind.EMAIL,
        id_number=Kind.IDENTITY,
        proved_by=Kind.POSITION,
    )
    may_name(PersonRequest, "ground answer")
    tells_nobody(PersonRequest, "number", NUMBERS_OF_THINGS)
    tells_nobody(PersonHit, "found_by outcome", WORKINGS)
    tells_nobody(Erasure, "fields why", WORKINGS)


def _answered_before(moment: datetime) -> QuerySet:
    return PersonRequest.objects.filter(answered_on__lt=day_of(moment))


def why_a_login_stays(user: User) -> dict:
    """What was done in the office stays under its author's name; whoever still works here can be
    reached.
    """
    grounds = dict.fromkeys(("username", "name", "first_name", "last_name"), SIGNED)
    if user.is_active:
        grounds |= dict.fromkeys(("email", "phone"), IN_USE)
    return grounds


def why_a_file_stays(attachment: Attachment) -> dict:
    """A paper stays if something of its record stays, or if its record is about no person."""
    record = attachment.owner_object
    if record is None:
        return {}
    if HOLDINGS.get(type(record)) is None or not HOLDINGS[type(record)].of_kind(*OF_A_PERSON):
        return {"file": OF_A_MATTER, "name": OF_A_MATTER}
    grounds = grounds_of(record)
    return dict.fromkeys(("file", "name"), next(iter(grounds.values()))) if grounds else {}


def disabled_before(moment: datetime) -> QuerySet:
    """Logins that were disabled before, whatever was done with them since."""
    changed = User.history.model.objects.filter(history_date__gte=moment).values("id")
    reachable = ~Q(phone="") | ~Q(email="")
    return User.objects.filter(reachable, is_active=False).exclude(pk__in=changed)


def _of_texts():
    may_name(Comment, "text")
    may_name(Reminder, "text")
    may_name(Move, "note", stays=SIGNED)
    may_name(Notification, "values link")
    may_name(Proposal, "subject values before why", stays=SIGNED)
    may_name(ListRun, "note back")
    may_name(LeftRow, "name why")
    may_name(SavedView, "query")
    may_name(Submission, "location")


def _of_files():
    holds(
        Attachment,
        who=_("people named in papers"),
        purpose=_("evidence for the record that it belongs to"),
        keeping=Keeping(
            "keep_person_answers_months",
            6,
            _("Personal data: months for which files that people asked for are kept"),
            _answers_before,
        ),
        file=Kind.FILE,
        name=Kind.WORDS,
    )
    holds(
        TableImport,
        who=_("people who stand in spreadsheets"),
        purpose=_("bringing records in, and seeing what was brought"),
        keeping=Keeping(
            "keep_spreadsheets_months",
            12,
            _("Personal data: months for which files that were imported or exported are kept"),
            lambda before: TableImport.objects.filter(finished_at__lt=before),
        ),
        file_name=Kind.WORDS,
        source=Kind.FILE,
        plan=Kind.FILE,
        problems=Kind.WORDS,
        preview=Kind.WORDS,
        error=Kind.WORDS,
    )
    tells_nobody(TableImport, "table sha256 language units digest", WORKINGS)
    tells_nobody(Attachment, "purpose sha256", WORKINGS)
    holds(
        ExportLog,
        who=_("people who stand in spreadsheets"),
        purpose=_("knowing who took which table, and why"),
        keeping=Keeping(
            "keep_spreadsheets_months",
            12,
            _("Personal data: months for which files that were imported or exported are kept"),
            lambda before: ExportLog.objects.filter(at__lt=before).exclude(phase="running"),
        ),
        file=Kind.FILE,
    )
    may_name(ExportLog, "query filters reason")
    stays_because(Attachment, why_a_file_stays)


def _answers_before(moment: datetime) -> QuerySet:
    """What was handed to people who asked for their data, and not taken up since."""
    kind = ContentType.objects.get_for_model(PersonRequest)
    return Attachment.objects.filter(content_type=kind, uploaded_at__lt=moment)


def _of_logins():
    stays = _("Log-ins are a record of security, kept for its time and no longer.")
    axes = apps.get_app_config("axes")
    for model in axes.get_models():
        if model.__name__ == "AccessAttemptExpiration":
            continue
        holds(
            model,
            who=_("whoever logs in or tries to"),
            purpose=_("finding and stopping attacks"),
            keeping=Keeping(
                "keep_login_traces_months",
                6,
                _("Personal data: months for which traces of log-ins are kept"),
                _before(model, "attempt_time"),
                deletes=True,
            ),
            stays=stays,
            ip_address=Kind.TRACE,
            **dict.fromkeys(_of_the_user(model), Kind.TRACE),
        )
        tells_nobody(model, "http_accept path_info", WORKINGS)
    may_name(axes.get_model("AccessAttempt"), "get_data post_data")
    tells_nobody(axes.get_model("AccessLog"), "session_hash", WORKINGS)
    holds(
        AuditEntry,
        who=_("whoever works or logs in"),
        purpose=_("proving who did, read and took away what"),
        stays=stays,
        person=Kind.TRACE,
        address=Kind.TRACE,
    )
    may_name(AuditEntry, "record said path")
    tells_nobody(AuditEntry, "roles", WORKINGS)
    tells_nobody(Session, ALL, _("Ends with the session, and names its login alone."))


def _of_the_user(model) -> list[str]:
    """Name and browser."""
    return [field.name for field in model._meta.local_fields if field.name.startswith("user")]


def _before(model, since: str):
    def past(moment: datetime) -> QuerySet:
        return model.objects.filter(**{f"{since}__lt": moment})

    return past


def _of_the_workings():
    for model in (
        CalendarFeed,
        Delivery,
        Errand,
        IndicatorChange,
        IndicatorFact,
        IndicatorSum,
        ListLook,
        NotificationChoice,
        RateCount,
        Sequence,
        WorkerPulse,
        CaptchaStore,
    ):
        tells_nobody(model, ALL, WORKINGS)
    tells_nobody(ExportLog, "number table path columns format sha256 language", WORKINGS)
    tells_nobody(ListRun, "step language error", WORKINGS)
    tells_nobody(Move, "name source target", WORKINGS)
    tells_nobody(Notification, "kind once", WORKINGS)
    tells_nobody(Submission, "key", WORKINGS)
    tells_nobody(SavedView, "list_name name", THINGS)
    tells_nobody(CalendarDay, "name", THINGS)
    tells_nobody(Department, "name short_name", THINGS)
    tells_nobody(MessageService, ALL, THINGS)
    tells_nobody(RateLimit, ALL, THINGS)
    tells_nobody(Webhook, ALL, THINGS)
    for app in LIBRARIES:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            tells_nobody(model, ALL, THINGS)


def _of_wagtail():
    wagtail = apps.get_app_config("wagtailcore")
    for name in KEPT_BY_WAGTAIL.split():
        tells_nobody(wagtail.get_model(name), ALL, WORKINGS)
    page = wagtail.get_model("Page")
    may_name(page, "title draft_title seo_title search_description", stays=PUBLISHED)
    tells_nobody(page, "path slug url_path", WORKINGS)
    may_name(wagtail.get_model("Revision"), "object_str content", stays=PUBLISHED)
    tells_nobody(wagtail.get_model("Revision"), "object_id", WORKINGS)
    for app, name in UNUSED:
        tells_nobody(apps.get_model(app, name), ALL, WORKINGS)
    _of_files_of_the_site()
    for name in ("ModelLogEntry", "PageLogEntry"):
        may_name(wagtail.get_model(name), "label data", stays=SIGNED)
        tells_nobody(wagtail.get_model(name), "action", WORKINGS)
    tells_nobody(wagtail.get_model("ModelLogEntry"), "object_id", WORKINGS)
    may_name(wagtail.get_model("TaskState"), "comment", stays=SIGNED)
    may_name(wagtail.get_model("Comment"), "text", stays=SIGNED)
    tells_nobody(wagtail.get_model("Comment"), "contentpath position", WORKINGS)
    may_name(wagtail.get_model("CommentReply"), "text", stays=SIGNED)


def _of_files_of_the_site():
    image = apps.get_model("wagtailimages", "Image")
    may_name(image, "title description file", stays=PUBLISHED)
    tells_nobody(image, "file_hash", WORKINGS)
    tells_nobody(apps.get_model("wagtailimages", "Rendition"), ALL, WORKINGS)
    document = apps.get_model("wagtaildocs", "Document")
    may_name(document, "title file", stays=PUBLISHED)
    tells_nobody(document, "file_hash", WORKINGS)
    tells_nobody(apps.get_model("wagtailcore", "UploadedFile"), ALL, WORKINGS)
    profile = apps.get_model("wagtailusers", "UserProfile")
    holds(profile, who=_("staff"), belongs_to="user", avatar=Kind.FILE)
    tells_nobody(profile, "preferred_language current_time_zone dismissibles", WORKINGS)
    may_name(apps.get_model("wagtailadmin", "FormState"), "data")
    tells_nobody(
        apps.get_model("wagtailadmin", "FormState"), "object_id parent_object_id", WORKINGS
    )
