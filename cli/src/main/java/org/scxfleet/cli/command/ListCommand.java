package org.scxfleet.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.topology.TopologyPreset;
import org.scxfleet.topology.TopologyPresets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists what is built in. */
@Command(
        name = "list",
        description = "Lists what is built in, with one line each.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class ListCommand implements Callable<Integer> {
    private static final Path EXAMPLES = Path.of("examples");
    private static final Path BPF_EXAMPLES = EXAMPLES.resolve("bpf");
    private static final String SCENARIO = ".yaml";
    private static final String BPF_SOURCE = ".bpf.c";

    /** A line of a comment in YAML or C, with its text. */
    private static final Pattern COMMENT = Pattern.compile("(?:#|/\\*| \\*(?!/))(.*)");

    private final Console console;

    /** What can be listed. */
    enum What {
        SCHEDULERS,
        TOPOLOGIES,
        PLACEMENTS,
        EXAMPLES
    }

    @Parameters(paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}")
    private What what = What.SCHEDULERS;

    /** A line of a list. */
    private record Entry(String name, String description) {}

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Entry> entries =
                switch (what) {
                    case SCHEDULERS -> schedulers();
                    case TOPOLOGIES -> topologies();
                    case PLACEMENTS -> placements();
                    case EXAMPLES -> examples();
                };
        int width = entries.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
        for (Entry entry : entries) {
            String padding = " ".repeat(width - entry.name().length());
            console.out().println((entry.name() + padding + "  " + entry.description()).strip());
        }
        return ExitStatus.DONE;
    }

    private static List<Entry> schedulers() {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(SchedulerSpec.FAIR, "the kernel's fair class, without sched_ext"));
        for (PolicyCatalog.Entry entry : new PolicyCatalog().entries()) {
            entries.add(new Entry(entry.name(), entry.description()));
        }
        return entries;
    }

    private static List<Entry> topologies() {
        List<Entry> entries = new ArrayList<>();
        for (TopologyPreset preset : TopologyPresets.all()) {
            entries.add(new Entry(preset.name(), preset.description()));
        }
        return entries;
    }

    private static List<Entry> placements() {
        List<Entry> entries = new ArrayList<>();
        for (PlacementPolicy policy : PlacementPolicy.values()) {
            entries.add(new Entry(policy.officialName(), policy.description()));
        }
        return entries;
    }

    /** The first comment of each example, up to its first full stop. */
    private static List<Entry> examples() {
        List<Entry> entries = new ArrayList<>();
        entries.addAll(examplesIn(EXAMPLES, SCENARIO));
        entries.addAll(examplesIn(BPF_EXAMPLES, BPF_SOURCE));
        return entries;
    }

    private static List<Entry> examplesIn(Path examples, String end) {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(ProgramFolder.find(examples))) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(end)) {
                    entries.add(new Entry(file.toString(), firstSentence(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private static String firstSentence(Path file) throws IOException {
        StringBuilder comment = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            Matcher matcher = COMMENT.matcher(line);
            if (!matcher.matches()) {
                break;
            }
            comment.append(matcher.group(1));
        }
        String text = comment.toString().strip();
        int stop = text.indexOf(". ");
        return stop < 0 ? text : text.substring(0, stop + 1);
    }
}
