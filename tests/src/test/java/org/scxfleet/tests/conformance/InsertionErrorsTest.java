package org.scxfleet.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/** The self-tests about insertions that end a scheduler: kind ERROR, and the kernel's message. */
class InsertionErrorsTest {
    private static final long BOGUS_DSQ = 0xcafef00dL;

    /** How a waking task is inserted. */
    @FunctionalInterface
    private interface Insertion {
        /** The CPU that select_cpu returns. */
        int insert(ExtKernel.Select kernel, Task task, int prevCpu);
    }

    private static ExitInfo exitOf(String name, Insertion insertion) {
        SelfTestOps ops =
                new SelfTestOps(name, SelfTestOps.timeout(), Op.SELECT_CPU) {
                    @Override
                    public int selectCpu(
                            ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
                        return insertion.insert(kernel, task, prevCpu);
                    }
                };
        long endNs = ATTACH_NS + SECOND;
        SelfTestHost host = SelfTestHost.draft().attach(ops).boot(endNs).runTo(endNs);
        assertThat(host.exits()).hasSize(1);
        return host.exits().getFirst();
    }

    private static void assertError(ExitInfo exit, String message) {
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR);
        assertThat(exit.message()).isEqualTo(message);
    }

    private static int idleOr(ExtKernel.Select kernel, Task task, int prevCpu) {
        int cpu = kernel.pickIdleCpu(task.allowed, 0);
        return cpu >= 0 ? cpu : prevCpu;
    }

    @Test
    @KernelTest("ddsp_bogus_dsq_fail")
    void shouldPassDdspBogusDsqFail() {
        ExitInfo exit =
                exitOf(
                        "ddsp_bogus_dsq_fail",
                        (kernel, task, prevCpu) -> {
                            int cpu = idleOr(kernel, task, prevCpu);
                            kernel.dsqInsertVtime(task, BOGUS_DSQ, Scx.SLICE_DFL_NS, 0, 0);
                            return cpu;
                        });
        assertError(exit, "non-existent DSQ 0xcafef00d");
    }

    @Test
    @KernelTest("ddsp_vtimelocal_fail")
    void shouldPassDdspVtimelocalFail() {
        ExitInfo exit =
                exitOf(
                        "ddsp_vtimelocal_fail",
                        (kernel, task, prevCpu) -> {
                            int cpu = idleOr(kernel, task, prevCpu);
                            kernel.dsqInsertVtime(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, 0, 0);
                            return cpu;
                        });
        assertError(exit, "cannot use vtime ordering for built-in DSQs");
    }

    @Test
    @KernelTest("select_cpu_dispatch_bad_dsq")
    void shouldPassSelectCpuDispatchBadDsq() {
        ExitInfo exit =
                exitOf(
                        "select_cpu_dispatch_bad_dsq",
                        (kernel, task, prevCpu) -> {
                            kernel.dsqInsert(task, BOGUS_DSQ, Scx.SLICE_DFL_NS, 0);
                            return prevCpu;
                        });
        assertError(exit, "non-existent DSQ 0xcafef00d");
    }

    @Test
    @KernelTest("select_cpu_dispatch_dbl_dsp")
    void shouldPassSelectCpuDispatchDblDsp() {
        ExitInfo exit =
                exitOf(
                        "select_cpu_dispatch_dbl_dsp",
                        (kernel, task, prevCpu) -> {
                            kernel.dsqInsert(task, Scx.DSQ_GLOBAL, Scx.SLICE_DFL_NS, 0);
                            kernel.dsqInsert(task, Scx.DSQ_GLOBAL, Scx.SLICE_DFL_NS, 0);
                            return prevCpu;
                        });
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR);
        assertThat(exit.message()).matches("\\S+\\[\\d+] already direct-dispatched");
    }
}
