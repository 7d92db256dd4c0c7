package org.scxfleet.cli.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.scenario.Scenario.Column;
import org.scxfleet.cli.scenario.Scenario.Comparison;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cli.yaml.JsonTree;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Overrides;
import org.scxfleet.cli.yaml.Problems;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cli.yaml.YamlReader;
import org.scxfleet.cli.yaml.YamlValue;
import org.scxfleet.cluster.queue.QueueSettings;
import org.scxfleet.cluster.queue.WindowRules;
import org.scxfleet.cluster.run.QueuedWork;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.host.HostReport.Notice;

/**
 * Reads a scenario: the file, then the overrides, then every section in the order in which they
 * depend on each other. Everything wrong is collected; a scenario comes out only if nothing is.
 */
public final class ScenarioReader {
    private static final long DEFAULT_SEED = 1;

    /** Longest run whose hosts are emulated all the time: ten days. */
    private static final long EMULATED_MAX_NS = 864_000_000_000_000L;

    private final long heapBytes;
    private final ObjectCheck check;

    /**
     * @param heapBytes memory that the run may take
     * @param check of the BPF objects
     */
    public ScenarioReader(long heapBytes, ObjectCheck check) {
        this.heapBytes = heapBytes;
        this.check = check;
    }

    /**
     * The scenario in a file.
     *
     * @param settings {@code path=value}, applied in order
     * @throws InputException with everything that is wrong
     */
    public Scenario read(Path file, List<String> settings) {
        YamlValue document =
                Overrides.apply(YamlReader.read(file.toString(), InputFiles.text(file)), settings);
        Path folder = file.getParent();
        InputFiles files = new InputFiles(folder == null ? Path.of("") : folder);
        String fileName = String.valueOf(file.getFileName());
        return read(document, files, fileName.replaceFirst("\\.ya?ml$", ""));
    }

    /**
     * A scenario that was put together by the program itself.
     *
     * @param name of the run
     */
    public Scenario read(YamlValue document, String name) {
        return read(document, new InputFiles(Path.of("")), name);
    }

    private Scenario read(YamlValue document, InputFiles files, String defaultName) {
        Problems problems = new Problems();
        Section root = new Field(document, "", problems).section(ScenarioKeys.SCENARIO);
        Scenario scenario = null;
        if (root != null) {
            scenario = new Reading(root, files, problems).scenario(document, defaultName);
        }
        problems.throwIfAny();
        if (scenario == null) {
            throw new IllegalStateException("no scenario, but no problem either");
        }
        return scenario;
    }

    /** One scenario being read. */
    private final class Reading {
        private final Section root;
        private final InputFiles files;
        private final Problems problems;
        private final List<Notice> notices = new ArrayList<>();
        private final ObjectFiles objects = new ObjectFiles(check, notices);
        private final List<GroupDraft> groups = new ArrayList<>();
        private final List<PodWork> pods = new ArrayList<>();
        private final QueueReader queues = new QueueReader();
        private final QueuedJobsReader jobs = new QueuedJobsReader(queues);

        Reading(Section root, InputFiles files, Problems problems) {
            this.root = root;
            this.files = files;
            this.problems = problems;
        }

        /** Null if there are problems. */
        @Nullable Scenario scenario(YamlValue document, String defaultName) {
            String name = root.read("name", defaultName, Field::name);
            root.read("description", "", Field::text);
            long seed = root.read("seed", DEFAULT_SEED, Field::seed);
            Field duration = root.required("duration");
            long endNs = duration == null ? 0 : duration.timeNs();
            if (duration != null && endNs == 0) {
                duration.problem("must be above 0");
            }
            KernelReader kernels = new KernelReader(files, objects);
            readHosts(kernels, seed, endNs);
            QueueSettings queueing =
                    root.read("queueing", QueueSettings.DEFAULTS, QueueReader::settings);
            noteQueues();
            List<String> explained = root.read("explain", List.of(), this::explained);
            Targets targets = new Targets(groups);
            NetworkReader.Network network =
                    root.read(
                            "network",
                            NetworkReader.Network.DEFAULT,
                            field -> NetworkReader.read(field, targets.names()));
            PlacementReader.Choice placement =
                    root.read("placement", PlacementReader.Choice.STANDARD, PlacementReader::read);
            WindowRules windows = windows(duration, seed, endNs);
            Field workload = root.field("workload");
            if (workload != null) {
                new WorkloadReader(files, notices).read(workload, targets);
            }
            Field actions = root.field("actions");
            if (actions != null) {
                new ActionReader(kernels).read(actions, targets, endNs);
            }
            TraceRequest trace =
                    root.read(
                            "trace",
                            TraceRequest.standard(groups),
                            field -> TraceReader.read(field, groups));
            List<Expectation> expectations =
                    root.read("expect", List.of(), field -> ExpectReader.read(field, targets));
            checkMemory(windows);
            if (!problems.isEmpty()) {
                return null;
            }
            RunSpec run = run(name, seed, endNs, network, placement.policy(), queueing, explained);
            return new Scenario(
                    run,
                    comparisons(),
                    guestKinds(),
                    trace,
                    expectations,
                    notices,
                    JsonTree.of(document),
                    objects.all(),
                    placement.external(),
                    windows);
        }

