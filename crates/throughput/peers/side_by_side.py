#!/usr/bin/env python3
"""All systems beside one another, in turn: A B C D, A B C D, ... Writes the page of ratios.

usage: side_by_side.py [--rounds N] [--seconds S] [WORKLOAD,...]

Builds `throughput`, keeps every system alive (`--serve`), gives each a slice of a workload in turn, and takes the
median of its slices. A busy machine slows all of them, so the page gives ratios. Needs numpy and torch; the four MNIST
files are those of the repository.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

PEERS = pathlib.Path(__file__).resolve().parent
ROOT = PEERS.parents[2]
WORKLOADS = "two_layer,mlp4_adam,mlp5_bn_do,simpleconv,simpleconv_infer,deepconv,deepconv_infer"
# Settings of a linear-algebra library that a machine may carry for older versions; NumPy chooses for itself.
LEAVE_OUT = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]


def systems():
    metadata = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
    target = json.loads(subprocess.run(metadata, cwd=ROOT, check=True, capture_output=True).stdout)["target_directory"]
    subprocess.run(["cargo", "build", "--quiet", "--release", "-p", "throughput"], cwd=ROOT, check=True)
    python = sys.executable
    return {
        "here": [f"{target}/release/throughput", "--serve"],
        "numpy": [python, f"{PEERS}/numpy_book.py", "--serve"],
        "pytorch": [python, f"{PEERS}/pytorch.py", "--serve"],
        "pytorch channels-last": [python, f"{PEERS}/pytorch.py", "--channels-last", "--serve"],
    }


def start(command):
    environment = {name: value for name, value in os.environ.items() if name not in LEAVE_OUT}
    environment["MNIST_DIR"] = str(ROOT / "datasets/mnist")
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ready = json.loads(process.stdout.readline())
    return process, ready


def measure(processes, workload, rounds, seconds):
    slices = {name: [] for name in processes}
    for _ in range(rounds):
        for name, (process, _) in processes.items():
            if name == "pytorch channels-last" and "conv" not in workload:
                continue
            process.stdin.write(f"{workload} {seconds}\n")
            process.stdin.flush()
            slices[name].append(json.loads(process.stdout.readline())["per_s"])
    return {name: values for name, values in slices.items() if values}


def rate(per_second):
    return f"{per_second:,.0f}" if per_second >= 1000 else f"{per_second:.3g}"


def processor():
    """The kind of processor; how many numbers its registers hold decides most of the rates."""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return platform.machine()
    widest = next((name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in flags), None)
    return f"{platform.machine()} with {widest}" if widest else platform.machine()


def page(rows, processes, arguments):
    versions = ", ".join(f"{k} {v}" for _, ready in processes.values() for k, v in ready.items() if k in ("numpy", "torch"))
    versions = ", ".join(dict.fromkeys(versions.split(", ")))
    lines = [
        "# How fast?",
        "",
        "One run, all systems in turn; the median of each system's slices. Ratios are what counts: a rate depends on the",
        "machine and on what else it does.",
        "",
        "```text",
        f"python3 crates/throughput/peers/side_by_side.py --rounds {arguments.rounds} --seconds {arguments.seconds}",
        f"{os.cpu_count()} cores, {processor()}, f32; {versions}; NumPy in f64 as in the book",
        "```",
        "",
        "| workload | here, per second | NumPy, the book's way | PyTorch, its better layout | here ÷ NumPy | here ÷ PyTorch |",
        "|---|---|---|---|---|---|",
    ]
    for workload, slices in rows.items():
        median = {name: statistics.median(values) for name, values in slices.items()}
        here, numpy = median["here"], median["numpy"]
        torch = max(rate for name, rate in median.items() if name.startswith("pytorch"))
        lines.append(f"| `{workload}` | {rate(here)} | {rate(numpy)} | {rate(torch)} | {here / numpy:.1f} × | {here / torch:.2f} × |")
    lines += [
        "",
        "A unit is one iteration: gather a random batch, forward, backward, update; of the workloads that end in",
        "`_infer`, one pass over the 10,000 test images. What each workload is stands in `src/workloads.rs`.",
        "",
    ]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("workloads", nargs="?", default=WORKLOADS)
    arguments = parser.parse_args()
    processes = {name: start(command) for name, command in systems().items()}
    rows = {}
    for workload in arguments.workloads.split(","):
        rows[workload] = measure(processes, workload, arguments.rounds, arguments.seconds)
        print(workload, {name: round(statistics.median(v), 3) for name, v in rows[workload].items()}, flush=True)
    if arguments.workloads == WORKLOADS:
        readme = PEERS.parent / "README.md"
        # The section of `browser.mjs` stays.
        _, heading, browser = readme.read_text(encoding="utf-8").partition("## In the browser")
        text = page(rows, processes, arguments) + ("\n" + heading + browser if heading else "")
        readme.write_text(text, encoding="utf-8")
        (PEERS.parent / "slices.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    for process, _ in processes.values():
        process.stdin.close()


if __name__ == "__main__":
    main()
