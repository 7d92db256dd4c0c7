package org.scxfleet.workload.synthetic;

import java.util.List;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * Threads that compute for ever.
 *
 * @param chunkNs CPU time of one iteration; iterations follow without a pause
 */
public record Hog(Threads threads, long chunkNs) implements SyntheticWorkload {
    public static final int DEFAULT_THREADS = 1;
    public static final long DEFAULT_CHUNK_NS = 1_000_000;

    public Hog {
        Bounds.time("chunkNs", chunkNs);
    }

    public static Hog withDefaults(String name) {
        return new Hog(Threads.of(name, DEFAULT_THREADS), DEFAULT_CHUNK_NS);
    }

    @Override
    public List<TaskSpec> tasks() {
        return List.of(threads.repeating(new Step.Compute(Amount.of(chunkNs)), new Step.Mark("")));
    }
}
