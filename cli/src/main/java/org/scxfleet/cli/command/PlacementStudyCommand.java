package org.scxfleet.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.jobstudy.StudyFiles;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.placement.study.PlacementStudy;
import org.scxfleet.cluster.placement.study.StudyAcceptance;
import org.scxfleet.cluster.placement.study.StudyMetric;
import org.scxfleet.cluster.placement.study.StudyRow;
import org.scxfleet.cluster.placement.study.StudySeries;
import org.scxfleet.workload.openb.OpenbReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The published GPU placement study. */
@Command(
        name = "placement-study",
        description = {
            "Replays the published GPU placement study (Weng et al., USENIX ATC 2023): a workload at"
                    + " 130 %% of a cluster's GPUs, several policies, several seeds.",
            "",
            "The trace is published by Alibaba: folder cluster-trace-gpu-v2023 of"
                    + " https://github.com/alibaba/clusterdata."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class PlacementStudyCommand implements Callable<Integer> {
    private static final int SEEDS_MAX = 1_000;

    /** The published experiments have the seeds 42 and following. */
    private static final long FIRST_SEED = 42;

    private static final String LIST_PREFIX = "openb_pod_list_";
    private static final String EXPECTED_FILE = "summary.csv";

    private final Console console;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--nodes",
            required = true,
            paramLabel = "FILE",
            description = "node list, CSV, also .gz")
    private Path nodes = Path.of("");

    @Option(
            names = "--pods",
            required = true,
            paramLabel = "FILE",
            description = "pod list, CSV, also .gz")
    private Path pods = Path.of("");

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "NAME",
            description = "policies; default those of the published study")
    private List<String> policies = new ArrayList<>();

    @Option(names = "--seeds", paramLabel = "N", description = "number of seeds; default 5")
    private int seeds = 5;

    @Option(
            names = "--expected",
            paramLabel = "DIR",
            description = "compare with the published figures in DIR/summary.csv")
    private @Nullable Path expected;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    PlacementStudyCommand(Console console) {
        this.console = console;
    }

    /**
     * A computed figure beside the published one.
     *
     * @param tolerancePoints by which they may differ
     */
    private record Compared(
            StudyRow published, StudyRow computed, double tolerancePoints, boolean agrees) {}

    @Override
    public Integer call() {
        if (seeds < 1 || seeds > SEEDS_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--seeds " + seeds + " is outside 1.." + SEEDS_MAX);
        }
        List<PlacementPolicy> chosen = chosen();
        String workload = workloadName();
        List<StudyRow> published = expected == null ? List.of() : published(expected);
        PlacementStudy study =
                new PlacementStudy(
                        workload,
                        StudyFiles.read(nodes, OpenbReader::readNodes).nodes(),
                        StudyFiles.read(pods, OpenbReader::readPods).plainPods());
        List<StudyRow> rows = new ArrayList<>();
        for (PlacementPolicy policy : chosen) {
            List<StudySeries> runs =
                    IntStream.range(0, seeds)
                            .parallel()
                            .mapToObj(seed -> study.run(policy, FIRST_SEED + seed))
                            .toList();
            rows.addAll(study.rows(policy.officialName(), runs));
        }
        List<Compared> compared = compare(published, rows);
        if (json) {
            console.out().println(document(workload, rows, compared).toPrettyString());
        } else {
            print(workload, chosen, rows, compared);
        }
        return compared.stream().allMatch(Compared::agrees) ? ExitStatus.DONE : ExitStatus.UNMET;
    }

    private List<PlacementPolicy> chosen() {
        if (policies.isEmpty()) {
            return PlacementPolicy.STUDY;
        }
        List<PlacementPolicy> chosen = new ArrayList<>();
        for (String name : policies) {
            try {
                chosen.add(PlacementPolicy.named(name.strip()));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--policies: " + e.getMessage());
            }
        }
        return chosen;
    }

    /** {@code gpushare40} of {@code openb_pod_list_gpushare40.csv.gz}. */
    private String workloadName() {
        String name = String.valueOf(pods.getFileName()).replaceFirst("\\.csv(\\.gz)?$", "");
        return name.startsWith(LIST_PREFIX) ? name.substring(LIST_PREFIX.length()) : name;
    }

    private static List<StudyRow> published(Path folder) {
        Path file = folder.resolve(EXPECTED_FILE);
        return StudyFiles.read(file, OpenbReader::readExpected);
    }

    private static List<Compared> compare(List<StudyRow> published, List<StudyRow> rows) {
        List<Compared> compared = new ArrayList<>();
        for (StudyRow row : rows) {
            for (StudyRow figure : published) {
                if (row.metric() == StudyMetric.ALLOCATED
                        && figure.metric() == StudyMetric.ALLOCATED
                        && row.workload().equals(figure.workload())
                        && row.policy().equals(figure.policy())
                        && row.arrivedPct() == figure.arrivedPct()
                        && StudyAcceptance.COMPARED_ARRIVED_PCT.contains(row.arrivedPct())) {
                    compared.add(
                            new Compared(
                                    figure,
                                    row,
                                    StudyAcceptance.tolerancePoints(figure),
                                    StudyAcceptance.agrees(figure, row)));
                }
            }
        }
        return compared;
    }

    private void print(
            String workload,
            List<PlacementPolicy> chosen,
            List<StudyRow> rows,
            List<Compared> compared) {
        console.out()
                .println(
                        "Workload "
                                + workload
                                + ", "
                                + seeds
                                + " seeds: mean allocated GPU in percent at arrived load");
        console.out().println(String.format(Locale.ROOT, "%-16s%s", "policy", header()));
        for (PlacementPolicy policy : chosen) {
            StringBuilder line =
                    new StringBuilder(String.format(Locale.ROOT, "%-16s", policy.officialName()));
            for (int arrived : StudyAcceptance.COMPARED_ARRIVED_PCT) {
                line.append(cell(rows, policy, StudyMetric.ALLOCATED, arrived));
            }
            line.append(cell(rows, policy, StudyMetric.FRAGMENTATION_OF_TOTAL, 50));
            line.append(cell(rows, policy, StudyMetric.FRAGMENTATION_OF_IDLE, 80));
            console.out().println(line);
        }
        if (expected != null) {
            printCompared(compared);
        }
    }

    private static String header() {
        StringBuilder header = new StringBuilder();
        for (int arrived : StudyAcceptance.COMPARED_ARRIVED_PCT) {
            header.append(String.format(Locale.ROOT, "%10s", arrived + " %"));
        }
        return header + String.format(Locale.ROOT, "%16s%16s", "frag/all@50", "frag/idle@80");
    }

    private static String cell(
            List<StudyRow> rows, PlacementPolicy policy, StudyMetric metric, int arrived) {
        int width = metric == StudyMetric.ALLOCATED ? 10 : 16;
        for (StudyRow row : rows) {
            if (row.policy().equals(policy.officialName())
                    && row.metric() == metric
                    && row.arrivedPct() == arrived) {
                return String.format(Locale.ROOT, "%" + width + ".2f", row.mean());
            }
        }
        return String.format(Locale.ROOT, "%" + width + "s", "-");
    }

    private void printCompared(List<Compared> compared) {
        long agree = compared.stream().filter(Compared::agrees).count();
        console.out().println(agree + " of " + compared.size() + " published figures agree");
        for (Compared figure : compared) {
            if (!figure.agrees()) {
                console.out()
                        .println(
                                String.format(
                                        Locale.ROOT,
                                        "  %s at %d %%: %.2f, published %.2f, may differ by %.2f",
                                        figure.computed().policy(),
                                        figure.computed().arrivedPct(),
                                        figure.computed().mean(),
                                        figure.published().mean(),
                                        figure.tolerancePoints()));
            }
        }
    }

    private ObjectNode document(String workload, List<StudyRow> rows, List<Compared> compared) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("workload", workload);
        root.put("seeds", seeds);
        ArrayNode figures = root.putArray("rows");
        for (StudyRow row : rows) {
            ObjectNode node = figures.addObject();
            node.put("policy", row.policy());
            node.put("metric", row.metric().officialName());
            node.put("arrived_pct", row.arrivedPct());
            node.put("mean", row.mean());
            node.put("stdev", row.stdev());
            node.put("n_seeds", row.seeds());
        }
        root.put("agree", compared.stream().filter(Compared::agrees).count());
        root.put("total", compared.size());
        ArrayNode comparisons = root.putArray("comparisons");
        for (Compared figure : compared) {
            ObjectNode node = comparisons.addObject();
            node.put("policy", figure.computed().policy());
            node.put("metric", figure.computed().metric().officialName());
            node.put("arrived_pct", figure.computed().arrivedPct());
            node.put("published", figure.published().mean());
            node.put("computed", figure.computed().mean());
            node.put("tolerance", figure.tolerancePoints());
            node.put("agrees", figure.agrees());
        }
        return root;
    }
}
