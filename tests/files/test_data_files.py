"""Data files: the numbers of a case in a file beside it are read exactly, and whatever else is there is refused."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from verify import recheck
from verify.errors import FileError, InputError
from verify.exact import exact
from verify.files.data_file import MAX_DATA_BYTES, csv_rows
from verify.files.load import load, read_tables
from verify.files.npz_arrays import npz_rows

CASE = """\
title = "A line"
kind = "failure-mode"
source = "A test"
[problem]
network = {{ widths = [2, 1] }}
loss = "squared"
inputs = {inputs}
targets = [["1"], ["0"]]
[point]
theta = ["1", "1/2", "0.25"]
[expect]
value = "~5.5"
"""
INLINE = '[["1", "0.5"], ["-3/4", "2"]]'
TABLE = "a,b,c\n1,0.5,7\n-3/4,2,8\n"
COLUMNS = 'columns = ["a", "b"]'


def sha(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()


def packed(save: Callable[..., None] = np.savez, **content: object) -> bytes:
    file = io.BytesIO()
    save(file, **content)
    return file.getvalue()


def named(folder: Path, source: bytes, which: str, name: str = "data.csv", digest: str | None = None) -> Path:
    """A case whose inputs are in a data file."""
    (folder / name).write_bytes(source)
    table = f'{{ file = "{name}", {which}, sha256 = "{digest or sha(source)}" }}'
    file = folder / "case.toml"
    file.write_text(CASE.format(inputs=table), encoding="utf-8")
    return file


def faults(file: Path) -> list[str]:
    with pytest.raises(FileError) as raised:
        load(file)
    return [str(fault).replace(f"{file.parent}/", "") for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("source", "which", "name"),
    [
        (TABLE.encode(), COLUMNS, "data.csv"),
        ("\ufeffb, a ,c\r\n 0.5,1,7\r\n\r\n2,-3/4 ,8\r\n".encode(), COLUMNS, "data.csv"),
        (b'"a","b"\n"1","0.5"\n-3/4,2', COLUMNS, "data.csv"),
    ],
)
def test_numbers_of_a_csv_mean_the_same_as_the_texts_in_the_case(
    tmp_path: Path, source: bytes, which: str, name: str
) -> None:
    """The same problem, and the same certificates: not even the digest differs. The second checker reads the same."""
    file = named(tmp_path, source, which, name)
    found = load(file)
    inline = tmp_path / "inline.toml"
    inline.write_text(CASE.format(inputs=INLINE), encoding="utf-8")
    assert found.problem.digest == load(inline).problem.digest
    assert recheck.read_toml(file) == read_tables(file).tables == read_tables(inline).tables
    assert found.problem.inputs == ((Fraction(1), Fraction(1, 2)), (Fraction(-3, 4), Fraction(2)))


@pytest.mark.parametrize("kind", ["<f4", "<f8", ">f8", "<f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_numbers_of_an_array_are_the_floats_that_they_are(tmp_path: Path, kind: str, order: Any) -> None:
    array = np.array([[0.1, -1.5], [2.0**-14, 3]], dtype=kind, order=order)
    file = named(tmp_path, packed(np.savez_compressed, X=array), 'array = "X"', "data.npz")
    assert load(file).problem.inputs == tuple(tuple(Fraction(float(x)) for x in row) for row in array)
    assert recheck.read_toml(file) == read_tables(file).tables


floats = st.sampled_from(["<f2", "<f4", "<f8", ">f4", "<i8", "|i1", "|u1", ">u2"])


@given(arrays.arrays(floats.map(np.dtype), arrays.array_shapes(max_dims=2, max_side=4)), st.booleans())
def test_every_float_is_read_back_exactly_by_both_readers(array: np.ndarray, turned: bool) -> None:
    array = np.asfortranarray(array) if turned else array
    source = packed(X=array)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        with pytest.raises(recheck.Invalid):
            recheck.npz_rows(source, "X")
        return
    rows = npz_rows(source, "X", "data.npz", "here")
    assert [exact(text) for row in rows for text in row] == [Fraction(x.item()) for x in array.ravel()]
    assert [len(row) for row in rows] == [array.shape[1] if array.ndim == 2 else 1] * len(array)
    assert recheck.npz_rows(source, "X") == rows


@given(st.text("a,1.5 \"\n\r-/'e;", max_size=40))
def test_the_two_readers_of_csv_agree_on_any_text(text: str) -> None:
    source = f"a,b\n{text}".encode()
    assert rows_or_none(lambda: csv_rows(source, ["b", "a"], "data.csv", "here"), InputError) == rows_or_none(
        lambda: recheck.csv_rows(source.decode(), ["b", "a"]), recheck.Invalid, recheck.csv.Error
    )


def rows_or_none(read: Callable[[], list[list[str]]], *errors: type[Exception]) -> list[list[str]] | None:
    """What a reader reads; None for a table that it refuses, and for one without a row."""
    try:
        return read() or None
    except errors:
        return None


def test_theta_and_weights_are_one_row(tmp_path: Path) -> None:
    source = packed(theta=np.array([1, 0.5, 0.25]), w=np.array([[1.0], [2.0]]), wide=np.ones((1, 3)))
    (tmp_path / "d.npz").write_bytes(source)
    file = tmp_path / "case.toml"

    def reference(name: str) -> str:
        return f'{{ file = "d.npz", array = "{name}", sha256 = "{sha(source)}" }}'

    text = CASE.format(inputs=INLINE).replace('["1", "1/2", "0.25"]', reference("theta"))
    text = text.replace('loss = "squared"', f'loss = "squared"\nweights = {reference("w")}')
    file.write_text(text, encoding="utf-8")
    case = load(file)
    assert [t.text for t in case.point.theta] == ["1", "1/2", "1/4"]
    assert case.problem.weights == (1, 2)
    assert recheck.read_toml(file) == read_tables(file).tables
    file.write_text(text.replace('"theta"', '"wide"'), encoding="utf-8")
    assert faults(file) == ["case.toml:11: one number in each row is expected here, found 3: name one column"]
    with pytest.raises(recheck.Invalid):
        recheck.read_toml(file)


def test_a_changed_data_file_is_refused_until_its_new_hash_is_written(tmp_path: Path) -> None:
    file = named(tmp_path, TABLE.encode(), COLUMNS)
    changed = TABLE.replace("0.5", "0.6").encode()
    (tmp_path / "data.csv").write_bytes(changed)
    (fault,) = faults(file)
    assert fault.startswith("case.toml:7: data.csv is not the file that is meant here: it has changed since")
    assert f'write sha256 = "{sha(changed)}"' in fault
    with pytest.raises(recheck.Invalid, match="another SHA-256"):
        recheck.read_toml(file)
    file.write_text(file.read_text().replace(sha(TABLE.encode()), sha(changed)), encoding="utf-8")
    assert load(file).problem.inputs[0][1] == Fraction(3, 5)


def lying_header(shape: str) -> bytes:
    """An array that says it is larger than it is."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    member = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(16)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("X.npy", member)
    return file.getvalue()


