"""Edits QEMU's source so that all CPUs run in parallel in virtual time, with a fixed speed.

    qemu-edits.py TREE        TREE is the unpacked source of QEMU 10.0; a tree that is edited already is refused

QEMU's mode icount counts the instructions of all CPUs on one clock: while one executes, time passes for all of them, and
four busy CPUs are four times as slow. Here every CPU has a count of its own within a round of VT_QUANTUM_NS (default
4000) virtual nanoseconds, all start the round at the same instant, and the common clock moves on by the longest. A
round ends early at the next timer. A CPU executes four instructions a nanosecond, and pays for a pause instruction with
a fixed time, which is how the workload burns time without slowing down the emulation.

Only our own lines are here; where they go is found by names of QEMU's. An anchor that is not found exactly once ends
the script: this QEMU needs another look.
"""

import pathlib
import re
import sys

EDITED = "vt_local"
ICOUNT_COMMON = "accel/tcg/icount-common.c"
ICOUNT_OPS = "accel/tcg/tcg-accel-ops-icount.c"
ROUND_ROBIN = "accel/tcg/tcg-accel-ops-rr.c"
PAUSE = "target/i386/tcg/misc_helper.c"
FIRMWARE = "pc-bios/meson.build"

ROUND_END = """\
/* Instructions of each CPU in this round, and those it still has to pay for. */
int64_t vt_local[1024];
int64_t vt_debt[1024];
void vt_round_end(int n);
void vt_round_end(int n)
{
    int64_t most = 0;
    for (int i = 0; i < n; i++) {
        most = MAX(most, vt_local[i]);
        vt_local[i] = 0;
    }
    if (most) {
        seqlock_write_lock(&timers_state.vm_clock_seqlock,
                           &timers_state.vm_clock_lock);
        qatomic_set_i64(&timers_state.qemu_icount,
                        timers_state.qemu_icount + most);
        seqlock_write_unlock(&timers_state.vm_clock_seqlock,
                             &timers_state.vm_clock_lock);
    }
}
"""

NEXT_TIMER = """
/* Instructions to the next timer. */
int64_t vt_limit(void);
int64_t vt_limit(void)
{
    int64_t ns = qemu_clock_deadline_ns_all(QEMU_CLOCK_VIRTUAL,
                                            QEMU_TIMER_ATTR_ALL);
    return icount_round(ns < 0 || ns > INT32_MAX ? INT32_MAX : ns);
}
"""

DECLARATIONS = """\
extern int64_t vt_local[], vt_debt[];
extern void vt_round_end(int n);
extern int64_t vt_limit(void);
"""

QUANTUM = """
    int64_t vt_round = 0, vt_quantum = 16000;
    if (getenv("VT_QUANTUM_NS")) {
        vt_quantum = atoll(getenv("VT_QUANTUM_NS")) * 4;
    }
"""

END_ROUND = """if (!cpu) {
                vt_round_end(rr_cpu_count());
            }"""

START_ROUND = """if (!cpu || !vt_round) {
                vt_round = MAX(1, MIN(vt_quantum, vt_limit()));
            }"""

PAY = """
            int vt_i = cpu->cpu_index;
            bool vt_more = false;
            if (vt_debt[vt_i]) {
                int64_t pay = MIN(vt_debt[vt_i], vt_round - vt_local[vt_i]);
                vt_debt[vt_i] -= pay;
                vt_local[vt_i] += pay;
            }
            if (vt_local[vt_i] >= vt_round) {
                cpu = CPU_NEXT(cpu);
                continue;
            }
"""

BUDGET = """cpu_budget = vt_round - vt_local[vt_i];
                    """

MORE = """
                vt_more = r != EXCP_HALTED && vt_local[vt_i] < vt_round;"""

# With the instructions around it in the workload's loop, a pause is 250 ns in user space.
PAUSE_DEBT = """vt_debt[cs->cpu_index] += (env->hflags & HF_CPL_MASK) == 3 ? 996 : 160;
    """


