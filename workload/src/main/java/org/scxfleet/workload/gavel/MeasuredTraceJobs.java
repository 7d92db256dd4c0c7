package org.scxfleet.workload.gavel;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.throughput.BatchRule;
import org.scxfleet.cluster.throughput.StepWork;
import org.scxfleet.cluster.throughput.ThroughputTable;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.tracejob.TraceJob;
import org.scxfleet.workload.tracejob.TraceNotice;

/** Measured jobs with the time that they take alone on the GPUs that they ask for. */
public final class MeasuredTraceJobs {
    private static final double NS_PER_SECOND = 1e9;

    /** At the end of such a round a job may change its batch size. */
    private static final long ROUND_NS = 120_000_000_000L;

    /** Time with GPUs of a job whose batch size never changes. */
    private static final long FOR_EVER_NS = Long.MAX_VALUE / 4;

    private MeasuredTraceJobs() {}

    /**
     * The jobs that were measured; others are counted.
     *
     * @param gpuType on which they run
     */
    public static List<TraceJob> of(
            MeasuredTrace trace, ThroughputTable table, String gpuType, NoticeLog notices) {
        List<TraceJob> jobs = new ArrayList<>();
        for (MeasuredJob job : trace.jobs()) {
            double rate = table.alone(gpuType, job.kind(), false).orElse(0);
            if (rate <= 0) {
                notices.add(TraceNotice.NOT_MEASURED, "job " + job.name(), job.kind().type());
                continue;
            }
            jobs.add(
                    new TraceJob(
                            job.name(),
                            job.arrivalNs(),
                            aloneNs(table, gpuType, job),
                            new TraceJob.Asked.Gpus(job.kind().gpus(), 0, List.of()),
                            new TraceJob.Work.Steps(
                                    Math.max(1, Math.round(NS_PER_SECOND / rate)))));
        }
        return jobs;
    }

    /** How long the job takes; one that runs half as long again as its user said is done then. */
    static long aloneNs(ThroughputTable table, String gpuType, MeasuredJob job) {
        long limitNs =
                job.durationNs() == MeasuredJob.UNKNOWN
                        ? Long.MAX_VALUE
                        : job.durationNs() + job.durationNs() / 2;
        StepWork work =
                new StepWork(
                        table,
                        gpuType,
                        false,
                        job.kind(),
                        job.totalSteps(),
                        job.batchRule(),
                        limitNs);
        boolean changes = job.batchRule() != BatchRule.STATIC || limitNs != Long.MAX_VALUE;
        long ranNs = 0;
        while (!work.done()) {
            ranNs += work.advance(changes ? ROUND_NS : FOR_EVER_NS, 0);
        }
        return ranNs;
    }
}
