"""`taphos photos` from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.commandline import main
from desktop.commands.context import DONE, PROBLEMS, REFUSED
from tests.layers.photos.cameras import broken, photo, written


def test_photographs_are_taken_in_timed_answered_marked_and_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    made = str(tmp_path / "p.taphos")
    assert main(["new", made, "--plain"]) == DONE
    main(["add", made, "site", "code=S-1", "form=multiple_grave", "status=in_exhumation"])
    main(["add", made, "case", "code=S-1-001B", "remains_class=body", "origin=exhumation", "site=S-1"])
    files = [str(written(tmp_path, f"{at}.jpg", photo(at))) for at in range(2)]
    assert main(["photos", made, "take", "S-1", *files, "--ahead", "30", "--zone", "+03:00"]) == DONE
    capfd.readouterr()
    again = [files[0], str(written(tmp_path, "broken.jpg", broken(3)))]
    assert main(["photos", made, "take", "S-1", *again, "--json"]) == PROBLEMS
    told = {one["file"]: one for one in json.loads(capfd.readouterr().out)["files"]}
    assert told["0.jpg"]["outcome"] == "here"
    assert told["broken.jpg"]["problems"]

    def log(expect: int) -> list[dict[str, object]]:
        capfd.readouterr()
        assert main(["photos", made, "log", "S-1", "--json"]) == expect
        return list(json.loads(capfd.readouterr().out))

    first, second, _ = log(PROBLEMS)
    assert first["taken_at"] == "2026-05-01T07:59:30+03:00"
    codes = [str(first["code"]), str(second["code"])]
    shown, true = "2026-05-01T08:01:00+03:00", "2026-05-01T08:00:00+03:00"
    assert main(["photos", made, "clock", codes[0], "--shown", shown, "--true", true]) == DONE
    answers = ["--board", "yes", "--scale", "yes", "--north", "no", "--shows", "S-1-001B"]
    assert main(["photos", made, "mark", *codes, *answers]) == DONE
    first, second, _ = log(PROBLEMS)
    assert (first["taken_at"], second["asks"]) == ("2026-05-01T07:59:00+03:00", [])
    assert first["shows"] == ["S-1", "S-1-001B"]
    marks = written(tmp_path, "marks.json", b'[{"kind": "arrow", "points": [[5, 5], [40, 30]]}]')
    assert main(["photos", made, "annotate", codes[0], str(marks)]) == DONE
    assert [one["copy_of"] for one in log(PROBLEMS) if one["copy_of"]] == [codes[0]]
    marks.write_bytes(b"{}")
    assert main(["photos", made, "annotate", codes[0], str(marks)]) == REFUSED
    assert main(["photos", made, "annotate", codes[0], str(tmp_path / "nowhere.json")]) == REFUSED
    assert main(["verify", made]) == DONE
