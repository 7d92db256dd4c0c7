package org.scxfleet.exec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;
import org.scxfleet.task.Work;

/**
 * The sleeping tasks' high-resolution timers of every CPU (kernel/time/hrtimer.c: one queue per
 * CPU, timers with a range).
 *
 * <p><b>What.</b> A sleeper may be woken from its soft expiry on and is woken at its hard expiry,
 * which is later by its timer slack. The hardware is set to the first hard expiry; any interrupt of
 * the CPU's timer, for another sleeper or for the tick, wakes all those whose soft expiry has come,
 * in the order of their hard expiries, and stops at the first that may not yet be woken.
 *
 * <p><b>Why.</b> Sleepers of one CPU that are due within the slack wake together, and a sleeper due
 * just before a tick wakes at the tick.
 *
 * <p><b>How.</b> A binary heap per CPU in parallel arrays; equal hard expiries in the order in
 * which they were set. O(log n) per sleep, no allocation once the arrays have grown.
 */
final class SleepTimers {
    private static final int FIRST_CAPACITY = 4;
    private static final int NOT_QUEUED = -1;

    private final @Nullable CpuHeap[] heaps;

    /** Until then an interrupt of the CPU is waking sleepers. */
    private final long[] interruptUntilNs;

    private long sequence;

    SleepTimers(int cpuCount) {
        heaps = new CpuHeap[cpuCount];
        interruptUntilNs = new long[cpuCount];
    }

    private static final class CpuHeap {
        @Nullable Task[] task = new Task[FIRST_CAPACITY];
        long[] softNs = new long[FIRST_CAPACITY];
        long[] hardNs = new long[FIRST_CAPACITY];
        long[] order = new long[FIRST_CAPACITY];
        int size;

        void grow() {
            int length = size * 2;
            task = Arrays.copyOf(task, length);
            softNs = Arrays.copyOf(softNs, length);
            hardNs = Arrays.copyOf(hardNs, length);
            order = Arrays.copyOf(order, length);
        }

        Task at(int slot) {
            Task found = task[slot];
            if (found == null) {
                throw new IllegalStateException("no sleeper in slot " + slot + " of " + size);
            }
            return found;
        }

        boolean before(int a, int b) {
            return hardNs[a] != hardNs[b] ? hardNs[a] < hardNs[b] : order[a] < order[b];
        }

        void swap(int a, int b) {
            Task otherTask = task[a];
            long otherSoftNs = softNs[a];
            long otherHardNs = hardNs[a];
            long otherOrder = order[a];
            put(a, at(b), softNs[b], hardNs[b], order[b]);
            if (otherTask != null) {
                put(b, otherTask, otherSoftNs, otherHardNs, otherOrder);
            }
        }

        void put(int slot, Task sleeper, long soft, long hard, long set) {
            task[slot] = sleeper;
            softNs[slot] = soft;
            hardNs[slot] = hard;
            order[slot] = set;
            sleeper.work.sleepSlot = slot;
        }

        void up(int from) {
            int slot = from;
            while (slot > 0 && before(slot, (slot - 1) / 2)) {
                swap(slot, (slot - 1) / 2);
                slot = (slot - 1) / 2;
            }
        }

        void down(int from) {
            int slot = from;
            while (true) {
                int least = slot;
                int left = 2 * slot + 1;
                if (left < size && before(left, least)) {
                    least = left;
                }
                if (left + 1 < size && before(left + 1, least)) {
                    least = left + 1;
                }
                if (least == slot) {
                    return;
                }
                swap(slot, least);
                slot = least;
            }
        }

        void remove(int slot) {
            at(slot).work.sleepSlot = NOT_QUEUED;
            size--;
            if (slot < size) {
                put(slot, at(size), softNs[size], hardNs[size], order[size]);
            }
            task[size] = null;
            if (slot < size) {
                up(slot);
                down(slot);
            }
        }
    }

    /** The task falls asleep on the CPU. */
    void add(int cpu, Task task, long softNs, long hardNs) {
        if (task.work.sleepSlot != NOT_QUEUED) {
            throw new IllegalStateException(task + " sleeps already");
        }
        CpuHeap heap = heaps[cpu];
        if (heap == null) {
            heap = new CpuHeap();
            heaps[cpu] = heap;
        }
        if (heap.size == heap.task.length) {
            heap.grow();
        }
        int slot = heap.size++;
        heap.put(slot, task, softNs, hardNs, sequence++);
        heap.up(slot);
    }

    /** The task's timer fires, on the CPU on which it fell asleep; nothing if it has none. */
    void remove(int cpu, Task task) {
        CpuHeap heap = heaps[cpu];
        int slot = task.work.sleepSlot;
        if (heap != null && slot != NOT_QUEUED) {
            heap.remove(slot);
        }
    }

    /**
     * When a sleeper that is due now is woken. An interrupt wakes a CPU's sleepers one after the
     * other, while other CPUs do the same: of many that are due at one instant each CPU wakes its
     * first, then each its second.
     */
    long turnNs(int cpu, Task task, long nowNs, long wakeupNs) {
        Work work = task.work;
        if (task.kernelThread || work.timerTurn) {
            work.timerTurn = false;
            return nowNs;
        }
        long turnNs = Math.max(nowNs, interruptUntilNs[cpu]);
        interruptUntilNs[cpu] = turnNs + wakeupNs;
        work.timerTurn = turnNs > nowNs;
        return turnNs;
    }

    /**
     * Takes the next sleeper of the CPU that an interrupt at that time wakes early; null if none. A
     * sleeper whose hard expiry is now has an event of its own: CPUs wake their sleepers side by
     * side, not one CPU all of its own before the next.
     */
    @Nullable Task takeEarly(int cpu, long nowNs) {
        CpuHeap heap = heaps[cpu];
        if (heap == null || heap.size == 0 || heap.softNs[0] > nowNs || heap.hardNs[0] <= nowNs) {
            return null;
        }
        Task task = heap.at(0);
        heap.remove(0);
        return task;
    }
}
