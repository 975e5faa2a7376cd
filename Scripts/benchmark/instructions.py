"""Instructions of the hot kernels, counted by callgrind: they do not depend on what else the machine does."""

import subprocess
import tempfile
from pathlib import Path

from measuring import BENCH, CACHE, Run, table

rows = []
# Valgrind cannot read the toolchain's debugging information; it needs only the functions' names.
bare = CACHE / "bench-without-debugging"
subprocess.run(["strip", "--strip-debug", "-o", bare, BENCH], check=True)
for kernel in Run(BENCH, "kernel").lines:
    with tempfile.TemporaryDirectory() as folder:
        counted = Path(folder, "counted")
        subprocess.run(
            ["valgrind", "--tool=callgrind", "--quiet", "--collect-atstart=no", f"--toggle-collect={kernel['function']}",
             f"--callgrind-out-file={counted}", bare, "kernel", kernel["kernel"]],
            check=True, capture_output=True)
        totals = [line for line in counted.read_text().splitlines() if line.startswith(("totals:", "summary:"))]
    count = int(totals[-1].split()[1])
    rows.append([kernel["kernel"], kernel["function"], kernel["size"], f"{count}", f"{count / kernel['work']:.3f}",
                 f"a {kernel['unit']}"])
table(["kernel", "function", "size", "instructions", "per", "work"], rows)
print("\nEight multiply-adds are one instruction of the vector unit: 0.125 each would be nothing but those.")
