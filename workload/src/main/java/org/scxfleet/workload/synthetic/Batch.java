package org.scxfleet.workload.synthetic;

import java.util.List;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * Batch work: pieces of computing with short sleeps between them, as for input and output.
 *
 * @param computeNs CPU time of a piece
 * @param sleepNs sleep before a piece
 */
public record Batch(Threads threads, Amount computeNs, Amount sleepNs)
        implements SyntheticWorkload {
    public static final int DEFAULT_THREADS = 4;
    public static final int DEFAULT_NICE = 10;

    /** 1 to 10 ms. */
    public static final Amount DEFAULT_COMPUTE_NS = new Amount.Uniform(1_000_000, 10_000_000);

    /** Exponential with a mean of 1 ms. */
    public static final Amount DEFAULT_SLEEP_NS = new Amount.Exponential(1_000_000);

    public Batch {
        Bounds.time("computeNs", computeNs);
        Bounds.time("sleepNs", sleepNs);
    }

    public static Batch withDefaults(String name) {
        Threads threads =
                new Threads(name, DEFAULT_THREADS, SchedParams.fair(DEFAULT_NICE), List.of(), "/");
        return new Batch(threads, DEFAULT_COMPUTE_NS, DEFAULT_SLEEP_NS);
    }

    @Override
    public List<TaskSpec> tasks() {
        return List.of(
                threads.repeating(
                        new Step.Sleep(sleepNs), new Step.Compute(computeNs), new Step.Mark("")));
    }
}