class Trap:
    """Writes a file if it is ever unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("unpickled",)


CSV_FAULTS = {
    "no number": (b"a,b\n1,x\n2,\n", ["data.csv:2: column 'b': 'x' is not an exact", "data.csv:3: column 'b': ''"]),
    "nan": (b"a,b\n1,nan\n2,1e9999999999\n", ["data.csv:2: column 'b': 'nan'", "data.csv:3: column 'b': the exponent"]),
    "ragged": (b"a,b\n1,2\n1\n", ["data.csv:3: this row has 1 entries, the first line 2"]),
    "no such column": (b"a,bb\n1,2\n1,2\n", ["case.toml:7: data.csv has no column 'b': did you mean 'bb'?"]),
    "column twice": (b"a,b,a\n1,2,3\n1,2,3\n", ["data.csv:1: the column 'a' stands twice"]),
    "column without a name": (b"a,b,\n1,2,3\n", ["data.csv:1: the column 3 has no name"]),
    "no rows": (b"a,b\n\n", ["data.csv: needs a first line with the names of the columns, and at least one row"]),
    "empty": (b"", ["data.csv: needs a first line"]),
    "open quote": (b'a,b\n1,"2\n', ["data.csv:2: is no CSV: unexpected end of data"]),
    "no UTF-8": (b"a,b\n1,\xe9\n", ["data.csv:2: is not UTF-8"]),
    "too long": (b"a,b\n" + b"1,2\n" * (MAX_DATA_BYTES // 4), ["data.csv: is longer than 16 MiB"]),
}
NPZ_FAULTS = {
    "nan": (packed(X=np.array([[1, np.nan]])), "data.npz: the array 'X'[0][1] is nan: every number has to be finite"),
    "infinite": (packed(X=np.array([[-np.inf, 1]])), "data.npz: the array 'X'[0][0] is -inf"),
    "three axes": (packed(X=np.ones((1, 2, 3))), "data.npz: the array 'X' has the shape (1, 2, 3)"),
    "empty": (packed(X=np.ones((0, 2))), "data.npz: the array 'X' has the shape (0, 2)"),
    "pickled": (packed(X=np.array([Trap()], object)), "data.npz: the array 'X' has the type object"),
    "complex": (packed(X=np.array([1j])), "data.npz: the array 'X' has the type complex128"),
    "texts": (packed(X=np.array(["1"])), "data.npz: the array 'X' holds no numbers"),
    "another array": (packed(x=np.ones(2)), "case.toml:7: data.npz has no array 'X'"),
    "no archive": (b"PK", "data.npz: is no .npz file: write it with numpy.savez"),
    "a pickle": (pickle.dumps(Trap()), "data.npz: is no .npz file"),
    "cut off": (packed(X=np.ones((9, 9)))[:-40], "data.npz: is no .npz file"),
    "a large claim": (lying_header("(1000000000000,)"), "data.npz: the array 'X' has 1000000000000 entries: at most"),
    "a false claim": (lying_header("(3,)"), "data.npz: the array 'X' does not have the length that its header says"),
    "a claim that is not closed": (lying_header("(2,"), "data.npz: the array 'X' cannot be read"),
    "a negative claim": (lying_header("(-3,)"), "data.npz: the array 'X'"),
}


@pytest.mark.parametrize("name", CSV_FAULTS)
def test_a_bad_csv_is_one_clear_message_for_each_fault(tmp_path: Path, name: str) -> None:
    source, wanted = CSV_FAULTS[name]
    file = named(tmp_path, source, COLUMNS)
    found = faults(file)
    assert len(found) == len(wanted)
    assert all(fault.startswith(words) for fault, words in zip(found, wanted, strict=True)), found
    with pytest.raises(recheck.Invalid):
        recheck.read_toml(file)


@pytest.mark.parametrize("name", NPZ_FAULTS)
def test_a_bad_npz_is_one_clear_message_and_nothing_is_unpickled(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source, wanted = NPZ_FAULTS[name]
    file = named(tmp_path, source, 'array = "X"', "data.npz")
    (found,) = faults(file)
    assert found.startswith(wanted), found
    with pytest.raises(recheck.Invalid):
        recheck.read_toml(file)
    assert not (tmp_path / "unpickled").exists()


REFERENCE_FAULTS = {
    "outside": ('{ file = "../d.csv", sha256 = "0", columns = ["a"] }', "'../d.csv': name a file in the folder"),
    "absolute": (
        '{ file = "/etc/passwd.csv", sha256 = "0", columns = ["a"] }',
        "'/etc/passwd.csv': name a file in the",
    ),
    "of Windows": ("{ file = 'C:\\d.csv', sha256 = '0', columns = ['a'] }", "'C:\\\\d.csv': name a file in the folder"),
    "by a link": ('{ file = "link.csv", sha256 = "0", columns = ["a"] }', "'link.csv' leads out of the folder"),
    "no file": ('{ file = "no.csv", sha256 = "0", columns = ["a"] }', "there is no file"),
    "a folder": ('{ file = "folder.csv", sha256 = "0", columns = ["a"] }', "there is no file"),
    "another ending": (
        '{ file = "d.pkl", sha256 = "0", columns = ["a"] }',
        "'d.pkl': a data file ends in .csv or .npz",
    ),
    "no hash": ('{ file = "data.csv", columns = ["a"] }', "the key 'sha256' is missing: the SHA-256 of the file"),
    "no columns": (f'{{ file = "data.csv", sha256 = "{sha(b"")}" }}', "of a .csv file the columns are named"),
    "an unknown key": ('{ file = "data.csv", sha256 = "0", colums = ["a"] }', "unknown key 'colums': did you mean"),
    "a number": ('{ file = 5, sha256 = "0" }', "file: expected a text"),
    "no columns at all": ('{ file = "data.csv", sha256 = "0", columns = [] }', "columns has 0 entries"),
}


@pytest.mark.parametrize("name", REFERENCE_FAULTS)
def test_a_bad_name_of_a_data_file_is_a_fault_with_its_line(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "cases"
    (folder / "folder.csv").mkdir(parents=True)
    (tmp_path / "d.csv").write_bytes(b"a,b\n1,2\n1,2\n")
    (folder / "data.csv").write_bytes(b"")
    (folder / "link.csv").symlink_to(tmp_path / "d.csv")
    reference, words = REFERENCE_FAULTS[name]
    file = folder / "case.toml"
    file.write_text(CASE.format(inputs=reference), encoding="utf-8")
    (found,) = faults(file)
    assert found.startswith(f"case.toml:7: {words}"), found
    with pytest.raises(recheck.Invalid):
        recheck.read_toml(file)


def test_a_reference_elsewhere_is_no_row_of_numbers(tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    text = CASE.format(inputs=INLINE) + f"residual_gradients = {json.dumps('x').join(['{ file = ', ' }'])}\n"
    file.write_text(text, encoding="utf-8")
    assert any("residual_gradients: expected an array, found a table" in fault for fault in faults(file))


def test_too_many_numbers_are_refused_like_those_of_a_case(tmp_path: Path) -> None:
    file = named(tmp_path, packed(X=np.ones((200_001, 2))), 'array = "X"', "data.npz")
    (found,) = faults(file)
    assert found.startswith("case.toml:7: problem.inputs has 200001 entries; expected at most 200000")
