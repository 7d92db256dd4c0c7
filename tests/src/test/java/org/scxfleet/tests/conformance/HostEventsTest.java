package org.scxfleet.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.CPUS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;

/** The self-tests about what happens to the host: CPUs, ticks, and other classes. */
class HostEventsTest {
    private static final int CPU = 1;
    private static final long TOGGLE_NS = ATTACH_NS + 50 * MS;

    // hotplug

    private static final long RESTART = Scx.EXIT_CODE_RESTART;
    private static final long HOTPLUG_REASON = 1;
    private static final long ONLINING = 2;

    /** Ends itself when a CPU comes or goes. */
    private static final class HotplugCallbacks extends SelfTestOps {
        HotplugCallbacks() {
            super("hotplug_cbs", timeout(), Op.CPU_ONLINE, Op.CPU_OFFLINE);
        }

        private static void exitFor(ExtKernel.Unlocked kernel, int cpu, boolean onlining) {
            kernel.createDsq(0, -1);
            String way = onlining ? "online" : "offline";
            kernel.exit(
                    RESTART | HOTPLUG_REASON | (onlining ? ONLINING : 0),
                    "hotplug event detected (" + cpu + " going " + way + ")");
        }

        @Override
        public void cpuOnline(ExtKernel.Unlocked kernel, int cpu) {
            exitFor(kernel, cpu, true);
        }

        @Override
        public void cpuOffline(ExtKernel.Unlocked kernel, int cpu) {
            exitFor(kernel, cpu, false);
        }
    }

    private static ExitInfo exitAtHotplug(SelfTestOps ops, boolean onlining) {
        SelfTestHost.Draft draft = SelfTestHost.draft().attach(ops);
        if (onlining) {
            draft.act(ATTACH_NS - 10 * MS, new Act.CpuOffline(CPU))
                    .act(TOGGLE_NS, new Act.CpuOnline(CPU));
        } else {
            draft.act(TOGGLE_NS, new Act.CpuOffline(CPU))
                    .act(TOGGLE_NS + 10 * MS, new Act.CpuOnline(CPU));
        }
        SelfTestHost host = draft.boot(SECOND);
        assertThat(host.runTo(TOGGLE_NS - 1).exits()).isEmpty();
        host.runTo(SECOND);
        assertThat(host.exits()).hasSize(1);
        return host.exits().getFirst();
    }

    private static void assertExit(ExitInfo exit, ExitKind kind, long code, String message) {
        assertThat(exit.kind()).isEqualTo(kind);
        assertThat(exit.exitCode()).isEqualTo(code);
        assertThat(exit.message()).isEqualTo(message);
    }

    private static SelfTestOps withoutCallbacks(OpsSettings settings) {
        return SelfTestOps.exitOnly("hotplug_nocbs", settings);
    }

    @Test
    @KernelTest("hotplug")
    void shouldPassHotplugOnlineWithCallbacks() {
        assertExit(
                exitAtHotplug(new HotplugCallbacks(), true),
                ExitKind.UNREG_BPF,
                RESTART | HOTPLUG_REASON | ONLINING,
                "hotplug event detected (1 going online)");
    }

    @Test
    @KernelTest("hotplug")
    void shouldPassHotplugOfflineWithCallbacks() {
        assertExit(
                exitAtHotplug(new HotplugCallbacks(), false),
                ExitKind.UNREG_BPF,
                RESTART | HOTPLUG_REASON,
                "hotplug event detected (1 going offline)");
    }

    @Test
    @KernelTest("hotplug")
    void shouldPassHotplugOnlineWithoutCallbacks() {
        assertExit(
                exitAtHotplug(withoutCallbacks(SelfTestOps.timeout()), true),
                ExitKind.UNREG_KERN,
                RESTART | Scx.EXIT_CODE_HOTPLUG,
                "cpu 1 going online, exiting scheduler");
    }

    @Test
    @KernelTest("hotplug")
    void shouldPassHotplugOfflineWithoutCallbacks() {
        assertExit(
                exitAtHotplug(withoutCallbacks(SelfTestOps.timeout()), false),
                ExitKind.UNREG_KERN,
                RESTART | Scx.EXIT_CODE_HOTPLUG,
                "cpu 1 going offline, exiting scheduler");
    }

    @Test
    @KernelTest("hotplug")
    void shouldPassHotplugBetweenLoadAndAttach() {
        long sequence = SelfTestHost.draft().boot(SECOND).state().hotplugSequence();
        assertThat(sequence).isPositive();
        SelfTestOps ops =
                withoutCallbacks(new OpsSettings(0, SelfTestOps.TIMEOUT_MS, 0, 0, sequence));
        SelfTestHost host =
                SelfTestHost.draft()
                        .act(ATTACH_NS - 10 * MS, new Act.CpuOffline(CPU))
                        .attach(ops)
                        .act(TOGGLE_NS, new Act.CpuOnline(CPU))
                        .boot(SECOND)
                        .runTo(SECOND);
        assertThat(host.notices("scheduler-busy")).isZero();
        assertThat(host.exits()).hasSize(1);
        assertExit(
                host.exits().getFirst(),
                ExitKind.UNREG_KERN,
                RESTART | Scx.EXIT_CODE_HOTPLUG,
                "expected hotplug seq " + sequence + " did not match actual " + (sequence + 1));
    }

