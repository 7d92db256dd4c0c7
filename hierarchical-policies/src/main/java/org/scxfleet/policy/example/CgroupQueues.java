package org.scxfleet.policy.example;

import org.jspecify.annotations.Nullable;
import org.scxfleet.policy.storage.BoundedIntQueue;
import org.scxfleet.policy.storage.Tables;

/**
 * The queues of {@link PairScheduler}: one FIFO of tasks per cgroup, and one FIFO of the cgroups
 * that have tasks.
 *
 * <p>A cgroup enters the outer queue when its own becomes non-empty. Whoever takes it out puts it
 * back at the end while it has tasks, so that several pairs may work on one cgroup and it may stand
 * in the queue more than once.
 */
final class CgroupQueues {
    /** Most cgroups at a time. */
    static final int MAX_CGROUPS = 4096;

    /** Most tasks that wait in one cgroup. */
    static final int MAX_QUEUED = 4096;

    private static final int NO_CGROUP = BoundedIntQueue.EMPTY;

    private final BoundedIntQueue nonEmpty = new BoundedIntQueue(4 * MAX_CGROUPS);
    private @Nullable BoundedIntQueue[] tasksByCgroup = new BoundedIntQueue[0];
    private int cgroups;

    /** Makes a queue for the cgroup; false if there are too many. */
    boolean add(int cgroup) {
        if (cgroups == MAX_CGROUPS) {
            return false;
        }
        tasksByCgroup = Tables.fit(tasksByCgroup, cgroup);
        tasksByCgroup[cgroup] = new BoundedIntQueue(MAX_QUEUED);
        cgroups++;
        return true;
    }

    /** Drops the queue; entries of the cgroup in the outer queue are skipped later. */
    void remove(int cgroup) {
        if (of(cgroup) != null) {
            tasksByCgroup[cgroup] = null;
            cgroups--;
        }
    }

    /** The cgroup's queue, or null if there is none. */
    @Nullable BoundedIntQueue of(int cgroup) {
        return cgroup >= 0 && cgroup < tasksByCgroup.length ? tasksByCgroup[cgroup] : null;
    }

    /** Announces a cgroup whose queue has become non-empty; false if the outer queue is full. */
    boolean announce(int cgroup) {
        return nonEmpty.push(cgroup);
    }

    /** The next cgroup that has tasks, or -1; it goes to the end of the outer queue. */
    int next() {
        int cgroup;
        while ((cgroup = nonEmpty.pop()) != NO_CGROUP) {
            BoundedIntQueue tasks = of(cgroup);
            if (tasks != null && !tasks.isEmpty()) {
                nonEmpty.push(cgroup);
                return cgroup;
            }
        }
        return NO_CGROUP;
    }
}
