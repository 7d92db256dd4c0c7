package org.scxfleet.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/** The self-tests about ops.dequeue: exactly one for each time that the scheduler held a task. */
class DequeueSemanticsTest {
    private static final long SHARED_DSQ = 0;
    private static final int QUEUE_LENGTH = 32_768;

    /** Where the scheduler believes a task to be. */
    private enum Where {
        NONE,
        ENQUEUED,
        DISPATCHED
    }

    private static void assertUnreg(SelfTestHost host) {
        assertThat(host.exits())
                .singleElement()
                .satisfies(exit -> assertThat(exit.message()).isEmpty())
                .extracting(ExitInfo::kind)
                .isEqualTo(ExitKind.UNREG);
    }

    /** Places tasks as the scenario says, and checks the order of enqueue and dequeue. */
    private static final class Dequeue extends SelfTestOps {
        private final Map<Integer, Where> tasks = new TreeMap<>();
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private final int scenario;
        private int enqueues;
        private int dequeues;
        private int changes;

        Dequeue(int scenario) {
            super(
                    "dequeue_test",
                    flags(Scx.OPS_ENQ_LAST),
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DEQUEUE,
                    Op.DISPATCH,
                    Op.INIT_TASK,
                    Op.INIT);
            this.scenario = scenario;
        }

        private void insert(ExtKernel.Select kernel, Task task, long dsq, long flags) {
            kernel.dsqInsert(task, dsq, Scx.SLICE_DFL_NS, flags);
            tasks.put(task.number, Where.DISPATCHED);
        }

        private void beginCustody(ExtKernel.Select kernel, Task task) {
            if (tasks.put(task.number, Where.ENQUEUED) == Where.ENQUEUED) {
                kernel.error(task + ": enqueue while in ENQUEUED state");
            }
            enqueues++;
        }

        @Override
        public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
            switch (scenario) {
                case 0 -> insert(kernel, task, Scx.DSQ_LOCAL, 0);
                case 1 -> insert(kernel, task, Scx.DSQ_GLOBAL, 0);
                case 2 -> {
                    kernel.dsqInsert(task, SHARED_DSQ, Scx.SLICE_DFL_NS, 0);
                    beginCustody(kernel, task);
                }
                default -> {}
            }
            return prevCpu;
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            switch (scenario) {
                case 3 -> insert(kernel, task, Scx.DSQ_LOCAL, enqFlags);
                case 5 -> {
                    kernel.dsqInsert(task, SHARED_DSQ, Scx.SLICE_DFL_NS, enqFlags);
                    beginCustody(kernel, task);
                }
                case 6 -> {
                    if (queue.size() == QUEUE_LENGTH) {
                        insert(kernel, task, Scx.DSQ_GLOBAL, enqFlags);
                    } else {
                        queue.add(task.pid);
                        beginCustody(kernel, task);
                    }
                }
                default -> insert(kernel, task, Scx.DSQ_GLOBAL, enqFlags);
            }
            kernel.kickCpu(kernel.taskCpu(task), Scx.KICK_IDLE);
        }

        @Override
        public void dequeue(ExtKernel.Any kernel, Task task, long deqFlags) {
            dequeues++;
            Where where = tasks.get(task.number);
            if (scenario == 0 || scenario == 1 || scenario == 3 || scenario == 4) {
                kernel.error(task + ": dequeue called for a terminal DSQ");
            } else if ((deqFlags & Scx.DEQ_SCHED_CHANGE) != 0) {
                changes++;
                if (where == Where.NONE) {
                    kernel.error(task + ": invalid property change dequeue");
                }
                tasks.put(task.number, Where.NONE);
            } else {
                if (where == Where.DISPATCHED) {
                    kernel.error(task + ": dispatch dequeue from state " + where);
                }
                tasks.replace(task.number, Where.ENQUEUED, Where.DISPATCHED);
            }
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            if (scenario != 6) {
                kernel.dsqMoveToLocal(SHARED_DSQ, 0);
                return;
            }
            Integer pid = queue.poll();
            Task task = pid == null ? null : kernel.taskByPid(pid);
            if (task != null && tasks.get(task.number) != Where.NONE) {
                long dsq = task.allowed.contains(cpu) ? Scx.localOn(cpu) : Scx.DSQ_GLOBAL;
                kernel.dsqInsert(task, dsq, Scx.SLICE_DFL_NS, 0);
            }
        }

