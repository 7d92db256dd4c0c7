package org.scxfleet.cli.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.host.SchedulerSpec;

/** The BPF objects that a scenario names, each read once. */
final class ObjectFiles {
    /** Option under which the text of a loader profile travels with its object. */
    static final String PROFILE_OPTION = "profile";

    private final SortedMap<String, byte[]> bytesBySha256 = new TreeMap<>();

    /** All objects. */
    SchedulerObjects all() {
        return SchedulerObjects.of(List.copyOf(bytesBySha256.values()));
    }

    /** The scheduler in the file; its profile lies beside it unless one is given. */
    SchedulerSpec scheduler(
            Path file, @Nullable Path profile, SortedMap<String, String> options, Field field) {
        byte[] bytes = InputFiles.bytes(file);
        if (bytes.length == 0 || bytes.length > WireLimits.OBJECT_BYTES_MAX) {
            field.problem(
                    file
                            + " has "
                            + bytes.length
                            + " bytes, an object has 1 to "
                            + WireLimits.OBJECT_BYTES_MAX);
            return SchedulerSpec.NONE;
        }
        String sha256 = SchedulerObjects.sha256(bytes);
        bytesBySha256.put(sha256, bytes);
        SortedMap<String, String> all = new TreeMap<>(options);
        Path beside = profile == null ? besideObject(file) : profile;
        if (beside != null) {
            all.put(PROFILE_OPTION, InputFiles.text(beside));
        }
        return new SchedulerSpec(String.valueOf(file.getFileName()), all, sha256);
    }

    /** {@code scx_simple.profile.yaml} beside {@code scx_simple.bpf.o}, if there is one. */
    private static @Nullable Path besideObject(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("(\\.bpf)?\\.o$", "");
        Path profile = file.resolveSibling(name + ".profile.yaml");
        return Files.isRegularFile(profile) ? profile : null;
    }
}
