package org.scxfleet.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/** The self-tests about where a waking task goes. */
class WakeUpPlacementTest {
    private static final long FORK_NS = ATTACH_NS + 10 * MS;
    private static final long END_NS = FORK_NS + 3 * SECOND;
    private static final long VTIME_DSQ = 0;

    /** Runs children under a scheduler that must survive it; all of them end. */
    private static void runChildren(SelfTestOps ops) {
        runChildren(ops, SelfTestHost.CPUS);
    }

    private static void runChildren(SelfTestOps ops, int cpus) {
        SelfTestHost host =
                SelfTestHost.draft()
                        .on(CpuTopology.flat(cpus))
                        .unchecked()
                        .tasks(SelfTestWorkloads.sleepingChildren(FORK_NS))
                        .attach(ops)
                        .boot(END_NS)
                        .runTo(END_NS);
        assertThat(host.ended("parent")).isEqualTo(1);
        assertThat(host.ended("child")).isEqualTo(SelfTestWorkloads.CHILDREN);
        assertThat(ops.ended()).isNull();
        assertThat(host.state().scheduler()).isEqualTo(ops.name());
    }

    /** Runs a machine for a second under a scheduler that must not end. */
    private static SelfTestHost runForASecond(SelfTestOps ops, SelfTestHost.Draft draft) {
        long endNs = ATTACH_NS + SECOND;
        SelfTestHost host = draft.attach(ops).boot(endNs).runTo(endNs);
        assertThat(host.exits()).isEmpty();
        assertThat(ops.ended()).isNull();
        return host;
    }

    /** Default selection: an idle CPU is dispatched to without asking the scheduler. */
    private static final class SelectCpuDfl extends SelfTestOps {
        private int enqueued;
        private boolean sawIdleCpu;

        SelectCpuDfl() {
            super("select_cpu_dfl", OpsSettings.DEFAULTS, Op.ENQUEUE);
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            boolean wakeUp = (enqFlags & (Scx.ENQ_WAKEUP | Scx.ENQ_INITIAL)) != 0;
            if (wakeUp && task.allowedCount > 1) {
                enqueued++;
                sawIdleCpu |= kernel.idleCpus().contains(kernel.taskCpu(task));
            }
            kernel.dsqInsert(task, Scx.DSQ_GLOBAL, Scx.SLICE_DFL_NS, enqFlags);
        }
    }

    @Test
    @KernelTest("select_cpu_dfl")
    void shouldPassSelectCpuDfl() {
        SelectCpuDfl ops = new SelectCpuDfl();
        // On two CPUs there are times when none is idle, so that enqueue is called at all.
        runChildren(ops, 2);
        assertThat(ops.sawIdleCpu).isFalse();
        assertThat(ops.enqueued).isPositive();
    }

    /** An idle CPU that is selected without an insertion leads to enqueue on that CPU. */
    private static final class SelectCpuDflNodispatch extends SelfTestOps {
        private final CpuSet found = new CpuSet(Short.MAX_VALUE);
        private boolean sawLocal;

        SelectCpuDflNodispatch() {
            super("select_cpu_dfl_nodispatch", OpsSettings.DEFAULTS, Op.SELECT_CPU, Op.ENQUEUE);
        }

