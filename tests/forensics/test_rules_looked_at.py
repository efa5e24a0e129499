"""A rule that says what it looks at looks at nothing else; what was known to be silent is the same as what is asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.catalogue import RecordType, catalogue
from forensics.fields import Field, Kind
from forensics.rules import Rule, family_rules, looks_at
from forensics.rules.family import FamilyRules, record_builder

DECLARING = [
    (catalogue()[name], rule) for name, rules in family_rules().items() for rule in rules if looks_at(rule) is not None
]


def values(field: Field) -> st.SearchStrategy[Any]:
    """Values that a rule could make something of."""
    text = st.sampled_from(["P-1", "Olena", "", "unknown", "2022-03", "2022-03-01", "2022-04-01/2022-05-02"])
    if field.vocabulary is not None:
        codes = st.sampled_from(sorted(field.vocabulary.all_codes))
        return codes if field.kind is Kind.CODE else st.lists(codes, max_size=3).map(tuple)
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        return st.integers(0, 3)
    if field.kind is Kind.DATE:
        return st.sampled_from(["2022-03", "2022-03-01", "2022-05", "2022-03-01/2022-04-02", "[..2022-03-01]"])
    if field.kind is Kind.ROWS:
        return st.lists(st.fixed_dictionaries({"code": text}), max_size=2).map(tuple)
    return st.booleans() if field.kind is Kind.FLAG else text


def records(kind: RecordType, rule: Rule) -> st.SearchStrategy[dict[str, Any]]:
    named = looks_at(rule) or ()
    others = [field.name for field in kind.fields if field.typed and field.kind is not Kind.PLACE][:12]
    fields = {name: values(kind.by_name[name]) for name in (*named, *others)}
    return st.fixed_dictionaries({}, optional=fields)


@pytest.mark.parametrize(
    ("kind", "rule"), DECLARING, ids=lambda one: getattr(one, "__name__", getattr(one, "name", ""))
)
def test_a_rule_looks_at_what_it_says_and_at_nothing_else(kind: RecordType, rule: Rule) -> None:
    looked: set[str] = set()

    class Watched(kind.model):  # type: ignore[name-defined,misc]
        def __getattribute__(self, name: str) -> Any:
            if name in kind.by_name:
                looked.add(name)
            return super().__getattribute__(name)

    build = record_builder(Watched)

    @given(records(kind, rule))
    def watched(typed: dict[str, Any]) -> None:
        list(rule(build(typed)))

    watched()
    assert looked <= set(looks_at(rule) or ())


@given(st.data())
def test_what_is_known_to_be_silent_is_what_is_silent_when_asked(data: st.DataObject) -> None:
    kind = catalogue()["interview"]
    rules = [rule for one, rule in DECLARING if one.name == kind.name]
    drawn = data.draw(st.lists(st.one_of([records(kind, rule) for rule in rules]), min_size=1, max_size=5))
    names = sorted({name for typed in drawn for name in typed})
    columns = {name: [typed.get(name) for typed in drawn] for name in names}
    family = FamilyRules(kind)
    for _ in range(2):
        known = family.silent(columns, len(drawn))
        asked = [family.problems(typed) for typed in drawn]
        assert all(not problems for still, problems in zip(known, asked, strict=True) if still)
        fresh = [FamilyRules(kind).problems(typed) for typed in drawn]
        assert asked == fresh
    unseen = FamilyRules(kind).silent({}, len(drawn), unseen=names or ["month"])
    assert unseen == [False] * len(drawn) or not set(names or ["month"]) & {
        name for rule in rules for name in looks_at(rule) or ()
    }
