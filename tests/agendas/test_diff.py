"""Differences between versions: what is applied to the earlier gives the later."""

from hypothesis import given
from hypothesis import strategies as st

from consult.agendas.diff import Facts, differences

keys = st.tuples(st.sampled_from(["title", "output", "need", "lead"]), st.sampled_from(["", "1.1", "North"]))
says = st.dictionaries(keys, st.text("abc", min_size=1, max_size=3), max_size=6)
facts = st.builds(Facts, st.integers(1, 6), st.integers(1, 6), st.text("xyz", max_size=2), says)
versions = st.lists(facts, max_size=6, unique_by=lambda f: f.number)


def applied(before, changes):
    result = {f.number: (f.rank, dict(f.says)) for f in before}
    for f in changes.dropped:
        del result[f.number]
    for f in changes.added:
        result[f.number] = (f.rank, dict(f.says))
    for c in changes.changed:
        said = result[c.number][1]
        for change in c.changes:
            assert said.get((change.field, change.part), "") == change.before
            said.pop((change.field, change.part), None)
            if change.after:
                said[change.field, change.part] = change.after
        result[c.number] = (c.after_rank, said)
    return result


@given(versions, versions)
def test_applying_the_differences_gives_the_later_version(before, after):
    assert applied(before, differences(before, after)) == {f.number: (f.rank, dict(f.says)) for f in after}


@given(versions)
def test_a_version_does_not_differ_from_itself(version):
    assert not differences(version, list(reversed(version)))


@given(versions, versions)
def test_the_other_way_round_is_the_mirror(before, after):
    there, back = differences(before, after), differences(after, before)
    assert [f.number for f in there.added] == [f.number for f in back.dropped]
    assert {c.number for c in there.changed} == {c.number for c in back.changed}


def test_a_changed_ask_names_both_texts():
    one = Facts(3, 1, "Courts", {("need", "North · 3.1"): "550", ("title", ""): "Courts"})
    two = Facts(3, 2, "Courts", {("need", "North · 3.1"): "640", ("output", "3.5"): "Hearings", ("title", ""): "Courts"})
    (changed,) = differences([one], [two]).changed
    assert [(c.field, c.part, c.before, c.after) for c in changed.changes] == [
        ("output", "3.5", "", "Hearings"),
        ("need", "North · 3.1", "550", "640"),
    ]
    assert changed.moved
