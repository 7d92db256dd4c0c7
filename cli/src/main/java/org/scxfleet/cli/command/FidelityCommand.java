package org.scxfleet.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.fidelity.FidelityJson;
import org.scxfleet.cli.fidelity.FidelityReport;
import org.scxfleet.cli.fidelity.FidelityStudy;
import org.scxfleet.cli.fidelity.FidelityTable;
import org.scxfleet.cli.fidelity.JavaTwins;
import org.scxfleet.cli.fidelity.MeasurementFolder;
import org.scxfleet.cli.fidelity.Measurements;
import org.scxfleet.cli.fidelity.RealObjects;
import org.scxfleet.cli.fidelity.RepeatStudy;
import org.scxfleet.cli.fidelity.SchedulerChoice;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.workload.input.BadInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays measured cases of a real kernel and prints the error of every figure. */
@Command(
        name = "fidelity",
        description = {
            "Replays measured cases of a real kernel and prints the error of every figure.",
            "Exit status 1 if a figure lies outside its tolerance."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class FidelityCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "DIR",
            description = "folder of measurements, with cases/, summary.csv, hist.csv and runs.csv")
    private Path folder = Path.of("");

    @Option(
            names = "--case",
            paramLabel = "GLOB",
            description = "only cases with such names, for example simple-*")
    private String cases = MeasurementFolder.ALL;

    @Option(
            names = "--schedulers",
            paramLabel = "DIR",
            description = "folder with objects such as scx_simple.bpf.o, instead of Java twins")
    private @Nullable Path schedulers;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = {
                "compare with a second measurement of the same cases, instead of the model:",
                "how far the kernel agrees with itself"
            })
    private @Nullable Path against;

    @Option(names = "--all", description = "also show the figures that agree")
    private boolean everyFigure;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    FidelityCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path second = against;
        if (second != null && schedulers != null) {
            throw new InputException(
                    "--against " + second, "runs no scheduler; leave out --schedulers");
        }
        FidelityReport report =
                second == null
                        ? new FidelityStudy(choice()).run(measurements(folder))
                        : RepeatStudy.run(measurements(folder), measurements(second));
        String other = second == null ? FidelityTable.EMULATED : FidelityTable.AGAIN;
        if (json) {
            console.out().print(FidelityJson.text(report, other));
            console.out().flush();
        } else {
            FidelityTable.lines(report, everyFigure, other).forEach(console.out()::println);
        }
        return report.agree() == report.total() ? ExitStatus.DONE : ExitStatus.UNMET;
    }

    private SchedulerChoice choice() {
        Path objects = schedulers;
        if (objects == null) {
            return new JavaTwins(new PolicyCatalog());
        }
        if (!Files.isDirectory(objects)) {
            throw new InputException("--schedulers " + objects, "there is no such folder");
        }
        return new RealObjects(objects);
    }

    private Measurements measurements(Path of) {
        if (!Files.isDirectory(of)) {
            throw new InputException(of.toString(), "there is no such folder");
        }
        try {
            return new MeasurementFolder(of).read(cases);
        } catch (BadInputException e) {
            throw new InputException("", String.valueOf(e.getMessage()));
        } catch (PatternSyntaxException e) {
            throw new InputException(
                    "--case " + cases, "is no glob such as simple-*: " + e.getDescription());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
