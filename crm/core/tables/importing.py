"""Importing a spreadsheet: stored, read and compared in the background, shown, confirmed, then
written whole or not at all.
"""

from contextlib import contextmanager
from dataclasses import asdict

from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..background.work import PASSING
from ..errors import Refused
from ..incoming.bad_file import BadFile
from ..models import TableImport
from ..turns import take_turns
from ..writing import bulk
from .columns import TABLES
from .match import Comparison, compare
from .plan import Plan, load_plan
from .preview import preview_of
from .progress import progress_of
from .read import read_plan

Phase = TableImport.Phase


def check_import(job):
    """Read and compare the file; afterwards the job is ready, faulty or failed. Running it again
    does no harm.
    """
    if job.phase not in (Phase.WAITING, Phase.CHECKING):
        return
    change(job, phase=Phase.CHECKING)
    with translation.override(job.language), _never_stuck(job):
        try:
            _check(job, TABLES[job.table])
        except BadFile as bad:
            change(
                job,
                phase=Phase.FAULTY,
                error=str(bad),
                problem_count=1,
                finished_at=timezone.now(),
                is_seen=False,
            )


def _check(job, table):
    with progress_of(job) as progress:
        plan = read_plan(
            table,
            job.file_name,
            _content(job.source),
            user=job.by,
            progress=progress,
            units=job.units,
        )
    if plan.questions and not plan.is_blocked:
        _ask(job, plan)
        return
    job.plan.save("plan.json.gz", ContentFile(plan.dumped(table)), save=False)
    _show(job, table, plan, _compared(job, table, plan))


def _ask(job, plan):
    """Store the questions about units: nothing is compared before all are answered."""
    questions = [asdict(question) for question in plan.questions]
    preview = {
        "questions": questions,
        "notes": plan.notes,
        "sheet": plan.sheet,
        "heading": plan.heading,
    }
    change(
        job,
        phase=Phase.ASKING,
        problems=[],
        problem_count=0,
        preview=preview,
        total=len(plan.rows),
        finished_at=timezone.now(),
        is_seen=False,
    )


def _compared(job, table, plan) -> Comparison:
    """What the rows would do; nothing where the heading itself is faulty, so that no row can be
    trusted.
    """
    if plan.is_blocked:
        return Comparison()
    comparison = compare(table, plan, user=job.by)
    if table.set_aside:
        comparison.leave_out(plan.faulty)
        plan.take_faulty_apart()
    return comparison


@contextmanager
def _never_stuck(job):
    """A context in which an unexpected error ends the job with a message; the error itself goes to
    the worker's log. What passes by itself, such as a database that ended, is tried again.
    """
    try:
        yield
    except PASSING:
        raise
    except Exception:
        _fail(
            job,
            _(
                "Something unexpected stopped the import; nothing was written. Tell the "
                "administrator when it happened."
            ),
        )
        raise


def write_import(job):
    """Write what was confirmed, in one transaction; where the records have changed since the
    preview, show a new one instead.
    """
    with translation.override(job.language), _never_stuck(job):
        try:
            with progress_of(job) as progress, transaction.atomic():
                if not _is_mine(job):
                    return
                _write(job, TABLES[job.table], progress)
        except PASSING:
            raise  # though it is a DatabaseError, too
        except IntegrityError as error:
            _fail(
                job,
                _(
                    "Nothing was written, because two records would be one or a value is out "
                    "of bounds: %s"
                )
                % str(error).split("\n")[0],
            )
        except (Refused, DatabaseError, BadFile) as error:
            _fail(job, _("Nothing was written: %s") % str(error).split("\n")[0])
    if job.phase == Phase.DONE:
        _delete_plan(job)


def _is_mine(job) -> bool:
    """Lock the list for this import, so that two do not add the same record, and the import, so
    that it is not discarded meanwhile; false for a job that is no longer to be written.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"import {job.table}"])
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [_lock_of(job)])
    job.refresh_from_db()
    return job.phase in (Phase.CONFIRMED, Phase.WRITING)


def _lock_of(job) -> str:
    return f"write import {job.pk}"


def is_being_written(job) -> bool:
    """Whether a worker is at it; if not, none begins before the caller's transaction ends. The lock
    is not on the row itself, since its progress is told there.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext(%s))", [_lock_of(job)])
        (is_free,) = cursor.fetchone()
    return not is_free


