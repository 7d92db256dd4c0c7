package org.scxfleet.ops;

import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMask;
import org.scxfleet.cid.CidTopology;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * What a sched_ext scheduler may call back: the scx_bpf_* kernel functions of Linux 7.3, one method
 * each, grouped as the kernel groups them ({@link OpsContext.Group}).
 *
 * <p>An op receives one of the views {@link Any}, {@link Select}, {@link Dispatch}, {@link
 * Release}, {@link Unlocked}, {@link InitCids}, so that calling out of context does not compile.
 * The BPF binding uses {@link All} and checks the table itself. Errors that end the scheduler in
 * the kernel end it here; the method then returns what the kernel function returns.
 */
public interface ExtKernel {

    /** Everything; for a binding that checks {@link OpsContext} itself. */
    interface All extends Select, Dispatch, Release, InitCids {}

    /**
     * The functions over cids, allowed everywhere and in both forms. They know no cid before the
     * map is final, which it is after init_cids: until then they return -EINVAL, silently.
     */
    interface Cids {
        /** Number of cids; every number below it is one. */
        int cidCount();

        /** CPUs that are online now. */
        int onlineCidCount();

        /**
         * The kernel's live mask of online cids, updated before cpu_online and cpu_offline; null in
         * the cpu form and before init.
         */
        @Nullable CidMask onlineCids();

        /** The CPU of a cid; an error and -EINVAL for another number. */
        int cidToCpu(int cid);

        /** The cid of a CPU; an error and -EINVAL for another number. */
        int cpuToCid(int cpu);

        /** Where a cid lies; an error and {@link CidTopology#NOWHERE} for another number. */
        CidTopology cidTopology(int cid);

        /** Cid of the CPU on which the callback runs. */
        int thisCid();

        /** Cid of the task's CPU. */
        int taskCid(Task task);

        /** The task that runs on a cid's CPU; null for the idle task. */
        @Nullable Task cidCurrent(int cid);

        void kickCid(int cid, long kickFlags);

        int cidPerfCapacity(int cid);

        int cidPerfCurrent(int cid);

        /** 0 or a negative errno. */
        int cidPerfSet(int cid, int perf);
    }

    /** Allowed everywhere. */
    interface Any extends Cids {
        /** The host's shape; policies use it as a user-space loader would. */
        CpuTopology topology();

        /** The host's GPUs; no kernel function, but what a loader knows and tells its programs. */
        default GpuView gpus() {
            return GpuView.NONE;
        }

        /** scx_bpf_now: the CPU's clock, ns; it does not move inside a callback. */
        long nowNs();

        /** CPU on which the callback runs. */
        int thisCpu();

        int cpuCount();

        void kickCpu(int cpu, long kickFlags);

        /** Number of tasks on a local or user DSQ; -ENOENT for others. */
        int dsqNrQueued(long dsqId);

        void destroyDsq(long dsqId);

        /** First task of a user DSQ, or null. */
        @Nullable Task dsqPeek(long dsqId);

        /**
         * The first task of a user DSQ in dispatch order, or null; with {@link #dsqNext} an
         * iteration. Unlike the kernel's iterator it holds no snapshot: the caller compares {@code
         * dsqSequence} where that matters.
         */
        @Nullable Task dsqFirst(long dsqId, boolean reverse);

        @Nullable Task dsqNext(Task task, boolean reverse);

        /**
         * Sequence number of the newest insertion of a user DSQ; an iterator sees tasks up to it.
         */
        long dsqSequence(long dsqId);

        void dsqReenqueue(long dsqId, long reenqFlags);

        boolean taskSetSlice(Task task, long sliceNs);

        boolean taskSetDsqVtime(Task task, long vtime);

        boolean taskRunning(Task task);

        int taskCpu(Task task);

        /** The task that runs on a CPU; null for the idle task. */
        @Nullable Task cpuCurrent(int cpu);

        /** Number of the task's cgroup; 0 is the root. */
        int taskCgroup(Task task);

        int cpuNode(int cpu);

        /** CPUs that are online. */
        CpuSet onlineCpus();

        /** Live built-in idle mask (of all nodes); empty and an error if tracking is off. */
        CpuSet idleCpus();

        /** Live mask of CPUs whose whole core is idle. */
        CpuSet idleSmtCpus();

        boolean testAndClearCpuIdle(int cpu);

        /** An idle CPU of the mask, claimed, or -EBUSY. */
        int pickIdleCpu(CpuSet allowed, long pickFlags);

        /** An idle CPU of the mask, else any of it, else -EBUSY. */
        int pickAnyCpu(CpuSet allowed, long pickFlags);

