"""The order of priorities: prerequisites form a graph without cycles (domain.md I12)."""

from collections.abc import Iterable, Mapping


def find_cycle(needs: Mapping[int, Iterable[int]]) -> list[int]:
    """Priorities that wait for each other, in order, or an empty list.

    `needs` maps a priority to those that must come first. The cycle found is the same for the same graph.
    """
    done: set[int] = set()
    for root in sorted(needs):
        if root not in done and (cycle := _walk(needs, root, done)):
            return cycle
    return []


def _walk(needs: Mapping[int, Iterable[int]], root: int, done: set[int]) -> list[int]:
    path, pending = [root], [iter(sorted(needs.get(root, ())))]
    while path:
        step = next(pending[-1], None)
        if step is None:
            pending.pop()
            done.add(path.pop())
        elif step in path:
            return path[path.index(step) :]
        elif step not in done:
            path.append(step)
            pending.append(iter(sorted(needs.get(step, ()))))
    return []
