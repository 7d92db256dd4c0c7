package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.queue.QueueOutcome.JobOutcome;
import org.scxfleet.cluster.queue.QueueSettings.Preemption;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.share.ResourceVector;
import org.scxfleet.share.queue.PartialVector;
import org.scxfleet.share.queue.QueuePolicy;

/** A small cluster with queues, put together call by call. */
final class TestQueues {
    static final long SECOND = 1_000_000_000L;
    static final long END = 1_000 * SECOND;

    final List<NodeSpec> nodes = new ArrayList<>();
    final List<QueueSpec> queues = new ArrayList<>();
    final List<Job> jobs = new ArrayList<>();
    QueueSettings settings = QueueSettings.DEFAULTS;
    PlacementPolicy placement = PlacementPolicy.FIRST_FIT;
    Explainer explainer = new Explainer(List.of());
    QueueRun.Watch watch = _ -> {};
    WindowRules windows = WindowRules.NONE;
    PaceMeter meter = window -> new int[window.stays().size()];
    long controlLatencyNs;

    /** Nodes of that many CPUs and no GPU. */
    TestQueues nodes(int count, int cpus) {
        for (int i = 0; i < count; i++) {
            nodes.add(new NodeSpec("node" + nodes.size(), cpus * 1_000L, 100_000, 0, ""));
        }
        return this;
    }

    TestQueues queue(String name, int weight) {
        queues.add(QueueSpec.weighted(name, "", weight));
        return this;
    }

    TestQueues queue(QueueSpec queue) {
        queues.add(queue);
        return this;
    }

    TestQueues settings(QueuePolicy policy, Preemption preemption) {
        settings =
                new QueueSettings(
                        policy, QueueResource.CPU, preemption, true, QueueSettings.NEVER, false);
        return this;
    }

    TestQueues starvationAfter(long seconds) {
        settings =
                new QueueSettings(
                        settings.policy(),
                        settings.resource(),
                        settings.preemption(),
                        settings.backfill(),
                        seconds * SECOND,
                        settings.resumes());
        return this;
    }

    /** A job of one pod. */
    TestQueues job(String name, String queue, int priority, int submit, int seconds, int cpus) {
        return gang(name, queue, priority, submit, seconds, cpus, 1);
    }

    /** A job of pods that start together. */
    TestQueues gang(
            String name, String queue, int priority, int submit, int seconds, int cpus, int pods) {
        jobs.add(
                new Job(
                        name,
                        queue,
                        priority,
                        submit * SECOND,
                        seconds * SECOND,
                        pods,
                        pods,
                        PodRequest.cpu(cpus * 1_000L, 1),
                        true));
        return this;
    }

    /** The latest job comes after these. */
    TestQueues after(int thinkSeconds, String... before) {
        Job last = jobs.removeLast();
        jobs.add(last.after(new Job.After(List.of(before), thinkSeconds * SECOND)));
        return this;
    }

    /** Nodes with so many GPUs. */
    TestQueues gpuNodes(int count, int gpus) {
        for (int i = 0; i < count; i++) {
            nodes.add(new NodeSpec("node" + nodes.size(), 64_000, 100_000, gpus, "G"));
        }
        return this;
    }

    /** A job of pods of one GPU that start together and run for ten seconds. */
    TestQueues gpuGang(String name, int submit, int pods) {
        jobs.add(
                new Job(
                        name,
                        queues.getFirst().name(),
                        0,
                        submit * SECOND,
                        10 * SECOND,
                        pods,
                        pods,
                        new PodRequest(1_000, 1, 1, 1_000, List.of()),
                        true));
        return this;
    }

    /** Preempted jobs go on where they were. */
    TestQueues resumes() {
        settings =
                new QueueSettings(
                        settings.policy(),
                        settings.resource(),
                        settings.preemption(),
                        settings.backfill(),
                        settings.starvationAfterNs(),
                        true);
        return this;
    }

    static PartialVector cpus(long cpus) {
        return PartialVector.of(cpus * 1_000, PartialVector.UNSET, PartialVector.UNSET);
    }

    QueueOutcome run() {
        ClusterState cluster = new ClusterState(nodes);
        Placement placing =
                placement.create(
                        cluster, jobs.stream().map(Job::request).toList(), new SeededRandom(1));
        ResourceVector capacity =
                ResourceVector.of(
                        nodes.stream().mapToLong(NodeSpec::cpuMilli).sum(),
                        nodes.stream().mapToLong(NodeSpec::memoryMib).sum(),
                        cluster.gpuTotalMilli());
        QueueRun run =
                new QueueRun(
                        jobs,
                        new ClusterQueues(queues, capacity),
                        settings,
                        cluster,
                        placing,
                        explainer,
                        controlLatencyNs,
                        END);
        if (!windows.areNone()) {
            run.lookClosely(windows, meter);
        }
        run.watch(watch);
        return run.run();
    }

    static JobOutcome job(QueueOutcome outcome, String name) {
        return outcome.jobs().stream()
                .filter(job -> job.job().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static long startSecond(QueueOutcome outcome, String name) {
        return job(outcome, name).firstStartNs() / SECOND;
    }
}
