package org.scxfleet.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestWorkloads.COUNTED_CHILDREN;
import static org.scxfleet.tests.conformance.SelfTestWorkloads.PRE_FORKED;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

/** The self-tests about how often a task is initialised, enabled, disabled and let go. */
class TaskLifeCycleTest {

    private static final class InitEnableCount extends SelfTestOps {
        private int forkInits;
        private int transitionInits;
        private int exits;
        private int enables;
        private int disables;

        InitEnableCount(long flags) {
            super(
                    "init_enable_count",
                    flags(flags),
                    Op.INIT_TASK,
                    Op.EXIT_TASK,
                    Op.ENABLE,
                    Op.DISABLE);
        }

        @Override
        public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
            if (fork) {
                forkInits++;
            } else {
                transitionInits++;
            }
            return 0;
        }

        @Override
        public void exitTask(ExtKernel.Any kernel, Task task, boolean cancelled) {
            exits++;
        }

        @Override
        public void enable(ExtKernel.Any kernel, Task task) {
            enables++;
        }

        @Override
        public void disable(ExtKernel.Any kernel, Task task) {
            disables++;
        }
    }

    private static InitEnableCount count(long flags) {
        InitEnableCount ops = new InitEnableCount(flags);
        long closeNs = ATTACH_NS + MS;
        long firstDetachNs = closeNs + 500_000;
        long secondAttachNs = ATTACH_NS + 500 * MS;
        long forkNs = secondAttachNs + MS;
        long secondDetachNs = forkNs + 100 * MS;
        SelfTestHost host =
                SelfTestHost.draft()
                        .unchecked()
                        .tasks(SelfTestWorkloads.childrenOnAPipe(closeNs))
                        .tasks(SelfTestWorkloads.countedChildren(forkNs))
                        .attach(ops)
                        .detach(firstDetachNs)
                        .attach(secondAttachNs, ops)
                        .detach(secondDetachNs)
                        .boot(secondDetachNs + MS);
        host.runTo(secondAttachNs - 1);
        assertThat(ops.forkInits + ops.transitionInits).isGreaterThanOrEqualTo(PRE_FORKED);
        assertThat(ops.exits).isGreaterThanOrEqualTo(PRE_FORKED);
        assertThat(host.ended("waiting")).isEqualTo(PRE_FORKED);

        host.runTo(secondDetachNs + MS);
        int children = 2 * COUNTED_CHILDREN;
        assertThat(host.ended("other")).isEqualTo(COUNTED_CHILDREN);
        for (int i = 0; i < COUNTED_CHILDREN; i++) {
            assertThat(host.ended("ext" + i)).isEqualTo(1);
        }
        assertThat(host.exits())
                .extracting(ExitInfo::kind)
                .isEqualTo(List.of(ExitKind.UNREG, ExitKind.UNREG));
        assertThat(ops.transitionInits).isGreaterThan(ops.forkInits);
        assertThat(ops.forkInits).isGreaterThanOrEqualTo(children);
        assertThat(ops.exits).isEqualTo(ops.forkInits + ops.transitionInits);
        return ops;
    }

    @Test
    @KernelTest("init_enable_count")
    void shouldPassInitEnableCountWhenAllTasksSwitch() {
        InitEnableCount ops = count(0);
        assertThat(ops.enables).isGreaterThanOrEqualTo(2 * COUNTED_CHILDREN);
        assertThat(ops.disables).isEqualTo(ops.enables);
    }

    @Test
    @KernelTest("init_enable_count")
    void shouldPassInitEnableCountWhenTasksSwitchBySchedExt() {
        InitEnableCount ops = count(Scx.OPS_SWITCH_PARTIAL);
        assertThat(ops.enables).isEqualTo(COUNTED_CHILDREN);
        assertThat(ops.disables).isEqualTo(COUNTED_CHILDREN);
    }

    /** Of the cid form: checks the mask of each enable, and that set_cmask follows it at once. */
    private static final class EnableCmask extends SelfTestOps {
        private final Map<Integer, CidMask> enabled = new TreeMap<>();
        private final Set<Integer> pending = new TreeSet<>();
        private int enables;
        private int initialSetCmasks;
        private int setCmasks;
        private int setWeights;

        EnableCmask() {
            super(
                    "enable_cmask",
                    flags(Scx.OPS_SWITCH_PARTIAL),
                    Op.INIT_TASK,
                    Op.ENABLE,
                    Op.SET_CPUMASK,
                    Op.SET_WEIGHT,
                    Op.RUNNABLE,
                    Op.DISABLE);
        }

        @Override
        public OpsForm form() {
            return OpsForm.CID;
        }

        private static boolean isMaskOf(ExtKernel.Any kernel, Task task, CidMask mask) {
            if (mask.base() != 0 || mask.count() != kernel.cidCount()) {
                return false;
            }
            for (int cid = 0; cid < kernel.cidCount(); cid++) {
                if (task.allowed.contains(kernel.cidToCpu(cid)) != mask.contains(cid)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void enable(ExtKernel.Any kernel, Task task, CidMask allowed) {
            enables++;
            if (!isMaskOf(kernel, task, allowed)) {
                kernel.error("enable: " + task + " cmask check failed");
            }
            CidMask copy = new CidMask(allowed.base(), allowed.count());
            copy.copyFrom(allowed);
            boolean twice = enabled.put(task.number, copy) != null;
            if (!pending.add(task.number) || twice) {
                kernel.error("enable: " + task + " enabled twice");
            }
        }

        @Override
        public void setCmask(ExtKernel.Any kernel, Task task, CidMask allowed) {
            setCmasks++;
            CidMask atEnable = enabled.get(task.number);
            if (atEnable == null) {
                kernel.error("set_cmask: " + task + " not enabled");
            } else if (!isMaskOf(kernel, task, allowed)) {
                kernel.error("set_cmask: " + task + " cmask check failed");
            } else if (pending.remove(task.number)) {
                initialSetCmasks++;
                if (!atEnable.equals(allowed)) {
                    kernel.error("set_cmask: " + task + " initial mask differs from enable()");
                }
            }
        }

        private void checkHasMask(ExtKernel.Any kernel, Task task, String op) {
            if (pending.contains(task.number)) {
                kernel.error(op + ": " + task + " before the initial set_cmask()");
            }
        }

        @Override
        public void setWeight(ExtKernel.Any kernel, Task task, int weight) {
            setWeights++;
            checkHasMask(kernel, task, "set_weight");
        }

        @Override
        public void runnable(ExtKernel.Any kernel, Task task, long enqFlags) {
            checkHasMask(kernel, task, "runnable");
        }

        @Override
        public void disable(ExtKernel.Any kernel, Task task) {
            enabled.remove(task.number);
            pending.remove(task.number);
        }
    }

    @Test
    @KernelTest("enable_cmask")
    void shouldPassEnableCmask() {
        EnableCmask ops = new EnableCmask();
        // Siblings far apart: a cid is not the number of its CPU.
        CpuTopology machine = CpuTopology.regular("two threads", 1, 1, 1, 4, 2, false);
        int cpus = machine.cpuCount();
        long startNs = ATTACH_NS + MS;
        long detachNs = startNs + 400 * MS;
        SelfTestHost.Draft draft =
                SelfTestHost.draft()
                        .on(machine)
                        .tasks(SelfTestWorkloads.movingChildren(cpus, startNs))
                        .attach(ops)
                        .detach(detachNs);
        SelfTestWorkloads.movesFromOutside(cpus, startNs + 2 * MS)
                .forEach(move -> draft.act(move.atNs(), move.act()));
        SelfTestHost host = draft.boot(detachNs + MS).runTo(detachNs - 1);
        int children = SelfTestWorkloads.MOVING_CHILDREN;
        assertThat(host.ended("moving")).isEqualTo(children);
        assertThat(host.ended("grandchild")).isEqualTo(children);

        assertThat(host.runTo(detachNs + MS).exits())
                .singleElement()
                .satisfies(exit -> assertThat(exit.message()).isEmpty())
                .extracting(ExitInfo::kind)
                .isEqualTo(ExitKind.UNREG);
        assertThat(ops.enables).isGreaterThanOrEqualTo(2 * children);
        assertThat(ops.initialSetCmasks).isEqualTo(ops.enables);
        assertThat(ops.setCmasks).isGreaterThan(ops.initialSetCmasks);
        assertThat(ops.setWeights).isGreaterThanOrEqualTo(ops.enables);
    }
}
