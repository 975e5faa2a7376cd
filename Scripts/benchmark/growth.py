"""How cost grows with the scan, the detector, k and the threads; times in medians, and memory that is no file's."""

import math

from measuring import BENCH, BRAGGART, CACHE, PAPER, RUNS, THREADS, Run, median, scene, table

RESTARTS = 4
output = CACHE / "growth.npz"


def sweep(path, k, threads):
    runs = [
        Run(BRAGGART, "sweep", path, "--k", k, "--restarts", RESTARTS, "--no-evidence", "--threads", threads, "-o",
            output, "--overwrite")
        for _ in range(max(1, RUNS // 2))
    ]
    return median([run.seconds for run in runs]), max(run.anonymous for run in runs)


def measured(path, side, k, threads):
    """Seconds of a sweep, an image and principal components, and the sweep's peak in bytes."""
    seconds, peak = sweep(path, k, threads)
    centre = (side - 1) / 2
    shape = f"annulus({centre},{centre},{side * 0.09:.3f},{side * 0.31:.3f})"
    image = Run(BRAGGART, "virtual", path, "--detector", shape, "--repeat", 9, "--threads", threads, "--json").lines[-1]
    found = Run(BENCH, "components", path, "--components", 10, "--repeats", max(1, RUNS // 2), "--threads", threads)
    return [seconds, image["medianMilliseconds"] / 1e3, median(found.lines[-1]["seconds"]), peak]


def add(rows, name, amount, values, before):
    """With the power of the amount by which each has grown since the row before."""
    row = [name]
    for index, value in enumerate(values):
        text = f"{value / 1e6:.0f} MB" if index == 3 else f"{value * 1e3:.1f} ms" if index == 1 else f"{value:.2f} s"
        power = ""
        if before is not None:
            power = f"  ^{math.log(value / before[1][index]) / math.log(amount / before[0]):.2f}"
        row.append(text + power)
    rows.append(row)
    return amount, values


rows, all_k = [], "2...8"
before = None
for side in (50, 100, 200):
    path = scene("paper", *PAPER) if side == 100 else scene(f"scan{side}", *PAPER, "--scan", f"{side}x{side}")
    before = add(rows, f"scan {side} x {side}", side * side, measured(path, 128, all_k, THREADS), before)
before = None
for side in (64, 128, 256):
    path = scene("paper", *PAPER)
    if side != 128:
        path = scene(f"detector{side}", *PAPER, "--detector", f"{side}x{side}")
    before = add(rows, f"detector {side} x {side}", side * side, measured(path, side, all_k, THREADS), before)
paper, before = scene("paper", *PAPER), None
for k in (4, 8, 15, 30):
    seconds, peak = sweep(paper, k, THREADS)
    text = f"{seconds:.2f} s" + (f"  ^{math.log(seconds / before[1]) / math.log(k / before[0]):.2f}" if before else "")
    rows.append([f"k = {k} alone", text, "", "", f"{peak / 1e6:.0f} MB"])
    before = k, seconds
before = None
for threads in sorted({1, 2, THREADS}):
    before = add(rows, f"threads {threads}", threads, measured(paper, 128, all_k, threads), before)
table(["", f"sweep, k = {all_k}, {RESTARTS} restarts", "annular image", "10 components", "sweep's memory"], rows)
print("\n^p: grew as the power p of the number of positions, pixels, components or threads since the line before.")
