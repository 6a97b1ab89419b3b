"""What every peer of `throughput` does alike: read the digits, time a slice, answer lines of `WORKLOAD SECONDS`."""
import gzip
import json
import os
import sys
import time

import numpy as np

FOLDER = "MNIST_DIR"


def read_digits(name):
    """The images (n, 784) from 0 to 1 and the labels of `train` or `t10k`."""

    def read(file, offset):
        path = os.path.join(os.environ[FOLDER], file)
        raw = open(path, "rb").read() if os.path.exists(path) else gzip.open(path + ".gz").read()
        return np.frombuffer(raw, np.uint8, offset=offset)

    x = read(name + "-images-idx3-ubyte", 16).reshape(-1, 784).astype(np.float32) / np.float32(255)
    return x, read(name + "-labels-idx1-ubyte", 8)


def time_slice(system, workload, work, warm_up, seconds):
    """Repeats `work` for so long and prints one line of JSON."""
    for _ in range(warm_up):
        work()
    n, start = 0, time.perf_counter()
    while n == 0 or time.perf_counter() - start < seconds:
        last = work()
        n += 1
    elapsed = time.perf_counter() - start
    unit = "10k-test-passes/s" if workload.endswith("_infer") else "iterations/s"
    print(json.dumps({"system": system, "workload": workload, "unit": unit, "per_s": n / elapsed, "n": n,
                      "seconds": elapsed, "last_loss_or_acc": float(last)}), flush=True)


def answer(run, ready, serve, workloads, seconds):
    """Runs the workloads once, or with `serve` each line of the standard input, as long as there are lines."""
    if serve:
        print(json.dumps({"ready": True, **ready}), flush=True)
        for line in sys.stdin:
            workload, seconds = line.split()
            run(workload, float(seconds))
    else:
        for workload in workloads.split(","):
            run(workload, seconds)