    // rt_stall

    private static final long STALL_RUN_NS = 5 * SECOND;
    private static final long STALL_GAP_NS = SECOND;
    private static final double LEAST_SHARE = 0.04;

    /** Runs of both classes in turn on one machine; the last one is looked at. */
    private static void assertNotStalled(int runs) {
        SelfTestHost.Draft draft = SelfTestHost.draft();
        SelfTestOps ops = SelfTestOps.exitOnly("rt_stall", OpsSettings.DEFAULTS);
        long startNs = ATTACH_NS;
        for (int run = 0; run < runs; run++) {
            startNs = ATTACH_NS + run * (STALL_RUN_NS + STALL_GAP_NS);
            SchedParams fifo = SchedParams.realTime(SchedPolicy.FIFO, 50);
            draft.tasks(
                    SelfTestWorkloads.busyFor(
                            "lower" + run, SchedParams.NORMAL, 0, startNs, STALL_RUN_NS),
                    SelfTestWorkloads.busyFor("real-time" + run, fifo, 0, startNs, STALL_RUN_NS));
            if (run % 2 == 1) {
                draft.attach(startNs - MS, ops).detach(startNs + STALL_RUN_NS + MS);
            }
        }
        int last = runs - 1;
        long endNs = startNs + STALL_RUN_NS;
        SelfTestHost host = draft.boot(endNs + 2 * MS).runTo(endNs);
        double lowerNs = host.runNs("lower" + last);
        double realTimeNs = host.runNs("real-time" + last);
        assertThat(lowerNs / (lowerNs + realTimeNs)).isBetween(LEAST_SHARE, 2 * LEAST_SHARE);
        assertThat(host.exits()).hasSize((runs - 1) / 2);
        assertThat(host.exits()).allSatisfy(e -> assertThat(e.kind()).isEqualTo(ExitKind.UNREG));
        assertThat(host.state().scheduler()).isEqualTo(last % 2 == 1 ? "rt_stall" : "");
    }

    @Test
    @KernelTest("rt_stall")
    void shouldPassRtStallOfFair() {
        assertNotStalled(1);
    }

    @Test
    @KernelTest("rt_stall")
    void shouldPassRtStallOfExt() {
        assertNotStalled(2);
    }

    @Test
    @KernelTest("rt_stall")
    void shouldPassRtStallOfFairAfterExt() {
        assertNotStalled(3);
    }

    @Test
    @KernelTest("rt_stall")
    void shouldPassRtStallOfExtAfterFair() {
        assertNotStalled(4);
    }

    // total_bw

    private static final long STRESS_NS = 5 * SECOND;
    private static final long DEFAULT_RUNTIME_NS = 50 * MS;
    private static final long FIRST_NS = STRESS_NS + 500 * MS;
    private static final long LOADED_NS = 2 * FIRST_NS;
    private static final long LAST_NS = 3 * FIRST_NS;

    /** A machine that is stressed three times: before, under and after a scheduler. */
    private static SelfTestHost.Draft stressed() {
        SelfTestHost.Draft draft = SelfTestHost.draft();
        for (int phase = 0; phase < 3; phase++) {
            draft.tasks(
                    SelfTestWorkloads.stress("stress" + phase, CPUS, phase * FIRST_NS, STRESS_NS));
        }
        return draft.attach(FIRST_NS, SelfTestOps.exitOnly("minimal", OpsSettings.DEFAULTS))
                .detach(LOADED_NS);
    }

    private static long bandwidthAt(SelfTestHost host, long atNs) {
        return host.runTo(atNs).state().deadlineBandwidth();
    }

    @Test
    @KernelTest("total_bw")
    void shouldPassTotalBwWithDefaults() {
        SelfTestHost host = stressed().boot(LAST_NS);
        long before = bandwidthAt(host, FIRST_NS);
        assertThat(before).isEqualTo(CPUS * ((DEFAULT_RUNTIME_NS << 20) / SECOND));
        assertThat(bandwidthAt(host, LOADED_NS)).isEqualTo(before);
        assertThat(host.state().scheduler()).isEqualTo("minimal");
        assertThat(bandwidthAt(host, LAST_NS)).isEqualTo(before);
        assertThat(host.state().scheduler()).isEmpty();
    }

