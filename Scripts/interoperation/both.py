"""All checks of both directions; words choose among them."""

import importlib.metadata
import sys

import checking
import reading  # noqa: F401  registers its checks
import writing_datasets  # noqa: F401
import writing_results  # noqa: F401

packages = ["numpy", "h5py", "hyperspy", "rosettasciio", "emdfile", "py4DSTEM", "mrcfile", "tifffile", "hdf5plugin"]
print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages) + "\n")
sys.exit(1 if checking.run_all(sys.argv[1:]) else 0)
