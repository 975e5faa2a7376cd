"""Ours beside the peers in the same run: one table. Targets are told, never asserted."""

import sys

import large
from measuring import BENCH, BRAGGART, CACHE, PAPER, RUNS, Run, median, scene, seconds, table
from pathlib import Path

HEADS = ["measured", "ours", "target", "reached", "peer", "the peer's", "ratio"]
RESTARTS, COUNTS = 20, range(2, 16)
rows = []


def add(name, ours, target="", reached=None, peer="", theirs="", ratio=""):
    rows.append([name, ours, target, "" if reached is None else "yes" if reached else "no", peer, theirs, ratio])
    print(f"measured: {name}", file=sys.stderr, flush=True)


def note(text):
    print(f"\n{text}")


def add_times(name, own, limit, peers):
    """A row for ours beside the first peer, and one for each other. Ratio: the peer's time over ours."""
    target = "" if limit is None else f"<= {seconds(limit)}"
    for index, (peer, theirs) in enumerate(peers or [("", None)]):
        known = theirs is not None
        add(name if index == 0 else "", seconds(own) if index == 0 else "", target if index == 0 else "",
            own <= limit if index == 0 and limit is not None else None, peer,
            seconds(theirs) if known else "not installed" if peer else "", f"{theirs / own:.3g}" if known else "")


def engine(*words):
    return Run(BENCH, *words).lines[-1]


def peer(purpose, *numbers):
    """What a peer tells, and its process; nil where the library is missing."""
    run = Run(sys.executable, Path(__file__).with_name("peers.py"), purpose, paper, mask, *numbers)
    told = run.lines[-1]
    if "missing" in told:
        return None, run
    told["median"] = median(told["seconds"])
    return told, run


def time_of(told):
    return told and told["median"]


