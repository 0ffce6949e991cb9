"""Prerequisites: a circle is found where there is one, and only there."""

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from consult.agendas.order import find_cycle

numbers = st.integers(1, 8)
graphs = st.dictionaries(numbers, st.sets(numbers, max_size=4), max_size=8)


def has_order(graph):
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError:
        return False
    return True


@given(graphs)
def test_a_cycle_is_found_exactly_where_there_is_no_order(graph):
    assert bool(find_cycle(graph)) is not has_order(graph)


@given(graphs)
def test_what_is_found_is_a_cycle(graph):
    cycle = find_cycle(graph)
    for one, following in zip(cycle, cycle[1:] + cycle[:1], strict=True):
        assert following in graph[one]
    assert len(set(cycle)) == len(cycle)


@given(st.lists(st.tuples(numbers, numbers), max_size=20))
def test_links_to_smaller_numbers_never_make_a_circle(links):
    graph = {}
    for a, b in links:
        if b < a:
            graph.setdefault(a, set()).add(b)
    assert find_cycle(graph) == []
