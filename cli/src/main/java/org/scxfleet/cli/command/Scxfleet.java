package org.scxfleet.cli.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.RunStoppedException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: its commands, and what each kind of failure means for the caller. */
@Command(
        name = "scxfleet",
        description = {
            "A cluster-scale emulator of Linux scheduling with sched_ext.",
            "",
            "Exit status: 0 done; 1 done, but an expectation failed; 2 bad input or usage;"
                    + " 69 environment; 70 a defect of scxfleet; 130 stopped by Ctrl-C."
        },
        subcommands = {
            RunCommand.class,
            HostCommand.class,
            FidelityCommand.class,
            PlacementStudyCommand.class,
            JobStudyCommand.class,
            BpfCommand.class,
            BenchCommand.class,
            ListCommand.class,
            NodeServerCommand.class,
            CoordinatorServerCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Scxfleet implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    /** Runs a command line and returns the exit status. */
    public static int execute(String... args) {
        // Before any thread logs: otherwise early lines are held back and replayed with a warning.
        LoggerFactory.getILoggerFactory();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        return execute(new Console(System.in, out, err), args);
    }

    static int execute(Console console, String... args) {
        CommandLine line = new CommandLine(new Scxfleet(), new CommandFactory(console));
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, _) -> badUsage(console, e));
        line.setExecutionExceptionHandler((e, _, _) -> failed(console, e));
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            console.error(
                    "out of memory ("
                            + e.getMessage()
                            + "); allow more with SCXFLEET_JAVA_OPTS=-Xmx…, or take a smaller run");
            return ExitStatus.ENVIRONMENT;
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int badUsage(Console console, ParameterException e) {
        CommandLine line = e.getCommandLine();
        console.error(String.valueOf(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            suggest(console, unmatched, line);
        }
        console.error("see " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitStatus.BAD_INPUT;
    }

    private static void suggest(
            Console console, UnmatchedArgumentException unmatched, CommandLine line) {
        String wrong = unmatched.getUnmatched().getFirst();
        List<String> known = new ArrayList<>(line.getSubcommands().keySet());
        if (wrong.startsWith("-")) {
            known.clear();
            line.getCommandSpec().options().forEach(option -> known.add(option.longestName()));
        }
        String nearest = NearestName.of(wrong, known);
        if (nearest != null) {
            console.error("did you mean '" + nearest + "'?");
        }
    }

    private static int failed(Console console, Exception e) {
        return switch (e) {
            case InputException input -> {
                String.valueOf(input.getMessage()).lines().forEach(console::error);
                yield ExitStatus.BAD_INPUT;
            }
            case BadRunException bad -> {
                console.error(bad.text());
                yield ExitStatus.BAD_INPUT;
            }
            case EnvironmentException environment -> {
                console.error(environment.text());
                yield ExitStatus.ENVIRONMENT;
            }
            case UncheckedIOException io -> {
                console.error("cannot read or write: " + io.getMessage());
                yield ExitStatus.ENVIRONMENT;
            }
            // What is to be said is said when everything has been removed.
            case RunStoppedException _ -> ExitStatus.INTERRUPTED;
            case DefectException defect -> {
                console.error("this is a defect of scxfleet, please report it: " + defect.text());
                console.error(defect.detail());
                yield ExitStatus.DEFECT;
            }
            default -> {
                StringWriter stack = new StringWriter();
                e.printStackTrace(new PrintWriter(stack));
                console.error("this is a defect of scxfleet, please report it:");
                console.error(stack.toString().stripTrailing());
                yield ExitStatus.DEFECT;
            }
        };
    }
}
