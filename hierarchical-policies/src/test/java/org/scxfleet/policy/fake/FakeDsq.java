package org.scxfleet.policy.fake;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/** A DSQ as a list in dispatch order. */
final class FakeDsq {
    final List<Task> tasks = new ArrayList<>();
    long sequence;

    void insert(Task task, boolean byVtime, long enqFlags) {
        task.scx.dsqSequence = ++sequence;
        if (byVtime) {
            int at = tasks.size();
            while (at > 0 && task.scx.dsqVtime - tasks.get(at - 1).scx.dsqVtime < 0) {
                at--;
            }
            tasks.add(at, task);
        } else if ((enqFlags & (Scx.ENQ_HEAD | Scx.ENQ_PREEMPT)) != 0) {
            tasks.addFirst(task);
        } else {
            tasks.add(task);
        }
    }
}
