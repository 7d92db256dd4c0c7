package org.scxfleet.workload.synthetic;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.Step.SyncMode;
import org.scxfleet.task.TaskSpec;

/**
 * Data-parallel training: one launch thread for each GPU of the host. A step prepares a batch on
 * the CPU, launches the kernels, sleeps until the device is done, and exchanges gradients with all
 * members of the job, on this host and others. The slowest member sets the pace of all, so CPU
 * scheduling on one host shows in the step time of every host.
 *
 * @param threads the launch threads; the n-th one, called name-gpu&lt;n&gt;, drives device n
 * @param preparationNs CPU time of preparing a batch
 * @param kernels kernels of a step
 * @param kernelNs duration of a kernel alone on the device
 * @param graph launch all kernels at once as a graph
 * @param allReduceBytes gradients that each member contributes; 0 for a job without exchange
 * @param job name of the exchange, the same on all hosts of the job
 * @param device how a thread and its device work together
 */
public record GpuTraining(
        Threads threads,
        Amount preparationNs,
        int kernels,
        Amount kernelNs,
        boolean graph,
        long allReduceBytes,
        String job,
        Device device)
        implements SyntheticWorkload {
    /** With the device's defaults: no input, a sleeping wait, data over the slowest link. */
    public GpuTraining(
            Threads threads,
            Amount preparationNs,
            int kernels,
            Amount kernelNs,
            boolean graph,
            long allReduceBytes,
            String job) {
        this(threads, preparationNs, kernels, kernelNs, graph, allReduceBytes, job, Device.DEFAULT);
    }

    /**
     * How a thread and its device work together.
     *
     * @param inputBytes copied to the device in each step, before the kernels
     * @param sync how the thread waits for the device
     * @param exchange how the members exchange gradients
     */
    public record Device(long inputBytes, SyncMode sync, Step.Exchange exchange) {
        public static final Device DEFAULT =
                new Device(0, SyncMode.BLOCKING, Step.Exchange.BY_NETWORK);

        public Device {
            Bounds.bytes("inputBytes", inputBytes);
        }
    }

    public static final int DEFAULT_DEVICES = 1;
    public static final long DEFAULT_PREPARATION_NS = 3_000_000;
    public static final int DEFAULT_KERNELS = 20;
    public static final long DEFAULT_KERNEL_NS = 800_000;
    public static final long DEFAULT_ALL_REDUCE_BYTES = 64L << 20;

    /** Most devices of one host. */
    public static final int MAX_DEVICES = 64;

    /** Most kernels of one step. */
    public static final int MAX_KERNELS = 100_000;

    public GpuTraining {
        Bounds.count("devices", threads.count(), MAX_DEVICES);
        Bounds.time("preparationNs", preparationNs);
        Bounds.count("kernels", kernels, MAX_KERNELS);
        Bounds.time("kernelNs", kernelNs);
        Bounds.bytes("allReduceBytes", allReduceBytes);
        Bounds.name("job", job);
    }

    public static GpuTraining withDefaults(String name) {
        return new GpuTraining(
                Threads.of(name, DEFAULT_DEVICES),
                Amount.of(DEFAULT_PREPARATION_NS),
                DEFAULT_KERNELS,
                Amount.of(DEFAULT_KERNEL_NS),
                false,
                DEFAULT_ALL_REDUCE_BYTES,
                name);
    }

    @Override
    public List<TaskSpec> tasks() {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int number = 0; number < threads.count(); number++) {
            List<Step> step = new ArrayList<>();
            step.add(new Step.Compute(preparationNs));
            if (device.inputBytes > 0) {
                Amount input = Amount.of(device.inputBytes);
                step.add(new Step.GpuCopy(number, 0, Step.CopyWay.TO_DEVICE, input, true, 0));
            }
            step.add(new Step.GpuLaunch(number, 0, kernelNs, kernels, graph));
            step.add(new Step.GpuSync(number, device.sync));
            if (allReduceBytes > 0) {
                Amount gradients = Amount.of(allReduceBytes);
                step.add(new Step.Collective(job, gradients, device.exchange));
            }
            step.add(new Step.Mark(""));
            tasks.add(
                    new TaskSpec(
                            threads.name() + "-gpu" + number,
                            threads.name(),
                            1,
                            threads.params(),
                            threads.cpus(),
                            threads.cgroup(),
                            0,
                            List.of(new Step.Repeat(Step.FOREVER, step))));
        }
        return tasks;
    }
}
