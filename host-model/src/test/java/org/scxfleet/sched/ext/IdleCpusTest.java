package org.scxfleet.sched.ext;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.sched.CpuPower;
import org.scxfleet.sched.Recorder;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.SwitchCosts;
import org.scxfleet.sched.TickClock;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceDigest;

class IdleCpusTest {
    private SchedCore core;
    private IdleCpus idle;
    private Task task;

    private void machine(CpuTopology topology, long flags, EnumSet<Op> ops) {
        EventQueue queue = new EventQueue(64);
        core =
                new SchedCore(
                        queue,
                        0,
                        topology,
                        new SwitchCosts(0, 0, 0, 0, new long[4]),
                        new TickClock(4_000_000, 0),
                        null,
                        new Recorder(queue, new TraceDigest(), 0),
                        CpuPower.BARE);
        Ext ext = new Ext(core, 0, new CgroupTree());
        idle = new IdleCpus(ext, new OpsCaller(ext, 0, 0));
        SchedulerOps scheduler =
                new SchedulerOps() {
                    @Override
                    public String name() {
                        return "s";
                    }

                    @Override
                    public EnumSet<Op> implemented() {
                        return ops;
                    }

                    @Override
                    public OpsSettings settings() {
                        return OpsSettings.DEFAULTS.withFlags(flags);
                    }
                };
        idle.reset(new LoadedScheduler(scheduler, topology.nodeCount(), topology.cpuCount()));
        task = new Task(0, "t", 0, topology.cpuCount(), 0);
    }

    private void machine(CpuTopology topology) {
        machine(topology, 0, EnumSet.noneOf(Op.class));
    }

    private void idle(int... cpus) {
        for (int cpu : cpus) {
            idle.idleChanged(core.runQueue(cpu), true, true);
        }
    }

    private int select(int prev, long wakeFlags, long pickFlags) {
        return idle.selectDefault(task, prev, wakeFlags, core.topology().allCpus(), pickFlags);
    }

    private int select(int prev) {
        return select(prev, 0, 0);
    }

    private void allow(int... cpus) {
        task.allowed.copyFrom(CpuSet.of(core.cpuCount(), cpus));
        task.allowedCount = cpus.length;
    }

    private static CpuTopology smt(int cores) {
        return CpuTopology.regular("smt", 1, 1, 1, cores, 2, true);
    }

    @Test
    void shouldStartWithNoIdleCpuAndFillByIdleEntries() {
        machine(CpuTopology.flat(4));
        assertThat(select(0)).isEqualTo(Scx.EBUSY);
        idle(2);
        assertThat(idle.idleOf(0)).hasToString("2");
        idle.idleChanged(core.runQueue(2), false, true);
        assertThat(idle.idleOf(0).isEmpty()).isTrue();
    }

    @Test
    void shouldPreferThePreviousCpuAndClaimIt() {
        machine(CpuTopology.flat(4));
        idle(0, 1, 2, 3);
        assertThat(select(2)).isEqualTo(2);
        assertThat(idle.isIdle(2)).isFalse();
        assertThat(select(2)).isNotEqualTo(2);
    }

    @Test
    void shouldGoRoundSoThatCpuZeroComesLastAtFirst() {
        machine(CpuTopology.flat(4));
        idle(0, 1, 3);
        assertThat(select(2)).isEqualTo(1);
        assertThat(select(2)).isEqualTo(3);
        assertThat(select(2)).isZero();
        idle(0, 1, 3);
        assertThat(select(2)).isEqualTo(1);
        assertThat(select(2)).isEqualTo(3);
    }

    @Test
    void shouldUseACursorPerExecutingCpu() {
        machine(CpuTopology.flat(4));
        idle(0, 1, 3);
        assertThat(select(2)).isEqualTo(1);
        core.executeOn(1);
        idle(1);
        assertThat(select(2)).isEqualTo(1);
    }

    @Test
    void shouldPreferAFullyIdleCoreToAnIdlePreviousCpu() {
        machine(smt(3));
        idle(0, 2, 3);
        assertThat(select(0)).isEqualTo(2);
        // The whole core lost its marks, but the sibling is still idle.
        assertThat(idle.idleCoresOf(0).isEmpty()).isTrue();
        assertThat(select(0)).isZero();
        assertThat(select(2)).isEqualTo(3);
    }

    @Test
    void shouldKeepThePreviousCpuOfAFullyIdleCore() {
        machine(smt(3));
        idle(0, 1, 2, 3);
        assertThat(select(1)).isEqualTo(1);
    }

    @Test
    void shouldTrySiblingsOfThePreviousCpuBeforeOthers() {
        machine(smt(3));
        idle(1, 5);
        assertThat(select(0)).isEqualTo(1);
    }

    @Test
    void shouldFailWithoutAFullyIdleCoreIfOneIsAskedFor() {
        machine(smt(2));
        idle(0, 2);
        assertThat(select(0, 0, Scx.PICK_IDLE_CORE)).isEqualTo(Scx.EBUSY);
        assertThat(idle.idleOf(0)).hasToString("0,2");
    }

