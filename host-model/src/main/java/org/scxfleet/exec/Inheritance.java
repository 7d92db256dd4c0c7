package org.scxfleet.exec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.sync.KernelMutex;
import org.scxfleet.task.Task;

/**
 * Priority inheritance: the owner of a lock runs with the best priority among those who wait for
 * it, along chains of owners that wait themselves (kernel/locking/rtmutex.c in outline).
 */
final class Inheritance {
    /** Longest chain of owners followed, as the kernel's max_lock_depth. */
    static final int MAX_CHAIN = 1024;

    private final TaskOffice office;
    private final List<List<KernelMutex>> held = new ArrayList<>();
    private final List<@Nullable KernelMutex> waitsFor = new ArrayList<>();

    Inheritance(TaskOffice office) {
        this.office = office;
    }

    void acquired(Task task, KernelMutex mutex) {
        if (!mutex.inheritsPriority()) {
            return;
        }
        grow(task);
        waitsFor.set(task.number, null);
        if (!held.get(task.number).contains(mutex)) {
            held.get(task.number).add(mutex);
        }
        refresh(task);
    }

    void waits(Task task, KernelMutex mutex) {
        if (!mutex.inheritsPriority()) {
            return;
        }
        grow(task);
        waitsFor.set(task.number, mutex);
        KernelMutex at = mutex;
        for (int depth = 0; at != null && depth < MAX_CHAIN; depth++) {
            Task owner = at.owner();
            if (owner == null) {
                return;
            }
            grow(owner);
            refresh(owner);
            at = waitsFor.get(owner.number);
        }
    }

    void released(Task task, KernelMutex mutex) {
        if (!mutex.inheritsPriority()) {
            return;
        }
        grow(task);
        held.get(task.number).remove(mutex);
        Task next = mutex.owner();
        if (next != null) {
            acquired(next, mutex);
        }
        refresh(task);
    }

    private void refresh(Task task) {
        int priority = task.normalPriority;
        for (KernelMutex mutex : held.get(task.number)) {
            priority = Math.min(priority, mutex.bestWaiterPriority());
        }
        if (priority != task.priority) {
            office.setPriority(task, priority);
        }
    }

    private void grow(Task task) {
        while (held.size() <= task.number) {
            held.add(new ArrayList<>(0));
            waitsFor.add(null);
        }
    }
}
