package org.scxfleet.bpf.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfReader;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.btf.InputBytes;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.tests.requirement.Requirement;

/**
 * Compiled schedulers of the Linux source and the types of that kernel, as {@code
 * kernel-bpf-objects.sh} of the shared tools makes them: in the folder that the system property
 * names, else in a folder {@code bpf-objects} above the checkout.
 */
public final class KernelObjects {
    private static final String FOLDER = "bpf.objects";
    private static final int FOLDERS_SEARCHED_UPWARDS_MAX = 8;

    private KernelObjects() {}

    public static Path folder() {
        String given = System.getProperty(FOLDER, "");
        if (!given.isEmpty()) {
            return Requirement.present(Path.of(given));
        }
        Path at = Path.of("").toAbsolutePath();
        for (int i = 0; i < FOLDERS_SEARCHED_UPWARDS_MAX && at != null; i++) {
            Path candidate = at.resolve("bpf-objects");
            if (Files.exists(candidate.resolve("complete"))) {
                return candidate;
            }
            at = at.getParent();
        }
        Requirement.that(false, "bpf-objects (made by kernel-bpf-objects.sh)");
        throw new IllegalStateException("unreachable");
    }

    /** All objects, in the order of their names. */
    public static List<Path> all() {
        try (Stream<Path> examples = Files.list(folder().resolve("examples"));
                Stream<Path> selftests = Files.list(folder().resolve("selftests"))) {
            return Stream.concat(examples.sorted(), selftests.sorted())
                    .filter(path -> path.toString().endsWith(".bpf.o"))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static byte[] example(String name) {
        return bytes(Requirement.present(folder().resolve("examples").resolve(name)));
    }

    public static byte[] selftest(String name) {
        return bytes(Requirement.present(folder().resolve("selftests").resolve(name)));
    }

    /** The types of the real kernel. */
    public static Btf kernelTypes() {
        return BtfReader.read(
                new InputBytes(
                        "vmlinux", bytes(Requirement.present(folder().resolve("vmlinux.btf")))));
    }

    /**
     * A kernel with the real types, in which every function that the types name exists and returns
     * 0.
     */
    public static KernelInterface realKernel() {
        Btf types = kernelTypes();
        HostFunction nothing = (machine, r1, r2, r3, r4, r5) -> 0;
        return new KernelInterface() {
            @Override
            public Btf types() {
                return types;
            }

            @Override
            public HostFunction helper(int number) {
                return nothing;
            }

            @Override
            public @Nullable HostFunction kernelFunction(String name) {
                return types.find(BtfType.Function.class, name) < 0 ? null : nothing;
            }

            @Override
            public long kernelVariable(String name) {
                return types.find(BtfType.Variable.class, name) < 0 ? 0 : 7L << 32;
            }

            @Override
            public @Nullable Configuration configuration(String name) {
                return name.equals("LINUX_KERNEL_VERSION")
                        ? new Configuration.Number((7 << 16) | (3 << 8) | 4)
                        : name.equals("CONFIG_HZ") ? new Configuration.Number(250) : null;
            }

            @Override
            public List<String> structOpsTypes() {
                return List.of("sched_ext_ops", "sched_ext_ops_cid", "tcp_congestion_ops");
            }
        };
    }
}
