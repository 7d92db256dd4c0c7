package org.scxfleet.trace;

/**
 * The kinds of trace events. The position in this list is part of every digest: append, never
 * reorder.
 *
 * <p>Each line says what the task number and the two numbers a and b mean. The CPU is where it
 * happened, or -1.
 */
public enum TraceKind {
    /**
     * A CPU switches: task = next (or -1 for idle), a = previous task (-1 idle), b = state of the
     * previous task.
     */
    SWITCH,
    /**
     * A task becomes runnable: task = wakee, a = waker (-1 = interrupt), b = CPU where it was
     * queued.
     */
    WAKEUP,
    /** A new task's first wake-up: as WAKEUP. */
    WAKEUP_NEW,
    /** A task sits on another CPU than before: a = from CPU, b = to CPU. */
    MIGRATE,
    /** A task was created: a = parent (-1 = at start), b = task group. */
    FORK,
    /** A task ended. */
    EXIT,
    /** A tick on a busy CPU: task = current, a = remaining slice of an ext task or 0. */
    TICK,
    /** A kick was executed: cpu = target, a = flags. */
    KICK,
    /** A reschedule was requested: cpu = target. */
    RESCHED,
    /** The task's class changed: a = from class, b = to class. */
    CLASS_CHANGE,
    /** A sched_ext scheduler was enabled: a = enable sequence. */
    SCX_ENABLE,
    /** A sched_ext scheduler exited: a = exit kind, b = exit code. */
    SCX_EXIT,
    /** Bypass begins (a = 1) or ends (a = 0). */
    BYPASS,
    /**
     * The task finished one iteration of its program: a = response time in ns or -1, b = iterations
     * so far.
     */
    ITERATION,
    /** A GPU kernel was launched: a = device, b = duration at full rate in ns. */
    GPU_LAUNCH,
    /** A GPU starts to run a context: task = owner, a = device, b = context. */
    GPU_RUN,
    /** A GPU stops running a context: a = device, b = context. */
    GPU_STOP,
    /** A message left: a = target host, b = kind. */
    SEND,
    /** A message arrived: a = source host, b = kind. */
    RECEIVE,
    /** A cgroup was throttled (a = 1) or released (a = 0): b = cgroup. */
    THROTTLE,
    /** A CPU went online (a = 1) or offline (a = 0). */
    HOTPLUG,
    /**
     * A vCPU entered guest mode (a = 1) or left it (a = 0): task = vCPU's host task, b = reason.
     */
    VCPU,
    /** A priority was inherited: task = lock owner, a = priority, b = lock. */
    BOOST,
    /** User space ran a program of the attached scheduler: a = what the program returned. */
    SCX_PROGRAM,
    /**
     * A copy engine starts on a copy: task = owner, a = device, b = 0 to it, 1 to host, 2 to peer.
     */
    GPU_COPY,
    /** A copy engine is done with a copy: a and b as before. */
    GPU_COPY_END,
    /** A GPU was partitioned anew: a = one of its devices, b = instances, 0 = not partitioned. */
    GPU_PARTITION
}
