"""Computes the tables of a folder of measurements from what the starter printed.

All times are microseconds after T0, the start of the window. The tracer's clock resolves one microsecond.
"""

import bisect
import collections
import re

HEADERS = {
    "summary.csv": "case,group,tasks,reps,share_of_window_mean,share_min,share_max,group_share_of_workload_mean,"
    "group_share_of_workload_min,group_share_of_workload_max,wake_n,wake_p50_us,wake_p90_us,wake_p99_us,wake_max_us,"
    "seg_n,seg_p10_us,seg_p50_us,seg_p90_us,seg_max_us,switched_in_per_s,migrations_per_s,loops_per_s_mean",
    "hist.csv": "case,group,kind,from_us,below_us,count",
    "tasks.csv": "case,rep,task,runtime_us,share_of_workload,share_of_window,switched_in,preempted,blocked,migrations,"
    "wakeups,wake_p50_us,wake_p90_us,wake_p99_us,wake_max_us,seg_n,seg_mean_us,seg_p50_us,seg_p99_us,seg_max_us,"
    "rq_wait_p50_us,rq_wait_max_us,loops,timer_lat_p50_us,timer_lat_p99_us,timer_lat_max_us,run_wall_mean_us,"
    "run_wall_max_us,cpu_split",
    "cpus.csv": "case,rep,cpu,util,switches",
    "runs.csv": "case,rep,scheduler,duration_s,switches,switches_per_s,other_tasks_us,tick_phase_us,tick_phase_votes,"
    "end_state",
    "events.csv": "case,rep,counter,delta",
    "order.csv": "case,rep,t_us,cpu,task",
}
# From here on edges lie at half milliseconds up to 60.5 ms.
EDGES = (
    [0, 5, 10, 20, 50, 100, 200]
    + list(range(500, 60501, 1000))
    + [100_000, 200_000, 500_000, 1_000_000, 2_000_000, 1_000_000_000]
)
ORDER_MAX = 60
# So many last lines of a loader that failed are shown.
LOADER_LINES = 20
TICK_US = 4000
# A preemption this far from the phase still counts as one at the tick.
TICK_WIDTH_US = 2
US_PER_S = 1_000_000
# What the clocks of two CPUs differ by, at most.
SKEW_US = 4

LINE = re.compile(r"^.{16}-\d+\s+\[(\d+)\]\s+\S+\s+(\d+)\.(\d+): (sched_\w+): (.*)$")
SWITCH = re.compile(r"prev_pid=(\d+) prev_prio=\d+ prev_state=(\S+) ==> next_comm=.* next_pid=(\d+) next_prio=")
WAKE = re.compile(r"pid=(\d+) prio=\d+ target_cpu=\d+$")
LOST = re.compile(r"entries-in-buffer/entries-written: (\d+)/(\d+)")


class OutputError(Exception):
    """What the machine printed is not a whole measurement."""


class Task:
    """What one process of the workload did in the window of one repetition."""

    def __init__(self, name, loops):
        self.name = name
        self.loops = loops
        self.late, self.walls = [], []  # of its timers and runs, as the task itself saw them
        self.wakes, self.segments, self.waits = [], [], []
        self.switched_in = self.preempted = self.blocked = self.migrations = 0
        self.by_cpu = collections.Counter()
        # Where it stands while the trace is read.
        self.last_cpu = self.in_at = self.woken_at = self.preempted_at = None
        self.unwoken_at = None  # when it was switched in from its sleep without a wake-up before
        self.sleeps = True

    @property
    def runtime(self):
        return sum(self.by_cpu.values())


