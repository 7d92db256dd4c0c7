package org.scxfleet.cli.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.host.SchedulerSpec;

/** The BPF objects that a scenario names, each read once. */
final class ObjectFiles {
    /** Option under which the text of a loader profile travels with its object. */
    static final String PROFILE_OPTION = "profile";

    /** Largest object. */
    private static final int OBJECT_BYTES_MAX = 64 << 20;

    private final SortedMap<String, byte[]> bytesBySha256 = new TreeMap<>();

    /** Bytes of each object by the hex form of their SHA-256. */
    SortedMap<String, byte[]> bytesBySha256() {
        return bytesBySha256;
    }

    /** The scheduler in the file; its profile lies beside it unless one is given. */
    SchedulerSpec scheduler(
            Path file, @Nullable Path profile, SortedMap<String, String> options, Field field) {
        byte[] bytes = InputFiles.bytes(file);
        if (bytes.length == 0 || bytes.length > OBJECT_BYTES_MAX) {
            field.problem(
                    file
                            + " has "
                            + bytes.length
                            + " bytes, an object has 1 to "
                            + OBJECT_BYTES_MAX);
            return SchedulerSpec.NONE;
        }
        String sha256 = sha256(bytes);
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

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
