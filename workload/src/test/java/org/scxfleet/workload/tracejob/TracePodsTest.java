package org.scxfleet.workload.tracejob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.workload.azure.AzureReader;
import org.scxfleet.workload.helios.HeliosJobReader;
import org.scxfleet.workload.helios.HeliosLike;
import org.scxfleet.workload.helios.HeliosReader;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.tracejob.TraceJob.Asked;
import org.scxfleet.workload.tracejob.TraceJob.Work;

class TracePodsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final TraceRule RULE = new TraceRule(4, 8, 2_000, 100_000_000, 100_000, 800_000);

    private static List<JobWork> works(TraceJob... jobs) {
        return new TracePods(RULE).works(List.of(jobs), _ -> new TracePods.Settings("q", 3, true));
    }

    private static TraceJob job(String name, Asked asked, Work work) {
        return new TraceJob(name, 0, SECOND, asked, work);
    }

    @Test
    void shouldSplitAJobIntoTheFewestEqualPodsThatAreSmallEnough() {
        assertThat(TracePods.pods(12, 8)).isEqualTo(2);
        assertThat(TracePods.pods(7, 4)).isEqualTo(7);
        assertThat(TracePods.pods(9, 4)).isEqualTo(3);
        assertThat(TracePods.pods(3, 8)).isEqualTo(1);
    }

    @Test
    void shouldTrainInMeasuredStepsOnGpus() {
        JobWork work =
                works(job("j", new Asked.Gpus(12, 0, List.of()), new Work.Steps(10_000_000)))
                        .getFirst();

        assertThat(work.job().podCount()).isEqualTo(2);
        assertThat(work.job().startTogether()).isEqualTo(2);
        assertThat(work.job().request().gpuCount()).isEqualTo(6);
        assertThat(work.job().request().cpuMilli()).isEqualTo(12_000);
        assertThat(work.behaviour())
                .isEqualTo(new Behaviour.Periodic(12, 1_000_000, 10_000_000, 8_000_000));
    }

    @Test
    void shouldComputeAllTheTimeOnCpusUnlessTheTraceKnowsBetter() {
        List<JobWork> works =
                works(
                        job("a", new Asked.Cpus(8, 100, false), new Work.Unknown()),
                        job("b", new Asked.Cpus(8, 100, true), new Work.Busy(250_000)));

        assertThat(works.getFirst().behaviour()).isEqualTo(new Behaviour.Busy(4));
        assertThat(works.getFirst().job().podCount()).isEqualTo(2);
        assertThat(works.getLast().job().podCount()).isEqualTo(1);
        assertThat(works.getLast().behaviour())
                .isEqualTo(new Behaviour.Periodic(8, 25_000_000, 100_000_000, 0));
    }

    @Test
    void shouldGiveNamesThatCanBeCgroupsAndKeepThemDifferent() {
        TracePods pods = new TracePods(RULE);
        Asked cpu = new Asked.Cpus(1, 0, false);
        TraceJob behind =
                new TraceJob("c", 0, SECOND, cpu, new Work.Unknown(), "", List.of("a+b/"), 5);
        List<JobWork> works =
                pods.works(
                        List.of(
                                job("a+b/", cpu, new Work.Unknown()),
                                job("a+b-", cpu, new Work.Unknown()),
                                behind),
                        _ -> new TracePods.Settings("q", 0, true));

        assertThat(works)
                .extracting(work -> work.job().name())
                .containsExactly("a+b-", "a+b--2", "c");
        assertThat(works.getLast().job().after().jobs()).containsExactly("a+b-");
        assertThat(pods.notices().notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.count()).isEqualTo(2));
    }

    @Test
    void shouldReadAzureMachinesWithTheirMemoryAndUse() throws IOException {
        NoticeLog notices = new NoticeLog();
        List<TraceJob> jobs =
                AzureReader.readPods(
                        lines("v,s,d,0,600,9,25.5,8,Interactive,>24,>64"), "vms", notices);

        assertThat(jobs.getFirst().asked()).isEqualTo(new Asked.Cpus(25, 65 * 1_024, true));
        assertThat(jobs.getFirst().work()).isEqualTo(new Work.Busy(255_000));
        assertThat(jobs.getFirst().quality()).isEqualTo("Interactive");
    }

    @Test
    void shouldReadAHeliosLogFromItsFirstSubmission() throws IOException {
        NoticeLog notices = new NoticeLog();
        List<TraceJob> jobs =
                HeliosJobReader.read(
                        lines(
                                "job_id,vc,gpu_num,cpu_num,submit_time,duration,user",
                                "7,vcA,16,64,2020-04-01 00:01:00,30,u",
                                "8,vcB,0,4,2020-04-01 00:00:00,60,u",
                                "9,vcB,1,4,2020-04-01 00:02:00,0,u"),
                        "log",
                        notices);

        assertThat(jobs).extracting(TraceJob::submitNs).containsExactly(60 * SECOND, 0L);
        assertThat(jobs.getFirst().asked()).isEqualTo(new Asked.Gpus(16, 64_000, List.of()));
        assertThat(jobs.getLast().asked()).isEqualTo(new Asked.Cpus(4, 0, false));
        assertThat(notices.notices())
                .extracting("code")
                .containsExactly("helios-field-ignored", "helios-never-ran");
    }

    @Test
    void shouldMakeUpAMonthThatResemblesTheCluster() throws IOException {
        try (InputStream in = dataset("helios/helios_cluster_summary.csv")) {
            HeliosReader.Summary venus = HeliosReader.readSummary(in, "summary").getFirst();
            List<TraceJob> jobs = HeliosLike.jobs(venus, 1, 30L * 86_400 * SECOND);

            assertThat(HeliosLike.nodes(venus)).hasSize(128);
            assertThat(jobs).hasSizeBetween(20_000, 21_000);
            double gpus =
                    jobs.stream()
                            .mapToInt(job -> ((Asked.Gpus) job.asked()).count())
                            .average()
                            .orElseThrow();
            assertThat(gpus).isBetween(6.4, 7.1);
            List<Long> sorted = jobs.stream().map(TraceJob::durationNs).sorted().toList();
            assertThat(sorted.get(sorted.size() / 2) / SECOND).isBetween(185L, 225L);
        }
    }
}
