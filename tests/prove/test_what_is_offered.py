"""What is wrong or missing in a file is said once, all of it, with the text that is true, which is then accepted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from verify.commands.check import Settings, check_case
from verify.errors import FileError
from verify.files.load import load
from verify.store.faults import troubles
from verify.verdict import Status

CASES = Path(__file__).parent.parent.parent / "counterexamples"


def edited(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = (CASES / f"{name}.toml").read_text(encoding="utf-8")
    for pattern, new in changes:
        text, count = re.subn(pattern, new, text, flags=re.MULTILINE)
        assert count, pattern
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def lines(path: Path) -> list[str]:
    return [line.words for line in troubles([check_case(load(path), Settings())])]


def test_all_wrong_residual_gradients_are_one_line_with_the_right_ones(tmp_path: Path) -> None:
    wrong = r'residual_gradients = [["0", "1"], ["2", "0"], ["0", "0"]]'
    path = edited(tmp_path, "data-optimal/two-outputs", (r"^residual_gradients = .*$", wrong))
    (line,) = lines(path)
    assert "rho_2 at distinct input 1 is 0, not 1; rho_1 at distinct input 2 is 0, not 2" in line
    right = line.partition("write ")[2]
    assert right.startswith("residual_gradients = [[")
    path.write_text(path.read_text(encoding="utf-8").replace(wrong, right), encoding="utf-8")
    assert check_case(load(path), Settings())["status"] == Status.AS_EXPECTED


@pytest.mark.parametrize("name", ["data-optimal/two-outputs", "data-optimal/logistic"])
def test_a_wrong_value_is_met_with_the_right_one(name: str, tmp_path: Path) -> None:
    path = edited(tmp_path, name, (r'^value = ".*"', 'value = "7"'))
    (line,) = [line for line in lines(path) if "L(theta) is" in line]
    right = line.partition("write ")[2]
    path.write_text(path.read_text(encoding="utf-8").replace('value = "7"', right), encoding="utf-8")
    assert check_case(load(path), Settings())["status"] == Status.AS_EXPECTED


def test_all_wrong_coordinates_are_named_in_one_line_with_the_whole_point(tmp_path: Path) -> None:
    path = edited(
        tmp_path, "bad-minima/one-tanh", ("1.3859507078218730748435631", "1.3859507078218730748435641"),
        ("-1.6144927447798230169681442", "-1.6144927447798230169681452"),
    )  # fmt: skip
    (line,) = lines(path)
    assert "t1 is 1.38595070782187307484356312" in line
    assert "t2 is -1.614492744779823016968144246" in line
    right = line.partition("the whole point is ")[2]
    text = re.sub(r"^theta = .*$", lambda _: right, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    assert check_case(load(path), Settings())["status"] == Status.AS_EXPECTED


def test_rounded_decimals_are_recognised_and_a_point_that_is_far_from_critical_is_not(tmp_path: Path) -> None:
    path = edited(tmp_path, "bad-minima/one-tanh", (r"\[point\]\nrefine = true", "[point]"))
    assert any("write refine = true in [point]" in line for line in lines(path))
    far = edited(
        tmp_path, "bad-minima/one-tanh", (r"\[point\]\nrefine = true\ntheta = .*", '[point]\ntheta = ["1", "1", "1"]')
    )
    assert any("is no critical point of L" in line for line in lines(far))
    assert not any("refine = true" in line for line in lines(far))


def faults(path: Path) -> list[str]:
    with pytest.raises(FileError) as caught:
        load(path)
    return [fault.message for fault in caught.value.faults]


def test_a_missing_value_is_offered_if_it_is_rational(tmp_path: Path) -> None:
    (message,) = faults(edited(tmp_path, "data-optimal/two-outputs", (r'^value = "1/2"\n', "")))
    assert message.endswith('; write value = "1/2"')


def test_a_missing_value_that_takes_more_than_reading_is_found_by_a_check(tmp_path: Path) -> None:
    (message,) = faults(edited(tmp_path, "bad-minima/one-tanh", (r'^value = ".*"\n', "")))
    assert message.endswith('; write value = "0", and verify check says what it is')


def test_a_misspelt_key_is_said_once(tmp_path: Path) -> None:
    (message,) = faults(edited(tmp_path, "bad-minima/one-tanh", ("^better_value", "beter_value")))
    assert "did you mean 'better_value'?" in message
    (message,) = faults(edited(tmp_path, "bad-minima/one-tanh", ("^targets =", "target =")))
    assert "did you mean 'targets'?" in message


def test_one_singular_point_is_one_line_that_begins_with_the_reason_and_says_what_to_do(tmp_path: Path) -> None:
    """A flat direction: t4 and t5 occur in their difference alone."""
    path = edited(
        tmp_path, "bad-minima/one-tanh", (r'\+ t3\)"\], parameters = \["t1", "t2", "t3"\]',
        '+ t3) + t4 - t5"], parameters = ["t1", "t2", "t3", "t4", "t5"]'),
        ('-0.8758351120495110826339921"', '-0.8758351120495110826339921", "0.3", "0.3"'),
        ('0.1806399620803558176294554"', '0.1806399620803558176294554", "0.0", "0.0"'),
    )  # fmt: skip
    found = lines(path)
    assert len(found) == 2  # the point and the better point
    for line in found:
        assert re.match(rf"{re.escape(str(path))}: singular: line \d+: Newton's method", line)
        assert line.index("critical-orbit") < line.index("left open by this")