        @Override
        public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
            int cpu = kernel.selectCpuDefault(task, prevCpu, wakeFlags);
            if (cpu < 0) {
                return prevCpu;
            }
            found.add(task.number);
            return cpu;
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            long dsq = Scx.DSQ_GLOBAL;
            if (found.contains(task.number)) {
                found.remove(task.number);
                sawLocal = true;
                dsq = Scx.DSQ_LOCAL;
            }
            kernel.dsqInsert(task, dsq, Scx.SLICE_DFL_NS, enqFlags);
        }
    }

    @Test
    @KernelTest("select_cpu_dfl_nodispatch")
    void shouldPassSelectCpuDflNodispatch() {
        SelectCpuDflNodispatch ops = new SelectCpuDflNodispatch();
        runChildren(ops);
        assertThat(ops.sawLocal).isTrue();
    }

    @Test
    @KernelTest("select_cpu_dispatch")
    void shouldPassSelectCpuDispatch() {
        runChildren(
                new SelfTestOps("select_cpu_dispatch", SelfTestOps.timeout(), Op.SELECT_CPU) {
                    @Override
                    public int selectCpu(
                            ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
                        int cpu =
                                kernel.testAndClearCpuIdle(prevCpu)
                                        ? prevCpu
                                        : kernel.pickIdleCpu(task.allowed, 0);
                        long dsq = cpu >= 0 ? Scx.DSQ_LOCAL : Scx.DSQ_GLOBAL;
                        kernel.dsqInsert(task, dsq, Scx.SLICE_DFL_NS, 0);
                        return cpu >= 0 ? cpu : prevCpu;
                    }
                });
    }

    /** Inserts by vtime from select_cpu, whether or not the CPU is idle; has no enqueue. */
    private static final class SelectCpuVtime extends SelfTestOps {
        private static final int FULL_WEIGHT = 100;
        private boolean consumed;
        private long vtimeNow;

        SelectCpuVtime() {
            super(
                    "select_cpu_vtime",
                    timeout(),
                    Op.SELECT_CPU,
                    Op.DISPATCH,
                    Op.RUNNING,
                    Op.STOPPING,
                    Op.ENABLE,
                    Op.INIT);
        }

        @Override
        public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
            int cpu = kernel.pickIdleCpu(task.allowed, 0);
            if (cpu < 0) {
                cpu = prevCpu;
                kernel.testAndClearCpuIdle(cpu);
            }
            long least = vtimeNow - Scx.SLICE_DFL_NS;
            long vtime = task.scx.dsqVtime - least < 0 ? least : task.scx.dsqVtime;
            kernel.dsqInsertVtime(task, VTIME_DSQ, Scx.SLICE_DFL_NS, vtime, 0);
            return cpu;
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            consumed |= kernel.dsqMoveToLocal(VTIME_DSQ, 0);
        }

        @Override
        public void running(ExtKernel.Any kernel, Task task) {
            if (vtimeNow - task.scx.dsqVtime < 0) {
                vtimeNow = task.scx.dsqVtime;
            }
        }

        @Override
        public void stopping(ExtKernel.Any kernel, Task task, boolean runnable) {
            long usedNs = Scx.SLICE_DFL_NS - task.scx.sliceNs;
            long delta = usedNs * FULL_WEIGHT / task.scx.weight;
            kernel.taskSetDsqVtime(task, task.scx.dsqVtime + delta);
        }

        @Override
        public void enable(ExtKernel.Any kernel, Task task) {
            kernel.taskSetDsqVtime(task, vtimeNow);
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            return kernel.createDsq(VTIME_DSQ, -1);
        }
    }

    @Test
    @KernelTest("select_cpu_vtime")
    void shouldPassSelectCpuVtime() {
        SelectCpuVtime ops = new SelectCpuVtime();
        long endNs = ATTACH_NS + SECOND;
        SelfTestHost host = SelfTestHost.draft().attach(ops).boot(endNs);
        assertThat(host.runTo(ATTACH_NS - 1).exits()).isEmpty();
        assertThat(ops.consumed).isFalse();
        assertThat(host.runTo(endNs).exits()).isEmpty();
        assertThat(ops.consumed).isTrue();
    }

    @Test
    @KernelTest("enq_select_cpu")
    void shouldPassEnqSelectCpu() {
        SelfTestOps ops =
                new SelfTestOps(
                        "enq_select_cpu", SelfTestOps.timeout(), Op.SELECT_CPU, Op.ENQUEUE) {
                    @Override
                    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
                        int cpu = kernel.selectCpuDefault(task, kernel.taskCpu(task), 0);
                        long dsq = cpu >= 0 ? Scx.localOn(cpu) : Scx.DSQ_GLOBAL;
                        kernel.dsqInsert(task, dsq, Scx.SLICE_DFL_NS, enqFlags);
                    }

                    @Override
                    public long runProgram(
                            ExtKernel.Unlocked kernel, String program, List<Long> context) {
                        Task task = kernel.taskByPid(pid(context));
                        if (task == null) {
                            return Scx.EINVAL;
                        }
                        int cpu = kernel.selectCpuDefault(task, kernel.thisCpu(), 0);
                        return cpu >= 0 ? cpu : Scx.EBUSY;
                    }
                };
        SelfTestHost host =
                runForASecond(
                        ops,
                        SelfTestHost.draft()
                                .runProgram(
                                        ATTACH_NS + 1,
                                        "select_cpu_from_user",
                                        SelfTestHost.pidOfTask(0)));
        assertThat(host.programResults()).singleElement().satisfies(this::isCpuOrBusy);
    }

    private void isCpuOrBusy(long result) {
        assertThat(result == Scx.EBUSY || (result >= 0 && result < SelfTestHost.CPUS)).isTrue();
    }

    /** Selects CPUs only within a set of one. */
    private static final class AllowedCpus extends SelfTestOps {
        private final CpuSet allowed = new CpuSet(SelfTestHost.CPUS);
        private int selected;

        AllowedCpus() {
            super("allowed_cpus", OpsSettings.DEFAULTS, Op.SELECT_CPU, Op.ENQUEUE, Op.INIT);
        }

        private static void checkLocalIdleState(ExtKernel.Any kernel) {
            int cpu = kernel.thisCpu();
            if (kernel.cpuCurrent(cpu) != null && kernel.idleCpus().contains(cpu)) {
                kernel.error("running CPU " + cpu + " should be marked as busy");
            }
        }

        private void checkSelected(ExtKernel.Any kernel, Task task, int cpu) {
            selected++;
            if (!allowed.contains(cpu)) {
                kernel.error("CPU " + cpu + " not in the allowed domain for " + task);
            }
            if (!task.allowed.contains(cpu)) {
                kernel.error("CPU " + cpu + " not in the affinity mask for " + task);
            }
        }

        @Override
        public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
            checkLocalIdleState(kernel);
            int cpu = kernel.selectCpuAnd(task, prevCpu, wakeFlags, allowed, 0);
            if (cpu < 0) {
                return prevCpu;
            }
            checkSelected(kernel, task, cpu);
            kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, 0);
            return cpu;
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            int prevCpu = kernel.taskCpu(task);
            kernel.dsqInsert(task, Scx.DSQ_GLOBAL, Scx.SLICE_DFL_NS, 0);
            checkLocalIdleState(kernel);
            int cpu = kernel.selectCpuAnd(task, prevCpu, 0, allowed, 0);
            if (cpu >= 0) {
                checkSelected(kernel, task, cpu);
                kernel.kickCpu(cpu, Scx.KICK_IDLE);
            }
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            allowed.add(kernel.onlineCpus().first());
            return 0;
        }

        @Override
        public long runProgram(ExtKernel.Unlocked kernel, String program, List<Long> context) {
            Task task = kernel.taskByPid(pid(context));
            return task == null
                    ? Scx.EINVAL
                    : kernel.selectCpuAnd(task, kernel.thisCpu(), 0, task.allowed, 0);
        }
    }

    @Test
    @KernelTest("allowed_cpus")
    void shouldPassAllowedCpus() {
        AllowedCpus ops = new AllowedCpus();
        SelfTestHost host =
                runForASecond(
                        ops,
                        SelfTestHost.draft()
                                .runProgram(
                                        ATTACH_NS + 1,
                                        "select_cpu_from_user",
                                        SelfTestHost.pidOfTask(0)));
        assertThat(host.programResults()).singleElement().satisfies(this::isCpuOrBusy);
        assertThat(ops.selected).isPositive();
    }

    /** A DSQ for each node; tasks stay on their node. */
    private static final class Numa extends SelfTestOps {
        private int picked;

        Numa() {
            super(
                    "numa",
                    flags(Scx.OPS_BUILTIN_IDLE_PER_NODE),
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DISPATCH,
                    Op.INIT);
        }

        private static void checkLocalIdleState(ExtKernel.Any kernel) {
            int cpu = kernel.thisCpu();
            CpuSet idle = kernel.idleCpusOfNode(kernel.cpuNode(cpu));
            if (kernel.cpuCurrent(cpu) != null && idle.contains(cpu)) {
                kernel.error("running CPU " + cpu + " should be marked as busy");
            }
        }

        @Override
        public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
            int taskCpu = kernel.taskCpu(task);
            int node = kernel.cpuNode(taskCpu);
            checkLocalIdleState(kernel);
            int cpu = kernel.pickIdleCpuInNode(task.allowed, node, Scx.PICK_IDLE_IN_NODE);
            if (cpu < 0) {
                cpu = kernel.pickAnyCpuInNode(task.allowed, node, Scx.PICK_IDLE_IN_NODE);
            }
            if (cpu < 0 && !task.allowed.contains(taskCpu)) {
                return prevCpu;
            }
            picked++;
            if (kernel.cpuNode(cpu) != node) {
                kernel.error("CPU " + cpu + " should be in node " + node);
            }
            return cpu;
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            int node = kernel.cpuNode(kernel.taskCpu(task));
            kernel.dsqInsert(task, node, Scx.SLICE_DFL_NS, enqFlags);
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            kernel.dsqMoveToLocal(kernel.cpuNode(cpu), 0);
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            for (int node = 0; node < kernel.topology().nodeCount(); node++) {
                int error = kernel.createDsq(node, node);
                if (error != 0) {
                    return error;
                }
            }
            return 0;
        }
    }

    @Test
    @KernelTest("numa")
    void shouldPassNuma() {
        CpuTopology twoNodes = CpuTopology.regular("two nodes", 2, 1, 1, 4, 2, true);
        assertThat(twoNodes.nodeCount()).isEqualTo(2);
        Numa ops = new Numa();
        runForASecond(ops, SelfTestHost.draft().on(twoNodes));
        assertThat(ops.picked).isPositive();
    }
}
