package org.scxfleet.policy.flatcg;

import org.scxfleet.policy.storage.Tables;

/**
 * The cgroups that may have queued tasks, ordered by virtual time: a binary heap over cgroup
 * numbers.
 *
 * <p>The order is by unsigned virtual time, then by time of insertion, which is how the kernel's
 * tree breaks ties. Unsigned matters: a cgroup that was given back more than it had used has a
 * small negative time and goes to the far end, in the real scheduler as here.
 *
 * <p>Cost: logarithmic in the number of cgroups that wait. Nothing is removed but from the front.
 */
final class CgroupOrder {
    private static final int FIRST_SIZE = 16;

    /** Virtual time of each cgroup, on the heap or not. */
    private long[] cvtime = new long[0];

    private long[] insertion = new long[0];
    private int[] heap = new int[FIRST_SIZE];
    private int size;
    private long insertions;

    /** Adds a cgroup that is not on the heap and gives it a virtual time. */
    void register(int cgroup, long virtualTime) {
        cvtime = Tables.fit(cvtime, cgroup);
        insertion = Tables.fit(insertion, cgroup);
        cvtime[cgroup] = virtualTime;
    }

    long cvtime(int cgroup) {
        return cvtime[cgroup];
    }

    /** Sets the time of a cgroup that is not on the heap. */
    void setCvtime(int cgroup, long virtualTime) {
        cvtime[cgroup] = virtualTime;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Puts the cgroup on the heap; it must not be there. */
    void insert(int cgroup) {
        heap = Tables.fit(heap, size);
        insertion[cgroup] = insertions++;
        int hole = size++;
        while (hole > 0) {
            int above = (hole - 1) >>> 1;
            if (!earlier(cgroup, heap[above])) {
                break;
            }
            heap[hole] = heap[above];
            hole = above;
        }
        heap[hole] = cgroup;
    }

    /** Takes the cgroup with the least time off the heap. */
    int removeFirst() {
        if (size == 0) {
            throw new IllegalStateException("no cgroup waits");
        }
        int first = heap[0];
        int last = heap[--size];
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && earlier(heap[child + 1], heap[child])) {
                child++;
            }
            if (!earlier(heap[child], last)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = last;
        return first;
    }

    private boolean earlier(int a, int b) {
        int order = Long.compareUnsigned(cvtime[a], cvtime[b]);
        return order != 0 ? order < 0 : insertion[a] < insertion[b];
    }
}
