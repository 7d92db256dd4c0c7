package org.scxfleet.cli.report;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.plan.QueuedPods;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.queue.QueueOutcome.QueueFigures;

/**
 * What every queue had, by placement and by the hosts: the CPU and GPU that its pods held, and the
 * CPU time that its threads really got.
 */
final class QueueShares {
    private static final long MILLI = 1_000;
    private static final long NS_PER_US = 1_000;

    final QueueOutcome outcome;
    private final long[] cpuTimeNs;
    private final long cpuCapacityUs;
    private final long cpuTimeCapacityUs;
    private final long gpuCapacityUs;

    QueueShares(RunFigures figures, QueueOutcome outcome) {
        this.outcome = outcome;
        List<QueueFigures> queues = outcome.queues();
        cpuTimeNs = new long[queues.size()];
        for (int queue = queues.size() - 1; queue >= 0; queue--) {
            if (queues.get(queue).leaf()) {
                cpuTimeNs[queue] = cpuTimeNs(figures, queues.get(queue));
            }
            if (queue > 0) {
                cpuTimeNs[queues.get(queue).parent()] += cpuTimeNs[queue];
            }
        }
        long endUs = figures.outcome.scenario().run().endNs() / NS_PER_US;
        cpuCapacityUs = figures.outcome.placement().cpuMilliTotal() / MILLI * endUs;
        KernelFigures emulated = figures.all.kernels.get(HostGroupFigures.HOST_KERNEL);
        cpuTimeCapacityUs =
                figures.outcome.windows().isEmpty() || emulated == null
                        ? cpuCapacityUs
                        : emulated.capacityNs / NS_PER_US;
        gpuCapacityUs = figures.outcome.placement().gpuMilliTotal() / MILLI * endUs;
    }

    private static long cpuTimeNs(RunFigures figures, QueueFigures queue) {
        KernelFigures hosts = figures.all.kernels.get(HostGroupFigures.HOST_KERNEL);
        TaskGroupFigures tasks =
                hosts == null ? null : hosts.taskGroups.get(QueuedPods.GROUP_PREFIX + queue.path());
        return tasks == null ? 0 : tasks.runNs;
    }

    /** CPU held by its pods, in CPUs times microseconds. */
    long cpuHeldUs(int queue) {
        return outcome.queues().get(queue).cpuMilliUs() / MILLI;
    }

    /** GPU held by its pods, in devices times microseconds. */
    long gpuHeldUs(int queue) {
        return outcome.queues().get(queue).gpuMilliUs() / MILLI;
    }

    /** CPU time of its threads. */
    long cpuTimeNs(int queue) {
        return cpuTimeNs[queue];
    }

    /** CPU held, of all CPUs of the run. */
    double cpuHeldPercent(int queue) {
        return Percent.of(cpuHeldUs(queue), cpuCapacityUs);
    }

    /** CPU time, of all CPUs that were emulated. */
    double cpuTimePercent(int queue) {
        return Percent.of(cpuTimeNs[queue] / NS_PER_US, cpuTimeCapacityUs);
    }

    /** GPU held, of all devices of the run. */
    double gpuHeldPercent(int queue) {
        return Percent.of(gpuHeldUs(queue), gpuCapacityUs);
    }

    /** Mean wait of its jobs that were not rejected. */
    long meanWaitNs(int queue) {
        QueueFigures figures = outcome.queues().get(queue);
        long jobs = figures.allJobs() - figures.jobs(org.scxfleet.cluster.queue.JobState.REJECTED);
        return jobs == 0 ? 0 : figures.waitedNs() / jobs;
    }

    /** Numbers of the queues in the order of their tree, each after its parent. */
    List<Integer> inTreeOrder() {
        List<Integer> order = new ArrayList<>();
        add(0, order);
        return order;
    }

    private void add(int queue, List<Integer> order) {
        order.add(queue);
        for (int child = 1; child < outcome.queues().size(); child++) {
            if (outcome.queues().get(child).parent() == queue) {
                add(child, order);
            }
        }
    }
}
