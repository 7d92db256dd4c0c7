package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * On which CPU a fair task starts or wakes (kernel/sched/fair.c: select_task_rq_fair).
 *
 * <p>A waking task chooses between the waker's CPU and its own (wake_affine), then looks for an
 * idle CPU near the choice (select_idle_sibling): the choice itself, the other of the two, the one
 * used before, then through the cache, not at all when balancing has found the cache busy to 85 %
 * (SIS_UTIL). So a task whose CPU is taken often stays although another CPU is idle. Where new
 * tasks start is {@link ForkPlacement}'s question.
 *
 * <p><b>Left out.</b> Energy-aware placement, clusters, asymmetric capacity.
 */
final class WakePlacement {
    private static final long FLIPS_DECAY_NS = 1_000_000_000L;

    private final SchedCore core;
    private final FairLoads loads;
    private final SchedDomains domains;
    private final CpuTopology topology;
    private final ForkPlacement forks;
    private final IdleSearch idle;

    WakePlacement(SchedCore core, FairLoads loads, SchedDomains domains) {
        this.core = core;
        this.loads = loads;
        this.domains = domains;
        topology = core.topology();
        forks = new ForkPlacement(core, loads, domains);
        idle = new IdleSearch(core, loads);
    }

    int select(FairEntity entity, int prev, long wakeFlags) {
        int here = core.thisCpu();
        if ((wakeFlags & Queueing.WAKE_TTWU) == 0) {
            entity.recentCpu = prev;
            return forks.select(entity.task, here, prev);
        }
        Task waker = core.runQueue(here).current;
        recordWakee(waker, entity.task);
        boolean affine = !isWide(waker, entity, here) && entity.task.allowed.contains(here);
        int target = prev;
        if (affine && here != prev) {
            SchedDomain shared = sharedDomain(here, prev);
            if (shared != null) {
                boolean sync =
                        (wakeFlags & Queueing.WAKE_SYNC) != 0 && (waker == null || !waker.exiting);
                target = affineTarget(entity, here, prev, sync, waker, shared.imbalancePct);
            }
        }
        return idleSibling(entity, prev, target, waker);
    }

    /** The smallest domain of both CPUs in which tasks may wake on either. */
    private @Nullable SchedDomain sharedDomain(int here, int prev) {
        for (SchedDomain domain : domains.of(here)) {
            if (domain.near && domain.span.contains(prev)) {
                return domain;
            }
        }
        return null;
    }

    // Wakers that wake many different tasks should not draw them all to their own CPU.

    private void recordWakee(@Nullable Task waker, Task wakee) {
        FairEntity entity = waker == null ? null : waker.fair;
        if (entity == null) {
            return;
        }
        if (core.nowNs() > entity.wakeeFlipsDecayedNs + FLIPS_DECAY_NS) {
            entity.wakeeFlips >>= 1;
            entity.wakeeFlipsDecayedNs = core.nowNs();
        }
        if (entity.lastWakee != wakee.number) {
            entity.lastWakee = wakee.number;
            entity.wakeeFlips++;
        }
    }

    private boolean isWide(@Nullable Task waker, FairEntity wakee, int here) {
        int master = waker == null || waker.fair == null ? 0 : waker.fair.wakeeFlips;
        int slave = wakee.wakeeFlips;
        int factor = topology.cpusOfLlc(topology.llc(here)).size();
        if (master < slave) {
            int swap = master;
            master = slave;
            slave = swap;
        }
        return slave >= factor && master >= slave * factor;
    }

    private int affineTarget(
            FairEntity entity,
            int here,
            int prev,
            boolean sync,
            @Nullable Task waker,
            int imbalancePct) {
        if (loads.isIdle(here) && topology.llc(here) == topology.llc(prev)) {
            return loads.isIdle(prev) ? prev : here;
        }
        if (sync && loads.tasksAwake(here) == 1) {
            return here;
        }
        if (loads.isIdle(prev)) {
            return prev;
        }
        long hereLoad = loads.load(here);
        if (sync && waker != null && waker.fair != null) {
            long own = loads.taskLoad(waker.fair);
            if (own > hereLoad) {
                return here;
            }
            hereLoad -= own;
        }
        long load = loads.taskLoad(entity);
        long prevLoad = loads.load(prev) - load;
        hereLoad = (hereLoad + load) * 100 * loads.capacity(prev);
        prevLoad *= (100L + (imbalancePct - 100) / 2) * loads.capacity(here);
        if (sync) {
            prevLoad++;
        }
        return hereLoad < prevLoad ? here : prev;
    }

    private int idleSibling(FairEntity entity, int prev, int target, @Nullable Task waker) {
        Task task = entity.task;
        if (idle.isIdleFor(task, target)) {
            return target;
        }
        boolean near = topology.llc(prev) == topology.llc(target);
        if (prev != target && near && idle.isIdleFor(task, prev)) {
            return prev;
        }
        if (isWorkOfThread(waker, prev)) {
            return prev;
        }
        int recent = entity.recentCpu;
        entity.recentCpu = prev;
        if (recent >= 0
                && recent != prev
                && recent != target
                && topology.llc(recent) == topology.llc(target)
                && idle.isIdleFor(task, recent)) {
            return recent;
        }
        SchedDomain cache = domains.cacheOf(target);
        if (cache == null) {
            return target;
        }
        boolean idleCores = topology.hasSmt() && idle.hasCore(cache.span);
        if (topology.hasSmt() && !idleCores && near) {
            int sibling = idleThread(task, prev);
            if (sibling >= 0) {
                return sibling;
            }
        }
        int found = idle.find(task, cache, idleCores, target);
        return found >= 0 ? found : target;
    }

    /** A per-CPU kernel thread hands back to the task that gave it the work, on its CPU. */
    private boolean isWorkOfThread(@Nullable Task waker, int prev) {
        return waker != null
                && waker.kernelThread
                && waker.allowedCount == 1
                && prev == core.thisCpu()
                && core.runQueue(prev).running <= 1;
    }

    private int idleThread(Task task, int prev) {
        CpuSet threads = topology.cpusOfCore(topology.core(prev));
        for (int cpu = threads.nextShared(0, task.allowed);
                cpu >= 0;
                cpu = threads.nextShared(cpu + 1, task.allowed)) {
            if (cpu != prev && idle.isIdleFor(task, cpu)) {
                return cpu;
            }
        }
        return -1;
    }
}