def repeated(*words):
    """Several runs of braggart."""
    return [Run(BRAGGART, *words) for _ in range(max(1, RUNS // 2))]


paper = scene("paper", *PAPER)
mask = CACHE / "mask.npz"
output = CACHE / "output.npz"
Run(BRAGGART, "nmf", paper, "--k", 2, "--restarts", 1, "--max-iterations", 1, "-o", mask, "--overwrite")


def iterations():
    one = engine("iteration", paper, "--repeats", 2 * RUNS)
    add_times("exact ALS iteration, k = 7, 1 run", median(one["seconds"]), 0.08,
              [("numpy", time_of(peer("iteration", 7, 1, RUNS)[0]))])
    many = engine("iteration", paper, "--restarts", RESTARTS, "--repeats", RUNS)
    own = median(many["seconds"])
    rate = many["operations"] / own / 1e9
    add_times("the same, 20 runs together (140 columns)", own, None,
              [("numpy", time_of(peer("iteration", 7, RESTARTS, RUNS)[0]))])
    linked = engine("sgemm", "--repeats", RUNS)
    squares = [("linked OpenBLAS", linked["operations"] / median(linked["seconds"]) / 1e9)]
    told, _ = peer("square", 3000, RUNS)
    squares.append(("numpy's OpenBLAS", told and linked["operations"] / told["median"] / 1e9))
    for name, square in squares:
        if square is None:
            add("its rate, of sgemm of 3000 x 3000", f"{rate:.0f} GFLOP/s", ">= 70 %", None, name, "not installed")
        else:
            add("its rate, of sgemm of 3000 x 3000", f"{rate:.0f} GFLOP/s", ">= 70 %", rate >= 0.7 * square, name,
                f"{square:.0f} GFLOP/s", f"{100 * rate / square:.0f} %")


def fits():
    """One fit; returns scikit-learn's seconds for an iteration at two k, and its peak of memory."""
    few, per_iteration, memory = 5, {}, 0
    for k in (2, 7, 15):
        told, run = peer("fit", k, few, 1)
        if told is None:
            break
        per_iteration[k] = told["median"] / few
        memory = max(memory, run.anonymous)
    fit = ["nmf", paper, "--k", 7, "--restarts", 1, "--max-iterations", 100, "--tolerance", 1e-12, "-o", output,
           "--overwrite"]
    for method in ("hals", "als"):
        for words, label in (([], "compressed"), (["--exact"], "on the data")):
            times = [run.seconds for run in repeated(*fit, "--method", method, *words)]
            add_times(f"one fit, k = 7, 100 iterations, {method.upper()}, {label}, whole program", median(times), None,
                      [("scikit-learn NMF(cd), from 5 iterations", per_iteration and 100 * per_iteration[7] or None)])
    return per_iteration, memory


def sweeps(per_iteration, memory):
    peaks = []
    for method, limits in (("als", (8, 6)), ("hals", (15, 6))):
        words = ["sweep", paper, "--method", method, "-o", output, "--overwrite"]
        runs = repeated(*words, "--no-evidence")
        own = median([run.seconds for run in runs])
        peaks.append(max(run.anonymous for run in runs))
        theirs = None
        if per_iteration:
            import numpy

            slope = (per_iteration[15] - per_iteration[2]) / 13
            counts = numpy.load(output)["iterations"].sum(axis=1)
            theirs = sum(n * (per_iteration[2] + slope * (k - 2)) for k, n in zip(COUNTS, counts))
        name = f"sweep, 280 fits, {method.upper()}, polished and exact winners"
        add(name, seconds(own), f"<= {limits[0]} s, then {limits[1]} s", own <= limits[0],
            "scikit-learn, by its iterations' time", seconds(theirs) if theirs else "not installed",
            f"{theirs / own:.3g}" if theirs else "")
        run = Run(BRAGGART, *words)
        peaks.append(run.anonymous)
        add(f"the same with evidence, {method.upper()}", seconds(run.seconds))
    peak = max(peaks)
    add("anonymous memory of whole sweeps, peak", f"{peak / 1e9:.2f} GB", "<= 0.5 GB", peak <= 0.5e9,
        "scikit-learn, one fit", f"{memory / 1e9:.2f} GB" if memory else "not installed",
        f"{memory / peak:.3g}" if memory else "")


def minima():
    for k in (3, 7, 10):
        words = ["sweep", paper, "--k", k, "--restarts", RESTARTS, "--no-evidence", "--json", "-o", output, "--overwrite"]
        own = Run(BRAGGART, *words).lines[-1]["minimumMSE"]
        exact = Run(BRAGGART, *words, "--exact").lines[-1]["minimumMSE"]
        add(f"minimum MSE, k = {k}, ALS", f"{own:.7f}", "no higher", own <= exact, "ours, 20 runs on the data",
            f"{exact:.7f}", f"{exact / own - 1:+.1e}")


def components():
    own = engine("components", paper, "--repeats", RUNS)
    told, _ = peer("components", 20, max(1, RUNS // 2))
    add_times("20 principal components", median(own["seconds"]), 0.6, [("scikit-learn randomized_svd", time_of(told))])
    add("what they leave, MSE", f"{own['meanSquareError']:.6f}", "no higher",
        told and own["meanSquareError"] <= told["meanSquareError"], "scikit-learn randomized_svd",
        f"{told['meanSquareError']:.6f}" if told else "not installed")


def imaging():
    read = median(engine("read", paper)["seconds"])
    for name, detector, limit, inner, outer in (
        ("annulus 12-40", "annulus(63.5,63.5,12,40)", 0.018, 12, 40), ("disk of radius 5", "disk(63.5,63.5,5)", 0.005, 0, 5)
    ):
        runs = [Run(BRAGGART, "virtual", paper, "--detector", detector, "--repeat", 9, "--json") for _ in range(3)]
        own = median([run.lines[-1]["medianMilliseconds"] for run in runs]) / 1e3
        told, _ = peer("imaging", inner, outer, RUNS)
        way = f" ({told['way']})" if told else ""
        add_times(f"virtual image, {name}, uint16, warm", own, limit,
                  [("LiberTEM", time_of(peer("libertem", inner, outer, RUNS)[0])), ("numpy" + way, time_of(told)),
                   ("reading the whole file from memory", read)])


iterations()
per_iteration, memory = fits()
sweeps(per_iteration, memory)
minima()
components()
imaging()
if "--large" in sys.argv:
    large.measure(add)
print()
table(HEADS, rows)
note("ratio: the peer's time or memory over ours. scikit-learn's sweep is its time for one iteration (float32, data loaded"
     "\nand masked) times the number of iterations that ours made, without its start.")
