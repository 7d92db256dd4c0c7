package org.scxfleet.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import java.util.ArrayDeque;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/** The self-tests about dispatching: to other CPUs, by looking into queues, with waiting kicks. */
class DispatchTest {

    /** Sends each task to the local DSQ of a CPU drawn by chance. */
    private static final class DspLocalOn extends SelfTestOps {
        private static final int QUEUE_LENGTH = 8_192;
        private final SeededRandom random = new SeededRandom(1);
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private int remote;

        DspLocalOn() {
            super("dsp_local_on", timeout(), Op.SELECT_CPU, Op.ENQUEUE, Op.DISPATCH);
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            if (queue.size() == QUEUE_LENGTH) {
                kernel.error("Failed to enqueue " + task);
                return;
            }
            queue.add(task.pid);
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            Integer pid = queue.poll();
            Task task = pid == null ? null : kernel.taskByPid(pid);
            if (task == null) {
                return;
            }
            boolean free = task.allowedCount == kernel.cpuCount() && !task.isMigrationDisabled();
            int target = free ? random.below(kernel.cpuCount()) : kernel.taskCpu(task);
            remote += target == cpu ? 0 : 1;
            kernel.dsqInsert(task, Scx.localOn(target), Scx.SLICE_DFL_NS, 0);
        }
    }

    @Test
    @KernelTest("dsp_local_on")
    void shouldPassDspLocalOn() {
        DspLocalOn ops = new DspLocalOn();
        long detachNs = ATTACH_NS + SECOND;
        SelfTestHost host =
                SelfTestHost.draft()
                        .attach(ops)
                        .detach(detachNs)
                        .boot(detachNs + MS)
                        .runTo(detachNs + MS);
        assertThat(host.exits())
                .singleElement()
                .extracting(ExitInfo::kind)
                .isEqualTo(ExitKind.UNREG);
        assertThat(ops.remote).isPositive();
    }

    /** Looks at the first task of a queue before it moves it. */
    private static final class PeekDsq extends SelfTestOps {
        private static final long TEST_DSQ = 1_234;
        private static final long REAL_DSQ = 1_235;
        private static final long POOL = 2_000;
        private static final int POOL_SIZE = 8;
        private static final long NS_PER_DRAW = 1_000;

        private final TreeSet<Integer> pidsSeen = new TreeSet<>();
        private int enqueued;
        private int testCpu = -1;
        private boolean firstPeekWasEmpty;
        private boolean peekedTwice;
        private @Nullable Task inserted;
        private @Nullable Task peeked;

        PeekDsq() {
            super("peek_dsq", OpsSettings.DEFAULTS, Op.ENQUEUE, Op.DISPATCH, Op.INIT);
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            enqueued++;
            if (testCpu < 0) {
                testCpu = kernel.thisCpu();
                firstPeekWasEmpty = kernel.dsqPeek(TEST_DSQ) == null;
                inserted = task;
                kernel.dsqInsert(task, TEST_DSQ, 0, enqFlags);
            } else if (!peekedTwice) {
                kernel.dsqInsert(task, REAL_DSQ, 0, enqFlags);
            } else {
                long drawn = POOL + kernel.nowNs() / NS_PER_DRAW % POOL_SIZE;
                kernel.dsqInsert(task, drawn, 0, enqFlags);
            }
        }

        @Override
        public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
            if (testCpu == cpu && !peekedTwice) {
                peekedTwice = true;
                peeked = kernel.dsqPeek(TEST_DSQ);
                kernel.dsqMoveToLocal(TEST_DSQ, 0);
            } else if (!peekedTwice || !moveFromPool(kernel)) {
                kernel.dsqMoveToLocal(REAL_DSQ, 0);
            }
        }

        private boolean moveFromPool(ExtKernel.Dispatch kernel) {
            for (int i = 0; i < POOL_SIZE; i++) {
                Task first = kernel.dsqPeek(POOL + i);
                if (first != null) {
                    pidsSeen.add(first.pid);
                    if (kernel.dsqMoveToLocal(POOL + i, 0)) {
                        return true;
                    }
                }
            }
            return false;
        }

        @Override
        public int init(ExtKernel.Unlocked kernel) {
            int error = kernel.createDsq(TEST_DSQ, -1) | kernel.createDsq(REAL_DSQ, -1);
            for (int i = 0; i < POOL_SIZE; i++) {
                error |= kernel.createDsq(POOL + i, -1);
            }
            return error;
        }

        @Override
        void exiting(ExtKernel.Unlocked kernel) {
            kernel.destroyDsq(TEST_DSQ);
            kernel.destroyDsq(REAL_DSQ);
            for (int i = 0; i < POOL_SIZE; i++) {
                kernel.destroyDsq(POOL + i);
            }
        }
    }

    @Test
    @KernelTest("peek_dsq")
    void shouldPassPeekDsq() {
        PeekDsq ops = new PeekDsq();
        long detachNs = ATTACH_NS + 3 * SECOND + 500 * MS;
        SelfTestHost host =
                SelfTestHost.draft()
                        .tasks(SelfTestWorkloads.peekWorkers(ATTACH_NS + MS))
                        .attach(ops)
                        .detach(detachNs)
                        .boot(detachNs + MS);
        assertThat(host.runTo(detachNs - 1).exits()).isEmpty();
        assertThat(host.ended("peeker")).isEqualTo(4);
        assertThat(host.runTo(detachNs + MS).exits())
                .singleElement()
                .extracting(ExitInfo::kind)
                .isEqualTo(ExitKind.UNREG);
        assertThat(ops.enqueued).isPositive();
        assertThat(ops.testCpu).isNotNegative();
        assertThat(ops.firstPeekWasEmpty).isTrue();
        assertThat(ops.peeked).isNotNull().isSameAs(ops.inserted);
        assertThat(ops.pidsSeen).isNotEmpty();
    }

    /** Each CPU of a ring of three kicks the next and waits for it. */
    private static final class CyclicKickWait extends SelfTestOps {
        private static final int RING = 3;
        private int waitKicks;

        CyclicKickWait() {
            super("cyclic_kick_wait", timeout(), Op.ENQUEUE);
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            if (task.kernelThread) {
                kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_INF, enqFlags | Scx.ENQ_PREEMPT);
                return;
            }
            kernel.dsqInsert(task, Scx.DSQ_GLOBAL, Scx.SLICE_DFL_NS, enqFlags);
            int cpu = kernel.thisCpu();
            if (cpu < RING) {
                waitKicks++;
                kernel.kickCpu((cpu + 1) % RING, Scx.KICK_WAIT);
            }
        }
    }

    @Test
    @KernelTest("cyclic_kick_wait")
    void shouldPassCyclicKickWait() {
        CyclicKickWait ops = new CyclicKickWait();
        long startNs = ATTACH_NS + MS;
        long stopNs = startNs + 5 * SECOND;
        long endNs = stopNs + 2 * SECOND;
        SelfTestHost host =
                SelfTestHost.draft()
                        .unchecked()
                        .tasks(SelfTestWorkloads.yieldingRing(startNs, 4 * SECOND))
                        .attach(ops)
                        .boot(endNs);
        assertThat(host.runTo(stopNs).exits()).isEmpty();
        assertThat(ops.ended()).isNull();
        assertThat(ops.waitKicks).isPositive();
        host.runTo(endNs);
        for (int cpu = 0; cpu < CyclicKickWait.RING; cpu++) {
            assertThat(host.ended("ring" + cpu)).isEqualTo(SelfTestWorkloads.RING_THREADS_PER_CPU);
        }
    }
}
