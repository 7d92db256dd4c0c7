package org.scxfleet.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.scxfleet.bpf.object.ObjectReport;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.cli.bpf.ObjectText;
import org.scxfleet.cli.scenario.InputFiles;
import org.scxfleet.cli.yaml.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a BPF object is and needs, and whether it runs here. */
@Command(
        name = "inspect",
        description = {
            "Shows ops, flags, maps, globals and kfuncs of a BPF object, and whether it runs here.",
            "Exit status 2 with the reason if it does not."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class BpfInspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE.bpf.o", description = "the object")
    private Path file = Path.of("");

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    BpfInspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ObjectReport report =
                BpfSchedulerFactory.inspect(
                        String.valueOf(file.getFileName()), InputFiles.object(file));
        if (json) {
            console.out().print(ObjectText.json(report));
        } else if (report.instructions() > 0) {
            ObjectText.lines(report).forEach(console.out()::println);
        }
        console.out().flush();
        if (!report.runs()) {
            throw new InputException(file.toString(), ObjectText.reason(report));
        }
        return ExitStatus.DONE;
    }
}