def _write(job, table, progress):
    progress(1)
    plan = load_plan(_content(job.plan), table)
    plan_as_read = len(plan.problems)
    _take_turns(table)
    comparison = _compared(job, table, plan)
    if (len(plan.problems) > plan_as_read and not table.set_aside) or comparison.digest(
        table
    ) != job.digest:
        plan.notes.append(
            _(
                "The records have changed since the preview. Nothing was written; look "
                "through this new preview."
            )
        )
        _show(job, table, plan, comparison)
        return
    progress(job.total // 3)
    _write_rows(job, table, comparison, progress)
    if table.set_aside:
        table.set_aside(plan.asides(), job=job)
    change(job, phase=Phase.DONE, done=job.total, finished_at=timezone.now(), is_seen=False)


def _take_turns(table):
    """Lock the models whose records the rows may add, so that nobody enters the same record
    meanwhile.
    """
    locked = {
        table.model,
        *(
            column.model_field.related_model
            for column in table.columns
            if getattr(column, "new", None)
        ),
    }
    for model in sorted(locked, key=lambda model: model._meta.label_lower):
        take_turns(model)


def _write_rows(job, table, comparison, progress):
    reason = _("import of %s") % job.file_name
    ids = _new_references(table, comparison, job.by, reason)
    attributes = [_attributes(ids, table, values) for _number, values in comparison.new]
    records = table.build(attributes, by=job.by)
    if table.stamp:
        for record in records:
            table.stamp(record, job=job)
    progress(job.total // 2)
    bulk.insert(table.model, records, by=job.by, reason=reason)
    names = set()
    for _number, record, changes in comparison.changed:
        for name, value in changes.items():
            setattr(record, table.column(name).attname, _stored(ids, table, name, value))
        names |= changes.keys() | (table.stamp(record, job=job) if table.stamp else set())
        names |= table.derive(record, changes) if table.derive else set()
    changed = [record for _number, record, _changes in comparison.changed]
    bulk.update(table.model, changed, names, by=job.by, reason=reason)
    progress(job.total * 9 // 10)
    if table.after and records:
        table.after(records, by=job.by)
    if table.after_changes:
        table.after_changes(changed)


def _new_references(table, comparison, by, reason) -> dict:
    """{(column, one name): id} of what the rows name and is not stored yet."""
    ids, of_model = {}, {}
    for name, texts in comparison.new_references(table).items():
        column = table.column(name)
        model = column.model_field.related_model
        fresh = {key: text for key, text in texts.items() if (model, key) not in of_model}
        records = bulk.insert(
            model, [column.new(text) for text in fresh.values()], by=by, reason=reason
        )
        of_model.update(
            {(model, key): record.pk for key, record in zip(fresh, records, strict=True)}
        )
        if column.after_new and records:
            column.after_new(records, by=by)
        ids.update({(name, key): of_model[model, key] for key in texts})
    return ids


def _attributes(ids, table, values) -> dict:
    return {
        table.column(name).attname: _stored(ids, table, name, value)
        for name, value in values.items()
        if value is not None
    }


def _stored(ids, table, name, value):
    if isinstance(value, dict):  # {"new": a name that nothing was stored under}
        return ids[name, table.column(name).one_name(value["new"])]
    return value


def _show(job, table, plan: Plan, comparison: Comparison):
    """Keep what the preview page shows."""
    rows = len(plan.rows) + len(plan.apart)
    is_faulty = plan.is_blocked or plan.problem_count and not table.set_aside
    change(
        job,
        phase=Phase.FAULTY if is_faulty else Phase.READY,
        total=rows,
        done=rows,
        new_count=len(comparison.new),
        changed_count=len(comparison.changed),
        same_count=comparison.same,
        problem_count=plan.problem_count,
        problems=[
            problem.as_list() for problem in sorted(plan.problems, key=lambda problem: problem.row)
        ],
        preview=preview_of(table, plan, comparison, user=job.by),
        digest=comparison.digest(table),
        finished_at=timezone.now(),
        is_seen=False,
    )


def _fail(job, message):
    change(job, phase=Phase.FAILED, error=message, finished_at=timezone.now(), is_seen=False)


def give_up_import(pk: int):
    """Let an import fail whose work has ended its worker again and again."""
    job = TableImport.objects.get(pk=pk)
    if job.is_running:
        _fail(job, _("The import was begun several times and never came to its end."))


def change(job, **values):
    """Store where the job is, unless it was discarded meanwhile."""
    with transaction.atomic():
        phases = TableImport.objects.select_for_update().values_list("phase", flat=True)
        if phases.get(pk=job.pk) == Phase.DISCARDED:
            job.phase = Phase.DISCARDED
            return
        for name, value in values.items():
            setattr(job, name, value)
        job.save(update_fields=[*values, *(["plan"] if job.plan else [])])


def _content(file) -> bytes:
    with file.storage.open(file.name) as stream:
        return stream.read()


def _delete_plan(job):
    if job.plan:
        job.plan.delete(save=False)
        TableImport.objects.filter(pk=job.pk).update(plan="")


def delete_files(job):
    _delete_plan(job)
    if job.source:
        job.source.delete(save=False)
        TableImport.objects.filter(pk=job.pk).update(source="")
