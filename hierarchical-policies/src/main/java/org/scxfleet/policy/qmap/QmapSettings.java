package org.scxfleet.policy.qmap;

import java.util.List;
import java.util.SortedMap;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.policy.option.PolicyOptions;

/**
 * The checked options of {@link QmapScheduler}. A count of 0 switches its feature off.
 *
 * @param sliceNs slice of every task
 * @param errorAfter raise an error at this enqueue
 * @param stallUserNth forget every n-th enqueue of a user task
 * @param stallKernelNth forget every n-th enqueue of a kernel thread
 * @param maxTasks most tasks at a time
 * @param loopAfter dispatch for nothing after so many dispatches
 * @param batch tasks that a dispatch moves to the shared DSQ
 * @param boost prefer tasks of nice -20
 * @param disallowPid process that may not be in the ext class
 * @param suppressDump leave the scheduler's part out of the debug dump
 * @param immedStressNth put every n-th enqueue on the local DSQ of its CPU, busy or not
 * @param cids how the cids are numbered
 * @param inject which call fails on purpose
 * @param roundRobinNs turn of a sub-scheduler on shared CPUs
 */
record QmapSettings(
        long sliceNs,
        long errorAfter,
        long stallUserNth,
        long stallKernelNth,
        long maxTasks,
        long loopAfter,
        long batch,
        boolean boost,
        long disallowPid,
        boolean suppressDump,
        long immedStressNth,
        CidNumbers cids,
        Injection inject,
        long roundRobinNs,
        OpsSettings ops) {
    /** Which call fails on purpose, for names that begin with {@link #FAILING_NAME}. */
    enum Injection {
        OFF("off"),
        /** No effect without a parent scheduler, which alone can hold CPUs back. */
        WRONG_CID("wrong-cid"),
        INIT_TASK("init-fail"),
        CGROUP_INIT("cgrp-init-fail");

        private final String word;

        Injection(String word) {
            this.word = word;
        }
    }

    /** The arrays that the loader of option C hands to scx_bpf_cid_override. */
    enum CidNumbers {
        OFF("off"),
        /** Valid: the other way round. */
        SHUFFLE("shuffle"),
        /** A cid twice. */
        BAD_DUP("bad-dup"),
        /** A number that is no cid. */
        BAD_RANGE("bad-range"),
        /** Shards that do not increase. */
        BAD_MONO("bad-mono");

        private static final int SHARD_CIDS = 4;
        private static final int SHARDS_OUT_OF_ORDER = 3;

        private final String word;

        CidNumbers(String word) {
            this.word = word;
        }

        /** The cid of each CPU. */
        int[] numbers(int cpuCount) {
            int[] cids = new int[cpuCount];
            for (int cpu = 0; cpu < cpuCount; cpu++) {
                cids[cpu] = this == SHUFFLE ? cpuCount - 1 - cpu : cpu;
            }
            if (this == BAD_DUP && cpuCount > 1) {
                cids[1] = 0;
            } else if (this == BAD_RANGE) {
                cids[0] = cpuCount;
            }
            return cids;
        }

        /** The first cid of each shard; empty if the kernel's numbering stays. */
        int[] shards(int cpuCount) {
            if (this == OFF) {
                return new int[0];
            }
            int size = this == BAD_MONO ? cpuCount / SHARDS_OUT_OF_ORDER : SHARD_CIDS;
            int[] starts = new int[Math.ceilDiv(cpuCount, size)];
            for (int i = 0; i < starts.length; i++) {
                starts[i] = i * size;
            }
            if (this == BAD_MONO) {
                starts[1] = 2 * size;
                starts[2] = size;
            }
            return starts;
        }

        boolean fits(int cpuCount) {
            return this != BAD_MONO || cpuCount >= SHARDS_OUT_OF_ORDER;
        }
    }

    static final String FAILING_NAME = "qmfail";

    private static final long NS_PER_US = 1_000L;
    private static final long NS_PER_MS = 1_000_000L;
    private static final long MAX_SLICE_US = Scx.SLICE_REQUEST_MAX_NS / NS_PER_US;
    private static final long MAX_COUNT = 0xffff_ffffL;
    private static final int DEFAULT_MAX_TASKS = 16_384;
    private static final long WATCHDOG_TIMEOUT_MS = 5_000;

    static final List<PolicyOption> OPTIONS =
            List.of(
                    PolicyOption.number(
                            "s",
                            "slice_us",
                            Scx.SLICE_DFL_NS / NS_PER_US,
                            0,
                            MAX_SLICE_US,
                            "slice"),
                    count("e", "error_after", "raise an error after that many enqueues"),
                    count("t", "stall_user_nth", "never queue every n-th user task"),
                    count("T", "stall_kernel_nth", "never queue every n-th kernel thread"),
                    PolicyOption.number(
                            "N",
                            "max_tasks",
                            DEFAULT_MAX_TASKS,
                            1,
                            Integer.MAX_VALUE,
                            "most tasks; one more can not be made"),
                    count("l", "loop_after", "dispatch for nothing after that many dispatches"),
                    count("b", "batch", "tasks moved together by a dispatch; 0 = 1"),
                    PolicyOption.flag(
                            "P", "print_dsqs", "log DSQs and events; nothing is printed here"),
                    PolicyOption.flag(
                            "M", "print_messages", "log messages; nothing is printed here"),
                    PolicyOption.flag("H", "highpri_boost", "boost nice -20, use with b"),
                    PolicyOption.number(
                            "d",
                            "disallow_pid",
                            0,
                            -1,
                            Integer.MAX_VALUE,
                            "process kept out of SCHED_EXT; -1 = the loader, which is no task here"),
                    PolicyOption.number(
                            "D", "dump_len", 0, 0, Integer.MAX_VALUE, "bytes of the debug dump"),
                    PolicyOption.flag("S", "suppress_dump", "no part of its own in the dump"),
                    PolicyOption.flag("p", "partial", "only tasks of policy SCHED_EXT"),
                    PolicyOption.flag("I", "always_immed", "SCX_OPS_ALWAYS_ENQ_IMMED"),
                    count("F", "immed_stress_nth", "every n-th enqueue to a busy local DSQ"),
                    PolicyOption.choice(
                            "C",
                            "cid_override",
                            List.of(
                                    CidNumbers.OFF.word,
                                    CidNumbers.SHUFFLE.word,
                                    CidNumbers.BAD_DUP.word,
                                    CidNumbers.BAD_RANGE.word,
                                    CidNumbers.BAD_MONO.word),
                            "number the cids anew, well or badly"),
                    PolicyOption.choice(
                            "J",
                            "inject",
                            List.of(
                                    Injection.OFF.word,
                                    Injection.WRONG_CID.word,
                                    Injection.INIT_TASK.word,
                                    Injection.CGROUP_INIT.word),
                            "what fails on purpose, for names that begin with " + FAILING_NAME),
                    PolicyOption.number(
                            "i",
                            "interval_s",
                            5,
                            1,
                            MAX_COUNT,
                            "statistics interval of the loader; nothing is printed here"),
                    PolicyOption.number(
                            "R",
                            "round_robin_ms",
                            200,
                            10,
                            MAX_COUNT,
                            "turn of a sub-scheduler on shared CPUs; there are none here"),
                    PolicyOption.number(
                            "B",
                            "rescue_ppt",
                            20,
                            0,
                            250,
                            "bandwidth of rescues; no effect without sub-schedulers"),
                    PolicyOption.number(
                            "q",
                            "rescue_quantum_us",
                            5_000,
                            1_000,
                            100_000,
                            "quantum of rescues; no effect without sub-schedulers"));

    static QmapSettings parse(SortedMap<String, String> given) {
        PolicyOptions options = PolicyOptions.parse("qmap", OPTIONS, given);
        long flags = Scx.OPS_ENQ_EXITING | Scx.OPS_TID_TO_TASK;
        flags |= options.flag("p") ? Scx.OPS_SWITCH_PARTIAL : 0;
        flags |= options.flag("I") ? Scx.OPS_ALWAYS_ENQ_IMMED : 0;
        return new QmapSettings(
                options.number("s") * NS_PER_US,
                options.number("e"),
                options.number("t"),
                options.number("T"),
                options.number("N"),
                options.number("l"),
                Math.max(1, options.number("b")),
                options.flag("H"),
                options.number("d"),
                options.flag("S"),
                options.number("F"),
                CidNumbers.values()[(int) options.number("C")],
                Injection.values()[(int) options.number("J")],
                options.number("R") * NS_PER_MS,
                new OpsSettings(flags, WATCHDOG_TIMEOUT_MS, 0, (int) options.number("D"), 0));
    }

    private static PolicyOption count(String letter, String name, String meaning) {
        return PolicyOption.number(letter, name, 0, 0, MAX_COUNT, meaning);
    }
}
