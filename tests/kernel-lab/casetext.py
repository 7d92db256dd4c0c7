"""Turns a case (JSON, workload in rt-app's grammar) into the text that starter.c reads."""

# A command of the case file, without its scheduler: the built-in classes.
FAIR = "none (EEVDF)"
# Longest name of a task that the kernel keeps.
NAME_MAX = 15
# Longest text of the steps of a task, MAX_STEPS of starter.c less the end.
STEPS_MAX = 2047
EVENTS = ("sched/sched_switch", "sched/sched_wakeup", "sched/sched_wakeup_new")
POLICIES = {
    "SCHED_OTHER": "other", "SCHED_BATCH": "batch", "SCHED_IDLE": "idle",
    "SCHED_FIFO": "fifo", "SCHED_RR": "rr", "SCHED_EXT": "ext",
}
REAL_TIME = ("fifo", "rr")
PARAMETERS = ("loop", "instance", "policy", "priority", "cpus", "delay", "taskgroup", "phases")


class CaseError(Exception):
    """The case asks for something that it must not, or that the lab can not do."""


def instances(case):
    """(name, group, task) of every process of the workload, in the order in which they are forked."""
    result = []
    for group, task in case["rt_app"]["tasks"].items():
        count = task.get("instance", 1)
        for number in range(count):
            result.append((group if count == 1 else f"{group}-{number}", group, task))
    return result


def text(case, probes=()):
    """The starter's text; probes are further lines of what to trace."""
    settings = case["rt_app"]["global"]
    lines = [
        f"duration {round(settings['duration'] * 1e6)}",
        f"repetitions {case['repetitions']}",
    ]
    lines += [f"cgroup {path.strip('/')} {weight}" for path, weight in cgroups(case)]
    scheduler = case["scheduler"]
    if " + " in scheduler:
        raise CaseError(f"scheduler \"{scheduler}\": a scheduler below another one can't be loaded here")
    if scheduler != FAIR:
        lines.append(f"scheduler {scheduler}")
    semaphores = {}
    for name, _, task in instances(case):
        lines.append(task_line(name, task, settings.get("default_policy", "SCHED_OTHER"), semaphores))
    lines += [f"event {event}" for event in EVENTS]
    return "\n".join([*lines, *probes]) + "\n"


def cgroups(case):
    """Path and weight of each, parents first; a task's group without a weight has the kernel's 100."""
    weights = {path.strip("/"): weight for path, weight in case.get("cgroups_cpu_weight", {}).items()}
    for _, _, task in instances(case):
        path = task.get("taskgroup", "/").strip("/")
        parts = path.split("/") if path else []
        for depth in range(1, len(parts) + 1):
            weights.setdefault("/".join(parts[:depth]), 100)
    return sorted(weights.items())


def task_line(name, task, default_policy, semaphores):
    if len(name) > NAME_MAX:
        raise CaseError(f"task {name}: at most {NAME_MAX} characters with the number of the instance")
    named = task.get("policy", default_policy)
    if named not in POLICIES:
        raise CaseError(f"task {name}: policy {named} is not known, give one of {', '.join(POLICIES)}")
    policy = POLICIES[named]
    priority = task.get("priority", 0)
    steps = program(name, task, semaphores)
    for phase in task.get("phases", {}).values():
        steps += program(name, phase, semaphores) * phase.get("loop", 1)
    if not steps:
        raise CaseError(f"task {name}: has nothing to do")
    if len(",".join(steps)) > STEPS_MAX:
        raise CaseError(f"task {name}: {len(steps)} steps are too many; the text of them has {STEPS_MAX} characters at most")
    cpus = sum(1 << cpu for cpu in task.get("cpus", []))
    return (
        f"task {name} nice={0 if policy in REAL_TIME else priority} policy={policy}"
        f" prio={priority if policy in REAL_TIME else 0} cpus={cpus:x}"
        f" cgroup={task.get('taskgroup', '').strip('/') or '-'} delay={task.get('delay', 0)}"
        f" loop={task.get('loop', 1)} steps={','.join(steps)}"
    )


def program(name, steps, semaphores):
    """The steps of a task or phase; a digit at the end of a key only keeps keys apart."""
    result = []
    for key, value in steps.items():
        kind = key.rstrip("0123456789")
        if kind in ("run", "runtime", "sleep"):
            result.append(f"{kind}:{value}")
        elif kind == "timer":
            result.append(f"timer:0:{value['period']}")
        elif kind in ("suspend", "resume"):
            result.append(f"{kind}:{semaphores.setdefault(value, len(semaphores))}")
        elif kind == "yield":
            result.append("yield")
        elif key not in PARAMETERS:
            raise CaseError(f"task {name}: the lab has no step \"{key}\"")
    return result