        private RunSpec run(
                String name,
                long seed,
                long endNs,
                NetworkReader.Network network,
                String placement,
                QueueSettings queueing,
                List<String> explained) {
            return new RunSpec(
                    name,
                    seed,
                    endNs,
                    groups.stream().map(GroupDraft::build).toList(),
                    network.links(),
                    network.defaultLink(),
                    network.controlLatencyNs(),
                    placement,
                    jobs.jobs().isEmpty() ? pods : List.of(),
                    jobs.jobs().isEmpty()
                            ? QueuedWork.NONE
                            : new QueuedWork(queues.queues(), queueing, jobs.jobs()),
                    explained);
        }

        private WindowRules windows(@Nullable Field duration, long seed, long endNs) {
            WindowRules windows =
                    root.read(
                            "windows",
                            WindowRules.NONE,
                            field -> WindowsReader.read(field, seed, endNs));
            if (windows.areNone() && duration != null && endNs > EMULATED_MAX_NS) {
                duration.problem(
                        "hosts are emulated for 240h at most; look at parts of a longer run in"
                                + " 'windows'");
            }
            if (!windows.areNone() && jobs.jobs().isEmpty()) {
                root.problem("'windows' need jobs that run and end: a list in 'jobs'");
            }
            return windows;
        }

        private void readHosts(KernelReader kernels, long seed, long endNs) {
            Field hosts = root.field("hosts");
            Field jobsField = root.field("jobs");
            if (hosts != null) {
                groups.addAll(new HostsReader(new TopologyReader(files), kernels).read(hosts));
            }
            JobsReader traces = new JobsReader(files, kernels, notices);
            Section trace =
                    jobsField == null || jobsField.isSequence()
                            ? null
                            : traces.read(jobsField, seed, endNs, groups, pods);
            boolean bringsHosts = trace != null && !groups.isEmpty();
            if (hosts == null && !bringsHosts && problems.isEmpty()) {
                root.problem("'hosts' is missing");
            }
            queues.read(root, groups);
            if (jobsField != null && jobsField.isSequence()) {
                jobs.read(jobsField);
            } else if (trace != null && !traces.timed().isEmpty()) {
                new TracedJobs(queues, jobs, notices).add(trace, traces.timed(), groups);
            } else if (trace != null && !queues.isEmpty()) {
                jobs.addTrace(trace, pods);
            } else if (trace != null && trace.has("queue")) {
                trace.problem("'queue' needs 'queues'");
            }
        }

        private void noteQueues() {
            if (!jobs.jobs().isEmpty()) {
                new WeightNotices(objects.all()).addTo(notices, groups);
            } else if (root.has("queues") || root.has("queueing")) {
                notices.add(
                        new Notice(
                                "queues-without-jobs",
                                root.has("queues") ? "queues" : "queueing",
                                1,
                                "",
                                "no job waits in the queues; they change nothing"));
            }
        }

        private List<String> explained(Field field) {
            List<String> names = new ArrayList<>();
            Set<String> known = new HashSet<>();
            jobs.jobs().forEach(job -> known.add(job.job().name()));
            pods.forEach(pod -> known.add(pod.name()));
            for (Field item : field.oneOrMore()) {
                String name = item.text();
                if (!known.contains(name)) {
                    item.problem(
                            "no job or pod '"
                                    + name
                                    + "' to explain"
                                    + (known.isEmpty()
                                            ? ""
                                            : NearestName.hint(
                                                    name, known.stream().sorted().toList())));
                } else if (!names.contains(name)) {
                    names.add(name);
                }
            }
            return names;
        }

        /** Windows have few hosts and pods of all that there are. */
        private void checkMemory(WindowRules windows) {
            if (!windows.areNone()) {
                return;
            }
            String refusal =
                    DraftSize.estimate(
                                    groups, jobs.jobs().isEmpty() ? pods : List.of(), jobs.jobs())
                            .refusal(heapBytes);
            if (!refusal.isEmpty()) {
                root.problem(refusal);
            }
        }

        /**
         * Host groups that share a workload entry, directly or by way of another group, in the
         * order of the groups; the nodes of a trace are one column.
         */
        private List<Comparison> comparisons() {
            List<List<GroupDraft>> together = new ArrayList<>();
            List<String> nodes = new ArrayList<>();
            for (GroupDraft group : groups) {
                if (group.placesPods && group.workloads.isEmpty()) {
                    nodes.add(group.name);
                } else {
                    join(group, together);
                }
            }
            List<Comparison> comparisons = new ArrayList<>();
            for (List<GroupDraft> side : together) {
                comparisons.add(
                        new Comparison(
                                groups.stream()
                                        .filter(side::contains)
                                        .map(group -> new Column(group.name, List.of(group.name)))
                                        .toList()));
            }
            if (!nodes.isEmpty()) {
                comparisons.add(new Comparison(List.of(new Column("nodes of the trace", nodes))));
            }
            return comparisons;
        }

        /** Puts the group with all those that it shares an entry with. */
        private static void join(GroupDraft group, List<List<GroupDraft>> together) {
            List<GroupDraft> joined = new ArrayList<>();
            int place = together.size();
            for (int i = together.size() - 1; i >= 0; i--) {
                boolean shares =
                        together.get(i).stream()
                                .anyMatch(other ->
                                        !Collections.disjoint(other.workloads, group.workloads));
                if (shares) {
                    joined.addAll(together.remove(i));
                    place = i;
                }
            }
            joined.add(group);
            together.add(place, joined);
        }

        private SortedMap<String, List<String>> guestKinds() {
            SortedMap<String, List<String>> kinds = new TreeMap<>();
            for (GroupDraft group : groups) {
                kinds.put(group.name, group.guests.stream().map(guest -> guest.kind).toList());
            }
            return kinds;
        }
    }
}
