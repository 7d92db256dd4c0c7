package org.scxfleet.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.scxfleet.sched.fair.FairFeatures;
import org.scxfleet.sched.kernel.SmallKernel;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

class CpuBandwidthTest {
    private static final long MS = SmallKernel.MS;

    private static SmallKernel kernel(int cpus, CgroupTree cgroups) {
        return new SmallKernel(CpuTopology.flat(cpus), cgroups, FairFeatures.DEFAULTS, 0);
    }

    @Test
    void shouldHoldACgroupToItsQuotaOnAnIdleMachine() {
        CgroupTree cgroups = new CgroupTree();
        int limited = cgroups.ensure("/limited");
        cgroups.setBandwidth(limited, 30_000, 100_000);
        SmallKernel kernel = kernel(2, cgroups);
        kernel.hog("a", SchedParams.NORMAL, 0).cgroup = limited;
        kernel.runUntil(10_000 * MS);
        // Overruns up to a tick are paid back in the next period.
        assertThat(kernel.share("a", 10_000 * MS)).isCloseTo(0.30, within(0.005));
        assertThat(kernel.fair.bandwidth().throttledPeriods(limited)).isBetween(98L, 100L);
    }

    @Test
    void shouldShareOneQuotaAmongCpus() {
        CgroupTree cgroups = new CgroupTree();
        int limited = cgroups.ensure("/limited");
        cgroups.setBandwidth(limited, 150_000, 100_000);
        SmallKernel kernel = kernel(4, cgroups);
        double total = 0;
        for (int i = 0; i < 4; i++) {
            kernel.hog("h" + i, SchedParams.NORMAL, i).cgroup = limited;
        }
        kernel.runUntil(10_000 * MS);
        for (int i = 0; i < 4; i++) {
            total += kernel.share("h" + i, 10_000 * MS);
        }
        assertThat(total).isCloseTo(1.5, within(0.03));
    }

    @Test
    void shouldGiveTheRestToOthers() {
        CgroupTree cgroups = new CgroupTree();
        int limited = cgroups.ensure("/limited");
        cgroups.setBandwidth(limited, 20_000, 100_000);
        SmallKernel kernel = kernel(1, cgroups);
        kernel.hog("limited", SchedParams.NORMAL, 0).cgroup = limited;
        kernel.hog("free", SchedParams.NORMAL, 0);
        kernel.runUntil(5_000 * MS);
        assertThat(kernel.share("limited", 5_000 * MS)).isCloseTo(0.2, within(0.01));
        assertThat(kernel.share("free", 5_000 * MS)).isCloseTo(0.8, within(0.01));
    }

    @Test
    void shouldThrottleAParentsWholeTree() {
        CgroupTree cgroups = new CgroupTree();
        int parent = cgroups.ensure("/parent");
        int child = cgroups.ensure("/parent/child");
        cgroups.setBandwidth(parent, 50_000, 100_000);
        SmallKernel kernel = kernel(1, cgroups);
        kernel.hog("a", SchedParams.NORMAL, 0).cgroup = child;
        kernel.hog("b", SchedParams.NORMAL, 0).cgroup = parent;
        kernel.runUntil(4_000 * MS);
        assertThat(kernel.share("a", 4_000 * MS) + kernel.share("b", 4_000 * MS))
                .isCloseTo(0.5, within(0.01));
    }

    @Test
    void shouldLetTasksRunAgainWhenTheLimitIsLifted() {
        CgroupTree cgroups = new CgroupTree();
        int limited = cgroups.ensure("/limited");
        cgroups.setBandwidth(limited, 10_000, 100_000);
        SmallKernel kernel = kernel(1, cgroups);
        kernel.hog("a", SchedParams.NORMAL, 0).cgroup = limited;
        kernel.runUntil(1_050 * MS);
        long before = kernel.ranNs("a");
        cgroups.setBandwidth(limited, CgroupTree.UNLIMITED, 100_000);
        kernel.fair.bandwidth().limitChanged(limited);
        kernel.runUntil(2_050 * MS);
        assertThat(before).isLessThan(130 * MS);
        assertThat(kernel.ranNs("a") - before).isEqualTo(1_000 * MS);
    }

    @Test
    void shouldMoveAThrottledTaskToAnotherCgroup() {
        CgroupTree cgroups = new CgroupTree();
        int limited = cgroups.ensure("/limited");
        cgroups.setBandwidth(limited, 10_000, 100_000);
        SmallKernel kernel = kernel(1, cgroups);
        Task task = kernel.hog("a", SchedParams.NORMAL, 0);
        task.cgroup = limited;
        kernel.runUntil(50 * MS);
        assertThat(kernel.change.setCgroup(task, CgroupTree.ROOT)).isZero();
        kernel.runUntil(150 * MS);
        assertThat(kernel.ranNs("a")).isGreaterThan(105 * MS);
    }
}
