from tests.own_database import own_database


def test_two_beats_at_once_make_one_meeting_of_each_body(tmp_path):
    with own_database("meetings", tmp_path) as database:
        done = database.manage(
            "shell",
            "--verbosity=0",
            "-c",
            "from tests.dispatch.meetings.two_at_once import run; run()",
        )
    # three people of each of four bodies are told once
    assert done.stdout.split("\n")[:2] == ["4 sent sent sent sent", "12"], done.stderr
