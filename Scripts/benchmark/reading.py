"""How fast packed files are read whole, as numbers, ours beside h5py with hdf5plugin and zarr on the same files.

Both open the file anew each time and read all frames in order as numbers of the stored type, from a file that is in memory
already: ours (`bench frames`) some frames after others on all threads; the peers the whole array at once or some scan rows
after others, whichever is faster.
"""

import shutil
import sys
import time

import h5py
import hdf5plugin
import numpy as np
import zarr

from measuring import BENCH, CACHE, PAPER, RUNS, THREADS, Run, median, scene, table

FOLDER = CACHE / "reading"
BLOSC = zarr.Blosc(cname="zstd", clevel=1, shuffle=zarr.Blosc.SHUFFLE)
# What the issue asks for: no slower than the peer, and bitshuffle with LZ4 at least twice as fast.
KINDS = {
    "not packed": ({}, 1),
    "gzip": ({"compression": "gzip"}, 1),
    "gzip, shuffled": ({"compression": "gzip", "shuffle": True}, 1),
    "LZF": ({"compression": "lzf"}, 1),
    "bitshuffle-LZ4": (dict(hdf5plugin.Bitshuffle()), 2),
    "Blosc (LZ4)": (dict(hdf5plugin.Blosc(cname="lz4")), 1),
    "Blosc (zstd)": (dict(hdf5plugin.Blosc(cname="zstd", clevel=1)), 1),
    "zstd": (dict(hdf5plugin.Zstd()), 1),
}


def layouts(shape):
    """How chunks lie: one frame each, as cameras write, and boxes of the scan with a quarter of the detector."""
    rows, columns, height, width = shape
    return {"frames": (1, 1, height, width), "boxes": (8, 8, height // 2, width // 2)}


def made(name, write):
    """A file or folder that is written once and kept."""
    path = FOLDER / name
    if not path.exists():
        print(f"writing {name}", file=sys.stderr, flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished = FOLDER / f"unfinished-{name}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.unlink(missing_ok=True)
        write(unfinished)
        unfinished.rename(path)
    return path


def write_hdf5(data, chunks, options):
    def write(path):
        with h5py.File(path, "w") as file:
            file.create_dataset("data", data=data, chunks=chunks, **options)

    return write


def write_zarr(data, chunks, compressor):
    def write(path):
        zarr.save_array(str(path), data, chunks=chunks, compressor=compressor, dimension_separator="/")

    return write


def seconds(read):
    """The median of some runs after one that is not counted."""
    times = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        read()
        times.append(time.perf_counter() - began)
    return median(times[1:])


def peer(open_array, target):
    """The faster way of a peer: the whole array at once, or some scan rows after others."""

    def at_once():
        open_array(lambda array: array.read_direct(target) if hasattr(array, "read_direct") else array[...])

    def by_rows():
        def read(array):
            for row in range(0, array.shape[0], 8):
                array[row : row + 8]

        open_array(read)

    return min(seconds(at_once), seconds(by_rows))


def measured(path, expected, peer_seconds, wanted, name, rows):
    result = Run(BENCH, "frames", path, "--repeats", RUNS, "--threads", THREADS).lines[0]
    if result["sum"] != expected:
        sys.exit(f"{path}: the sum of all pixels is {result['sum']}, not {expected}")
    ours = median(result["seconds"])
    ratio = peer_seconds / ours
    rows.append([name, f"{result['bytes'] / ours / 1e9:.2f} GB/s", f"{result['bytes'] / peer_seconds / 1e9:.2f} GB/s",
                 f"{ratio:.2f}", f">= {wanted}", "yes" if ratio >= wanted else "NO"])


def kinds(data):
    """Name, path, how its peer opens it, and how many times as fast as the peer it has to be."""
    for layout, chunks in layouts(data.shape).items():
        for kind, (options, wanted) in KINDS.items():
            path = made(f"{kind}-{layout}.h5".replace(" ", "-"), write_hdf5(data, chunks, options))

            def open_hdf5(read, path=path):
                with h5py.File(path) as file:
                    read(file["data"])

            yield f"HDF5, {layout}, {kind}", path, open_hdf5, wanted
        for kind, compressor in {"Blosc (zstd)": BLOSC, "not packed": None}.items():
            path = made(f"{kind}-{layout}.zarr".replace(" ", "-"), write_zarr(data, chunks, compressor))

            def open_zarr(read, path=path):
                read(zarr.open(str(path), mode="r"))

            yield f"zarr, {layout}, {kind}", path, open_zarr, 1


def main(words):
    data = np.load(scene("paper", *PAPER), mmap_mode="r")
    expected = float(data.sum(dtype=np.uint64))
    target = np.zeros(data.shape, data.dtype)
    rows = []
    for name, path, open_array, wanted in kinds(data):
        if not words or any(word in name for word in words):
            measured(path, expected, peer(open_array, target), wanted, name, rows)
    print(f"{data.nbytes / 1e6:.0f} MB of {'x'.join(map(str, data.shape))} {data.dtype}, {THREADS} threads; "
          f"h5py {h5py.__version__}, hdf5plugin {hdf5plugin.version}, zarr {zarr.__version__}")
    table(["read whole", "ours", "h5py or zarr", "ratio", "wanted", "met"], rows)


main(sys.argv[2:])
