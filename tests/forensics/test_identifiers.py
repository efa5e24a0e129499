from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from forensics.identifiers import NAMESPACE, code_of, id_of_content, id_of_key, is_id, new_id


def test_a_typed_record_gets_a_version_seven_id() -> None:
    made = uuid.UUID(new_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_ids_made_later_sort_later() -> None:
    made = [new_id() for _ in range(3)]
    assert [one[:8] for one in made] == sorted(one[:8] for one in made)
    assert len(set(made)) == 3


@given(st.text(st.characters(exclude_categories=("Cs",))), st.text(st.characters(exclude_categories=("Cs",))))
def test_an_imported_record_gets_the_version_five_id_of_source_and_key(source: str, key: str) -> None:
    assert id_of_key(source, key) == str(uuid.uuid5(NAMESPACE, f"{source}\x1f{key}"))


def test_equal_rows_are_told_apart_by_their_number() -> None:
    cells = ("Izium", "2022-04-01")
    assert id_of_content(cells, 1) == id_of_content(cells, 1) != id_of_content(cells, 2)


def test_a_proposed_code_is_the_same_wherever_it_is_proposed() -> None:
    record = id_of_key("EXAMPLE", "1")
    assert code_of("P", record) == code_of("P", record)
    assert len(code_of("P", record)) == len("P-") + 10


def test_hardly_two_proposed_codes_are_equal() -> None:
    codes = {code_of("P", id_of_key("EXAMPLE", str(number))) for number in range(20_000)}
    assert len(codes) == 20_000


def test_only_a_uuid_as_we_write_it_is_an_id() -> None:
    assert is_id(new_id())
    assert not is_id("EX-1")
    assert not is_id(new_id().upper() + "x")
    assert not is_id("{" + new_id()[2:] + "}")
