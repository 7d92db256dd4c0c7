package org.scxfleet.tests.bpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.cli.bpf.ProfileYaml;
import org.scxfleet.tests.commandline.Program;
import org.scxfleet.tests.requirement.Requirement;

/**
 * Objects that {@code examples/bpf/build} makes, each set once. Without clang, who asks is skipped.
 */
public final class CompiledObjects {
    private static final Path EXAMPLES = Program.CHECKOUT.resolve("examples/bpf");
    private static final Path CHECKS = Program.CHECKOUT.resolve("tests/src/bpf");
    private static final Path HOSTILE = CHECKS.resolve("hostile");
    private static final Path PUBLIC = CHECKS.resolve("public");
    private static final int NO_COMPILER = 69;
    private static final Map<String, Path> BUILT = new TreeMap<>();

    private CompiledObjects() {}

    /** The folder with the compiled examples, where the documents say that it is. */
    public static Path examples() {
        return built("examples", EXAMPLES.resolve("target"), "v3", EXAMPLES);
    }

    /** The folder with the programs that check the runtime. */
    static Path checks(String instructionSet) {
        Path out = Program.CHECKOUT.resolve("tests/target/bpf-" + instructionSet);
        return instructionSet.equals("v4")
                ? built("checks-v4", out, "v4", CHECKS, CHECKS.resolve("v4"))
                : built("checks-" + instructionSet, out, instructionSet, CHECKS);
    }

    /** The folder with the programs that mean harm. */
    static Path hostile() {
        return built(
                "hostile", Program.CHECKOUT.resolve("tests/target/bpf-hostile"), "v3", HOSTILE);
    }

    /** The folder with programs that look to a loader like public schedulers. */
    static Path publicShapes() {
        return built("public", Program.CHECKOUT.resolve("tests/target/bpf-public"), "v3", PUBLIC);
    }

    static List<String> hostileNames() throws IOException {
        return names(HOSTILE);
    }

    /** Names of the sources in a folder, without their ends. */
    static List<String> names(Path sources) throws IOException {
        try (Stream<Path> files = Files.list(sources)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".bpf.c"))
                    .map(name -> name.substring(0, name.length() - ".bpf.c".length()))
                    .sorted()
                    .toList();
        }
    }

    static List<String> checkNames(String instructionSet) throws IOException {
        List<String> names = new ArrayList<>(names(CHECKS));
        if (instructionSet.equals("v4")) {
            names.addAll(names(CHECKS.resolve("v4")));
        }
        return names;
    }

    static List<String> exampleNames() throws IOException {
        return names(EXAMPLES);
    }

    static byte[] object(Path folder, String name) {
        try {
            return Files.readAllBytes(folder.resolve(name + ".bpf.o"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The profile beside an object. */
    static LoaderProfile profile(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + ".profile.yaml");
        return Files.exists(file)
                ? ProfileYaml.read(String.valueOf(file), Files.readString(file))
                : LoaderProfile.NONE;
    }

    private static synchronized Path built(
            String key, Path out, String instructionSet, Path... sources) {
        return BUILT.computeIfAbsent(key, _ -> build(out, instructionSet, sources));
    }

    private static Path build(Path out, String instructionSet, Path... sources) {
        List<String> command = new ArrayList<>();
        command.add(EXAMPLES.resolve("build").toString());
        command.add(out.toString());
        Stream.of(sources).map(Path::toString).forEach(command::add);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("BPF_CPU", instructionSet);
            Process process = builder.start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            Requirement.that(status != NO_COMPILER, "clang for BPF (clang-19)");
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
