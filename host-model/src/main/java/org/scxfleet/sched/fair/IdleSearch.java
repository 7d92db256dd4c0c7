package org.scxfleet.sched.fair;

import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * Finds an idle CPU of a cache for a waking task (kernel/sched/fair.c: select_idle_cpu,
 * select_idle_core).
 *
 * <p><b>How.</b> The kernel looks at one CPU after the other, from the one after the target on,
 * wrapping, and at so many at most as the load of the cache lets it. Here CPUs that cannot be idle
 * are passed by the word, and counted against that limit all the same, so that the result is the
 * kernel's.
 *
 * <p><b>Cost.</b> O(CPUs / 64), and one look at each CPU that has been given a task but has not
 * switched to it yet.
 */
final class IdleSearch {
    private static final int WORD_SHIFT = 6;
    private static final int WORD_MASK = (1 << WORD_SHIFT) - 1;

    private final SchedCore core;
    private final FairLoads loads;
    private final CpuTopology topology;

    IdleSearch(SchedCore core, FairLoads loads) {
        this.core = core;
        this.loads = loads;
        topology = core.topology();
    }

    /** The task could run there at once. */
    boolean isIdleFor(Task task, int cpu) {
        boolean idle =
                loads.isIdle(cpu)
                        || (task.policy != SchedPolicy.IDLE && loads.hasOnlyIdlePolicy(cpu));
        return idle && core.isCpuUsable(task, cpu);
    }

    /** A core of the cache is idle. */
    boolean hasCore(CpuSet cache) {
        CpuSet vacant = loads.vacant().ofVacantCores();
        for (int cpu = vacant.nextShared(0, cache);
                cpu >= 0;
                cpu = vacant.nextShared(cpu + 1, cache)) {
            if (loads.isCoreIdle(topology.core(cpu))) {
                return true;
            }
        }
        return false;
    }

    /**
     * An idle CPU of the cache, or -1: one of an idle core if there is one, else the first found
     * among so many as the load of the cache lets it look at.
     */
    int find(Task task, SchedDomain cache, boolean idleCores, int target) {
        int scan = cache.idleScan;
        if (scan == 0) {
            return -1;
        }
        if (idleCores) {
            int found = onIdleCore(task, cache.span, target);
            return found >= 0 ? found : first(task, cache.span, target, Integer.MAX_VALUE);
        }
        return first(task, cache.span, target, scan);
    }

    private int onIdleCore(Task task, CpuSet cache, int target) {
        int found = onIdleCore(task, cache, target + 1, topology.cpuCount());
        return found >= 0 ? found : onIdleCore(task, cache, 0, target + 1);
    }

    private int onIdleCore(Task task, CpuSet cache, int from, int to) {
        CpuSet vacant = loads.vacant().ofVacantCores();
        int cpu = vacant.nextShared(from, cache, task.allowed);
        while (cpu >= 0 && cpu < to) {
            if (loads.isCoreIdle(topology.core(cpu)) && isIdleFor(task, cpu)) {
                return cpu;
            }
            cpu = vacant.nextShared(cpu + 1, cache, task.allowed);
        }
        return -1;
    }

    /** The first idle CPU of the set after {@code after}, wrapping; -1 if none. */
    private int first(Task task, CpuSet cpus, int after, int atMost) {
        int from = after + 1 == topology.cpuCount() ? 0 : after + 1;
        int words = cpus.wordCount();
        int left = atMost;
        int word = from >>> WORD_SHIFT;
        long mask = -1L << from;
        // The first word twice: its upper part first, its lower part last.
        for (int i = 0; i <= words && left > 0; i++) {
            long members = cpus.word(word) & task.allowed.word(word) & mask;
            int found = firstOfWord(task, word, members, left);
            if (found >= 0) {
                return found;
            }
            left -= Long.bitCount(members);
            word = word + 1 == words ? 0 : word + 1;
            mask = i + 1 == words ? ~(-1L << (from & WORD_MASK)) : -1L;
        }
        return -1;
    }

    private int firstOfWord(Task task, int word, long members, int atMost) {
        long vacant = loads.vacant().cpus().word(word);
        if (task.policy != SchedPolicy.IDLE) {
            vacant |= loads.idlePolicyCpus().word(word);
        }
        for (long rest = members & vacant; rest != 0; rest &= rest - 1) {
            long below = (rest & -rest) - 1;
            if (Long.bitCount(members & below) >= atMost) {
                return -1;
            }
            int cpu = (word << WORD_SHIFT) + Long.numberOfTrailingZeros(rest);
            if (isIdleFor(task, cpu)) {
                return cpu;
            }
        }
        return -1;
    }
}
