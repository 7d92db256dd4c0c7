package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.SchedPolicy;
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

    WakePlacement(SchedCore core, FairLoads loads, SchedDomains domains) {
        this.core = core;
        this.loads = loads;
        this.domains = domains;
        topology = core.topology();
        forks = new ForkPlacement(core, loads, domains);
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
        if (isIdleFor(task, target)) {
            return target;
        }
        boolean near = topology.llc(prev) == topology.llc(target);
        if (prev != target && near && isIdleFor(task, prev)) {
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
                && isIdleFor(task, recent)) {
            return recent;
        }
        SchedDomain cache = domains.cacheOf(target);
        if (cache == null) {
            return target;
        }
        boolean idleCores = topology.hasSmt() && hasIdleCore(cache.span);
        if (topology.hasSmt() && !idleCores && near) {
            int sibling = idleThread(task, prev);
            if (sibling >= 0) {
                return sibling;
            }
        }
        int found = idleCpu(task, cache, idleCores, target);
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
            if (cpu != prev && isIdleFor(task, cpu)) {
                return cpu;
            }
        }
        return -1;
    }

    /**
     * An idle CPU of the cache: a whole core if there is one, else the first found among so many as
     * the load of the cache lets it look at.
     */
    private int idleCpu(Task task, SchedDomain cache, boolean idleCores, int target) {
        int scan = cache.idleScan;
        if (scan == 0) {
            return -1;
        }
        if (idleCores) {
            int found = idleCore(task, cache.span, target);
            return found >= 0 ? found : firstIdle(task, cache.span, target, Integer.MAX_VALUE);
        }
        return firstIdle(task, cache.span, target, scan);
    }

    private boolean isIdleFor(Task task, int cpu) {
        boolean idle =
                loads.isIdle(cpu)
                        || (task.policy != SchedPolicy.IDLE && loads.hasOnlyIdlePolicy(cpu));
        return idle && core.isCpuUsable(task, cpu);
    }

    private boolean hasIdleCore(CpuSet cache) {
        for (int cpu = cache.first(); cpu >= 0; cpu = cache.next(cpu + 1)) {
            int coreNumber = topology.core(cpu);
            if (topology.cpusOfCore(coreNumber).first() == cpu && loads.isCoreIdle(coreNumber)) {
                return true;
            }
        }
        return false;
    }

    private int idleCore(Task task, CpuSet cache, int target) {
        int cpu = cache.nextSharedAfter(target, task.allowed);
        int first = cpu;
        while (cpu >= 0) {
            if (loads.isCoreIdle(topology.core(cpu)) && isIdleFor(task, cpu)) {
                return cpu;
            }
            cpu = cache.nextSharedAfter(cpu, task.allowed);
            if (cpu == first) {
                return -1;
            }
        }
        return -1;
    }

    /** The first idle CPU of the set after {@code after}, wrapping; -1 if none. */
    private int firstIdle(Task task, CpuSet cpus, int after, int atMost) {
        int cpu = cpus.nextSharedAfter(after, task.allowed);
        int first = cpu;
        for (int left = atMost; cpu >= 0 && left > 0; left--) {
            if (isIdleFor(task, cpu)) {
                return cpu;
            }
            cpu = cpus.nextSharedAfter(cpu, task.allowed);
            if (cpu == first) {
                return -1;
            }
        }
        return -1;
    }
}