class Source:
    """One file of the tree."""

    def __init__(self, tree, name):
        self.name, self.path = name, tree / name
        self.text = self.path.read_text()

    def function(self, name):
        """Where the definition of a function begins and ends."""
        found = list(re.finditer(rf"^\w[\w *]*\b{name}\([^;{{]*\)\n\{{.*?^\}}\n", self.text, re.M | re.S))
        if len(found) != 1:
            sys.exit(f"qemu-edits: {self.name} has {len(found)} definitions of {name}, not one")
        return found[0].span()

    def edit(self, function, pattern, put):
        """Puts something in the place of the one match in a function; put gets the match's text."""
        start, end = self.function(function)
        body = self.text[start:end]
        found = list(re.finditer(pattern, body, re.S))
        if len(found) != 1:
            sys.exit(f"qemu-edits: {self.name}: {function} has {len(found)} times {pattern}, not once")
        first, last = found[0].span()
        self.text = self.text[:start] + body[:first] + put(found[0][0]) + body[last:] + self.text[end:]

    def before_function(self, function, lines):
        start, _ = self.function(function)
        self.text = self.text[:start] + lines + self.text[start:]


def icount_common(source):
    source.edit("icount_update_locked", r"qatomic_set_i64\([^;]*;", lambda _: "vt_local[cpu->cpu_index] += executed;")
    source.edit("icount_get_raw_locked", r"icount_update_locked\(cpu\);",
                lambda was: was + "\n        return qatomic_read_i64(&timers_state.qemu_icount)"
                                  "\n               + vt_local[cpu->cpu_index];")
    source.edit("icount_to_ns", r"return [^;]*;", lambda _: "return icount >> 2;")
    source.edit("icount_round", r"\{.*\}", lambda _: "{\n    return count << 2;\n}")
    source.before_function("icount_update_locked", ROUND_END)


def icount_ops(source):
    source.edit("icount_prepare_for_run", r"MIN\(icount_get_limit\(\), cpu_budget\)", lambda _: "cpu_budget")
    source.text += NEXT_TIMER


def round_robin(source):
    loop = "rr_cpu_thread_fn"
    source.edit(loop, r"int cpu_count = rr_cpu_count\(\);", lambda _: END_ROUND)
    source.edit(loop, r"cpu_budget = icount_percpu_budget\(cpu_count\);", lambda _: START_ROUND)
    # At the end of the loop over the CPUs; deeper inside another one leaves the loop.
    source.edit(loop, r"(?<=\n {12})cpu = CPU_NEXT\(cpu\);",
                lambda was: "if (!vt_more) {\n                " + was + "\n            }")
    source.edit(loop, r"&rr_current_cpu, cpu\);\s*current_cpu = cpu;", lambda was: was + PAY)
    source.edit(loop, r"icount_prepare_for_run\(", lambda was: BUDGET + was)
    source.edit(loop, r"icount_process_data\(cpu\);\s*\}\s*bql_lock\(\);", lambda was: was + MORE)
    source.edit(loop, r"\A[^{]*\{", lambda was: was + QUANTUM)
    source.before_function(loop, DECLARATIONS)


def pause(source):
    source.edit("helper_pause", r"cs->exception_index = ", lambda was: PAUSE_DEBT + was)
    source.before_function("helper_pause", "extern int64_t vt_debt[];\n\n")


def firmware(source):
    # The source package has no firmware; the machine takes Debian's.
    source.text = "roms = []\n"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: qemu-edits.py TREE")
    tree = pathlib.Path(sys.argv[1])
    edits = {ICOUNT_COMMON: icount_common, ICOUNT_OPS: icount_ops, ROUND_ROBIN: round_robin, PAUSE: pause,
             FIRMWARE: firmware}
    sources = [Source(tree, name) for name in edits]
    if any(EDITED in source.text for source in sources):
        sys.exit(f"qemu-edits: {tree} is edited already")
    for source in sources:
        edits[source.name](source)
    for source in sources:
        source.path.write_text(source.text)


if __name__ == "__main__":
    main()
