package org.scxfleet.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.cli.yaml.Origin;
import org.scxfleet.cli.yaml.YamlReader;
import org.scxfleet.cli.yaml.YamlValue;
import org.scxfleet.coordinator.run.RunControl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one host without a scenario file. */
@Command(
        name = "host",
        description = {
            "Runs one host with one workload file, without writing a scenario.",
            "",
            "Example:",
            "  scxfleet host --scheduler simple --topology amd-milan-2s"
                    + " --workload examples/rt-app/frontend.json --duration 2s"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class HostCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--scheduler",
            required = true,
            paramLabel = "NAME|FILE.bpf.o",
            description = "a built-in scheduler, eevdf, or a BPF object")
    private String scheduler = "";

    @Option(
            names = "--profile",
            paramLabel = "P.yaml",
            description = "loader profile of the object")
    private @Nullable String profile;

    @Option(
            names = "--option",
            paramLabel = "K=V",
            description = "option of the scheduler; can be given several times")
    private Map<String, String> options = new TreeMap<>();

    @Option(
            names = "--topology",
            required = true,
            paramLabel = "PRESET|FILE|N",
            description = "processors: a preset, a file, or a number of CPUs")
    private String topology = "";

    @Option(
            names = "--workload",
            required = true,
            paramLabel = "FILE",
            description = "an rt-app file")
    private String workload = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "format of the file: rt-app (default), rt-app-lab, measured-case")
    private @Nullable String format;

    @Option(
            names = "--duration",
            required = true,
            paramLabel = "TIME",
            description = "simulated time, for example 2s")
    private String duration = "";

    @Option(names = "--seed", paramLabel = "N", description = "seed; default 1")
    private String seed = "1";

    @Option(names = "--json", description = "print result.json on standard output")
    private boolean json;

    @Mixin private final LayoutOptions layout = new LayoutOptions();

    HostCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        layout.check();
        Scenario scenario = Assemblies.scenarios().read(document(), "host");
        RunControl control = new RunControl();
        try (Interruption interruption = Interruption.watch(control, console)) {
            int status =
                    new RunExecution(console, layout, "host")
                            .run(scenario, null, false, json, control);
            interruption.done();
            return status;
        }
    }

    private YamlValue document() {
        List<YamlValue.Entry> host = new ArrayList<>();
        host.add(entry("name", "--topology", "host"));
        host.add(value("topology", "--topology", topology));
        host.add(schedulerEntry());
        List<YamlValue.Entry> work = new ArrayList<>();
        work.add(entry("file", "--workload", workload));
        if (format != null) {
            work.add(entry("format", "--format", format));
        }
        List<YamlValue.Entry> root = new ArrayList<>();
        root.add(value("seed", "--seed", seed));
        root.add(entry("duration", "--duration", duration));
        root.add(list("hosts", "--topology", mapping("--topology", host)));
        root.add(list("workload", "--workload", mapping("--workload", work)));
        return mapping("host", root);
    }

    private YamlValue.Entry schedulerEntry() {
        if (profile == null && options.isEmpty()) {
            return entry("scheduler", "--scheduler", scheduler);
        }
        List<YamlValue.Entry> entries = new ArrayList<>();
        entries.add(entry("name", "--scheduler", scheduler));
        if (profile != null) {
            entries.add(entry("profile", "--profile", profile));
        }
        if (!options.isEmpty()) {
            List<YamlValue.Entry> given = new ArrayList<>();
            options.forEach((name, value) -> given.add(entry(name, "--option " + name, value)));
            entries.add(nested("options", "--option", mapping("--option", given)));
        }
        return nested("scheduler", "--scheduler", mapping("--scheduler", entries));
    }

    /** A text as it is. */
    private static YamlValue.Entry entry(String key, String option, String text) {
        Origin origin = new Origin(option, 0);
        return new YamlValue.Entry(key, origin, new YamlValue.Scalar(origin, text, false));
    }

    /** A value in YAML, for example a number. */
    private static YamlValue.Entry value(String key, String option, String text) {
        return nested(key, option, YamlReader.readOption(option, text));
    }

    private static YamlValue.Entry list(String key, String option, YamlValue item) {
        return nested(key, option, new YamlValue.Sequence(new Origin(option, 0), List.of(item)));
    }

    private static YamlValue.Entry nested(String key, String option, YamlValue value) {
        return new YamlValue.Entry(key, new Origin(option, 0), value);
    }

    private static YamlValue mapping(String option, List<YamlValue.Entry> entries) {
        return new YamlValue.Mapping(new Origin(option, 0), entries);
    }
}
