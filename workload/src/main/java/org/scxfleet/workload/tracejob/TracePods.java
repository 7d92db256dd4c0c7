package org.scxfleet.workload.tracejob;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.openbrule.CpuWeight;
import org.scxfleet.workload.tracejob.TraceJob.Asked;
import org.scxfleet.workload.tracejob.TraceJob.Work;

/**
 * Makes the jobs of a trace into jobs of a cluster.
 *
 * <p><b>Pods.</b> A job is as few equal pods as a bound on the size of one allows: 12 GPUs are two
 * pods of 6 where a pod has at most 8, 7 CPUs are seven pods of one where it has at most 4. All of
 * them start together. <b>Work.</b> Pods on GPUs train: in every step all threads prepare, then
 * each GPU computes. Pods on CPUs compute all the time, with one thread for each CPU; those of
 * machines whose use the trace knows for that part of every period.
 *
 * <p><b>Left out.</b> A job takes as long as the trace or the measurement says, wherever it runs:
 * neither spread GPUs nor neighbours make it slower, unless a window of host emulation finds so.
 */
public final class TracePods {
    private static final long MILLI = 1_000;
    private static final int NAME_MAX = 100;
    private static final int THREADS_MAX = 4_096;

    private final TraceRule rule;
    private final NoticeLog notices = new NoticeLog();
    private final Map<String, String> names = new HashMap<>();

    public TracePods(TraceRule rule) {
        this.rule = rule;
    }

    /** What the whole trace has in common. */
    @FunctionalInterface
    public interface Placing {
        /** Queue, priority and the rest of a job with this quality of service class. */
        Settings of(String quality);
    }

    /**
     * How jobs are queued.
     *
     * @param preemptible whether others may take their place
     */
    public record Settings(String queue, int priority, boolean preemptible) {}

    /** The jobs, in the order of the trace; jobs after them are named as they are. */
    public List<JobWork> works(List<TraceJob> jobs, Placing placing) {
        nameAll(jobs);
        List<JobWork> works = new ArrayList<>(jobs.size());
        for (TraceJob job : jobs) {
            works.add(work(job, placing.of(job.quality())));
        }
        return works;
    }

    /** What was changed on the way. */
    public NoticeLog notices() {
        return notices;
    }

    private void nameAll(List<TraceJob> jobs) {
        Set<String> taken = new HashSet<>();
        for (TraceJob job : jobs) {
            String plain = plain(job.name());
            String name = plain;
            for (int number = 2; !taken.add(name); number++) {
                name = plain + "-" + number;
            }
            if (!name.equals(job.name())) {
                notices.add(TraceNotice.RENAMED, job.name(), "is " + name + " here");
            }
            names.put(job.name(), name);
        }
    }

    /** The name with nothing in it that cannot be in the name of a cgroup. */
    private static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.+-]", "-");
        plain = Character.isLetterOrDigit(plain.charAt(0)) ? plain : "j" + plain;
        return plain.substring(0, Math.min(plain.length(), NAME_MAX));
    }

    private String nameOf(String job) {
        return names.getOrDefault(job, job);
    }

    private JobWork work(TraceJob job, Settings settings) {
        Shape shape = shape(job.asked());
        PodRequest request = shape.request();
        Job made =
                new Job(
                        nameOf(job.name()),
                        settings.queue(),
                        settings.priority(),
                        job.submitNs(),
                        job.durationNs(),
                        shape.pods(),
                        shape.pods(),
                        request,
                        settings.preemptible(),
                        new Job.After(
                                job.after().stream().map(this::nameOf).toList(), job.thinkNs()));
        return new JobWork(
                made,
                job.quality(),
                CpuWeight.ofRequest(request.cpuMilli()),
                behaviour(request, job.work()));
    }

    /** Equal pods. */
    private record Shape(int pods, PodRequest request) {}

    private Shape shape(Asked asked) {
        return switch (asked) {
            case Asked.Cpus cpus -> {
                int pods = cpus.inOnePod() ? 1 : pods(cpus.count(), rule.podCpus());
                yield new Shape(
                        pods,
                        PodRequest.cpu(
                                cpus.count() / pods * MILLI, Math.ceilDiv(cpus.memoryMib(), pods)));
            }
            case Asked.Gpus gpus -> {
                int pods = pods(gpus.count(), Math.min(rule.podGpus(), NodeSpec.GPUS_MAX));
                int each = gpus.count() / pods;
                long cpuMilli =
                        gpus.cpuMilli() > 0
                                ? Math.ceilDiv(gpus.cpuMilli(), pods)
                                : each * rule.cpuMilliPerGpu();
                yield new Shape(
                        pods,
                        new PodRequest(
                                cpuMilli, 0, each, PodRequest.GPU_MILLI_WHOLE, gpus.models()));
            }
            case Asked.OnePod pod -> new Shape(1, pod.request());
        };
    }

    /** The fewest equal parts of so many that are at most so large. */
    static int pods(int count, int most) {
        int pods = Math.ceilDiv(count, most);
        while (count % pods != 0) {
            pods++;
        }
        return pods;
    }

    private Behaviour behaviour(PodRequest request, Work work) {
        int threads = Math.clamp(Math.ceilDiv(request.cpuMilli(), MILLI), 1, THREADS_MAX);
        if (request.gpuCount() > 0) {
            long periodNs = work instanceof Work.Steps steps ? steps.stepNs() : rule.periodNs();
            return new Behaviour.Periodic(
                    threads,
                    part(periodNs, rule.computePpm()),
                    periodNs,
                    part(periodNs, rule.kernelPpm()));
        }
        if (work instanceof Work.Busy busy && busy.ppm() < TraceRule.PPM) {
            return new Behaviour.Periodic(
                    threads, part(rule.periodNs(), busy.ppm()), rule.periodNs(), 0);
        }
        return new Behaviour.Busy(threads);
    }

    private static long part(long ns, int ppm) {
        return ns / TraceRule.PPM * ppm + ns % TraceRule.PPM * ppm / TraceRule.PPM;
    }
}
