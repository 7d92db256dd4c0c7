package org.scxfleet.sched.ext;

import java.util.ArrayDeque;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;

/**
 * The last steps of taking a CPU away or giving it back: ops.cpu_offline and ops.cpu_online (ext.c
 * handle_hotplug). A CPU that goes away first loses its tasks, the running one by its stop task.
 */
final class HotplugWork {
    /** While a CPU's tasks are leaving, the work looks again after this time. */
    private static final long POLL_NS = 1_000;

    private final SchedCore core;
    private final ExtLifecycle lifecycle;
    private final int timer;
    private final ArrayDeque<Change> pending = new ArrayDeque<>();

    private record Change(int cpu, boolean online) {}

    HotplugWork(Ext ext, ExtLifecycle lifecycle, int timer) {
        this.core = ext.core();
        this.lifecycle = lifecycle;
        this.timer = timer;
    }

    void request(int cpu, boolean online) {
        pending.add(new Change(cpu, online));
        core.queue().arm(timer, core.nowNs());
    }

    /** Carries out the changes in their order. */
    void run() {
        Change next = pending.peek();
        while (next != null) {
            RunQueue rq = core.runQueue(next.cpu());
            if (!next.online() && rq.running > 0) {
                core.queue().arm(timer, core.nowNs() + POLL_NS);
                return;
            }
            pending.remove();
            core.executeOn(next.cpu());
            lifecycle.hotplug(next.cpu(), next.online());
            next = pending.peek();
        }
    }
}
