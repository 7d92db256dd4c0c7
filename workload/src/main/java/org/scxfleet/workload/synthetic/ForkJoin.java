package org.scxfleet.workload.synthetic;

import java.util.List;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * Rounds of parallel work: a parent computes alone, releases its workers, waits until all are done,
 * and pauses. One slow worker delays the round; the parent's iterations are the rounds.
 *
 * @param workers the workers, whose parent is called like them with {@code -parent} behind it
 * @param serialNs CPU time of the parent before it releases the workers
 * @param workerNs CPU time of each worker in a round
 * @param pauseNs sleep of the parent after a round; 0 for none
 */
public record ForkJoin(Threads workers, Amount serialNs, Amount workerNs, long pauseNs)
        implements SyntheticWorkload {
    public static final int DEFAULT_WORKERS = 4;
    public static final long DEFAULT_SERIAL_NS = 200_000;
    public static final long DEFAULT_WORKER_NS = 2_000_000;
    public static final long DEFAULT_PAUSE_NS = 1_000_000;

    public ForkJoin {
        Bounds.time("serialNs", serialNs);
        Bounds.time("workerNs", workerNs);
        Bounds.timeOrNone("pauseNs", pauseNs);
    }

    public static ForkJoin withDefaults(String name) {
        return new ForkJoin(
                Threads.of(name, DEFAULT_WORKERS),
                Amount.of(DEFAULT_SERIAL_NS),
                Amount.of(DEFAULT_WORKER_NS),
                DEFAULT_PAUSE_NS);
    }

    @Override
    public List<TaskSpec> tasks() {
        int parties = workers.count() + 1;
        Step fork = new Step.Barrier(workers.name() + "-fork", parties);
        Step join = new Step.Barrier(workers.name() + "-join", parties);
        Step serial = new Step.Compute(serialNs);
        Step mark = new Step.Mark("");
        List<Step> round =
                pauseNs == 0
                        ? List.of(serial, fork, join, mark)
                        : List.of(serial, fork, join, mark, new Step.Sleep(Amount.of(pauseNs)));
        TaskSpec parent =
                workers.running(
                        workers.name() + "-parent",
                        1,
                        List.of(new Step.Repeat(Step.FOREVER, round)));
        TaskSpec team =
                workers.repeating(fork, new Step.Compute(workerNs), join, new Step.Mark(""));
        return List.of(parent, team);
    }
}
