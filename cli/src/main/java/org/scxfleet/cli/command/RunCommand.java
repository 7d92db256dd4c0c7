package org.scxfleet.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.report.DecisionLog;
import org.scxfleet.cli.report.ResultFolder;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.coordinator.run.RunControl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a scenario. */
@Command(
        name = "run",
        description = {
            "Runs a scenario: prints a summary and writes a result folder.",
            "",
            "Examples:",
            "  scxfleet run examples/quickstart.yaml",
            "  scxfleet run my.yaml --set hosts[0].scheduler=flatcg --seed 7 --trace",
            "  scxfleet run my.yaml --json > result.json"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class RunCommand implements Callable<Integer> {
    private static final Path DEFAULT_PARENT = Path.of("results");

    private final Console console;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SCENARIO.yaml", description = "the scenario")
    private Path scenarioFile = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "result folder; default results/NAME, or the next free results/NAME-2 …")
    private @Nullable Path out;

    @Option(names = "--force", description = "replace an existing result folder")
    private boolean force;

    @Option(names = "--seed", paramLabel = "N", description = "another seed")
    private @Nullable Long seed;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "replace a value of the scenario, for example hosts[0].count=4")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--explain",
            paramLabel = "JOB",
            split = ",",
            description =
                    "say why that job or pod went where it went, or why it waited; replaces the"
                            + " scenario's explain")
    private List<String> explained = new ArrayList<>();

    @Option(
            names = "--replay-decisions",
            paramLabel = "FILE",
            description =
                    "repeat the decisions of an external placement policy from the decisions.csv"
                            + " of an earlier result; nobody is asked")
    private @Nullable Path replayed;

    @Option(names = "--trace", description = "also write trace.pftrace for Perfetto's viewer")
    private boolean trace;

    @Option(
            names = "--dry-run",
            description = "check the scenario and estimate hosts, memory and time; run nothing")
    private boolean dryRun;

    @Option(
            names = "--json",
            description =
                    "print result.json on standard output and nothing else there; a folder is"
                            + " written only with --out")
    private boolean json;

    @Mixin private final LayoutOptions layout = new LayoutOptions();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        layout.check();
        if (trace && layout.coordinator() != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--trace records where the run is carried out; use --fleet or --processes"
                            + " instead of --coordinator");
        }
        List<String> overrides = new ArrayList<>(settings);
        if (seed != null) {
            overrides.add("seed=" + seed);
        }
        if (!explained.isEmpty()) {
            overrides.add("explain=[" + String.join(", ", explained) + "]");
        }
        Scenario scenario = Assemblies.scenarios().read(scenarioFile, overrides);
        RunExecution execution =
                new RunExecution(
                        console,
                        layout,
                        scenarioFile.toString(),
                        replayed == null ? null : DecisionLog.read(replayed));
        if (dryRun) {
            execution.estimate(scenario).forEach(console.out()::println);
            return ExitStatus.DONE;
        }
        RunControl control = new RunControl();
        // Closed in this order: what is unfinished goes before the program may end.
        try (Interruption interruption = Interruption.watch(control, console);
                ResultFolder folder = folder(scenario.run().name())) {
            int status = execution.run(scenario, folder, trace, json, control);
            interruption.done();
            return status;
        }
    }

    /** Where the result goes; null for a run whose result is only printed. */
    private @Nullable ResultFolder folder(String runName) {
        if (json && out == null) {
            if (trace) {
                throw new ParameterException(
                        spec.commandLine(), "--trace with --json needs a folder: add --out DIR");
            }
            return null;
        }
        Path place = out != null ? out : ResultFolder.freePlace(DEFAULT_PARENT, runName);
        return ResultFolder.prepare(place, force);
    }
}
