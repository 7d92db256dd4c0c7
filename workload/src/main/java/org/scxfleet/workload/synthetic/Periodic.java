package org.scxfleet.workload.synthetic;

import java.util.List;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * Periodic tasks: work, then sleep until the next period begins. The response time of an iteration
 * counts from the beginning of its period.
 *
 * @param workNs CPU time of an iteration
 * @param periodNs from one release to the next
 * @param absolute releases stay on their grid after a late iteration; else the next period counts
 *     from its end
 * @param staggered the first release is at a random time within one period; else all tasks are
 *     released at once
 */
public record Periodic(
        Threads threads, Amount workNs, long periodNs, boolean absolute, boolean staggered)
        implements SyntheticWorkload {
    public static final int DEFAULT_THREADS = 4;
    public static final long DEFAULT_WORK_NS = 2_000_000;
    public static final long DEFAULT_PERIOD_NS = 10_000_000;

    private static final String PERIOD = "period";

    public Periodic {
        Bounds.time("workNs", workNs);
        Bounds.time("periodNs", periodNs);
    }

    public static Periodic withDefaults(String name) {
        return new Periodic(
                Threads.of(name, DEFAULT_THREADS),
                Amount.of(DEFAULT_WORK_NS),
                DEFAULT_PERIOD_NS,
                true,
                true);
    }

    @Override
    public List<TaskSpec> tasks() {
        Step work = new Step.Compute(workNs);
        Step mark = new Step.Mark(PERIOD);
        Step timer = new Step.Timer(PERIOD, Amount.of(periodNs), absolute, false);
        Step loop = new Step.Repeat(Step.FOREVER, List.of(work, mark, timer));
        Step first = new Step.Timer(PERIOD, new Amount.Uniform(1, periodNs), absolute, false);
        List<Step> program = staggered ? List.of(first, loop) : List.of(loop);
        return List.of(threads.running(threads.name(), threads.count(), program));
    }
}
