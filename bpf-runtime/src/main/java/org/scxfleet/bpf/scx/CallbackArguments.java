package org.scxfleet.bpf.scx;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.kernel.KernelMemory;
import org.scxfleet.bpf.kernel.KernelTypes;
import org.scxfleet.bpf.memory.Bytes;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.SchedulerOps.PreemptReason;
import org.scxfleet.task.Task;

/**
 * The structs that callbacks get a pointer to, written anew for each call. Each kind has a place of
 * its own, so that callbacks of different kinds can nest.
 */
final class CallbackArguments {
    private static final int INIT_TASK = 0;
    private static final int EXIT_TASK = 64;
    private static final int CGROUP_INIT = 128;
    private static final int CPU_RELEASE = 192;
    private static final int CPU_ACQUIRE = 256;
    private static final int DUMP = 320;
    private static final int EXIT = 384;
    private static final int ENABLE = 448;
    private static final long EXIT_INITIALIZED = 1;

    private final KernelMemory memory;
    private final byte[] bytes;

    CallbackArguments(KernelMemory memory) {
        this.memory = memory;
        this.bytes = memory.arguments();
    }

    private void put(int place, String struct, String member, int sizeBytes, long value) {
        Bytes.put(bytes, place + KernelTypes.offset(struct, member), sizeBytes, value);
    }

    long initTask(boolean fork, int cgroup) {
        put(INIT_TASK, "scx_init_task_args", "fork", 1, fork ? 1 : 0);
        put(INIT_TASK, "scx_init_task_args", "cgroup", 8, memory.cgroupAddress(cgroup));
        return KernelMemory.argumentAddress(INIT_TASK);
    }

    long exitTask(boolean cancelled) {
        put(EXIT_TASK, "scx_exit_task_args", "cancelled", 1, cancelled ? 1 : 0);
        return KernelMemory.argumentAddress(EXIT_TASK);
    }

    long enable(long maskAddress) {
        put(ENABLE, "scx_enable_args", "cmask_arena_addr", 8, maskAddress);
        return KernelMemory.argumentAddress(ENABLE);
    }

    long cgroupInit(int weight, long periodUs, long quotaUs, long burstUs) {
        String struct = "scx_cgroup_init_args";
        put(CGROUP_INIT, struct, "weight", 4, weight);
        put(CGROUP_INIT, struct, "bw_period_us", 8, periodUs);
        put(CGROUP_INIT, struct, "bw_quota_us", 8, quotaUs);
        put(CGROUP_INIT, struct, "bw_burst_us", 8, burstUs);
        put(CGROUP_INIT, struct, "sched_idle", 1, 0);
        return KernelMemory.argumentAddress(CGROUP_INIT);
    }

    long cpuAcquire() {
        return KernelMemory.argumentAddress(CPU_ACQUIRE);
    }

    long cpuRelease(PreemptReason reason, @Nullable Task task) {
        put(CPU_RELEASE, "scx_cpu_release_args", "reason", 4, reason.ordinal());
        put(CPU_RELEASE, "scx_cpu_release_args", "task", 8, memory.address(task));
        return KernelMemory.argumentAddress(CPU_RELEASE);
    }

    long dump(ExitInfo info) {
        String struct = "scx_dump_ctx";
        put(DUMP, struct, "kind", 4, info.kind().value());
        put(DUMP, struct, "exit_code", 8, info.exitCode());
        put(DUMP, struct, "reason", 8, memory.exitTexts(info.kind().reason())[0]);
        put(DUMP, struct, "at_ns", 8, KernelMemory.clockNs(info.atNs()));
        put(DUMP, struct, "at_jiffies", 8, memory.jiffies(info.atNs()));
        return dumpAgain();
    }

    /** The context of a dump that is under way. */
    long dumpAgain() {
        return KernelMemory.argumentAddress(DUMP);
    }

    long exit(ExitInfo info) {
        long[] texts = memory.exitTexts(info.kind().reason(), info.message(), info.dump());
        String struct = "scx_exit_info";
        put(EXIT, struct, "kind", 4, info.kind().value());
        put(EXIT, struct, "exit_cpu", 4, info.exitCpu());
        put(EXIT, struct, "exit_code", 8, info.exitCode());
        put(EXIT, struct, "flags", 8, info.initialized() ? EXIT_INITIALIZED : 0);
        put(EXIT, struct, "reason", 8, texts[0]);
        put(EXIT, struct, "msg", 8, texts[1]);
        put(EXIT, struct, "dump", 8, texts[2]);
        return KernelMemory.argumentAddress(EXIT);
    }
}