    @Test
    void shouldClearTheCoreAtAFailedClaimToo() {
        machine(smt(2));
        idle(0, 1);
        idle.idleOf(0).remove(0);
        assertThat(idle.claim(0)).isFalse();
        assertThat(idle.idleCoresOf(0).isEmpty()).isTrue();
        assertThat(idle.isIdle(1)).isTrue();
    }

    @Test
    void shouldStayInTheCacheOfThePreviousCpu() {
        machine(CpuTopology.regular("llc", 1, 1, 2, 3, 1, true));
        idle(1, 2, 4, 5);
        assertThat(select(3)).isEqualTo(4);
        assertThat(select(3)).isEqualTo(5);
        assertThat(select(3)).isEqualTo(1);
    }

    @Test
    void shouldStayOnTheNodeWhenNodesAreLargerThanCaches() {
        machine(CpuTopology.regular("numa", 2, 1, 2, 2, 1, true));
        idle(1, 6);
        assertThat(select(4)).isEqualTo(6);
        assertThat(select(4)).isEqualTo(1);
    }

    @Test
    void shouldNotTreatASingleCpuCacheAsADomain() {
        machine(CpuTopology.regular("own", 1, 1, 4, 1, 1, true));
        idle(1, 3);
        assertThat(select(0)).isEqualTo(1);
    }

    @Test
    void shouldRespectTheAffinityOfTheTask() {
        machine(CpuTopology.flat(4));
        idle(0, 1, 2, 3);
        allow(1, 2);
        assertThat(select(3)).isEqualTo(1);
        assertThat(select(3)).isEqualTo(2);
        assertThat(select(3)).isEqualTo(Scx.EBUSY);
        idle(1);
        assertThat(idle.selectDefault(task, 3, 0, CpuSet.of(4, 0, 3), 0)).isEqualTo(Scx.EBUSY);
    }

    @Test
    void shouldPutTheWakeeOfASynchronousWakeUpBehindTheWaker() {
        machine(CpuTopology.flat(4));
        core.executeOn(1);
        core.runQueue(1).current = new Task(1, "waker", 0, 4, 0);
        idle(3);
        assertThat(select(2, Scx.WAKE_SYNC, 0)).isEqualTo(1);
        // With the previous CPU idle in the same cache, that is better.
        assertThat(select(3, Scx.WAKE_SYNC, 0)).isEqualTo(3);
        // Without any idle CPU the waker is no choice either.
        assertThat(select(2, Scx.WAKE_SYNC, 0)).isEqualTo(Scx.EBUSY);
    }

    @Test
    void shouldNotPutAWakeeBehindAnExitingWaker() {
        machine(CpuTopology.flat(4));
        core.executeOn(1);
        Task waker = new Task(1, "waker", 0, 4, 0);
        waker.exiting = true;
        core.runQueue(1).current = waker;
        idle(3);
        assertThat(select(2, Scx.WAKE_SYNC, 0)).isEqualTo(3);
    }

    @Test
    void shouldKeepMasksPerNodeAndGoOnByDistance() {
        CpuTopology nodes = CpuTopology.regular("nodes", 2, 2, 1, 1, 1, true);
        machine(nodes, Scx.OPS_BUILTIN_IDLE_PER_NODE, EnumSet.noneOf(Op.class));
        idle(0, 1, 3);
        assertThat(idle.idleOf(1)).hasToString("1");
        assertThat(idle.pick(nodes.allCpus(), 2, Scx.PICK_IDLE_IN_NODE)).isEqualTo(Scx.EBUSY);
        // Node 3 shares the socket with node 2; nodes 0 and 1 are equally far.
        assertThat(idle.pick(nodes.allCpus(), 2, 0)).isEqualTo(3);
        assertThat(idle.pick(nodes.allCpus(), 2, 0)).isZero();
        assertThat(idle.pick(nodes.allCpus(), 2, 0)).isEqualTo(1);
        assertThat(idle.pick(nodes.allCpus(), 2, 0)).isEqualTo(Scx.EBUSY);
    }

    @Test
    void shouldTrackNothingForASchedulerThatDoesSoItself() {
        machine(CpuTopology.flat(2), 0, EnumSet.of(Op.UPDATE_IDLE));
        idle(0, 1);
        assertThat(idle.isEnabled()).isFalse();
        assertThat(select(0)).isEqualTo(Scx.EBUSY);
        machine(CpuTopology.flat(2), Scx.OPS_KEEP_BUILTIN_IDLE, EnumSet.of(Op.UPDATE_IDLE));
        idle(1);
        assertThat(select(0)).isEqualTo(1);
    }

    @Test
    void shouldForgetACpuThatGoesOffline() {
        machine(smt(2));
        idle(0, 1, 2, 3);
        core.runQueue(3).active = false;
        core.activeCpus().remove(3);
        idle.forget(3);
        assertThat(idle.idleOf(0)).hasToString("0-2");
        assertThat(idle.idleCoresOf(0)).hasToString("0-1");
        // Its sibling alone is a whole core now.
        idle(2);
        assertThat(idle.idleCoresOf(0)).hasToString("0-2");
        idle(3);
        assertThat(idle.isIdle(3)).isFalse();
    }
}
