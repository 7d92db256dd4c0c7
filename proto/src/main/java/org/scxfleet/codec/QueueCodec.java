package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.queue.QueueSettings;
import org.scxfleet.cluster.queue.QueueSettings.Preemption;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.QueuedWork;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.share.queue.PartialVector;
import org.scxfleet.share.queue.QueuePolicy;
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
                .setPolicy(settings.policy().label())
                .setResource(settings.resource().key())
                .setPreemption(settings.preemption().label())
                .setBackfill(settings.backfill())
                .setStarvationAfterNs(settings.starvationAfterNs())
                .setResumes(settings.resumes())
                .build();
    }

    private static QueueSettings decode(RunProto.QueueSettings settings) {
        return new QueueSettings(
                QueuePolicy.named(settings.getPolicy()),
                QueueResource.named(settings.getResource()),
                Preemption.named(settings.getPreemption()),
                settings.getBackfill(),
                settings.getStarvationAfterNs(),
                settings.getResumes());
    }

    private static RunProto.Queue encode(QueueSpec queue) {
        return RunProto.Queue.newBuilder()
                .setName(queue.name())
                .setParent(queue.parent())
                .setWeight(queue.weight())
                .addAllGuarantee(amounts(queue.guarantee()))
                .addAllLimit(amounts(queue.limit()))
                .addAllBorrowLimit(amounts(queue.borrowLimit()))
                .addAllLendLimit(amounts(queue.lendLimit()))
                .build();
    }

    private static QueueSpec decode(RunProto.Queue queue) {
        return new QueueSpec(
                queue.getName(),
                queue.getParent(),
                queue.getWeight(),
                vector(queue.getGuaranteeList()),
                vector(queue.getLimitList()),
                vector(queue.getBorrowLimitList()),
                vector(queue.getLendLimitList()));
    }

    private static List<Long> amounts(PartialVector vector) {
        List<Long> amounts = new ArrayList<>();
        for (int resource = 0; resource < vector.size(); resource++) {
            amounts.add(vector.get(resource));
        }
        return amounts;
    }

    private static PartialVector vector(List<Long> amounts) {
        long[] all = new long[QueueResource.COUNT];
        Arrays.fill(all, PartialVector.UNSET);
        for (int i = 0; i < Math.min(all.length, amounts.size()); i++) {
            all[i] = amounts.get(i);
        }
        return PartialVector.of(all);
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
                        job.getPreemptible()),
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
