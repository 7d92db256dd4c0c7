package org.scxfleet.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.jobstudy.JobStudy;
import org.scxfleet.cli.jobstudy.JobStudyReport;
import org.scxfleet.cli.jobstudy.StudyFormat;
import org.scxfleet.cli.jobstudy.StudyOptions;
import org.scxfleet.workload.shockwave.ShockwaveStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Job-level policies on published traces. */
@Command(
        name = "job-study",
        description = {
            "Runs a trace of jobs under job-level policies, days in virtual time, and compares with"
                    + " published averages.",
            "",
            "Formats and their policies: pollux (--profiles): tiresias, optimus; shockwave, gavel,"
                    + " philly (--throughputs): max_min_fairness, max_sum_throughput_perf,"
                    + " min_total_duration; tiresias, openb, swf, gwf, batsim, azure (--nodes,"
                    + " --gpus-per-node; jobs ask for CPUs in the last four): fifo, first_fit,"
                    + " shortest_first, las."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class JobStudyCommand implements Callable<Integer> {
    private static final int COUNT_MAX = 1_000_000;

    private final Console console;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--format",
            required = true,
            paramLabel = "NAME",
            description = "format of the trace, see above")
    private String format = "";

    @Option(
            names = "--jobs",
            required = true,
            paramLabel = "FILE",
            description = "the trace, also .gz")
    private Path jobs = Path.of("");

    @Option(
            names = "--profiles",
            paramLabel = "DIR",
            description = "application profiles: a folder, or packed as .tar.gz")
    private @Nullable Path profiles;

    @Option(
            names = "--throughputs",
            paramLabel = "FILE",
            description = "measured throughputs, JSON, also .gz")
    private @Nullable Path throughputs;

    @Option(
            names = "--gpu-type",
            paramLabel = "NAME",
            description = "kind of GPU of the throughputs; default v100")
    private String gpuType = ShockwaveStudy.GPU_TYPE;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "number of nodes; default that of the published study")
    private int nodes;

    @Option(
            names = "--gpus-per-node",
            paramLabel = "N",
            description = "GPUs of each node; default that of the published study")
    private int gpusPerNode;

    @Option(
            names = "--node-list",
            paramLabel = "FILE",
            description = "nodes of the cluster, for formats tiresias and openb")
    private @Nullable Path nodeList;

    @Option(
            names = "--colocate",
            description = "let jobs that would wait share GPUs, at measured rates (--throughputs)")
    private boolean colocated;

    @Option(
            names = "--gpu-failure-hours",
            paramLabel = "N",
            description = "mean time between failures of one GPU; default never")
    private int gpuFailureHours;

    @Option(names = "--seed", paramLabel = "N", description = "seed of the failures; default 1")
    private long seed = 1;

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "NAME",
            description = "policies; default all that fit the format")
    private List<String> policies = new ArrayList<>();

    @Option(
            names = "--expected",
            paramLabel = "FILE",
            description = "compare with the published figures in this table")
    private @Nullable Path expected;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    JobStudyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        requireCount("--nodes", nodes);
        requireCount("--gpus-per-node", gpusPerNode);
        requireCount("--gpu-failure-hours", gpuFailureHours);
        JobStudyReport report;
        try {
            report =
                    new JobStudy(
                                    StudyFormat.named(format),
                                    new StudyOptions(
                                            jobs,
                                            profiles,
                                            throughputs,
                                            expected,
                                            gpuType,
                                            nodes,
                                            gpusPerNode,
                                            nodeList,
                                            gpuFailureHours,
                                            seed,
                                            colocated,
                                            policies))
                            .run();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (json) {
            console.out().println(report.document().toPrettyString());
        } else {
            report.print(console.out());
        }
        return report.agrees() ? ExitStatus.DONE : ExitStatus.UNMET;
    }

    private void requireCount(String option, int count) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)
                && (count < 1 || count > COUNT_MAX)) {
            throw new ParameterException(
                    spec.commandLine(), option + " " + count + " is outside 1.." + COUNT_MAX);
        }
    }
}
