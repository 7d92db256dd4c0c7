package org.scxfleet.sched.fair;

import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.VacantCpus;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.FairEntity;
import org.scxfleet.topology.CpuSet;

/**
 * What placement and balancing look at: how busy each CPU is.
 *
 * <p>Averages are those of the CPU's last update, as the kernel reads them: at its tick, when a
 * task comes, goes, starts or stops, or when someone lets an idle CPU's averages decay.
 */
final class FairLoads {
    private final SchedCore core;
    private final FairQueue[] queues;
    private final Groups groups;
    private final GroupQueue[] roots;
    private final long[] capacity;
    private final long[] idleSinceNs;
    private final VacantCpus vacant;

    /** CPUs with tasks of the idle policy. */
    private final CpuSet idlePolicyCpus;

    FairLoads(SchedCore core, FairQueue[] queues, Groups groups) {
        this.core = core;
        this.queues = queues;
        this.groups = groups;
        roots = new GroupQueue[queues.length];
        capacity = new long[queues.length];
        idleSinceNs = new long[queues.length];
        vacant = new VacantCpus(core.topology());
        idlePolicyCpus = new CpuSet(queues.length);
        for (int cpu = 0; cpu < queues.length; cpu++) {
            core.runQueue(cpu).enterVacancies(vacant);
            queues[cpu].idlePolicyCpus = idlePolicyCpus;
            roots[cpu] = groups.root(cpu);
            capacity[cpu] = core.topology().capacityPer1024(cpu);
        }
    }

    FairQueue queue(int cpu) {
        return queues[cpu];
    }

    /** Nothing runs or waits there. */
    boolean isIdle(int cpu) {
        RunQueue rq = core.runQueue(cpu);
        return rq.current == null && rq.running == 0 && rq.nextClass == ClassId.IDLE;
    }

    boolean isCoreIdle(int core) {
        CpuSet cpus = this.core.topology().cpusOfCore(core);
        for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            if (!isIdle(cpu)) {
                return false;
            }
        }
        return true;
    }

    /** All idle CPUs are among these; the set itself. */
    VacantCpus vacant() {
        return vacant;
    }

    /** All CPUs that {@link #hasOnlyIdlePolicy} are among these; the set itself. */
    CpuSet idlePolicyCpus() {
        return idlePolicyCpus;
    }

    /**
     * The first idle CPU of both sets, or -1.
     *
     * @param wantsCore the first on an idle core is better
     */
    int firstIdle(CpuSet a, CpuSet b, boolean wantsCore) {
        if (wantsCore) {
            CpuSet cpus = vacant.ofVacantCores();
            for (int c = cpus.nextShared(0, a, b); c >= 0; c = cpus.nextShared(c + 1, a, b)) {
                if (isCoreIdle(core.topology().core(c))) {
                    return c;
                }
            }
        }
        CpuSet cpus = vacant.cpus();
        for (int c = cpus.nextShared(0, a, b); c >= 0; c = cpus.nextShared(c + 1, a, b)) {
            if (isIdle(c)) {
                return c;
            }
        }
        return -1;
    }

    /** There are tasks, all of the idle policy. */
    boolean hasOnlyIdlePolicy(int cpu) {
        RunQueue rq = core.runQueue(cpu);
        return rq.running > 0 && rq.running == queues[cpu].idlePolicyQueued;
    }

    void becameIdle(int cpu) {
        idleSinceNs[cpu] = core.nowNs();
    }

    /** When the CPU became idle last; 0 if never. */
    long idleSinceNs(int cpu) {
        return idleSinceNs[cpu];
    }

    /** Load average of the CPU's fair tasks, 1024 for one nice-0 task that always runs. */
    long load(int cpu) {
        return roots[cpu].average.load;
    }

    long runnable(int cpu) {
        return roots[cpu].average.runnable;
    }

    /** What fair tasks use, or what those that are runnable are expected to. */
    long util(int cpu) {
        GroupQueue root = roots[cpu];
        long util = Math.max(root.average.util, root.utilEstimate);
        return Math.min(util, core.topology().capacityPer1024(cpu));
    }

    /** As {@link #util}, or how much they would like to if that is more. */
    long boostedUtil(int cpu) {
        GroupQueue root = roots[cpu];
        long util = Math.max(root.average.util, root.average.runnable);
        util = Math.max(util, root.utilEstimate);
        return Math.min(util, core.topology().capacityPer1024(cpu));
    }

    /** What real-time and deadline tasks leave of the CPU, as of the last update. */
    long capacity(int cpu) {
        return capacity[cpu];
    }

    void updateCapacity(int cpu) {
        RunQueue rq = core.runQueue(cpu);
        long whole = core.topology().capacityPer1024(cpu);
        long used = rq.otherClasses.usedPer1024(rq.currentClass(), core.nowNs());
        capacity[cpu] = Math.max(1, whole - used);
    }

    /** Others take so much of the CPU that the domain cares. */
    boolean isReduced(int cpu, int imbalancePct) {
        long whole = core.topology().capacityPer1024(cpu);
        return capacity[cpu] < whole && capacity[cpu] * imbalancePct < whole * 100;
    }

    /** Runnable fair tasks. */
    int runnableTasks(int cpu) {
        return queues[cpu].runnable;
    }

    /** Tasks of all classes on the CPU. */
    int tasks(int cpu) {
        return core.runQueue(cpu).running;
    }

    /** Tasks of all classes on the CPU, but for those that are merely delayed. */
    int tasksAwake(int cpu) {
        return tasks(cpu) - (queues[cpu].queued - queues[cpu].runnable);
    }

    long taskLoad(FairEntity entity) {
        return groups.rootLoad(entity, core.tickClock().ticksAt(core.nowNs()));
    }

    long taskUtil(FairEntity entity) {
        return Math.max(entity.average.util, entity.utilEstimate);
    }
}