        @Override
        public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
            tasks.put(task.number, Where.NONE);
            return 0;
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            return kernel.createDsq(SHARED_DSQ, -1);
        }
    }

    private static Dequeue runScenario(int scenario) {
        Dequeue ops = new Dequeue(scenario);
        long startNs = ATTACH_NS + MS;
        long detachNs = startNs + 4 * SECOND;
        SelfTestHost.Draft draft =
                SelfTestHost.draft()
                        .tasks(SelfTestWorkloads.dequeueWorkers(startNs))
                        .attach(ops)
                        .detach(detachNs);
        SelfTestWorkloads.affinityHammer(startNs + MS)
                .forEach(change -> draft.act(change.atNs(), change.act()));
        SelfTestHost host = draft.boot(detachNs + MS).runTo(detachNs - 1);
        for (int id = 0; id < SelfTestWorkloads.DEQUEUE_WORKERS; id++) {
            assertThat(host.ended("worker" + id)).isEqualTo(1);
        }
        assertUnreg(host.runTo(detachNs + MS));
        return ops;
    }

    private static void assertNeverHeld(Dequeue ops) {
        assertThat(ops.enqueues).isZero();
        assertThat(ops.dequeues).isZero();
    }

    private static void assertHeldAndLetGo(Dequeue ops) {
        assertThat(ops.enqueues).isPositive().isEqualTo(ops.dequeues);
    }

    @Test
    @KernelTest("dequeue")
    void shouldPassDequeueOfTheLocalDsqFromSelectCpu() {
        assertNeverHeld(runScenario(0));
    }

    @Test
    @KernelTest("dequeue")
    void shouldPassDequeueOfTheGlobalDsqFromSelectCpu() {
        assertNeverHeld(runScenario(1));
    }

    @Test
    @KernelTest("dequeue")
    void shouldPassDequeueOfAUserDsqFromSelectCpu() {
        assertHeldAndLetGo(runScenario(2));
    }

    @Test
    @KernelTest("dequeue")
    void shouldPassDequeueOfTheLocalDsqFromEnqueue() {
        assertNeverHeld(runScenario(3));
    }

    @Test
    @KernelTest("dequeue")
    void shouldPassDequeueOfTheGlobalDsqFromEnqueue() {
        assertNeverHeld(runScenario(4));
    }

    @Test
    @KernelTest("dequeue")
    void shouldPassDequeueOfAUserDsqFromEnqueue() {
        assertHeldAndLetGo(runScenario(5));
    }

    @Test
    @KernelTest("dequeue")
    void shouldPassDequeueOfAQueueOfItsOwn() {
        Dequeue ops = runScenario(6);
        assertHeldAndLetGo(ops);
        // The hammer has hit tasks that the scheduler held.
        assertThat(ops.changes).isPositive();
    }

    /** Walks its queue in ops.dequeue. */
    private static final class DequeueIter extends SelfTestOps {
        private static final long DSQ = 1_000;
        private int dequeues;

        DequeueIter() {
            super(
                    "dequeue_iter",
                    timeout(),
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DEQUEUE,
                    Op.DISPATCH,
                    Op.INIT);
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            kernel.dsqInsert(task, DSQ, Scx.SLICE_DFL_NS, enqFlags);
        }

        @Override
        public void dequeue(ExtKernel.Any kernel, Task task, long deqFlags) {
            int walked = 0;
            Task at = kernel.dsqFirst(DSQ, false);
            while (at != null) {
                walked++;
                at = kernel.dsqNext(at, false);
            }
            if (walked != kernel.dsqNrQueued(DSQ)) {
                kernel.error("walked over " + walked + " tasks");
            }
            dequeues++;
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            kernel.dsqMoveToLocal(DSQ, 0);
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            return kernel.createDsq(DSQ, -1);
        }

        @Override
        void exiting(ExtKernel.Unlocked kernel) {
            kernel.destroyDsq(DSQ);
        }
    }

    @Test
    @KernelTest("dequeue_iter")
    void shouldPassDequeueIter() {
        DequeueIter ops = new DequeueIter();
        long detachNs = ATTACH_NS + 3 * SECOND;
        SelfTestHost host = SelfTestHost.draft().attach(ops).detach(detachNs).boot(detachNs + MS);
        assertUnreg(host.runTo(detachNs + MS));
        assertThat(ops.dequeues).isGreaterThanOrEqualTo(10);
    }

    /** Hands tasks to the CPU that asks, and checks that each left custody before it runs. */
    private static final class DequeueRemote extends SelfTestOps {
        private static final int MAX_POPS = 8;
        private static final int NOWHERE = -1;

        private final Map<Integer, Where> tasks = new TreeMap<>();
        private final Map<Integer, Integer> enqueuedOn = new TreeMap<>();
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private final boolean movesToLocal;
        private int enqueues;
        private int dequeues;
        private int ranElsewhere;

        DequeueRemote(boolean movesToLocal) {
            super(
                    "dequeue_remote",
                    flags(Scx.OPS_ENQ_LAST),
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DEQUEUE,
                    Op.DISPATCH,
                    Op.RUNNING,
                    Op.INIT_TASK,
                    Op.INIT);
            this.movesToLocal = movesToLocal;
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            if (tasks.put(task.number, Where.ENQUEUED) == Where.ENQUEUED) {
                kernel.error(task + ": enqueue while in ENQUEUED state");
            }
            enqueuedOn.put(task.number, kernel.taskCpu(task));
            if (movesToLocal) {
                kernel.dsqInsert(task, SHARED_DSQ, Scx.SLICE_DFL_NS, enqFlags);
                enqueues++;
            } else if (queue.size() < QUEUE_LENGTH) {
                queue.add(task.pid);
                enqueues++;
            } else {
                kernel.dsqInsert(task, Scx.DSQ_GLOBAL, Scx.SLICE_DFL_NS, enqFlags);
                tasks.put(task.number, Where.DISPATCHED);
                enqueuedOn.put(task.number, NOWHERE);
            }
            kernel.kickCpu(kernel.taskCpu(task), Scx.KICK_IDLE);
        }

        @Override
        public void dequeue(ExtKernel.Any kernel, Task task, long deqFlags) {
            dequeues++;
            if ((deqFlags & Scx.DEQ_CORE_SCHED_EXEC) != 0) {
                kernel.error(task + ": late dequeue");
            }
            boolean change = (deqFlags & Scx.DEQ_SCHED_CHANGE) != 0;
            Where next = change ? Where.NONE : Where.DISPATCHED;
            if (tasks.put(task.number, next) != Where.ENQUEUED) {
                kernel.error(task + ": dequeue outside custody");
            }
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            if (movesToLocal) {
                kernel.dsqMoveToLocal(SHARED_DSQ, 0);
                return;
            }
            for (int i = 0; i < MAX_POPS; i++) {
                Integer pid = queue.poll();
                if (pid == null) {
                    return;
                }
                Task task = kernel.taskByPid(pid);
                if (task != null && tasks.get(task.number) == Where.ENQUEUED) {
                    long dsq = task.allowed.contains(cpu) ? Scx.localOn(cpu) : Scx.DSQ_GLOBAL;
                    kernel.dsqInsert(task, dsq, Scx.SLICE_DFL_NS, 0);
                    return;
                }
            }
            if (!queue.isEmpty()) {
                kernel.kickCpu(cpu, Scx.KICK_IDLE);
            }
        }

        @Override
        public void running(ExtKernel.Any kernel, Task task) {
            if (tasks.get(task.number) == Where.ENQUEUED) {
                kernel.error(task + ": running without ops.dequeue()");
                return;
            }
            int from = enqueuedOn.getOrDefault(task.number, NOWHERE);
            if (from >= 0 && from != kernel.taskCpu(task)) {
                ranElsewhere++;
            }
            enqueuedOn.put(task.number, NOWHERE);
        }

        @Override
        public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
            tasks.put(task.number, Where.NONE);
            enqueuedOn.put(task.number, NOWHERE);
            return 0;
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            return kernel.createDsq(SHARED_DSQ, -1);
        }
    }

    private static void runRemote(boolean movesToLocal) {
        DequeueRemote ops = new DequeueRemote(movesToLocal);
        long startNs = ATTACH_NS + MS;
        long detachNs = startNs + 2 * SelfTestWorkloads.REMOTE_RUN_NS;
        int workers = SelfTestWorkloads.remoteWorkers(SelfTestHost.CPUS, startNs).size();
        SelfTestHost host =
                SelfTestHost.draft()
                        .tasks(SelfTestWorkloads.remoteWorkers(SelfTestHost.CPUS, startNs))
                        .attach(ops)
                        .detach(detachNs)
                        .boot(detachNs + MS)
                        .runTo(detachNs - 1);
        for (int id = 0; id < workers; id++) {
            assertThat(host.ended("remote" + id)).isEqualTo(1);
        }
        assertUnreg(host.runTo(detachNs + MS));
        assertThat(ops.ranElsewhere).isPositive();
        assertThat(ops.enqueues).isPositive().isEqualTo(ops.dequeues);
    }

    @Test
    @KernelTest("dequeue_remote")
    void shouldPassDequeueRemoteFromAQueueOfItsOwn() {
        runRemote(false);
    }

    @Test
    @KernelTest("dequeue_remote")
    void shouldPassDequeueRemoteFromAUserDsq() {
        runRemote(true);
    }
}
