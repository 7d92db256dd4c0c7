package org.scxfleet.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/** The self-tests about attaching a scheduler, detaching it, and how it ends by itself. */
class LoadAttachDetachTest {
    private static final long DETACH_NS = 400 * MS;
    private static final long END_NS = SECOND;

    private static void assertAttachedAndDetached(SelfTestHost host) {
        assertThat(host.runTo(ATTACH_NS + 1).state().state()).isEqualTo("enabled");
        assertThat(host.runTo(DETACH_NS + 1).state().state()).isEqualTo("disabled");
        assertThat(host.state().enableSequence()).isEqualTo(1);
        assertThat(host.runTo(END_NS).exits())
                .singleElement()
                .satisfies(LoadAttachDetachTest::isUnreg);
    }

    private static void isUnreg(ExitInfo exit) {
        assertThat(exit.kind()).isEqualTo(ExitKind.UNREG);
    }

    private static SelfTestHost attachedFor(SchedulerOps ops) {
        return SelfTestHost.draft().attach(ops).detach(DETACH_NS).boot(END_NS);
    }

    @Test
    @KernelTest("minimal")
    void shouldPassMinimal() {
        assertAttachedAndDetached(
                attachedFor(
                        new SchedulerOps() {
                            @Override
                            public String name() {
                                return "minimal";
                            }

                            @Override
                            public EnumSet<Op> implemented() {
                                return EnumSet.noneOf(Op.class);
                            }
                        }));
    }

    /** Every op but those that the kernel's test leaves out, each doing the least. */
    private static final class Maximal extends SelfTestOps {
        private static final long DSQ = 0;

        Maximal() {
            super(
                    "maximal",
                    OpsSettings.DEFAULTS,
                    EnumSet.complementOf(
                                    EnumSet.of(
                                            Op.TICK,
                                            Op.DUMP,
                                            Op.DUMP_CPU,
                                            Op.DUMP_TASK,
                                            Op.CGROUP_SET_IDLE,
                                            Op.SUB_ATTACH,
                                            Op.SUB_DETACH,
                                            Op.SUB_CAPS_UPDATED,
                                            Op.SUB_ECAPS_UPDATED,
                                            Op.INIT_CIDS,
                                            Op.CPU_ACQUIRE,
                                            Op.CPU_RELEASE))
                            .toArray(Op[]::new));
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            kernel.dsqInsert(task, DSQ, Scx.SLICE_DFL_NS, enqFlags);
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            kernel.dsqMoveToLocal(DSQ, 0);
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            return kernel.createDsq(DSQ, -1);
        }
    }

