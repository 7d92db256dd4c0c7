package org.scxfleet.tests.conformance.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.CPUS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;
import static org.scxfleet.tests.conformance.SelfTestWorkloads.tickWorker;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.tests.conformance.KernelTest;
import org.scxfleet.tests.conformance.SelfTestHost;
import org.scxfleet.tests.conformance.SelfTestWorkloads;

/** Objects beside CPUs that come and go, ticks that stop, and other classes. */
class HostEventObjectsTest {
    private static final String LINK = "link";
    private static final long TOGGLE_NS = ATTACH_NS + 50 * MS;
    private static final long END_NS = ATTACH_NS + SECOND;
    private static final String NO_CALLBACKS = "attach: hotplug_nocb_ops\n";

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @KernelTest("hotplug")
    void shouldPassHotplug(boolean onlining, boolean callbacks) {
        SelfTestObject object =
                callbacks
                        ? SelfTestObject.load("hotplug")
                        : SelfTestObject.loadWith("hotplug", NO_CALLBACKS);
        SelfTestHost.Draft draft = SelfTestHost.draft();
        if (onlining) {
            draft.act(ATTACH_NS - MS, new Act.CpuOffline(1));
        }
        SelfTestHost host =
                draft.attach(ATTACH_NS, LINK, object)
                        .act(TOGGLE_NS, onlining ? new Act.CpuOnline(1) : new Act.CpuOffline(1))
                        .boot(END_NS)
                        .runTo(END_NS);
        String going = onlining ? "going online" : "going offline";
        if (callbacks) {
            object.assertEnded(host, ExitKind.UNREG_BPF);
            assertThat(object.value("uei.exit_code"))
                    .isEqualTo(Scx.EXIT_CODE_RESTART | 1 | (onlining ? 2 : 0));
            assertThat(object.message()).startsWith("hotplug event detected (1 " + going);
        } else {
            object.assertEnded(host, ExitKind.UNREG_KERN);
            assertThat(object.value("uei.exit_code"))
                    .isEqualTo(Scx.EXIT_CODE_RESTART | Scx.EXIT_CODE_HOTPLUG);
            assertThat(object.message()).isEqualTo("cpu 1 " + going + ", exiting scheduler");
        }
    }

    @Test
    @KernelTest("hotplug")
    void shouldNotAttachAfterAHotplugThatTheLoaderHasNotSeen() {
        long seen = CPUS - 1;
        SelfTestObject object =
                SelfTestObject.loadWith(
                        "hotplug", NO_CALLBACKS + "ops: {hotplug_seq: " + seen + "}\n");
        SelfTestHost host =
                SelfTestHost.draft()
                        .act(ATTACH_NS - MS, new Act.CpuOffline(1))
                        .attach(ATTACH_NS, LINK, object)
                        .boot(END_NS);
        assertThat(host.state().hotplugSequence()).isEqualTo(seen);
        host.runTo(END_NS);
        object.assertEnded(host, ExitKind.UNREG_KERN);
        assertThat(object.value("uei.exit_code"))
                .isEqualTo(Scx.EXIT_CODE_RESTART | Scx.EXIT_CODE_HOTPLUG);
        assertThat(object.message()).isEqualTo("expected hotplug seq 3 did not match actual 4");
    }

    @Test
    @KernelTest("nohz_tick")
    void shouldPassNohzTick() {
        int cpu = CPUS - 1;
        SelfTestObject object = SelfTestObject.load("nohz_tick");
        long infiniteNs = ATTACH_NS + 10 * MS;
        long finiteNs = infiniteNs + 150 * MS;
        long secondNs = finiteNs + 400 * MS;
        long workNs = 300 * MS;
        SelfTestHost host =
                SelfTestHost.draft()
                        .with(SelfTestHost.OPTIONS.withNohzFull(List.of(cpu)))
                        .daemonsOn(cpu)
                        .tasks(
                                tickWorker("infinite", cpu, infiniteNs, 50 * MS, true),
                                tickWorker("finite", cpu, finiteNs, workNs, false),
                                tickWorker("second", cpu, secondNs, workNs, false))
                        .attach(ATTACH_NS, LINK, object)
                        .boot(2 * SECOND);
        host.runTo(infiniteNs + 100 * MS);
        assertThat(object.value("nr_inf_running")).isPositive();
        object.object().set("finite_phase", 1);
        host.runTo(finiteNs + workNs);
        assertThat(object.value("nr_finite_running")).isPositive();
        long ticks = object.value("nr_finite_ticks");
        assertThat(ticks).isGreaterThanOrEqualTo(3);
        host.runTo(secondNs + workNs);
        assertThat(object.value("nr_finite_ticks") - ticks).isGreaterThanOrEqualTo(3);
        object.assertStillRunning(host);
    }

    @Test
    @KernelTest("rt_stall")
    void shouldPassRtStall() {
        SelfTestObject object = SelfTestObject.load("rt_stall");
        long endNs = ATTACH_NS + 5 * SECOND;
        SelfTestHost host =
                SelfTestHost.draft()
                        .tasks(
                                SelfTestWorkloads.busyFor(
                                        "lower",
                                        SelfTestWorkloads.EXT,
                                        0,
                                        ATTACH_NS + MS,
                                        9 * SECOND),
                                SelfTestWorkloads.busyFor(
                                        "rt",
                                        SchedParams.realTime(SchedPolicy.FIFO, 50),
                                        0,
                                        ATTACH_NS + MS,
                                        9 * SECOND))
                        .attach(ATTACH_NS, LINK, object)
                        .boot(endNs)
                        .runTo(endNs);
        object.assertStillRunning(host);
        double lower = host.runNs("lower");
        assertThat(lower / (lower + host.runNs("rt"))).isGreaterThanOrEqualTo(0.04);
    }

    @Test
    @KernelTest("total_bw")
    void shouldReserveTheSameBandwidthWithAndWithoutIt() {
        SelfTestObject object = SelfTestObject.load("minimal");
        long detachNs = ATTACH_NS + SECOND;
        SelfTestHost host =
                SelfTestHost.draft()
                        .tasks(SelfTestWorkloads.stress("stress", CPUS, 0, 3 * SECOND))
                        .attach(ATTACH_NS, LINK, object)
                        .detach(detachNs)
                        .boot(detachNs + SECOND);
        long before = host.runTo(ATTACH_NS - 1).state().deadlineBandwidth();
        long during = host.runTo(detachNs - 1).state().deadlineBandwidth();
        long after = host.runTo(detachNs + MS).state().deadlineBandwidth();
        assertThat(before).isPositive().isEqualTo(during).isEqualTo(after);
    }
}