class Repetition:
    """One run of a case; tasks by pid, in the order of their birth."""

    def __init__(self):
        self.t0_ns = self.duration = None
        self.tasks = {}
        self.trace = []
        self.files = collections.defaultdict(list)
        self.busy, self.switches = collections.Counter(), collections.Counter()
        self.other = 0
        self.order, self.preemptions = [], []

    def read_trace(self, cpus):
        """Walks through the trace; cpus is how many CPUs there are."""
        running = dict.fromkeys(range(cpus), (0, None))  # CPU: pid and since when
        for line in self.trace:
            lost = LOST.search(line)
            if lost and lost[1] != lost[2]:
                raise OutputError(f"the tracer lost {int(lost[2]) - int(lost[1])} of {lost[2]} events")
            match = LINE.match(line)
            if not match:
                continue
            cpu, event, rest = int(match[1]), match[4], match[5]
            at = (int(match[2]) * 10**9 + int(match[3].ljust(9, "0")) - self.t0_ns) / 1000
            if at > self.duration:
                continue
            if event == "sched_switch":
                found = SWITCH.search(rest)
                self.switch(running, cpu, at, int(found[1]), found[2], int(found[3]))
            elif event in ("sched_wakeup", "sched_wakeup_new"):
                task = self.tasks.get(int(WAKE.search(rest)[1]))
                if task:
                    self.wake(task, at)
        for cpu, (pid, since) in running.items():
            self.account(cpu, pid, since, self.duration)

    def account(self, cpu, pid, since, until):
        time = until - max(since or 0, 0)
        if pid == 0 or since is None or time <= 0:
            return
        self.busy[cpu] += time
        if pid in self.tasks:
            self.tasks[pid].by_cpu[cpu] += time
        else:
            self.other += time

    def switch(self, running, cpu, at, before, state, after):
        self.account(cpu, before, running[cpu][1], at)
        running[cpu] = (after, at)
        self.switches[cpu] += at >= 0
        leaves, enters = self.tasks.get(before), self.tasks.get(after)
        if leaves:
            self.leave(leaves, at, state)
        if enters:
            self.enter(enters, cpu, at)

    @staticmethod
    def wake(task, at):
        if task.unwoken_at is not None and at - task.unwoken_at <= SKEW_US:
            # By the clock of its CPU, which is behind, it was switched in before this.
            if task.unwoken_at >= 0:
                task.wakes.append(0.0)
            task.unwoken_at = None
        elif task.sleeps:
            task.sleeps, task.preempted_at = False, None
            task.woken_at = at
        elif task.in_at is not None:
            # It goes on without a switch, or has just left its CPU, whose clock is ahead.
            task.woken_at = at

    def leave(self, task, at, state):
        preempted = state.startswith("R")
        woken = not preempted and task.woken_at is not None and at - task.woken_at <= SKEW_US
        if not woken:
            task.woken_at = None
        task.sleeps = not preempted and not woken
        task.preempted_at = at if preempted else None
        if at >= 0:
            task.preempted += preempted
            task.blocked += not preempted
            if preempted:
                self.preemptions.append(at)
            if task.in_at is not None and task.in_at >= 0:
                task.segments.append(at - task.in_at)
        task.in_at = None

    def enter(self, task, cpu, at):
        if at >= 0:
            task.switched_in += 1
            task.migrations += task.last_cpu not in (None, cpu)
            if task.woken_at is not None and task.woken_at >= 0:
                task.wakes.append(at - task.woken_at)
            if task.preempted_at is not None and task.preempted_at >= 0:
                task.waits.append(at - task.preempted_at)
            self.order.append((at, cpu, task.name))
        task.unwoken_at = at if task.sleeps else None
        task.woken_at = task.preempted_at = None
        task.sleeps, task.in_at, task.last_cpu = False, at, cpu

    def tick_phase(self):
        """The phase at which most preemptions lie, and how many of how many."""
        if not self.preemptions:
            return "", ""
        phases = collections.Counter(round(at) % TICK_US for at in self.preemptions)

        def votes(phase):
            return sum(phases[(phase + d) % TICK_US] for d in range(-TICK_WIDTH_US, TICK_WIDTH_US + 1))

        best = max(sorted(phases), key=lambda phase: (votes(phase), phases[phase]))
        return best, f"{votes(best)}/{len(self.preemptions)}"

    def counters(self):
        """Differences of the sched_ext event counters, those that are not zero."""
        before, after = ({line.split()[0]: int(line.split()[1]) for line in self.files[name] if line.strip()}
                         for name in ("events-before", "events-after"))
        return {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}


def read(lines, cpus):
    """The repetitions in what the starter printed."""
    repetitions, block, loader = [], None, []
    done = False
    for line in lines:
        line = line.rstrip("\n")
        if not line.startswith("## "):
            if block is not None:
                block.append(line)
            continue
        word, _, rest = line[3:].partition(" ")
        one = repetitions[-1] if repetitions else None
        if word == "error":
            raise OutputError("\n  ".join([rest, *loader[-LOADER_LINES:]]))
        elif word == "repetition":
            repetitions.append(Repetition())
        elif word == "window":
            one.t0_ns, one.duration = (int(number) for number in rest.split())
        elif word == "begin":
            block = loader if rest == "loader" else one.trace if rest == "trace" else one.files[rest]
        elif word == "end":
            block = None
        elif word == "task":
            name, pid, loops = rest.split()
            task = one.tasks[int(pid)] = Task(name, int(loops))
        elif word in ("late", "wall"):
            samples = [int(ns) / 1000 for ns in rest.split()[1:]]
            setattr(task, {"late": "late", "wall": "walls"}[word], samples)
        elif word == "done":
            done = True
    if not done:
        raise OutputError("the machine ended before the case did")
    for repetition in repetitions:
        repetition.read_trace(cpus)
    return repetitions


