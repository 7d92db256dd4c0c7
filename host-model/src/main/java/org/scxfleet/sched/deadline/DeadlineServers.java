package org.scxfleet.sched.deadline;

import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.ServerControl;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.DlEntity;

/**
 * The deadline servers of a kernel: one for the fair class and one for sched_ext on every CPU. At
 * boot the fair ones are attached.
 */
public final class DeadlineServers implements ServerControl {
    /** Shortest and longest period that can be set. */
    public static final long MIN_PERIOD_NS = 100_000;

    public static final long MAX_PERIOD_NS = (1L << 22) * 1000;

    private static final int EBUSY = 16;
    private static final int EINVAL = 22;
    static final int KINDS = 2;

    private final SchedCore core;
    private final Admission admission;
    private final DeadlineServer[] fair;
    private final DeadlineServer[] ext;

    DeadlineServers(SchedCore core, int owner, DeadlineQueue[] queues, Admission admission) {
        this.core = core;
        this.admission = admission;
        int n = core.cpuCount();
        fair = new DeadlineServer[n];
        ext = new DeadlineServer[n];
        for (int cpu = 0; cpu < n; cpu++) {
            RunQueue rq = core.runQueue(cpu);
            int source = KINDS * cpu;
            fair[cpu] = new DeadlineServer(core, owner, source, rq, queues[cpu], ClassId.FAIR);
            ext[cpu] = new DeadlineServer(core, owner, source + 1, rq, queues[cpu], ClassId.EXT);
        }
        attach(ClassId.FAIR, true);
    }

    DeadlineServer server(ClassId id, int cpu) {
        return switch (id) {
            case FAIR -> fair[cpu];
            case EXT -> ext[cpu];
            case STOP, DEADLINE, RT, IDLE ->
                    throw new IllegalArgumentException("no deadline server for class " + id);
        };
    }

    @Override
    public void classRunnable(ClassId id, RunQueue rq) {
        server(id, rq.cpu).start();
    }

    @Override
    public void charge(ClassId id, RunQueue rq, long deltaNs) {
        server(id, rq.cpu).charge(deltaNs);
    }

    @Override
    public boolean attach(ClassId id, boolean attached) {
        long change = 0;
        for (int cpu = 0; cpu < fair.length; cpu++) {
            DeadlineServer server = server(id, cpu);
            if (server.isAttached() != attached && core.runQueue(cpu).active) {
                change += attached ? server.bandwidth() : -server.bandwidth();
            }
        }
        if (attached && !admission.fits(0, change)) {
            return false;
        }
        admission.change(0, change);
        for (int cpu = 0; cpu < fair.length; cpu++) {
            server(id, cpu).attach(attached);
        }
        return true;
    }

    /**
     * Sets budget and period of a class's server on one CPU.
     *
     * @return 0, -EINVAL for impossible values, -EBUSY if the CPU is offline or there is no room
     */
    public int configure(ClassId id, int cpu, long budgetNs, long periodNs) {
        if (budgetNs < 0
                || budgetNs > periodNs
                || periodNs < MIN_PERIOD_NS
                || periodNs > MAX_PERIOD_NS) {
            return -EINVAL;
        }
        DeadlineServer server = server(id, cpu);
        long changed = Admission.bandwidth(budgetNs, periodNs);
        if (!core.runQueue(cpu).active) {
            return -EBUSY;
        }
        if (server.isAttached()) {
            if (!admission.fits(server.bandwidth(), changed)) {
                return -EBUSY;
            }
            admission.change(server.bandwidth(), changed);
        }
        server.configure(budgetNs, periodNs);
        return 0;
    }

    /** The server that an entity of the CPU's queue is, or null if it is a task's. */
    @Nullable DeadlineServer of(DlEntity entity, int cpu) {
        if (fair[cpu].entity == entity) {
            return fair[cpu];
        }
        return ext[cpu].entity == entity ? ext[cpu] : null;
    }

    void timer(int source) {
        int cpu = source / KINDS;
        (source % KINDS == 0 ? fair[cpu] : ext[cpu]).timer();
    }
}