    @Test
    @KernelTest("total_bw")
    void shouldPassTotalBwWithADoubledFairServer() {
        long doubleNs = FIRST_NS - 100 * MS;
        SelfTestHost host =
                stressed()
                        .act(doubleNs, server(2 * DEFAULT_RUNTIME_NS))
                        .act(LAST_NS - 100 * MS, server(DEFAULT_RUNTIME_NS))
                        .boot(LAST_NS);
        long baseline = bandwidthAt(host, doubleNs);
        long doubled = bandwidthAt(host, FIRST_NS);
        assertThat(doubled).isEqualTo(CPUS * (((2 * DEFAULT_RUNTIME_NS) << 20) / SECOND));
        assertThat(bandwidthAt(host, LOADED_NS)).isEqualTo(baseline);
        assertThat(host.state().scheduler()).isEqualTo("minimal");
        assertThat(bandwidthAt(host, LOADED_NS + MS)).isEqualTo(doubled);
        assertThat(bandwidthAt(host, LAST_NS)).isEqualTo(baseline);
    }

    private static Act server(long runtimeNs) {
        return new Act.SetDeadlineServer(false, runtimeNs, SECOND);
    }

    // nohz_tick

    private static final int TICKLESS_CPU = 3;
    private static final long FINITE_SLICE_NS = MS;
    private static final int LEAST_TICKS = 3;

    /** Gives infinite slices, and finite ones in its second phase; counts what happens on a CPU. */
    private static final class NohzTick extends SelfTestOps {
        private boolean finite;
        private int infiniteRunning;
        private int finiteRunning;
        private int infiniteTicks;
        private int finiteTicks;

        NohzTick() {
            super(
                    "nohz_tick",
                    timeout().withFlags(Scx.OPS_SWITCH_PARTIAL | Scx.OPS_ENQ_LAST),
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.RUNNING,
                    Op.TICK);
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            long sliceNs = finite ? FINITE_SLICE_NS : Scx.SLICE_INF;
            kernel.dsqInsert(task, Scx.DSQ_GLOBAL, sliceNs, enqFlags);
            if ((enqFlags & Scx.ENQ_LAST) != 0) {
                kernel.kickCpu(TICKLESS_CPU, Scx.KICK_IDLE);
            }
        }

        @Override
        public void running(ExtKernel.Any kernel, Task task) {
            if (kernel.thisCpu() == TICKLESS_CPU) {
                finiteRunning += finite ? 1 : 0;
                infiniteRunning += finite ? 0 : 1;
            }
        }

        @Override
        public void tick(ExtKernel.Any kernel, Task task) {
            if (kernel.thisCpu() == TICKLESS_CPU) {
                finiteTicks += finite ? 1 : 0;
                infiniteTicks += finite ? 0 : 1;
            }
        }
    }

    @Test
    @KernelTest("nohz_tick")
    void shouldPassNohzTick() {
        NohzTick ops = new NohzTick();
        long infiniteNs = ATTACH_NS + 10 * MS;
        long finiteNs = infiniteNs + 150 * MS;
        long secondNs = finiteNs + 400 * MS;
        SelfTestHost host =
                SelfTestHost.draft()
                        .with(SelfTestHost.OPTIONS.withNohzFull(List.of(TICKLESS_CPU)))
                        .daemonsOn(TICKLESS_CPU)
                        .tasks(
                                tickWorker("infinite", infiniteNs, 50 * MS, true),
                                tickWorker("finite", finiteNs, 300 * MS, false),
                                tickWorker("second", secondNs, 300 * MS, false))
                        .attach(ops)
                        .boot(2 * SECOND);

        host.runTo(infiniteNs + 100 * MS);
        assertThat(ops.infiniteRunning).isPositive();
        // The tick was stopped: the worker ran for a dozen of them.
        assertThat(ops.infiniteTicks).isLessThanOrEqualTo(2);
        ops.finite = true;

        host.runTo(finiteNs + 300 * MS);
        assertThat(ops.finiteRunning).isPositive();
        assertThat(ops.finiteTicks).isGreaterThanOrEqualTo(LEAST_TICKS);
        int running = ops.finiteRunning;
        int ticks = ops.finiteTicks;

        host.runTo(secondNs);
        assertThat(host.ended("finite")).isEqualTo(1);
        host.runTo(secondNs + 300 * MS);
        assertThat(ops.finiteRunning).isGreaterThan(running);
        assertThat(ops.finiteTicks).isGreaterThanOrEqualTo(ticks + LEAST_TICKS);
        assertThat(host.exits()).isEmpty();
        assertThat(ops.ended()).isNull();
    }

    private static TaskSpec tickWorker(String name, long startNs, long workNs, boolean blocks) {
        return SelfTestWorkloads.tickWorker(name, TICKLESS_CPU, startNs, workNs, blocks);
    }
}
