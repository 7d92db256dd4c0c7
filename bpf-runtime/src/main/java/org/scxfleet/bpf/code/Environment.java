package org.scxfleet.bpf.code;

/**
 * What a program can learn from, or ask of, the machine it notionally runs on.
 *
 * <p>The binding to the host model implements it; nothing in the runtime reads a clock or a random
 * number elsewhere.
 */
public interface Environment {
    /** Returns the monotonic time in nanoseconds. */
    long nowNs();

    /** Returns jiffies, with the origin that task fields use. */
    long jiffies();

    /** Returns the CPU on which the program notionally runs. */
    int cpu();

    /** Returns the number of CPU ids. */
    int cpuCount();

    /** Returns the NUMA node of the CPU. */
    int node();

    /** Returns the address of the running task's view. */
    long currentTask();

    /** Returns thread-group id in the upper and task id in the lower half. */
    long currentPidTgid();

    /** Returns the name of the running task. */
    String currentName();

    /**
     * Returns the kernel's id of the running task's cgroup, or of its ancestor at a level; 0 when
     * there is none.
     *
     * @param level -1 for the cgroup itself
     */
    long currentCgroupId(int level);

    /**
     * Returns the number under which storage of a task or cgroup is kept, or -1 when the address is
     * neither.
     */
    int storageOwner(long address);

    /** Returns the next pseudo-random number of the CPU. */
    int nextRandom();

    /** Returns the CPU that the last distributed pick on this CPU gave; 0 before the first. */
    int distributePrevious();

    /** Remembers what a distributed pick on this CPU gave. */
    void distributePrevious(int cpu);

    /**
     * Returns the address of a per-CPU kernel variable on a CPU, or 0 when the CPU does not exist.
     */
    long perCpuAddress(long variable, int cpu);

    /** Takes one line that a program printed. */
    void print(String line);

    /**
     * Asks for {@link Machine#fireTimer} at a time.
     *
     * @param timer number of the timer
     * @param cpu the CPU it must fire on, or -1
     */
    void armTimer(int timer, long expiryNs, int cpu);

    /** Withdraws what {@link #armTimer} asked for. */
    void cancelTimer(int timer);
}
