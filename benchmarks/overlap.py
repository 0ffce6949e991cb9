"""The overlap engine beside DuckDB's plain join in the same run: pairs, cells, worst, at 10,000 and 100,000 lines.

Lines are drawn from those of the Somalia AIMS (AidData, geocoded research release, ODC-By), so that the skew of sectors,
places, dates and amounts is real. Each job runs in a process of its own; peak is the memory of that process.

    python benchmarks/overlap.py [LINES ...]    (--no-join leaves the join out)
"""

import csv
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np

from consult.coordination import finder
from consult.coordination.cells import cells
from consult.coordination.judging import judge
from consult.coordination.lines import Lines, Ragged, Tree, tree_of
from consult.coordination.worst import worst

HERE = Path(__file__).parent
NONE = Ragged(np.zeros(0, np.int64), np.zeros(0, np.int64))
NO_LINKS = np.zeros((0, 2), np.int64)


def draw(count: int) -> tuple[Lines, Tree]:
    """`count` lines whose sector, dates, amount, place set and organisation come from real lines, each drawn apart;
    a title stays with its sector."""
    with (HERE / "overlap_places.csv").open(encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file))
    index = {row["place"]: i for i, row in enumerate(places)}
    with (HERE / "overlap_lines.csv").open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    rng = np.random.default_rng(1)
    pick = {column: rng.integers(0, len(real), count) for column in ("sector", "dates", "amount", "places", "org")}

    def taken(column: str, by: str) -> np.ndarray:
        return np.array([int(row[column]) for row in real], np.int64)[pick[by]]

    zero = np.zeros(count, np.int64)
    sets = [[index[code] for code in row["places"].split()] for row in real]
    flat = [(i, place) for i, chosen in enumerate(pick["places"].tolist()) for place in sorted(sets[chosen])]
    both = np.array(flat, np.int64)
    titles = tuple(dict.fromkeys(row["title"] for row in real))
    number = {title: i for i, title in enumerate(titles)}
    lines = Lines(
        id=np.arange(1, count + 1), activity=np.arange(count), start=taken("start", "dates"), end=taken("end", "dates"),
        amount=taken("amount", "amount"), purpose=taken("purpose", "sector"), function=zero, priority=zero, output=zero,
        counted_in=zero, undivided=np.bincount(both[:, 0], minlength=count) > 1,
        title=np.array([number[row["title"]] for row in real], np.int64)[pick["sector"]],
        orgs=Ragged(np.arange(count), taken("org", "org")), places=Ragged(both[:, 0], both[:, 1]), titles=titles,
    )  # fmt: skip
    return lines.take(np.flatnonzero(lines.category() != 998)), tree_of((index.get(r["parent"], -1) for r in places), 0)


def job_pairs(count: int) -> dict[str, object]:
    """All distinct pairs, judged: days, exposure, certainty, level."""
    lines, tree = draw(count)
    began = time.perf_counter()
    slices = finder.prepare(lines, tree, NO_LINKS)
    found = days = exposed = 0
    for part in slices:
        for block in finder.pairs(part):
            table = judge(part, block, NONE)
            found, days, exposed = found + len(table.low), days + int(table.days.sum()), exposed + int(table.exposure.sum())
    return {"seconds": time.perf_counter() - began, "pairs": found, "days": days, "exposed": exposed}


def job_cells(count: int) -> dict[str, object]:
    """The cells of a report: counts, crowding, worst pair of each; no pair made."""
    lines, tree = draw(count)
    began = time.perf_counter()
    table = cells(finder.prepare(lines, tree, NO_LINKS), NONE)
    return {"seconds": time.perf_counter() - began, "cells": len(table.pairs), "meetings": int(table.pairs.sum())}


def job_worst(count: int) -> dict[str, object]:
    """The 200 worst pairs below the national level, slices given."""
    lines, tree = draw(count)
    slices = finder.prepare(lines, tree, NO_LINKS)
    began = time.perf_counter()
    return {"pairs": len(worst(slices, 200, NONE).low), "seconds": time.perf_counter() - began}


def job_join(count: int) -> dict[str, object]:
    """DuckDB's plain join: reach with itself on category and place, conditions, one row a pair; the same sums."""
    lines, tree = draw(count)
    line, node, own = tree.reach(lines.places)
    db = duckdb.connect()
    db.execute("set threads to 2")
    table = {
        "i": np.arange(len(lines)), "first": lines.start, "last": lines.end, "amount": lines.amount, "purpose": lines.purpose,
        "org": lines.orgs.value, "category": lines.category(), "id": lines.id,
    }  # fmt: skip
    db.register("line_table", table)
    db.execute("create table line as select * from line_table")
    db.register("reach_table", {"i": line, "node": node, "own": own})
    db.execute("create table reach as select r.*, l.* exclude (i) from reach_table r join line l using (i)")
    began = time.perf_counter()
    row = db.execute(JOIN).fetchone()
    return {"seconds": time.perf_counter() - began, "pairs": row[0], "days": int(row[1] or 0)}


JOIN = """
select count(*), sum(days), sum(days * smaller / shorter), sum(rank) from (
  select a.i, b.i, any_value(least(a.last, b.last) - greatest(a.first, b.first) + 1) as days,
    any_value(greatest(least(a.amount, b.amount), 0)) as smaller,
    any_value(least(a.last - a.first, b.last - b.first) + 1) as shorter,
    max(2 * (a.node <> 0)::int + (a.own and b.own)::int) as rank
  from reach a join reach b on a.category = b.category and a.node = b.node and a.i < b.i
  where (a.own or b.own) and a.org <> b.org
    and (a.purpose = b.purpose or a.purpose = a.category or b.purpose = b.category)
    and least(a.last, b.last) - greatest(a.first, b.first) + 1 >= 30
  group by a.i, b.i)
"""
JOBS = {"pairs": job_pairs, "cells": job_cells, "worst": job_worst, "join": job_join}


def run(job: str, count: int) -> dict[str, object]:
    """One job in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--job", job, str(count)], capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main(arguments: list[str]) -> None:
    """Print a table for benchmarks/README.md."""
    if arguments[:1] == ["--job"]:
        found = JOBS[arguments[1]](int(arguments[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(found | {"peak_mb": peak}))
        return
    sizes = [int(a) for a in arguments if a.isdigit()] or [10_000, 100_000]
    jobs = [job for job in JOBS if job != "join" or "--no-join" not in arguments]
    print("|lines|job|seconds|peak MB|of the join's time|found|\n|---|---|---|---|---|---|")
    for count in sizes:
        results = {job: run(job, count) for job in jobs}
        join = results.get("join", {}).get("seconds")
        for job, result in results.items():
            ratio = f"{result['seconds'] / join:.3f}" if join and job != "join" else ""
            rest = ", ".join(f"{k} {v:,}" for k, v in result.items() if k not in ("seconds", "peak_mb"))
            print(f"|{count:,}|{job}|{result['seconds']:.3f}|{result['peak_mb']}|{ratio}|{rest}|")
        if "join" in results and any(results["join"][k] != results["pairs"][k] for k in ("pairs", "days")):
            sys.exit("the join and the engine differ")


if __name__ == "__main__":
    main(sys.argv[1:])
