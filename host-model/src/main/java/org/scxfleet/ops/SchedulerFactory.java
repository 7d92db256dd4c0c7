package org.scxfleet.ops;

/** Makes the scheduler of one kernel (a host or a guest); each kernel gets its own. */
@FunctionalInterface
public interface SchedulerFactory {
    /**
     * @throws IllegalArgumentException if the scheduler cannot run there; the message says why and
     *     what would be right
     */
    SchedulerOps create(SchedulerEnvironment environment);

    /** Whether its schedulers name the threads of their loader ({@link SchedulerOps#threads}). */
    default boolean bringsThreads() {
        return false;
    }
}
