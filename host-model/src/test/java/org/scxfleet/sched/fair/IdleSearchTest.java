package org.scxfleet.sched.fair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.kernel.SmallKernel;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

class IdleSearchTest {
    private static final SchedParams IDLE_POLICY = new SchedParams(SchedPolicy.IDLE, 0, 0, 0, 0, 0);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldFindTheCpuThatALookAtEachWouldFind(long seed) {
        SeededRandom random = new SeededRandom(seed);
        int cpus = 2 * (1 + random.below(80));
        CpuTopology topology = CpuTopology.regular("one", 1, 1, 1, cpus / 2, 2, true);
        SmallKernel kernel =
                new SmallKernel(topology, new CgroupTree(), FairFeatures.DEFAULTS, seed);
        SchedCore core = kernel.core;
        FairQueue[] queues = new FairQueue[cpus];
        Arrays.setAll(queues, kernel.fair::queue);
        FairLoads loads = new FairLoads(core, queues, kernel.fair.groups());
        Task some = kernel.hog("some", SchedParams.NORMAL, 0);
        CpuSet span = CpuSet.full(cpus);
        for (int cpu = 0; cpu < cpus; cpu++) {
            if (random.below(10) < 7) {
                boolean idlePolicy = random.below(4) == 0;
                kernel.hog("hog" + cpu, idlePolicy ? IDLE_POLICY : SchedParams.NORMAL, cpu);
            }
            if (random.below(5) == 0) {
                span.remove(cpu);
            }
        }
        kernel.runUntil(3 * SmallKernel.MS);
        some.allowed.fill();
        some.allowed.remove(cpus / 2);
        IdleSearch search = new IdleSearch(core, loads);
        SchedDomain cache =
                new SchedDomain(
                        span,
                        new CpuSet[] {span},
                        new SchedDomain[1],
                        new int[] {1},
                        SchedDomain.Level.CACHE,
                        0,
                        CpuTopology.CAPACITY_SCALE);
        for (int after = 0; after < cpus; after++) {
            for (int atMost : new int[] {0, 1, 2, 5, 64, 200}) {
                cache.idleScan = atMost;
                assertThat(search.find(some, cache, false, after))
                        .isEqualTo(oneByOne(search, some, span, after, atMost));
            }
        }
    }

    /** As the kernel does it: one after the other, at most so many. */
    private static int oneByOne(IdleSearch search, Task task, CpuSet cpus, int after, int atMost) {
        int cpu = after;
        for (int left = Math.min(atMost, shared(cpus, task.allowed)); left > 0; left--) {
            cpu = cpus.nextSharedAfter(cpu, task.allowed);
            if (search.isIdleFor(task, cpu)) {
                return cpu;
            }
        }
        return -1;
    }

    private static int shared(CpuSet a, CpuSet b) {
        CpuSet both = a.copy();
        both.retainAll(b);
        return both.size();
    }
}