        /** The per-node forms; -ENOENT for a node that does not exist. */
        int pickIdleCpuInNode(CpuSet allowed, int node, long pickFlags);

        int pickAnyCpuInNode(CpuSet allowed, int node, long pickFlags);

        CpuSet idleCpusOfNode(int node);

        CpuSet idleSmtCpusOfNode(int node);

        int cpuPerfCapacity(int cpu);

        int cpuPerfCurrent(int cpu);

        void cpuPerfSet(int cpu, int perf);

        /** How many numbers of tasks have been given out. */
        int taskCount();

        /** A task by number, or null when it has ended. */
        @Nullable Task taskByNumber(int number);

        /**
         * A task by tid, which is its number + 1, or null; an error without {@link
         * Scx#OPS_TID_TO_TASK}.
         */
        @Nullable Task taskByTid(long tid);

        /** A task by pid, or null. */
        @Nullable Task taskByPid(int pid);

        /** Counter of the scheduler's events. */
        long eventCount(ScxEvent event);

        /** scx_bpf_exit: kind UNREG_BPF. */
        void exit(long exitCode, String message);

        /** scx_bpf_error: kind ERROR_BPF. */
        void error(String message);

        /** An error that the kernel itself finds in what the scheduler does: kind ERROR. */
        default void fault(String message) {
            error(message);
        }

        /**
         * This callback never returns: the CPU that executes it makes no progress until the
         * kernel's lockup detectors end the scheduler. The method itself returns, so that the
         * callback can be left; it should do nothing more.
         *
         * @param where text for the dump, may be empty
         */
        default void hang(String where) {
            fault("a callback never returns: " + where);
        }

        /** Text for the dump; an error outside dump ops. */
        void dumpText(String text);

        /** Cgroup facts: parent number (-1 for the root), weight, path. */
        CgroupView cgroups();

        /** Calls back at a time, as a bpf_timer does; replaces an armed timer with the same key. */
        void armTimer(int timerKey, long atNs);

        void cancelTimer(int timerKey);
    }

    /** Insertion into DSQs: select_cpu, enqueue, dispatch. */
    interface Insert extends Any {
        boolean dsqInsert(Task task, long dsqId, long sliceNs, long enqFlags);

        boolean dsqInsertVtime(Task task, long dsqId, long sliceNs, long vtime, long enqFlags);
    }

    /** Idle selection for the task at hand: select_cpu, enqueue, unlocked ops. */
    interface SelectIdle extends Any {
        /**
         * scx_bpf_select_cpu_dfl.
         *
         * @return the idle CPU, or {@code ~prevCpu} (negative) when none is idle; the kernel
         *     returns prev_cpu and a flag
         */
        int selectCpuDefault(Task task, int prevCpu, long wakeFlags);

        /** scx_bpf_select_cpu_and: an idle CPU of the mask, or a negative errno. */
        int selectCpuAnd(Task task, int prevCpu, long wakeFlags, CpuSet allowed, long pickFlags);
    }

    /** View of select_cpu and enqueue. */
    interface Select extends Insert, SelectIdle {}

    /** Moves between DSQs: dispatch and unlocked ops. */
    interface Move extends Any {
        /** Slice and vtime that the next move gives to its task. */
        void dsqMoveSetSlice(long sliceNs);

        void dsqMoveSetVtime(long vtime);

        /**
         * Moves a task that is on the user DSQ and was inserted not after the sequence; false when
         * it is not there.
         */
        boolean dsqMove(long fromDsq, long untilSequence, Task task, long toDsq, long enqFlags);

        boolean dsqMoveVtime(
                long fromDsq, long untilSequence, Task task, long toDsq, long enqFlags);
    }

    /** View of dispatch. */
    interface Dispatch extends Insert, Move {
        int dispatchNrSlots();

        void dispatchCancel();

        boolean dsqMoveToLocal(long dsqId, long enqFlags);
    }

    /** View of cpu_release. */
    interface Release extends Any {
        int reenqueueLocal();
    }

    /** View of the ops that run without a run queue lock. */
    interface Unlocked extends SelectIdle, Move {
        /** 0, or -EINVAL, -EEXIST. */
        int createDsq(long dsqId, int node);
    }

    /** View of init_cids. */
    interface InitCids extends Unlocked {
        /**
         * Numbers the cids anew; an error and no change if the arrays are no numbering.
         *
         * @param cidOfCpu a cid for every CPU
         * @param shardStart the first cid of every shard
         */
        void overrideCids(int[] cidOfCpu, int[] shardStart);
    }
}
