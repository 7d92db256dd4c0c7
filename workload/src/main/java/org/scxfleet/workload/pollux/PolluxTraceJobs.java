package org.scxfleet.workload.pollux;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.goodput.ApplicationProfile;
import org.scxfleet.cluster.goodput.GoodputWork;
import org.scxfleet.cluster.simulation.JobPlacement;
import org.scxfleet.workload.tracejob.TraceJob;

/** Jobs of one workload with the time that they take on the GPUs that their users ask for. */
public final class PolluxTraceJobs {
    private static final double NS_PER_SECOND = 1e9;

    /** Far beyond any job: some hundred days. */
    private static final long STRETCH_NS = 10_000_000_000_000_000L;

    private PolluxTraceJobs() {}

    /**
     * The jobs.
     *
     * @param jobs of one workload, with profiles
     */
    public static List<TraceJob> of(List<PolluxJob> jobs, PolluxProfiles profiles) {
        List<TraceJob> made = new ArrayList<>();
        for (PolluxJob job : jobs) {
            made.add(of(job, profiles));
        }
        return made;
    }

    private static TraceJob of(PolluxJob job, PolluxProfiles profiles) {
        ApplicationProfile profile = profiles.byName().get(job.application());
        if (profile == null) {
            throw new IllegalArgumentException("no profile of " + job.application());
        }
        int gpusMax = PolluxStudy.gpusMax(job, profile);
        int gpus = Math.min(job.replicas(), gpusMax);
        GoodputWork work =
                new GoodputWork(
                        profile, job.batchSize(), gpusMax, PolluxStudy.DEFAULT_GPUS_PER_NODE);
        work.placedOn(JobPlacement.packed(gpus, PolluxStudy.DEFAULT_GPUS_PER_NODE));
        long ranNs = 0;
        while (!work.done()) {
            ranNs += work.advance(STRETCH_NS, 0);
        }
        long stepNs = Math.max(1, Math.round(work.iterationSeconds(gpus) * NS_PER_SECOND));
        return new TraceJob(
                job.name(),
                job.submitNs(),
                ranNs,
                new TraceJob.Asked.Gpus(gpus, 0, List.of()),
                new TraceJob.Work.Steps(stepNs));
    }
}
