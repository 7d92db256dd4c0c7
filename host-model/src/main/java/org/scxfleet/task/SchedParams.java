package org.scxfleet.task;

/**
 * What sched_setattr sets.
 *
 * @param nice -20..19, for fair and ext policies
 * @param rtPriority 1..99 for FIFO and RR, else 0
 * @param runtimeNs budget of a DEADLINE task; for fair policies a custom slice (0 = default)
 * @param deadlineNs relative deadline of a DEADLINE task
 * @param periodNs period of a DEADLINE task
 */
public record SchedParams(
        SchedPolicy policy,
        int nice,
        int rtPriority,
        long runtimeNs,
        long deadlineNs,
        long periodNs) {
    public static final int MIN_NICE = -20;
    public static final int MAX_NICE = 19;
    public static final int MAX_RT_PRIORITY = 99;

    public static final SchedParams NORMAL = new SchedParams(SchedPolicy.NORMAL, 0, 0, 0, 0, 0);

    public SchedParams {
        if (nice < MIN_NICE || nice > MAX_NICE) {
            throw new IllegalArgumentException("nice " + nice + " is outside -20..19");
        }
        if (policy.isRealTime()
                ? rtPriority < 1 || rtPriority > MAX_RT_PRIORITY
                : rtPriority != 0) {
            throw new IllegalArgumentException(
                    policy
                            + " with real-time priority "
                            + rtPriority
                            + ": FIFO and RR take 1..99, others 0");
        }
        if (policy == SchedPolicy.DEADLINE
                && !(runtimeNs > 0 && runtimeNs <= deadlineNs && deadlineNs <= periodNs)) {
            throw new IllegalArgumentException(
                    "DEADLINE needs 0 < runtime <= deadline <= period, got "
                            + runtimeNs
                            + ", "
                            + deadlineNs
                            + ", "
                            + periodNs
                            + " ns");
        }
    }

    public static SchedParams fair(int nice) {
        return new SchedParams(SchedPolicy.NORMAL, nice, 0, 0, 0, 0);
    }

    public static SchedParams realTime(SchedPolicy policy, int priority) {
        return new SchedParams(policy, 0, priority, 0, 0, 0);
    }
}