def percentile(samples, percent):
    """Linear between the two nearest samples; empty without any."""
    if not samples:
        return ""
    ordered = sorted(samples)
    position = (len(ordered) - 1) * percent / 100
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return us(ordered[low] + (ordered[high] - ordered[low]) * (position - low))


def us(value):
    return round(value, 1)


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def spread(samples, *percents):
    return [percentile(samples, percent) for percent in percents]


def add(tables, case, groups, repetitions):
    """Appends the lines of one case; tables maps the names in HEADERS to lists, groups a task's name to its group."""
    name = case["case"]
    for number, one in enumerate(repetitions):
        workload = sum(task.runtime for task in one.tasks.values()) or 1
        for task in one.tasks.values():
            tables["tasks.csv"].append([name, number, *task_row(task, one.duration, workload)])
        cpus = range(case["topology"]["cpus"])
        tables["cpus.csv"] += [[name, number, cpu, round(one.busy[cpu] / one.duration, 5), one.switches[cpu]]
                               for cpu in cpus]
        switches, seconds = sum(one.switches.values()), one.duration / US_PER_S
        state = " ".join(one.files["state"]).strip()
        tables["runs.csv"].append([name, number, case["scheduler"], seconds, switches, us(switches / seconds),
                                   us(one.other), *one.tick_phase(), f"state {state}"])
        tables["events.csv"] += [[name, number, counter, delta] for counter, delta in one.counters().items()]
        tables["order.csv"] += [[name, number, us(at), cpu, task] for at, cpu, task in one.order[:ORDER_MAX]]
    for group in dict.fromkeys(groups.values()):
        by_repetition = [([task for task in one.tasks.values() if groups[task.name] == group], one)
                         for one in repetitions]
        tables["summary.csv"].append([name, group, *group_row(by_repetition)])
        members = [task for tasks, _ in by_repetition for task in tasks]
        tables["hist.csv"] += histogram(name, group, "wake", [x for task in members for x in task.wakes])
        tables["hist.csv"] += histogram(name, group, "segment", [x for task in members for x in task.segments])


def task_row(task, duration, workload):
    runtime = task.runtime
    split = "|".join(f"{cpu}:{time / runtime:.3f}" for cpu, time in sorted(task.by_cpu.items()))
    return [
        task.name, us(runtime), round(runtime / workload, 5), round(runtime / duration, 5), task.switched_in,
        task.preempted, task.blocked, task.migrations, len(task.wakes), *spread(task.wakes, 50, 90, 99, 100),
        len(task.segments), us(mean(task.segments)) if task.segments else "", *spread(task.segments, 50, 99, 100),
        *spread(task.waits, 50, 100), task.loops, *spread(task.late, 50, 99, 100),
        us(mean(task.walls)) if task.walls else "", percentile(task.walls, 100), split,
    ]


def group_row(by_repetition):
    """by_repetition: the group's tasks and the repetition, of each."""
    members = [(task, one.duration) for tasks, one in by_repetition for task in tasks]
    shares = [task.runtime / duration for task, duration in members]
    of_workload = [sum(task.runtime for task in tasks) / (sum(task.runtime for task in one.tasks.values()) or 1)
                   for tasks, one in by_repetition]
    wakes = [sample for task, _ in members for sample in task.wakes]
    segments = [sample for task, _ in members for sample in task.segments]

    def rate(count):
        return round(mean(sum(count(task) for task in tasks) / one.duration * US_PER_S
                          for tasks, one in by_repetition), 2)

    return [
        len(by_repetition[0][0]), len(by_repetition),
        *(round(x, 5) for x in (mean(shares), min(shares), max(shares))),
        *(round(x, 5) for x in (mean(of_workload), min(of_workload), max(of_workload))),
        len(wakes), *spread(wakes, 50, 90, 99, 100), len(segments), *spread(segments, 10, 50, 90, 100),
        rate(lambda task: task.switched_in), rate(lambda task: task.migrations),
        round(mean(task.loops / duration * US_PER_S for task, duration in members), 2),
    ]


def histogram(case, group, kind, samples):
    # The clock's microseconds less T0's nanoseconds differ from whole ones by rounding only.
    counts = collections.Counter(bisect.bisect_right(EDGES, sample + 0.001) - 1 for sample in samples)
    return [[case, group, kind, EDGES[bucket], EDGES[bucket + 1], counts[bucket]] for bucket in sorted(counts)]
