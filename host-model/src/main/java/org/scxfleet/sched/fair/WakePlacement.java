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
 * idle CPU near the choice (select_idle_sibling). A new task descends the domains towards the
 * group, then the CPU, with most room.
 *
 * <p><b>Left out.</b> Energy-aware placement, per-CPU kernel threads, asymmetric capacity, the
 * limit of the search by utilisation (the model's search costs nothing).
 */
final class WakePlacement {
    private static final long FLIPS_DECAY_NS = 1_000_000_000L;
    private static final int LEAST_IMBALANCE_PCT = 117;

    private final SchedCore core;
    private final FairLoads loads;
    private final SchedDomains domains;
    private final CpuTopology topology;

    WakePlacement(SchedCore core, FairLoads loads, SchedDomains domains) {
        this.core = core;
        this.loads = loads;
        this.domains = domains;
        topology = core.topology();
    }

    int select(FairEntity entity, int prev, long wakeFlags) {
        int here = core.thisCpu();
        if ((wakeFlags & Queueing.WAKE_TTWU) == 0) {
            return roomiest(entity.task, here, prev);
        }
        Task waker = core.runQueue(here).current;
        recordWakee(waker, entity.task);
        boolean affine = !isWide(waker, entity, here) && entity.task.allowed.contains(here);
        int target = prev;
        if (affine && here != prev && shareDomain(here, prev)) {
            boolean sync =
                    (wakeFlags & Queueing.WAKE_SYNC) != 0 && (waker == null || !waker.exiting);
            target = affineTarget(entity, here, prev, sync, waker);
        }
        return idleSibling(entity, prev, target);
    }

    private boolean shareDomain(int here, int prev) {
        SchedDomain[] chain = domains.of(here);
        return chain.length > 0 && chain[chain.length - 1].span.contains(prev);
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
            FairEntity entity, int here, int prev, boolean sync, @Nullable Task waker) {
        if (loads.isIdle(here) && topology.llc(here) == topology.llc(prev)) {
            return loads.isIdle(prev) ? prev : here;
        }
        if (sync && loads.tasks(here) == 1) {
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
        long prevLoad = Math.max(0, loads.load(prev) - load);
        hereLoad = (hereLoad + load) * 100 * loads.capacity(prev);
        prevLoad *= (100L + (LEAST_IMBALANCE_PCT - 100) / 2) * loads.capacity(here);
        if (sync) {
            prevLoad++;
        }
        return hereLoad < prevLoad ? here : prev;
    }

    private int idleSibling(FairEntity entity, int prev, int target) {
        Task task = entity.task;
        if (isIdleFor(task, target)) {
            return target;
        }
        boolean near = topology.llc(prev) == topology.llc(target);
        if (prev != target && near && isIdleFor(task, prev)) {
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
        CpuSet cache = topology.cpusOfLlc(topology.llc(target));
        boolean idleCores = topology.hasSmt() && hasIdleCore(cache);
        if (topology.hasSmt() && !idleCores && near) {
            int sibling = firstIdle(task, topology.cpusOfCore(topology.core(prev)), -1);
            if (sibling >= 0) {
                return sibling;
            }
        }
        int found = idleCores ? idleCore(task, cache, target) : -1;
        if (found < 0) {
            found = firstIdle(task, cache, target);
        }
        return found >= 0 ? found : target;
    }

    private boolean isIdleFor(Task task, int cpu) {
        return loads.isIdle(cpu) && core.isCpuUsable(task, cpu);
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
    private int firstIdle(Task task, CpuSet cpus, int after) {
        int cpu = cpus.nextSharedAfter(after, task.allowed);
        int first = cpu;
        while (cpu >= 0) {
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

    // New tasks.

    private int roomiest(Task task, int here, int prev) {
        int cpu = here;
        SchedDomain[] chain = domains.of(here);
        int level = chain.length - 1;
        while (level >= 0) {
            SchedDomain domain = domains.of(cpu)[level];
            int group = roomiestGroup(domain, task, cpu);
            if (group >= 0) {
                cpu = roomiestCpu(domain.groups[group], task, cpu);
                level = Math.min(level, domains.of(cpu).length);
            }
            level--;
        }
        return core.isCpuUsable(task, cpu) ? cpu : anyUsable(task, prev);
    }

    private int anyUsable(Task task, int prev) {
        int found = firstIdle(task, topology.allCpus(), prev - 1);
        if (found >= 0) {
            return found;
        }
        int least = -1;
        for (int cpu = task.allowed.first(); cpu >= 0; cpu = task.allowed.next(cpu + 1)) {
            if (core.isCpuUsable(task, cpu) && (least < 0 || loads.load(cpu) < loads.load(least))) {
                least = cpu;
            }
        }
        return least >= 0 ? least : prev;
    }

    /** The group with clearly more room than the CPU's own, or -1 to stay. */
    private int roomiestGroup(SchedDomain domain, Task task, int cpu) {
        int local = domain.groupOf(cpu);
        boolean localAllowed = domain.groups[local].intersects(task.allowed);
        int best = -1;
        for (int group = 0; group < domain.groups.length; group++) {
            if (group != local
                    && domain.groups[group].intersects(task.allowed)
                    && (best < 0 || compareRoom(domain, group, best) > 0)) {
                best = group;
            }
        }
        if (best < 0 || !localAllowed) {
            return best;
        }
        int bestIdle = idleCpus(domain.groups[best]);
        int localIdle = idleCpus(domain.groups[local]);
        if (bestIdle != localIdle) {
            return bestIdle > localIdle ? best : -1;
        }
        if (bestIdle > 0) {
            return -1;
        }
        long localLoad = averageLoad(domain.groups[local]);
        long bestLoad = averageLoad(domain.groups[best]);
        return 100 * localLoad > domain.imbalancePct * bestLoad ? best : -1;
    }

    private int compareRoom(SchedDomain domain, int a, int b) {
        int idle = Integer.compare(idleCpus(domain.groups[a]), idleCpus(domain.groups[b]));
        return idle != 0
                ? idle
                : Long.compare(averageLoad(domain.groups[b]), averageLoad(domain.groups[a]));
    }

    private int idleCpus(CpuSet cpus) {
        int idle = 0;
        for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            idle += loads.isIdle(cpu) ? 1 : 0;
        }
        return idle;
    }

    private long averageLoad(CpuSet cpus) {
        long load = 0;
        long capacity = 0;
        for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            load += loads.load(cpu);
            capacity += loads.capacity(cpu);
        }
        return load * 1024 / capacity;
    }

    private int roomiestCpu(CpuSet group, Task task, int from) {
        int least = -1;
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu + 1)) {
            if (!core.isCpuUsable(task, cpu)) {
                continue;
            }
            if (loads.isIdle(cpu)) {
                return cpu;
            }
            if (least < 0 || loads.load(cpu) < loads.load(least)) {
                least = cpu;
            }
        }
        return least >= 0 ? least : from;
    }
}
