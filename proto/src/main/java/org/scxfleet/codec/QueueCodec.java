package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.queue.QueueSettings;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.QueuedWork;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.v1.RunProto;

/** Queues and the jobs that wait in them. */
final class QueueCodec {
    private QueueCodec() {}

    static RunProto.QueuedWork encode(QueuedWork work, TableWriter tables) {
        RunProto.QueuedWork.Builder out =
                RunProto.QueuedWork.newBuilder().setSettings(encode(work.settings()));
        work.queues().forEach(queue -> out.addQueues(encode(queue)));
        work.jobs().forEach(job -> out.addJobs(encode(job, tables)));
        return out.build();
    }

    static QueuedWork decode(RunProto.QueuedWork work, TableReader tables) {
        List<JobWork> jobs = new ArrayList<>(work.getJobsCount());
        work.getJobsList().forEach(job -> jobs.add(decode(job, tables)));
        return new QueuedWork(
                work.getQueuesList().stream().map(QueueCodec::decode).toList(),
                decode(work.getSettings()),
                jobs);
    }

    private static RunProto.QueueSettings encode(QueueSettings settings) {
        return RunProto.QueueSettings.newBuilder()
                .setPolicy(settings.policyName())
                .setResource(settings.resource().key())
                .setPreemption(settings.preemption().label())
                .setBackfill(settings.backfill())
                .setStarvationAfterNs(settings.starvationAfterNs())
                .setResumes(settings.resumes())
                .build();
    }

    private static QueueSettings decode(RunProto.QueueSettings settings) {
        return QueueSettings.named(
                settings.getPolicy(),
                settings.getResource(),
                settings.getPreemption(),
                settings.getBackfill(),
                settings.getStarvationAfterNs(),
                settings.getResumes());
    }

    private static RunProto.Queue encode(QueueSpec queue) {
        List<List<Long>> amounts = queue.amounts();
        return RunProto.Queue.newBuilder()
                .setName(queue.name())
                .setParent(queue.parent())
                .setWeight(queue.weight())
                .addAllGuarantee(amounts.get(0))
                .addAllLimit(amounts.get(1))
                .addAllBorrowLimit(amounts.get(2))
                .addAllLendLimit(amounts.get(3))
                .build();
    }

    private static QueueSpec decode(RunProto.Queue queue) {
        return QueueSpec.of(
                queue.getName(),
                queue.getParent(),
                queue.getWeight(),
                List.of(
                        queue.getGuaranteeList(),
                        queue.getLimitList(),
                        queue.getBorrowLimitList(),
                        queue.getLendLimitList()));
    }

    private static RunProto.Job encode(JobWork work, TableWriter tables) {
        Job job = work.job();
        RunProto.Job.Builder out =
                RunProto.Job.newBuilder()
                        .setName(job.name())
                        .setQueue(job.queue())
                        .setPriority(job.priority())
                        .setSubmitNs(job.submitNs())
                        .setDurationNs(job.durationNs())
                        .setPods(job.podCount())
                        .setStartTogether(job.startTogether())
                        .setCpuMilli(job.request().cpuMilli())
                        .setMemoryMib(job.request().memoryMib())
                        .setGpus(job.request().gpuCount())
                        .setGpuMilli(job.request().gpuMilli())
                        .addAllGpuModels(job.request().gpuModels())
                        .setPreemptible(job.preemptible())
                        .addAllAfter(job.after().jobs())
                        .setThinkNs(job.after().thinkNs())
                        .setQuality(work.quality())
                        .setCgroupWeight(work.cgroupWeight());
        switch (work.behaviour()) {
            case Behaviour.Busy busy -> out.setBusyThreads(busy.threads());
            case Behaviour.Periodic periodic ->
                    out.setPeriodic(
                            RunProto.Job.Periodic.newBuilder()
                                    .setThreads(periodic.threads())
                                    .setComputeNs(periodic.computeNs())
                                    .setPeriodNs(periodic.periodNs())
                                    .setKernelNs(periodic.kernelNs()));
            case Behaviour.Programs programs -> {
                RunProto.Job.Programs.Builder tasks = RunProto.Job.Programs.newBuilder();
                programs.tasks().forEach(task -> tasks.addTasks(tables.task(task)));
                out.setPrograms(tasks);
            }
        }
        return out.build();
    }

    private static JobWork decode(RunProto.Job job, TableReader tables) {
        PodRequest request =
                new PodRequest(
                        job.getCpuMilli(),
                        job.getMemoryMib(),
                        job.getGpus(),
                        job.getGpuMilli(),
                        List.copyOf(job.getGpuModelsList()));
        return new JobWork(
                new Job(
                        job.getName(),
                        job.getQueue(),
                        job.getPriority(),
                        job.getSubmitNs(),
                        job.getDurationNs(),
                        job.getPods(),
                        job.getStartTogether(),
                        request,
                        job.getPreemptible(),
                        new Job.After(List.copyOf(job.getAfterList()), job.getThinkNs())),
                job.getQuality(),
                job.getCgroupWeight(),
                behaviour(job, tables));
    }

    private static Behaviour behaviour(RunProto.Job job, TableReader tables) {
        return switch (job.getBehaviourCase()) {
            case BUSY_THREADS -> new Behaviour.Busy(job.getBusyThreads());
            case PERIODIC ->
                    new Behaviour.Periodic(
                            job.getPeriodic().getThreads(),
                            job.getPeriodic().getComputeNs(),
                            job.getPeriodic().getPeriodNs(),
                            job.getPeriodic().getKernelNs());
            case PROGRAMS -> new Behaviour.Programs(tables.tasks(job.getPrograms().getTasksList()));
            case BEHAVIOUR_NOT_SET ->
                    throw new IllegalArgumentException(
                            "job " + job.getName() + " does not say what its pods do");
        };
    }
}
