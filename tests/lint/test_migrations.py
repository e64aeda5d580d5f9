"""What the linter of migrations finds, and that today's pass it."""

import pytest

from .migrations import changed, complaints, dangers, refused, shipped

ADDED = 'ALTER TABLE "leads_lead" ADD COLUMN "x" varchar(9) DEFAULT \'\' NOT NULL'
TABLE = 'CREATE TABLE "a" ("id" bigint NOT NULL PRIMARY KEY)'


@pytest.mark.parametrize(
    ("statements", "codes"),
    [
        ([ADDED], set()),
        (['ALTER TABLE "leads_lead" ADD COLUMN "x" integer NULL'], set()),
        (['ALTER TABLE "leads_lead" ADD COLUMN "x" integer NOT NULL'], {"NOT_NULL"}),
        # as Django adds a column whose default the database does not keep
        (
            [
                'ALTER TABLE "leads_lead" ADD COLUMN "x" integer DEFAULT 0 NOT NULL',
                'ALTER TABLE "leads_lead" ALTER COLUMN "x" DROP DEFAULT',
            ],
            {"NOT_NULL"},
        ),
        (['ALTER TABLE "leads_lead" DROP COLUMN "x" CASCADE'], {"DROP_COLUMN"}),
        (["alter table leads_lead drop column x"], {"DROP_COLUMN"}),
        (['ALTER TABLE "leads_lead" RENAME COLUMN "x" TO "y"'], {"RENAME_COLUMN"}),
        (['ALTER TABLE "leads_lead" RENAME TO "y"'], {"RENAME_TABLE"}),
        (['DROP TABLE "leads_lead" CASCADE'], {"DROP_TABLE"}),
        (['ALTER TABLE "leads_lead" ALTER COLUMN "x" TYPE bigint'], {"ALTER_COLUMN"}),
        (['CREATE INDEX "i" ON "leads_lead" ("x")'], {"CREATE_INDEX"}),
        (["create index i on leads_lead (x)"], {"CREATE_INDEX"}),
        (['CREATE INDEX CONCURRENTLY "i" ON "leads_lead" ("x")'], set()),
        (['DROP INDEX IF EXISTS "i"'], {"DROP_INDEX"}),
        ([TABLE, 'CREATE INDEX "i" ON "a" ("x")'], set()),
        (['ALTER TABLE "leads_lead" ADD CONSTRAINT "u" UNIQUE ("x")'], {"ADD_UNIQUE"}),
        (['ALTER TABLE "leads_lead" ADD CONSTRAINT "c" CHECK (x > 0)'], {"VALIDATED"}),
        (['ALTER TABLE "leads_lead" ADD CONSTRAINT "c" CHECK (x > 0) NOT VALID'], set()),
        (['ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("x") REFERENCES "b"'], {"VALIDATED"}),
        ([TABLE, 'ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("x") REFERENCES "b"'], set()),
        (
            ['ALTER TABLE "leads_lead" ALTER COLUMN "x" SET NOT NULL'],
            {"SET_NOT_NULL", "NOT_NULL"},
        ),
        (["lock table leads_lead in share mode"], {"REWRITE"}),
        (["create function f() returns int as 'drop table a'"], set()),
        (["-- alter table a drop column b", "CREATE TRIGGER t AFTER INSERT ON a"], set()),
    ],
)
def test_what_does_not_go_beside_a_running_version(statements, codes):
    assert set(dangers(statements)) == codes


def test_a_reason_is_given_for_what_is_done_and_for_nothing_else():
    found = {"DROP_COLUMN": "DROPPING columns"}
    assert refused(found, {}) == ["DROP_COLUMN: DROPPING columns"]
    assert refused(found, {"DROP_COLUMN": "unread since the version before this"}) == []
    assert refused(found, {"DROP_COLUMN": "ok"}) == ["DROP_COLUMN: says no reason"]
    assert refused({}, {"DROP_COLUMN": "unread since the version before this"}) == [
        "DROP_COLUMN: is declared and not done"
    ]


def test_what_was_shipped_is_frozen():
    frozen = {"a/migrations/0001_a.py": "1", "a/migrations/0002_b.py": "2"}
    assert changed(frozen, {**frozen, "a/migrations/0003_c.py": "3"}) == []
    assert changed(frozen, {"a/migrations/0001_a.py": "other"}) == [
        "a/migrations/0001_a.py: was shipped and is changed; a new migration changes what it made",
        "a/migrations/0002_b.py: was shipped and is gone; a new migration changes what it made",
    ]


def test_the_migrations_of_today_pass(db):
    assert len(shipped()) >= 85
    assert list(complaints()) == []
