package org.scxfleet.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.scxfleet.bpf.call.CallTable;
import org.scxfleet.bpf.code.ConformanceRunner;
import org.scxfleet.bpf.code.ConformanceRunner.Outcome;
import org.scxfleet.bpf.code.Interpreter;
import org.scxfleet.bpf.compile.ImageCompiler;
import org.scxfleet.cli.yaml.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a bare program: the plugin contract of the bpf_conformance suite. */
@Command(
        name = "exec",
        description = {
            "Runs a bare program: its bytes as hex on standard input, r0 as hex on standard output.",
            "r1 is the address of the memory, r2 its length: the plugin contract of the"
                    + " bpf_conformance suite."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class BpfExecCommand implements Callable<Integer> {
    /** Longest program text that is read: 2^18 instructions of 16 digits, and blanks. */
    private static final int INPUT_BYTES_MAX = 16 << 20;

    private final Console console;

    @Parameters(
            paramLabel = "MEMORY_HEX",
            arity = "0..1",
            defaultValue = "",
            description = "initial memory as hex; may be empty")
    private String memory = "";

    @Option(names = "--interpret", description = "by the interpreter instead of the compiler")
    private boolean interpret;

    BpfExecCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ConformanceRunner runner =
                new ConformanceRunner(
                        CallTable.GENERIC::helper,
                        interpret ? Interpreter::new : ImageCompiler::compile);
        return switch (runner.run(program(), memory)) {
            case Outcome.Returned returned -> {
                console.out().println(returned.hex());
                yield ExitStatus.DONE;
            }
            case Outcome.Refused refused ->
                    throw new InputException("standard input", refused.message());
        };
    }

    private String program() {
        try {
            byte[] bytes = console.in().readNBytes(INPUT_BYTES_MAX);
            return new String(bytes, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
