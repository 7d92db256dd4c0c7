package org.scxfleet.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.bench.BenchFailure;
import org.scxfleet.cli.bench.BenchJson;
import org.scxfleet.cli.bench.BenchOptions;
import org.scxfleet.cli.bench.BenchResult;
import org.scxfleet.cli.bench.BenchSuite;
import org.scxfleet.cli.bench.BenchTable;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.fleet.EnvironmentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The benchmarks, each beside its yardstick in the same run. */
@Command(
        name = "bench",
        description = {
            "Measures this program, each figure beside its yardstick in the same run.",
            "Exit status 1 if a figure is over its budget."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class BenchCommand implements Callable<Integer> {
    private final Console console;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "benchmarks; default all (see --list)")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "list the benchmarks and measure nothing")
    private boolean list;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder with the public data sets, for benchmarks on real input")
    private @Nullable Path data;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (list) {
            for (String name : BenchSuite.names()) {
                console.out().println(name + ": " + BenchSuite.question(name));
            }
            return ExitStatus.DONE;
        }
        for (String name : names) {
            if (!BenchSuite.names().contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no benchmark '" + name + "'" + NearestName.hint(name, BenchSuite.names()));
            }
        }
        List<BenchResult> results = measure();
        if (json) {
            console.out().print(BenchJson.text(results));
            console.out().flush();
        } else {
            BenchTable.lines(results).forEach(console.out()::println);
        }
        boolean within =
                results.stream()
                        .allMatch(result -> result.budget().isEmpty() || result.isWithinBudget());
        return within ? ExitStatus.DONE : ExitStatus.UNMET;
    }

    private List<BenchResult> measure() {
        BenchOptions options = BenchOptions.DEFAULTS.withVersion(ProgramVersion.text());
        Path folder = data;
        if (folder != null) {
            if (!Files.isDirectory(folder)) {
                throw new InputException("--data " + folder, "there is no such folder");
            }
            options = options.withData(folder);
        }
        try {
            return BenchSuite.run(names, options, console.err()::println);
        } catch (BenchFailure e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }
}
