package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.queue.PodRun;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.Step.SyncMode;
import org.scxfleet.task.TaskSpec;

/**
 * The threads of a pod of a queue for one stay on a host.
 *
 * <p>They start when the pod does. Busy ones compute until the pod's time is over, whatever else
 * the host does: their last moment is that of the stay, later only by how late they first got a
 * CPU. Periodic ones take their periods, which last longer on a host that is too busy. Statistics
 * are by queue.
 */
public final class QueuedPods {
    /** What the name of a queue's statistics group begins with. */
    public static final String GROUP_PREFIX = "queue ";

    private static final String PERIOD = "period";

    private QueuedPods() {}

    /** Name of a pod's stay: of the pod, and from the second start of the job on its number. */
    static String name(Job job, PodRun run) {
        String name = job.pod(run.pod()).name();
        return run.attempt() == 1 ? name : name + "." + run.attempt();
    }

    /** The pod during one stay. */
    static PodWork onHost(JobWork work, PodRun run, QueueOutcome queues) {
        int queue = queues.jobs().get(run.job()).queue();
        String group = GROUP_PREFIX + queues.queues().get(queue).path();
        String name = name(work.job(), run);
        return pod(work, name, tasks(work, name, group, run));
    }

    /** A pod that has not started. */
    static PodWork waiting(JobWork work, int pod) {
        return pod(work, work.job().pod(pod).name(), List.of());
    }

    private static PodWork pod(JobWork work, String name, List<TaskSpec> tasks) {
        return new PodWork(
                name,
                work.job().request().cpuMilli(),
                work.job().request().memoryMib(),
                work.job().request().gpuCount(),
                work.job().request().gpuMilli(),
                work.job().request().gpuModels(),
                work.quality(),
                work.cgroupWeight(),
                tasks);
    }

    private static List<TaskSpec> tasks(JobWork work, String name, String group, PodRun run) {
        long lifeNs = run.endNs() - run.startNs();
        return switch (work.behaviour()) {
            case Behaviour.Busy busy ->
                    List.of(
                            task(
                                    name,
                                    group,
                                    busy.threads(),
                                    run,
                                    List.of(new Step.RunFor(Amount.of(lifeNs)))));
            case Behaviour.Periodic periodic -> periodic(work, periodic, name, group, run);
            case Behaviour.Programs programs ->
                    programs.tasks().stream().map(task -> during(task, group, run)).toList();
        };
    }

    private static List<TaskSpec> periodic(
            JobWork work, Behaviour.Periodic periodic, String name, String group, PodRun run) {
        long periods = (run.endNs() - run.startNs()) / periodic.periodNs();
        int turns = Math.clamp(periods, 1, Integer.MAX_VALUE);
        List<Step> body = new ArrayList<>();
        body.add(new Step.Timer(PERIOD, Amount.of(periodic.periodNs()), false, false));
        body.add(new Step.Compute(Amount.of(periodic.computeNs())));
        List<TaskSpec> tasks = new ArrayList<>();
        if (periodic.kernelNs() > 0) {
            List<Step> feeding = new ArrayList<>(body);
            Amount kernel = Amount.of(periodic.kernelNs());
            for (int device = 0; device < work.job().request().gpuCount(); device++) {
                feeding.add(new Step.GpuLaunch(device, 0, kernel, 1, true));
            }
            for (int device = 0; device < work.job().request().gpuCount(); device++) {
                feeding.add(new Step.GpuSync(device, SyncMode.BLOCKING));
            }
            feeding.add(new Step.Mark(PERIOD));
            tasks.add(task(name + "-gpu", group, 1, run, turns(turns, feeding)));
        }
        body.add(new Step.Mark(PERIOD));
        int others = periodic.threads() - tasks.size();
        if (others > 0) {
            tasks.add(task(name, group, others, run, turns(turns, body)));
        }
        return tasks;
    }

    private static List<Step> turns(int count, List<Step> body) {
        return List.of(new Step.Repeat(count, body));
    }

    private static TaskSpec task(
            String name, String group, int threads, PodRun run, List<Step> program) {
        return new TaskSpec(
                name, group, threads, SchedParams.NORMAL, List.of(), "/", run.startNs(), program);
    }

    /** A task that begins when the stay does; a later stay gives it a name of its own. */
    private static TaskSpec during(TaskSpec task, String group, PodRun run) {
        return new TaskSpec(
                run.attempt() == 1 ? task.name() : task.name() + "." + run.attempt(),
                group,
                task.instances(),
                task.params(),
                task.cpus(),
                task.cgroup(),
                task.delayNs() + run.startNs(),
                task.program());
    }
}
