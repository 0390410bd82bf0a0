"""The form of certificates: every object is closed, every field has one type, and a text is read in one way."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import test_basis_violation
import test_gradient_bases
import test_kernel
import test_related
from problems import TWO_RELUS

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate, Fields, canonical, document, read

Json = dict[str, Any]

PGB = test_gradient_bases.TRUE | test_basis_violation.TRUE
TRUE = {**test_kernel.TRUE, **test_related.TRUE, **{f"pgb-{name}": c for name, c in PGB.items()}}


def check(tables: Json, kind: str, data: Json) -> None:
    problem = problem_from_tables(tables)
    checker.check(problem, Certificate(kind, problem.digest, data))


def objects(value: Any) -> Iterator[Json]:
    """All objects in ``value``."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


def fields(value: Any) -> Iterator[tuple[Any, Any]]:
    """All places in ``value``: the object or list, and the key."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from fields(value[key])


@pytest.mark.parametrize("name", TRUE)
def test_every_object_of_every_kind_is_closed(name: str) -> None:
    tables, kind, data = TRUE[name]
    for i in range(len(list(objects(data)))):
        altered = copy.deepcopy(data)
        list(objects(altered))[i]["remark"] = "1"
        with pytest.raises(CertificateError, match="unknown field 'remark'"):
            check(tables, kind, altered)


OTHER_TYPES: list[Any] = [None, 1.5, {}, [[]], -1, "", "\u0661", 10**30]


@pytest.mark.parametrize("name", TRUE)
def test_a_field_of_another_type_is_refused_in_words(name: str) -> None:
    """For each field of each object, each value of another type; lists are spoiled in their first entry."""
    tables, kind, data = TRUE[name]
    places = [i for i, (_, key) in enumerate(fields(data)) if key in (0,) or isinstance(key, str)]
    for i in places:
        for value in OTHER_TYPES:
            altered = copy.deepcopy(data)
            inside, key = list(fields(altered))[i]
            if inside[key] == value or (isinstance(inside[key], list) and value == [[]]):
                continue
            inside[key] = value
            with pytest.raises(CertificateError):
                check(tables, kind, altered)


@pytest.mark.parametrize("name", TRUE)
def test_a_number_for_a_truth_value_and_the_reverse_are_refused(name: str) -> None:
    tables, kind, data = TRUE[name]
    for i, (inside, key) in enumerate(fields(data)):
        if isinstance(inside[key], int):
            altered = copy.deepcopy(data)
            spoiled, at = list(fields(altered))[i]
            spoiled[at] = int(spoiled[at]) if isinstance(spoiled[at], bool) else bool(spoiled[at])
            with pytest.raises(CertificateError):
                check(tables, kind, altered)


def test_no_kind_can_forget_an_object_within() -> None:
    outer = Fields({"steps": [{"t": "1", "more": {"x": "2"}}]}, "kind")
    (step,) = outer.groups("steps")
    step.number("t")
    inner = step.group("more")
    with pytest.raises(CertificateError, match=r"kind\.steps\[0\]\.more: unknown field 'x'"):
        outer.finish()
    inner.number("x")
    outer.finish()


# ------------------------------------------------------------------------------------------------ the text

PROBLEM = problem_from_tables(TWO_RELUS)
GOOD: Json = {
    **document("two-relus", TWO_RELUS, [Certificate("value", PROBLEM.digest, {**test_kernel.VALUE[2]})]),
    "file": {},
}
TEXT = canonical(GOOD)


def test_a_document_is_read_back_as_it_was_written() -> None:
    for text in (TEXT, TEXT.encode(), json.dumps(GOOD, indent=3)):
        found = read(text)
        assert (found.case, found.tables, found.file) == ("two-relus", GOOD["problem"]["text"], {})
        assert [checker.check(PROBLEM, c).kind for c in found.certificates] == ["value"]
    assert read(canonical({**GOOD, "file": {"point": {"theta": ["1"]}}})).file == {"point": {"theta": ["1"]}}


def but(**changes: Any) -> str:
    """The good document with some keys at the top changed; without those that are None."""
    return canonical({key: value for key, value in {**GOOD, **changes}.items() if value is not None})


ENTRY = GOOD["certificates"][0]
SPOILED: dict[str, tuple[str | bytes, str]] = {
    "an unknown key at the top": (but(remark="x"), "unknown field 'remark'"),
    "an unknown key beside the text": (but(problem={**GOOD["problem"], "remark": "x"}), "unknown field 'remark'"),
    "an unknown key beside kind": (but(certificates=[{**ENTRY, "grade": "formal"}]), "unknown field 'grade'"),
    "an unknown table": (but(problem={"text": {**GOOD["problem"]["text"], "x": {}}, "sha256": "0"}), "and no other"),
    "no case": (but(case=None), "'case' is missing"),
    "no certificates": (but(certificates=None), "'certificates' is missing"),
    "no data": (but(certificates=[{"kind": "value"}]), "'data' is missing"),
    "no kind": (but(certificates=[{"data": {}}]), "'kind' is missing"),
    "data is a list": (but(certificates=[{"kind": "value", "data": []}]), "an object is expected"),
    "certificates are an object": (but(certificates={}), "a list is expected"),
    "a case that is a number": (but(case=3), "text is expected"),
    "a file that is a list": (but(file=[]), "an object is expected"),
    "version true": (but(version=True), "version"),
    "version 1.0": (TEXT.replace('"version":1', '"version":1.0'), "is a float"),
    "version 2": (but(version=2), "has version 2"),
    "version in quotes": (but(version="1"), "version"),
    "another format": (but(format="certificates"), "is not a file of certificates"),
    "another hash": (but(problem={**GOOD["problem"], "sha256": "0" * 64}), "has the hash"),
    "a key twice at the top": (TEXT[:-1] + ',"case":"another"}', "'case' stands twice"),
    "a key twice within": (TEXT.replace('"equals":', '"equals":"2","equals":'), "'equals' stands twice"),
    "a key twice, once escaped": (TEXT.replace('"equals":', '"\\u0065quals":"2","equals":'), "'equals' stands twice"),
    "NaN": (TEXT.replace('"1/3"', "NaN"), "NaN is a float"),
    "Infinity": (TEXT.replace('"1/3"', "-Infinity"), "is a float"),
    "a float": (TEXT.replace('"1/3"', "0.5"), "is a float"),
    "a big float": (TEXT.replace('"1/3"', "1e999999999"), "is a float"),
    "a long integer": (TEXT.replace('"1/3"', "7" * 5000), "too long"),
    "a byte order mark": ("\ufeff" + TEXT, "ASCII"),
    "a byte order mark in bytes": (b"\xef\xbb\xbf" + TEXT.encode(), "ascii"),
    "UTF-16": (TEXT.encode("utf-16"), "ascii"),
    "a character beyond ASCII": (TEXT.replace("two-relus", "two-rel\u00fcs"), "ASCII"),
    "a lone surrogate": (TEXT.replace("two-relus", r"\ud800"), "surrogates"),
    "deep arrays": (but(certificates=None)[:-1] + ',"certificates":' + "[" * 200 + "]" * 200 + "}", "deep"),
    "very deep arrays": ("[" * 100_000, "JSON"),
    "very deep objects": ('{"a":' * 100_000, "JSON"),
    "two documents": (TEXT + TEXT, "Extra data"),
    "half a document": (TEXT[: len(TEXT) // 2], "JSON"),
    "a list": ("[]", "is not a file of certificates"),
    "nothing": ("", "JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_a_text_that_is_no_document_is_refused_in_words(name: str) -> None:
    text, words = SPOILED[name]
    with pytest.raises(CertificateError, match=words) as refused:
        read(text, "x.json")
    assert str(refused.value).startswith("x.json")
    assert len(str(refused.value)) < 400


def test_the_notes_say_of_every_kind_whether_l_may_have_a_term_in_theta_alone() -> None:
    text = (Path(__file__).parents[2] / "notes/certificate-format.md").read_text(encoding="utf-8")
    start = text.index("L may have a term in theta alone (a `regularizer`)")
    paragraph = text[start : text.index("\n\n", start)]
    named = re.findall(r"`([a-z-]+)`", paragraph)
    assert set(named) - {"regularizer"} == set(checker.CHECKS)
    refusing = paragraph[paragraph.index("There must be none in") : paragraph.index("It does not enter")]
    for kind in ("supporting-hyperplane", "tangent"):
        assert f"`{kind}`" in refusing
        tables, _, data = next(entry for entry in TRUE.values() if entry[1] == kind)
        names = problem_from_tables(tables).names
        with_term = {**tables, "problem": {**tables["problem"], "regularizer": f"{names[0]}**2"}}
        with pytest.raises(CertificateError, match="term in theta alone"):
            check(with_term, kind, data)


def test_every_entry_of_a_list_of_texts_is_a_text() -> None:
    assert Fields({"x": ["a", ""]}, "test").texts("x") == ("a", "")
    for entry in (1, None, True, ["a"], {}):
        with pytest.raises(CertificateError, match="a list of texts is expected"):
            Fields({"x": ["a", entry, "b"]}, "test").texts("x")


def test_bits_are_at_least_two() -> None:
    assert Fields({"bits": 2}, "here").bits() == 2
    for few in (1, 0, -1, True, "64", 2.0):
        with pytest.raises(CertificateError, match=r"here\.bits"):
            Fields({"bits": few}, "here").bits()
