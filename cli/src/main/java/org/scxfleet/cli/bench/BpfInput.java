package org.scxfleet.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.bpf.BpfSchedulers;
import org.scxfleet.cli.scenario.ObjectFiles;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.ops.SchedulerFactory;

/**
 * The BPF objects that benchmarks run.
 *
 * <p>The kernel's {@code scx_simple} is looked for in the folder of {@code --data}, in a folder
 * {@code bpf-objects} there, beside the working folder or above it. The schedulers of {@code
 * examples/bpf} are where their build script puts them.
 */
final class BpfInput {
    private static final String SIMPLE = "scx_simple.bpf.o";
    private static final Path OBJECTS = Path.of("bpf-objects");
    private static final Path EXAMPLES = Path.of("examples");
    private static final Path OWN = Path.of("examples", "bpf", "target");
    private static final List<String> OWN_NAMES = List.of("fifo", "ledger", "llc_vtime");
    private static final int FOLDERS_UPWARDS_MAX = 8;

    private BpfInput() {}

    /** The object of the kernel's simple scheduler, else the example that is most like it. */
    static Optional<Path> simple(BenchOptions options) {
        for (Path folder : folders(options)) {
            for (Path candidate :
                    List.of(
                            folder.resolve(SIMPLE),
                            folder.resolve(EXAMPLES).resolve(SIMPLE),
                            folder.resolve(OBJECTS).resolve(EXAMPLES).resolve(SIMPLE))) {
                if (Files.isRegularFile(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return own().stream().findFirst();
    }

    /** Every object beside that of the kernel's simple scheduler, and this program's own. */
    static List<Path> all(BenchOptions options) {
        List<Path> found = new ArrayList<>(own());
        Path folder = simple(options).map(Path::getParent).orElse(null);
        if (folder == null || folder.endsWith(OWN)) {
            return found;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> String.valueOf(file.getFileName()).matches("scx_.*\\.bpf\\.o"))
                    .sorted()
                    .forEach(found::add);
        } catch (IOException e) {
            throw new BenchFailure("cannot list " + folder, e);
        }
        return found;
    }

    /** The schedulers of this program's own examples, as far as they are compiled. */
    static List<Path> own() {
        List<Path> found = new ArrayList<>();
        for (String name : OWN_NAMES) {
            for (Path folder : upwards()) {
                Path candidate = folder.resolve(OWN).resolve(name + ".bpf.o");
                if (Files.isRegularFile(candidate)) {
                    found.add(candidate);
                    break;
                }
            }
        }
        return found;
    }

    private static List<Path> folders(BenchOptions options) {
        List<Path> folders = new ArrayList<>();
        options.data().ifPresent(folders::add);
        folders.addAll(upwards());
        return folders;
    }

    private static List<Path> upwards() {
        List<Path> folders = new ArrayList<>();
        @Nullable Path at = Path.of("").toAbsolutePath();
        for (int i = 0; i < FOLDERS_UPWARDS_MAX && at != null; i++) {
            folders.add(at);
            at = at.getParent();
        }
        return folders;
    }

    /** The compiled object, with the profile that belongs to it. */
    static SchedulerFactory factory(Path object) {
        ObjectFiles.ObjectFile file = ObjectFiles.read(object, null, new TreeMap<>());
        return BpfSchedulers.SHARED.load(file.scheduler(), file.bytes());
    }

    /** A resolver that knows one scheduler. */
    static SchedulerResolver scheduler(Path object) {
        SchedulerFactory factory = factory(object);
        return _ -> factory;
    }
}
