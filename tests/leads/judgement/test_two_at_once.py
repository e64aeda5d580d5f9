from tests.own_database import own_database


def test_of_two_colleagues_at_the_same_moment_one_gives_the_opinion(tmp_path):
    with own_database("opinions", tmp_path) as database:
        done = database.manage(
            "shell",
            "--verbosity=0",
            "-c",
            "from tests.leads.judgement.two_at_once import run; run()",
        )
    assert done.stdout.split("\n")[:6] == ["given refused"] * 5 + ["5 5"], done.stderr
