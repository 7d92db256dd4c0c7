package org.scxfleet.tests.conformance.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scxfleet.bpf.agent.ObjectView;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.profile.ShippedProfiles;
import org.scxfleet.bpf.scx.BpfScheduler;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.cli.bpf.ProfileYaml;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.tests.conformance.SelfTestHost;
import org.scxfleet.tests.requirement.Requirement;

/** An object of the kernel's self-tests, loaded as its test loads it. */
final class SelfTestObject implements SchedulerFactory {
    private static final String FOLDER = "bpf.objects";
    private static final int FOLDERS_SEARCHED_UPWARDS_MAX = 8;

    private static final String SELF_TESTS = "selftests";
    private static final String KIND = "uei.kind";

    private final BpfSchedulerFactory factory;
    private final SortedMap<String, String> options;
    private final List<BpfScheduler> made = new ArrayList<>();
    private boolean open;

    private SelfTestObject(BpfSchedulerFactory factory, SortedMap<String, String> options) {
        this.factory = factory;
        this.options = options;
    }

    /** A compiled object; skips the test where there are none. */
    static byte[] bytes(String kind, String name) {
        Path file = Requirement.present(folder().resolve(kind).resolve(name + ".bpf.o"));
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path folder() {
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

    /** Loads it with the shipped profile and options as pairs of name and value. */
    static SelfTestObject load(String name, String... options) {
        byte[] bytes = bytes(SELF_TESTS, name);
        String yaml = ShippedProfiles.yaml(BpfSchedulerFactory.inspect(name, bytes).name());
        assertThat(yaml).as("a shipped profile for " + name).isNotNull();
        return loadWith(name, String.valueOf(yaml), options);
    }

    static SelfTestObject loadWith(String name, String yaml, String... options) {
        SortedMap<String, String> given = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        LoaderProfile profile = ProfileYaml.read(name, yaml);
        return new SelfTestObject(
                BpfSchedulerFactory.of(name, bytes(SELF_TESTS, name), profile), given);
    }

    /** The object stays open from one attachment to the next, with the values of its variables. */
    SelfTestObject keptOpen() {
        open = true;
        return this;
    }

    @Override
    public SchedulerOps create(SchedulerEnvironment environment) {
        if (open && !made.isEmpty()) {
            return made.getLast();
        }
        BpfScheduler scheduler =
                (BpfScheduler)
                        factory.create(
                                new SchedulerEnvironment(
                                        environment.topology(),
                                        options,
                                        environment.hz(),
                                        environment.seed(),
                                        environment.loaderPid()));
        made.add(scheduler);
        return scheduler;
    }

    /** What user space sees of the object that was attached last. */
    ObjectView object() {
        return made.getLast().object();
    }

    /** A number of the object. */
    long value(String path) {
        return object().value(path);
    }

    /** Neither the kernel nor the object's exit record knows of an end. */
    void assertStillRunning(SelfTestHost host) {
        assertThat(host.exits()).isEmpty();
        if (keepsARecord()) {
            assertThat(value(KIND)).isZero();
        }
    }

    /** It has ended that way, and has recorded it if it keeps a record. */
    void assertEnded(SelfTestHost host, ExitKind kind) {
        assertThat(host.exits()).isNotEmpty();
        assertThat(host.exits().getLast().kind()).isEqualTo(kind);
        if (keepsARecord()) {
            assertThat(value(KIND)).isEqualTo(kind.value());
            assertThat(message()).isEqualTo(host.exits().getLast().message());
        }
    }

    private boolean keepsARecord() {
        return object().has("uei");
    }

    /** The message in its exit record. */
    String message() {
        return object().text("uei.msg");
    }
}
