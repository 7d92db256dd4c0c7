package org.scxfleet.host;

import java.util.List;
import org.scxfleet.gpu.MigTally;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.SchedulerOutput;
import org.scxfleet.stats.GroupTally;

/**
 * What a host did, at the end of a run or at a window border. Names are as in the specification;
 * kernel 0 is the host, its guests follow in their order.
 */
public record HostReport(
        String name,
        int index,
        String hostGroup,
        long nowNs,
        long events,
        long digest,
        List<KernelReport> kernels,
        List<GpuReport> gpus,
        List<Notice> notices,
        List<MigTally> partitions) {
    /** A host without partitioned GPUs. */
    public HostReport(
            String name,
            int index,
            String hostGroup,
            long nowNs,
            long events,
            long digest,
            List<KernelReport> kernels,
            List<GpuReport> gpus,
            List<Notice> notices) {
        this(name, index, hostGroup, nowNs, events, digest, kernels, gpus, notices, List.of());
    }

    /**
     * @param scheduler name of the scheduler at the start
     * @param groups tallies, live objects: copy before the host goes on
     * @param cpuBusyNs busy time of each CPU
     * @param cpuSwitches switches of each CPU
     * @param stealNs stolen time of each CPU (guests)
     * @param schedulers what each scheduler that was loaded said of itself, the last {@link
     *     #SCHEDULERS_MAX}
     * @param scxEvents sched_ext event counters in the order of {@link org.scxfleet.ops.ScxEvent}
     */
    public record KernelReport(
            String name,
            String scheduler,
            List<GroupTally> groups,
            List<TaskReport> tasks,
            long[] cpuBusyNs,
            long[] cpuSwitches,
            long[] stealNs,
            long[] scxEvents,
            List<ExitInfo> exits,
            long enables,
            List<SchedulerReport> schedulers) {
        /** Schedulers of one kernel that are reported. */
        public static final int SCHEDULERS_MAX = 16;

        /** Of a kernel whose schedulers say nothing. */
        public KernelReport(
                String name,
                String scheduler,
                List<GroupTally> groups,
                List<TaskReport> tasks,
                long[] cpuBusyNs,
                long[] cpuSwitches,
                long[] stealNs,
                long[] scxEvents,
                List<ExitInfo> exits,
                long enables) {
            this(
                    name,
                    scheduler,
                    groups,
                    tasks,
                    cpuBusyNs,
                    cpuSwitches,
                    stealNs,
                    scxEvents,
                    exits,
                    enables,
                    List.of());
        }
    }

    /** What a scheduler said of itself, from its loading at that time on. */
    public record SchedulerReport(String scheduler, long loadedAtNs, SchedulerOutput output) {}

    /**
     * One task, for tasks.csv.
     *
     * @param gpuNs for which its contexts on GPUs executed
     */
    public record TaskReport(
            String name,
            String group,
            String cgroup,
            long runNs,
            long switchedIn,
            long preempted,
            long blocked,
            long migrations,
            long wakeups,
            long iterations,
            long maxWakeLatencyNs,
            long gpuNs) {
        /** A task that used no GPU. */
        public TaskReport(
                String name,
                String group,
                String cgroup,
                long runNs,
                long switchedIn,
                long preempted,
                long blocked,
                long migrations,
                long wakeups,
                long iterations,
                long maxWakeLatencyNs) {
            this(
                    name,
                    group,
                    cgroup,
                    runNs,
                    switchedIn,
                    preempted,
                    blocked,
                    migrations,
                    wakeups,
                    iterations,
                    maxWakeLatencyNs,
                    0);
        }
    }

    /**
     * @param busyNs executing kernels
     * @param switchNs switching between contexts
     * @param starvedNs idle while some task that feeds the device was runnable but not running on a
     *     CPU
     * @param kernels completed
     */
    public record GpuReport(
            String model,
            long busyNs,
            long switchNs,
            long starvedNs,
            long kernels,
            GpuExtras extras) {
        /** A device that did nothing but execute kernels. */
        public GpuReport(String model, long busyNs, long switchNs, long starvedNs, long kernels) {
            this(model, busyNs, switchNs, starvedNs, kernels, GpuExtras.NONE);
        }
    }

    /**
     * What else happened to a GPU.
     *
     * @param bytesToDevice copied to it
     * @param copyToDeviceNs time in which such a copy was under way
     * @param bytesFromDevice copied from it, to the host or to another device
     * @param copyFromDeviceNs time in which such a copy was under way
     * @param preemptions of contexts with work left, at the end of their time slice
     * @param droppedKernels lost by a fault or with their task
     * @param faults fatal faults of contexts
     * @param refusedContexts for which there was no memory, or no place under MPS
     * @param absentNs time in which there was no such MIG instance
     */
    public record GpuExtras(
            long bytesToDevice,
            long copyToDeviceNs,
            long bytesFromDevice,
            long copyFromDeviceNs,
            long preemptions,
            long droppedKernels,
            long faults,
            long refusedContexts,
            long absentNs) {
        public static final GpuExtras NONE = new GpuExtras(0, 0, 0, 0, 0, 0, 0, 0, 0);

        /** Sums. */
        public GpuExtras plus(GpuExtras other) {
            return new GpuExtras(
                    bytesToDevice + other.bytesToDevice,
                    copyToDeviceNs + other.copyToDeviceNs,
                    bytesFromDevice + other.bytesFromDevice,
                    copyFromDeviceNs + other.copyFromDeviceNs,
                    preemptions + other.preemptions,
                    droppedKernels + other.droppedKernels,
                    faults + other.faults,
                    refusedContexts + other.refusedContexts,
                    absentNs + other.absentNs);
        }
    }

    /**
     * Something that a user should know and would not notice.
     *
     * @param code stable short name
     * @param where file, key, host or task of the first case
     * @param count how often
     * @param first detail of the first case
     * @param meaning what it means for the result
     */
    public record Notice(String code, String where, long count, String first, String meaning) {}
}
