package org.scxfleet.sched.fair;

/**
 * Switches of the fair class, as /sys/kernel/debug/sched/features and the boot line have them.
 *
 * @param hrtick slices end by a high-resolution timer, not at the next tick
 * @param lazyPreemption a wake-up or the end of a slice waits for the return to user space
 * @param placeLag a returning task keeps its lag
 * @param placeDeadlineInitial a new task gets half a slice first
 * @param runToParity a runner is protected up to its deadline
 * @param preemptShort a task with a shorter slice may end a runner's protection
 * @param delayDequeue a sleeper stays queued until its debt is paid
 * @param delayZero a sleeper's debt does not turn into a claim
 * @param groupWeight how a cgroup's weight is spread over CPUs
 */
public record FairFeatures(
        boolean hrtick,
        boolean lazyPreemption,
        boolean placeLag,
        boolean placeDeadlineInitial,
        boolean runToParity,
        boolean preemptShort,
        boolean delayDequeue,
        boolean delayZero,
        GroupWeight groupWeight) {

    /** Debian's 7.3.4. */
    public static final FairFeatures DEFAULTS =
            new FairFeatures(true, true, true, true, true, true, true, true, GroupWeight.CONCUR);

    public FairFeatures with(boolean newHrtick, boolean newLazyPreemption) {
        return new FairFeatures(
                newHrtick,
                newLazyPreemption,
                placeLag,
                placeDeadlineInitial,
                runToParity,
                preemptShort,
                delayDequeue,
                delayZero,
                groupWeight);
    }

    /** The kernel's cgroup_mode. */
    public enum GroupWeight {
        /** Every CPU gets the whole weight. */
        UP,
        /** The weight is divided by load. */
        SMP,
        /** As SMP, with the weight multiplied by the smaller of runnable tasks and CPUs. */
        CONCUR,
        /** As SMP, multiplied by the number of CPUs, up to the weight of nice -20. */
        MAX,
        /** As SMP, multiplied by the number of runnable tasks. */
        TASKS
    }
}
