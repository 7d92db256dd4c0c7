package org.scxfleet.fleet;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;

/**
 * One process of the fleet and the hosts that it carries: a logical process with many hosts behind
 * one door.
 *
 * <p>Implemented by the node emulator in this JVM and by the gRPC stub of one elsewhere; the
 * coordinator cannot tell them apart, and the result does not depend on which it is. The calls of a
 * run come in the order load, advance as often as needed, collect, close; each waits for the future
 * of the one before. A future fails with a {@link FleetException}; after that only {@link #close}
 * is allowed.
 */
public interface FleetNode extends AutoCloseable {
    /** Name and address for messages, for example {@code node-1 at 127.0.0.1:40123}. */
    String name();

    /** Where it is, as a label of metrics. */
    default String address() {
        return name();
    }

    /** Largest heap of the process, {@link Long#MAX_VALUE} if that is somebody else's concern. */
    default long heapBytes() {
        return Long.MAX_VALUE;
    }

    /**
     * Assembles hosts.
     *
     * @param run name of the run
     * @param hosts of one run, in ascending order of their numbers
     * @param objects BPF objects that the hosts' schedulers need
     * @param traces of the whole run; those of other hosts do not matter here
     * @return time of the first event of each, in the same order
     */
    CompletableFuture<long[]> load(
            String run, List<HostSpec> hosts, SchedulerObjects objects, RunTraces traces);

    /** Runs the hosts up to the bounds granted and hands over the messages that they produced. */
    CompletableFuture<WindowReport> advance(WindowGrant grant);

    /**
     * Reports of all hosts in ascending order of their numbers.
     *
     * @param withTasks false leaves out the reports of single tasks
     */
    CompletableFuture<List<HostReport>> collect(boolean withTasks);

    /**
     * Fails with a {@link FleetException} when the process is lost, also while nothing is asked of
     * it; otherwise is never done.
     */
    CompletableFuture<Void> lost();

    /** How far the hosts are; may be asked at any time, also while a window runs. */
    NodeProgress progress();

    /** Ends the run here, also in the middle of a window. Does nothing the second time. */
    @Override
    void close();
}
