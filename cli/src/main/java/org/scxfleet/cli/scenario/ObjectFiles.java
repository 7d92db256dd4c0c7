package org.scxfleet.cli.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.bpf.BpfSchedulers;
import org.scxfleet.cli.bpf.ProfileYaml;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.SchedulerSpec;

/** The BPF objects that a scenario names. */
public final class ObjectFiles {
    private final ObjectCheck check;
    private final List<Notice> notices;
    private final SortedMap<String, byte[]> bytesBySha256 = new TreeMap<>();

    /**
     * @param notices what is to be known about the objects is added there
     */
    ObjectFiles(ObjectCheck check, List<Notice> notices) {
        this.check = check;
        this.notices = notices;
    }

    /** All objects. */
    SchedulerObjects all() {
        return SchedulerObjects.of(List.copyOf(bytesBySha256.values()));
    }

    /** The scheduler in the file; see {@link #read} for its profile. */
    SchedulerSpec scheduler(
            Path file, @Nullable Path profile, SortedMap<String, String> options, Field field) {
        if (options.containsKey(BpfSchedulers.PROFILE_OPTION)) {
            field.problem("a profile is no option; name it as 'profile' beside 'object'");
            return SchedulerSpec.NONE;
        }
        List<String> sentences = new ArrayList<>();
        SchedulerSpec scheduler =
                field.made(() -> {
                    ObjectFile read = read(file, profile, options);
                    sentences.addAll(check.check(read.scheduler(), read.bytes()));
                    bytesBySha256.put(read.scheduler().objectSha256(), read.bytes());
                    return read.scheduler();
                });
        for (String sentence : sentences) {
            notices.add(new Notice("loader-profile", field.path(), 1, file.toString(), sentence));
        }
        return scheduler == null ? SchedulerSpec.NONE : scheduler;
    }

    /** An object with the scheduler that it becomes. */
    public record ObjectFile(SchedulerSpec scheduler, byte[] bytes) {}

    /**
     * Reads an object. Its loader profile is the given one, else {@code NAME.profile.yaml} beside
     * it, else the one shipped for the name of its ops, else none.
     *
     * @throws InputException if a file cannot be read
     * @throws IllegalArgumentException if the profile is none
     */
    public static ObjectFile read(
            Path file, @Nullable Path profile, SortedMap<String, String> options) {
        byte[] bytes = InputFiles.object(file);
        String name = String.valueOf(file.getFileName());
        Path profileFile = profile == null ? besideObject(file) : profile;
        String text;
        if (profileFile == null) {
            text = BpfSchedulers.shippedProfile(name, bytes);
        } else {
            text = InputFiles.text(profileFile);
            // Here a message can name the file.
            ProfileYaml.read(profileFile.toString(), text);
        }
        SortedMap<String, String> all = new TreeMap<>(options);
        if (text != null) {
            all.put(BpfSchedulers.PROFILE_OPTION, text);
        }
        return new ObjectFile(new SchedulerSpec(name, all, SchedulerObjects.sha256(bytes)), bytes);
    }

    /** {@code scx_simple.profile.yaml} beside {@code scx_simple.bpf.o}, if there is one. */
    private static @Nullable Path besideObject(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("(\\.bpf)?\\.o$", "");
        Path profile = file.resolveSibling(name + ".profile.yaml");
        return Files.isRegularFile(profile) ? profile : null;
    }
}
