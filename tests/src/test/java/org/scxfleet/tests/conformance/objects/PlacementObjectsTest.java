package org.scxfleet.tests.conformance.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.tests.conformance.KernelTest;
import org.scxfleet.tests.conformance.SelfTestHost;
import org.scxfleet.tests.conformance.SelfTestWorkloads;
import org.scxfleet.topology.CpuTopology;

/** Objects that place tasks when they wake, and that dispatch them. */
class PlacementObjectsTest {
    private static final String LINK = "link";

    /** The second for which the tests sleep, twice. */
    private static final long END_NS = ATTACH_NS + 2 * SECOND;

    private static SelfTestHost run(SelfTestObject object, long endNs, List<TaskSpec> tasks) {
        return SelfTestHost.draft()
                .unchecked()
                .tasks(tasks)
                .attach(ATTACH_NS, LINK, object)
                .boot(endNs)
                .runTo(endNs);
    }

    /** An absent variable is not looked at. */
    @ParameterizedTest
    @CsvSource({
        "select_cpu_dfl, 0",
        "select_cpu_dfl_nodispatch, 1",
        "select_cpu_dispatch, -1",
    })
    @KernelTest("select_cpu_dfl")
    void shouldLetAThousandChildrenFinish(String name, int sawLocal) {
        SelfTestObject object = SelfTestObject.load(name);
        SelfTestHost host = run(object, END_NS, SelfTestWorkloads.sleepingChildren(ATTACH_NS + MS));
        object.assertStillRunning(host);
        assertThat(host.ended("child")).isEqualTo(SelfTestWorkloads.CHILDREN);
        if (sawLocal >= 0) {
            assertThat(object.value("saw_local")).isEqualTo(sawLocal);
        }
    }

    @Test
    @KernelTest("select_cpu_vtime")
    void shouldPassSelectCpuVtime() {
        SelfTestObject object = SelfTestObject.load("select_cpu_vtime");
        SelfTestHost host = run(object, ATTACH_NS + SECOND, List.of());
        assertThat(object.value("consumed")).isEqualTo(1);
        object.assertStillRunning(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"enq_select_cpu", "allowed_cpus"})
    @KernelTest("enq_select_cpu")
    void shouldPickAnIdleCpuForUserSpace(String name) {
        SelfTestObject object = SelfTestObject.load(name);
        SelfTestHost host =
                SelfTestHost.draft()
                        .attach(ATTACH_NS, LINK, object)
                        .runProgram(
                                ATTACH_NS + 10 * MS,
                                "select_cpu_from_user",
                                SelfTestHost.pidOfTask(0))
                        .boot(ATTACH_NS + SECOND)
                        .runTo(ATTACH_NS + SECOND);
        assertThat(host.programResults()).hasSize(1);
        assertThat(host.programResults().getFirst()).isIn(0L, 1L, 2L, 3L, (long) Scx.EBUSY);
        object.assertStillRunning(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "amd-rome-2s-nps4"})
    @KernelTest("numa")
    void shouldPassNuma(String topology) {
        SelfTestObject object = SelfTestObject.load("numa");
        CpuTopology machine =
                topology.equals("4")
                        ? CpuTopology.flat(SelfTestHost.CPUS)
                        : org.scxfleet.topology.TopologyPresets.named("amd-rome-2s-nps4");
        SelfTestHost host =
                SelfTestHost.draft()
                        .on(machine)
                        .unchecked()
                        .attach(ATTACH_NS, LINK, object)
                        .boot(ATTACH_NS + SECOND)
                        .runTo(ATTACH_NS + SECOND);
        object.assertStillRunning(host);
    }

    @Test
    @KernelTest("dsp_local_on")
    void shouldPassDspLocalOn() {
        SelfTestObject object = SelfTestObject.load("dsp_local_on");
        SelfTestHost host =
                SelfTestHost.draft()
                        .tasks(SelfTestWorkloads.remoteWorkers(SelfTestHost.CPUS, ATTACH_NS + MS))
                        .attach(ATTACH_NS, LINK, object)
                        .detach(ATTACH_NS + SECOND)
                        .boot(END_NS)
                        .runTo(END_NS);
        object.assertEnded(host, ExitKind.UNREG);
    }

    @Test
    @KernelTest("peek_dsq")
    void shouldPassPeekDsq() {
        SelfTestObject object = SelfTestObject.load("peek_dsq");
        SelfTestHost host =
                run(object, ATTACH_NS + 3 * SECOND, SelfTestWorkloads.peekWorkers(ATTACH_NS + MS));
        object.assertStillRunning(host);
        assertThat(object.value("enqueue_count")).isPositive();
        assertThat((int) object.value("insert_test_cpu")).isNotNegative();
        assertThat(object.value("dsq_peek_result1")).isZero();
        assertThat(object.value("dsq_peek_result2"))
                .isEqualTo(object.value("dsq_peek_result2_expected"))
                .isPositive();
        assertThat(object.value("debug_ksym_exists")).isEqualTo(1);
        long pids = 0;
        for (int i = 0; i < object.value("max_samples"); i++) {
            long pid = object.object().sum(object.object().map("peek_results"), i);
            pids += pid > 0 ? 1 : 0;
        }
        assertThat(pids).isPositive();
    }

    @Test
    @KernelTest("cyclic_kick_wait")
    void shouldPassCyclicKickWait() {
        SelfTestObject object = SelfTestObject.load("cyclic_kick_wait");
        SelfTestHost host =
                run(
                        object,
                        ATTACH_NS + 7 * SECOND,
                        SelfTestWorkloads.yieldingRing(ATTACH_NS + MS, 5 * SECOND));
        object.assertStillRunning(host);
        assertThat(object.value("nr_wait_kicks")).isPositive();
        for (int cpu = 0; cpu < 3; cpu++) {
            assertThat(host.ended("ring" + cpu)).isEqualTo(SelfTestWorkloads.RING_THREADS_PER_CPU);
        }
    }
}
