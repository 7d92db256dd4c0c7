#!/usr/bin/env python3
"""Measures cases on the real Linux kernel, in the lab that build.sh made.

    measure.py CASE.json... --lab DIR --out DIR

The result folder has the format that `./scxfleet fidelity DIR` reads. What the machine printed, with the whole trace,
is kept in DIR/raw/CASE.txt; --from-raw computes the tables from there without running anything.
"""

import argparse
import collections
import csv
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import casetext
import figures

MEMORY_MIB = 1024
# As the measurements were taken: what a CPU may be ahead of the others.
QUANTUM_NS = 4000
KERNEL_ARGUMENTS = (
    "quiet tsc=reliable nokaslr mitigations=off audit=0 apparmor=0 nowatchdog rdinit=/init"
    " rcupdate.rcu_cpu_stall_suppress=1 panic=-1"
)


class LabError(Exception):
    """The lab is not there, or its machine did not run to the end."""


def main():
    options = arguments()
    try:
        tables = collections.defaultdict(list)
        cases = [json.loads(path.read_text()) for path in options.cases]
        if len({case["case"] for case in cases}) < len(cases):
            raise casetext.CaseError("two cases have the same name")
        raw = options.out / "raw"
        raw.mkdir(parents=True, exist_ok=True)
        for case in cases:
            printed = raw / f"{case['case']}.txt"
            if not options.from_raw:
                run(case, options, printed)
            with open(printed, errors="replace") as lines:
                repetitions = figures.read(lines, case["topology"]["cpus"])
            groups = {name: group for name, group, _ in casetext.instances(case)}
            figures.add(tables, case, groups, repetitions)
        write(options, tables)
    except (casetext.CaseError, figures.OutputError, LabError, OSError, ValueError, KeyError) as error:
        what = f"the case has no {error}" if isinstance(error, KeyError) else error
        sys.exit(f"measure: {what}")


def arguments():
    parser = argparse.ArgumentParser(description="Measures cases on the real Linux kernel in virtual time.")
    parser.add_argument("cases", nargs="+", type=pathlib.Path, metavar="CASE.json")
    parser.add_argument("--lab", type=pathlib.Path, default=os.environ.get("KERNEL_LAB"),
                        help="what build.sh made (default: $KERNEL_LAB)")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the result")
    parser.add_argument("--timeout", type=int, default=3600, help="most real seconds of one case (default 3600)")
    parser.add_argument("--trace", action="append", default=[], metavar="LINE", help="further lines for the tracer, such as"
                        " \"event sched/sched_migrate_task\" or \"function pick_next_task*\"; see starter.c")
    parser.add_argument("--from-raw", action="store_true", help="run nothing, compute from OUT/raw")
    options = parser.parse_args()
    if not options.from_raw and not options.lab:
        parser.error("give --lab or set KERNEL_LAB")
    return options


def run(case, options, printed):
    """Boots the kernel, runs the case, leaves what it printed."""
    lab = options.lab.resolve()
    if not (lab / "complete").exists():
        raise LabError(f"{lab} is not a whole lab; run tests/kernel-lab/build.sh {lab}")
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        image = pathlib.Path(folder, "image")
        text = casetext.text(case, options.trace)
        # The kernel unpacks archives that follow each other; the second one holds the case.
        image.write_bytes((lab / "image.cpio.gz").read_bytes() + gzip.compress(archive("case.txt", text.encode())))
        command = machine(lab, case["topology"], image, printed)
        environment = {**os.environ, "VT_QUANTUM_NS": str(QUANTUM_NS)}
        try:
            result = subprocess.run(command, env=environment, timeout=options.timeout, text=True,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except subprocess.TimeoutExpired:
            raise LabError(f"{case['case']} has not ended after {options.timeout} s; see {printed}") from None
    if result.returncode != 0:
        raise LabError(f"QEMU ended with {result.returncode}: {result.stderr.strip()}")
    print(f"{case['case']}: {case['repetitions']} repetitions in {time.monotonic() - start:.0f} s", flush=True)


def machine(lab, topology, image, printed):
    """The command that starts the machine. The lab's own C library runs the lab's QEMU on any distribution."""
    debian = lab / "debian"
    cpus, nodes = topology["cpus"], topology["numa_nodes"]
    libraries = debian / "usr/lib/x86_64-linux-gnu"
    command = [
        libraries / "ld-linux-x86-64.so.2", "--library-path", libraries, lab / "qemu-system-x86_64",
        "-L", debian / "usr/share/qemu", "-L", debian / "usr/share/seabios",
        "-M", "pc", "-cpu", "max", "-m", MEMORY_MIB,
        "-smp", f"{cpus},sockets={topology['sockets']},cores={topology['cores']},threads={topology['threads']}",
        "-accel", "tcg,thread=single,tb-size=256", "-icount", "shift=0,sleep=off",
        "-nodefaults", "-display", "none", "-no-reboot", "-monitor", "none", "-serial", "null",
        "-chardev", f"file,id=printed,path={printed.resolve()}", "-device", "isa-debugcon,iobase=0xe9,chardev=printed",
        "-kernel", lab / "vmlinuz", "-initrd", image, "-append", KERNEL_ARGUMENTS,
    ]
    if nodes > 1:
        each = cpus // nodes
        for node in range(nodes):
            command += ["-object", f"memory-backend-ram,id=m{node},size={MEMORY_MIB // nodes}M",
                        "-numa", f"node,nodeid={node},cpus={node * each}-{(node + 1) * each - 1},memdev=m{node}"]
    return [str(word) for word in command]


def archive(name, content):
    """A cpio archive in the form that the kernel unpacks (newc) with one file."""

    def entry(path, mode, data):
        fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + path.encode() + b"\0"
        return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)

    return entry(name, 0o100644, content) + entry("TRAILER!!!", 0, b"")


def write(options, tables):
    folder = options.out / "cases"
    folder.mkdir(exist_ok=True)
    for path in options.cases:
        case = path.read_text()
        (folder / f"{json.loads(case)['case']}.json").write_text(case)
    for name, header in figures.HEADERS.items():
        with open(options.out / name, "w", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(header.split(","))
            rows.writerows(tables[name])
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()
