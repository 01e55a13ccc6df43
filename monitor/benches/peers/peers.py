"""The same questions asked of the same rows by this engine, by DuckDB and by snapml's GraphFeaturePreprocessor.

Prints a table of counts and CPU-seconds, and ends with 1 where two that mean the same differ. See README.md.
"""
import argparse, csv, json, os, resource, subprocess, sys, tempfile

import duckdb
import numpy as np

DAY = 86_400
LENGTHS = range(3, 9)

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("export", help="CSV with columns timestamp (or time), from, to, amount, asset, tx_id (or txid)")
parser.add_argument("--examples", default="target/release/examples", help="folder of the example same_work")
parser.add_argument("--tidegate", default="target/release/tidegate")
parser.add_argument("--rules", default="rules")
parser.add_argument("--without-snapml", action="store_true", help="it takes ten seconds on t1m, and does not end on h1m")
asked = parser.parse_args()


def seconds(usage):
    return usage.ru_utime + usage.ru_stime


def ours(*command, fine=(0,)):
    """Runs a command; gives what it wrote and its CPU-seconds."""
    before = seconds(resource.getrusage(resource.RUSAGE_CHILDREN))
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in fine:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stderr}")
    return done.stdout, seconds(resource.getrusage(resource.RUSAGE_CHILDREN)) - before


def own(work):
    """Runs a function in this process; gives what it returned and its CPU-seconds."""
    before = seconds(resource.getrusage(resource.RUSAGE_SELF))
    return work(), seconds(resource.getrusage(resource.RUSAGE_SELF)) - before


with open(asked.export, newline="") as file:
    names = next(csv.reader(file))
time, txid = ("timestamp" if "timestamp" in names else "time"), ("tx_id" if "tx_id" in names else "txid")
rows = f"read_csv('{asked.export}')"
base = duckdb.connect()
base.execute("set threads = 1")


def sql(text):
    return own(lambda: base.execute(text).fetchall())


same_work = os.path.join(asked.examples, "same_work")
table = []

# Reading every column, and the whole pack.
(read_rows, *_), = sql(f'select count(*), max({time}), sum(length("from")), sum(length("to")), sum(amount), max(asset), '
                       f"sum(length({txid})) from {rows}")[0]
_, duck_read = sql(f'select count(*), max({time}), sum(length("from")), sum(length("to")), sum(amount), max(asset), '
                   f"sum(length({txid})) from {rows}")
count, our_read = ours(same_work, "read", asked.export)
with tempfile.TemporaryDirectory() as folder:
    command = [asked.tidegate, "scan", asked.export, "--rules", asked.rules, "--as", "jsonl", "--threads", "1"]
    _, whole = ours(*command, "--out", os.path.join(folder, "hits.jsonl"), fine=(0, 1))
table.append(("read every column", "rows", int(count), our_read, "DuckDB", read_rows, duck_read))
table.append(("whole pack, from the CSV", "", "", whole, "DuckDB reading every column", "", duck_read))

# The rows in memory: what follows is counted without reading, on either side.
_, load = sql(f'create table t as select {time}::bigint ts, "from" s, "to" d, amount, row_number() over () n from {rows}')

# Fan-in: rows after which the receiver has ten distinct senders.
found, spent = ours(same_work, "fan-in", asked.export)
(duck, ), = (answer := sql(f"select count(*) from (select count(distinct s) over (partition by d order by ts "
                           f"range between {DAY} preceding and current row) n from t) where n >= 10"))[0]
table.append(("fan-in of 10 senders, 24 h", "rows", int(found), spent - our_read, "DuckDB", duck, answer[1]))

# Scatter-gather: for each transfer the sources that reach its receiver over three or more, its sender among them.
found, spent = ours(same_work, "scatter-gather", asked.export)
(duck, ), = (answer := sql(
    f"with leg as (select a.s, a.d m, b.d z, a.ts ta, b.ts tb, b.n nb from t a join t b on b.s = a.d and b.n > a.n "
    f"and b.ts <= a.ts + {DAY} where a.s <> a.d and b.s <> b.d and a.s <> b.d) select count(*) from (select p.nb, p.s "
    f"from leg p join leg q on q.s = p.s and q.z = p.z and q.nb <= p.nb and q.ta >= p.tb - {DAY} "
    f"group by p.nb, p.s having count(distinct q.m) >= 3)"))[0]
table.append(("scatter-gather over 3, 24 h", "sources", int(found), spent - our_read, "DuckDB", duck, answer[1]))

# Temporal cycles.
found, spent = ours(same_work, "cycles", asked.export)
lengths = json.loads(found)
(duck, ), = (answer := sql(
    f"select count(*) from t a join t b on b.s = a.d and b.ts > a.ts and b.ts <= a.ts + {DAY} and b.d <> a.s "
    f"join t c on c.s = b.d and c.d = a.s and c.ts > b.ts and c.ts <= a.ts + {DAY} where a.s <> a.d and b.s <> b.d"))[0]
table.append(("temporal cycles of 3, 24 h", "cycles", lengths[3], None, "DuckDB, these alone", duck, answer[1]))
by_length = [lengths[it] for it in LENGTHS]
if asked.without_snapml:
    table.append(("temporal cycles to 12, 24 h", "cycles", by_length, spent - our_read, "", "", None))
else:
    from snapml import GraphFeaturePreprocessor

    numbers = base.execute("with p as (select x, row_number() over (order by x) - 1 n from (select s x from t union "
                           "select d from t)) select row_number() over () - 1, a.n, b.n, ts from t join p a on a.x = s "
                           "join p b on b.x = d order by ts").fetchnumpy()
    edges = np.ascontiguousarray(np.column_stack(list(numbers.values())).astype(float))
    features = GraphFeaturePreprocessor()
    features.set_params({"num_threads": 1, "time_window": DAY, "max_no_edges": -1, "vertex_stats": False, "fan": False,
                         "degree": False, "scatter-gather": False, "lc-cycle": False, "temp-cycle": True,
                         "temp-cycle_tw": DAY, "temp-cycle_bins": list(range(2, 13))})
    made, gfp = own(lambda: features.fit_transform(edges))
    # Each cycle is counted at each of its transfers; of parallel transfers every one is counted, and the cycle once.
    sums = made[:, 4:].sum(axis=0)
    theirs = [round(float(sums[it - 2]) / it, 2) for it in LENGTHS]
    table.append(("temporal cycles to 12, 24 h", "cycles", by_length, spent - our_read, "snapml, one batch", theirs, gfp))

print(f"| what | ours | CPU-s | other | theirs | CPU-s | theirs : ours |\n| --- | --- | --- | --- | --- | --- | --- |")
differ = False
for what, unit, mine, own_time, other, its, its_time in table:
    ratio = f"{its_time / own_time:.2f}" if own_time and its_time else ""
    cells = [what, f"{mine} {unit}".strip(), f"{own_time:.2f}" if own_time else "", other, its,
             f"{its_time:.2f}" if its_time else "", ratio]
    print("| " + " | ".join(map(str, cells)) + " |")
    if isinstance(mine, int) and its != "" and mine != its:
        differ = True
    if isinstance(mine, list) and its and any(low > high for low, high in zip(mine, its)):
        differ = True
print(f"\nDuckDB {duckdb.__version__}; loading its table took {load:.2f} CPU-s, numbering not counted")
sys.exit(differ)