    @Test
    @KernelTest("maximal")
    void shouldPassMaximal() {
        Maximal ops = new Maximal();
        assertThat(ops.implemented()).hasSize(28);
        assertAttachedAndDetached(attachedFor(ops));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @KernelTest("reload_loop")
    void shouldPassReloadLoop(long seed) {
        int rounds = 1_024;
        SeededRandom random = new SeededRandom(seed);
        SelfTestHost.Draft draft = SelfTestHost.draft();
        long endNs = 0;
        for (String thread : List.of("first", "second")) {
            long atNs = ATTACH_NS;
            for (int i = 0; i < rounds; i++) {
                draft.attach(atNs, thread, environment -> new Maximal());
                atNs += 1_000 * random.below(300L);
                draft.detach(atNs, thread);
                atNs += 1_000 * random.below(300L);
            }
            endNs = Math.max(endNs, atNs);
        }
        SelfTestHost host = draft.boot(endNs + SECOND).runTo(endNs + SECOND);

        long attached = host.state().enableSequence();
        assertThat(attached + host.notices("scheduler-busy")).isEqualTo(2L * rounds);
        assertThat(attached).isBetween((long) rounds, 2L * rounds - 1);
        assertThat(host.exits()).hasSize((int) attached).allSatisfy(LoadAttachDetachTest::isUnreg);
        assertThat(host.state().state()).isEqualTo("disabled");
    }

    @Test
    @KernelTest("create_dsq")
    void shouldPassCreateDsq() {
        SelfTestOps ops =
                new SelfTestOps(
                        "create_dsq", OpsSettings.DEFAULTS, Op.INIT, Op.INIT_TASK, Op.EXIT_TASK) {
                    @Override
                    public int init(ExtKernel.Unlocked kernel) {
                        for (int id = 0; id < 1_024; id++) {
                            int error = kernel.createDsq(id, -1);
                            if (error != 0) {
                                kernel.error("Failed to create DSQ " + id);
                                return error;
                            }
                        }
                        for (int id = 0; id < 1_024; id++) {
                            kernel.destroyDsq(id);
                        }
                        return 0;
                    }

                    @Override
                    public int initTask(
                            ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
                        int error = kernel.createDsq(task.pid, -1);
                        if (error != 0) {
                            kernel.error("Failed to create DSQ for " + task);
                        }
                        return error;
                    }

                    @Override
                    public void exitTask(ExtKernel.Any kernel, Task task, boolean cancelled) {
                        kernel.destroyDsq(task.pid);
                    }
                };
        assertAttachedAndDetached(attachedFor(ops));
    }

    @Test
    @KernelTest("enq_last_no_enq_fails")
    void shouldPassEnqLastNoEnqFails() {
        SelfTestOps ops =
                SelfTestOps.exitOnly(
                        "enq_last_no_enq_fails", SelfTestOps.timeout().withFlags(Scx.OPS_ENQ_LAST));
        SelfTestHost host = attachedFor(ops);

        // Attaching succeeds, and the scheduler has ended when it returns.
        assertThat(host.runTo(ATTACH_NS + 1).notices("scheduler-busy")).isZero();
        assertThat(ops.ended())
                .isNotNull()
                .satisfies(exit -> assertThat(exit.kind()).isEqualTo(ExitKind.ERROR))
                .extracting(ExitInfo::message)
                .isEqualTo("SCX_OPS_ENQ_LAST requires ops.enqueue() to be implemented");
        assertThat(host.runTo(END_NS).exits()).hasSize(1);
    }

    @Test
    @KernelTest("prog_run")
    void shouldPassProgRun() {
        SelfTestOps ops =
                new SelfTestOps("prog_run", OpsSettings.DEFAULTS) {
                    @Override
                    public long runProgram(
                            ExtKernel.Unlocked kernel, String program, List<Long> context) {
                        kernel.createDsq(0, -1);
                        kernel.exit(0xdeadbeefL, "Exited from PROG_RUN");
                        return 0;
                    }
                };
        SelfTestHost host =
                SelfTestHost.draft()
                        .attach(ops)
                        .runProgram(2 * ATTACH_NS, "prog_run_syscall")
                        .boot(END_NS)
                        .runTo(END_NS);

        assertThat(host.programResults()).containsExactly(0L);
        ExitInfo exit = host.exits().getFirst();
        assertThat(exit.kind()).isEqualTo(ExitKind.UNREG_BPF);
        assertThat(exit.exitCode()).isEqualTo(0xdeadbeefL);
        assertThat(exit.message()).isEqualTo("Exited from PROG_RUN");
    }

    /** Ends itself in one callback. */
    private static final class ExitsIn extends SelfTestOps {
        private static final long DSQ = 0;
        private final int point;

        ExitsIn(int point) {
            super(
                    "exit",
                    timeout(),
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DISPATCH,
                    Op.ENABLE,
                    Op.INIT_TASK,
                    Op.INIT);
            this.point = point;
        }

        private boolean exitsAt(int here, ExtKernel.Any kernel) {
            if (here == point) {
                kernel.exit(here, Integer.toString(here));
            }
            return here == point;
        }

        @Override
        public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
            if (exitsAt(0, kernel)) {
                return prevCpu;
            }
            int cpu = kernel.selectCpuDefault(task, prevCpu, wakeFlags);
            return cpu >= 0 ? cpu : prevCpu;
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            if (!exitsAt(1, kernel)) {
                kernel.dsqInsert(task, DSQ, Scx.SLICE_DFL_NS, enqFlags);
            }
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            if (!exitsAt(2, kernel)) {
                kernel.dsqMoveToLocal(DSQ, 0);
            }
        }

        @Override
        public void enable(ExtKernel.Any kernel, Task task) {
            exitsAt(3, kernel);
        }

        @Override
        public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
            exitsAt(4, kernel);
            return 0;
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            exitsAt(5, kernel);
            return kernel.createDsq(DSQ, -1);
        }
    }

    private static void assertExits(int point) {
        ExitsIn ops = new ExitsIn(point);
        SelfTestHost host = attachedFor(ops).runTo(ATTACH_NS + 1);
        boolean duringAttach = point >= 3;
        if (duringAttach) {
            assertThat(ops.ended()).isNotNull();
        }
        ExitInfo exit = host.runTo(END_NS).exits().getFirst();
        assertThat(exit.kind()).isEqualTo(ExitKind.UNREG_BPF);
        assertThat(exit.exitCode()).isEqualTo(point);
        assertThat(exit.message()).isEqualTo(Integer.toString(point));
        assertThat(ops.ended()).isEqualTo(exit);
    }

    @Test
    @KernelTest("exit")
    void shouldPassExitFromSelectCpu() {
        assertExits(0);
    }

    @Test
    @KernelTest("exit")
    void shouldPassExitFromEnqueue() {
        assertExits(1);
    }

    @Test
    @KernelTest("exit")
    void shouldPassExitFromDispatch() {
        assertExits(2);
    }

    @Test
    @KernelTest("exit")
    void shouldPassExitFromEnable() {
        assertExits(3);
    }

    @Test
    @KernelTest("exit")
    void shouldPassExitFromInitTask() {
        assertExits(4);
    }

    @Test
    @KernelTest("exit")
    void shouldPassExitFromInit() {
        assertExits(5);
    }
}
