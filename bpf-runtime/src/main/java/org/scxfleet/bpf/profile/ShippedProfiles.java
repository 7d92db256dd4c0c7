package org.scxfleet.bpf.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Profiles that come with the program: those of the kernel's example schedulers, with the options
 * of their user-space halves, those of public schedulers, and those of the kernel's self-tests.
 * They are found by the name in the ops, so they fit an object whatever its file is called.
 */
public final class ShippedProfiles {
    private static final List<String> NAMES =
            List.of("simple", "cpu0", "central", "flatcg", "pair", "sdt", "qmap", "userland");

    /** Public schedulers; of most the user-space half does its work before the scheduler runs. */
    private static final List<String> PUBLIC =
            List.of(
                    "beerland",
                    "bpfland",
                    "cosmos",
                    "flash",
                    "flow",
                    "forge",
                    "nest",
                    "pandemonium",
                    "prev",
                    "rustland",
                    "rusty",
                    "tickless");

    private static final List<String> SELF_TESTS =
            List.of(
                    "cyclic_kick_wait",
                    "dequeue_remote",
                    "dequeue_test",
                    "dsp_local_on",
                    "exit",
                    "init_enable_count",
                    "nohz_tick",
                    "numa");

    /** Self-tests whose user-space half sets nothing. */
    private static final List<String> PLAIN_SELF_TESTS =
            List.of(
                    "allowed_cpus",
                    "create_dsq",
                    "ddsp_bogus_dsq_fail",
                    "ddsp_vtimelocal_fail",
                    "dequeue_iter",
                    "enq_last_no_enq_fails",
                    "enq_select_cpu",
                    "hotplug_cbs",
                    "maximal",
                    "minimal",
                    "peek_dsq",
                    "prog_run",
                    "rt_stall",
                    "select_cpu_dfl",
                    "select_cpu_dfl_nodispatch",
                    "select_cpu_dispatch",
                    "select_cpu_dispatch_bad_dsq",
                    "select_cpu_dispatch_dbl_dsp",
                    "select_cpu_vtime");

    private static final String NOTHING = "options: []\n";

    private ShippedProfiles() {}

    /** Returns the names of the kernel's examples, all of which have a profile here. */
    public static List<String> names() {
        return NAMES;
    }

    /** Returns the names of public schedulers that have a profile here. */
    public static List<String> publicNames() {
        return PUBLIC;
    }

    /** Returns the profile of a scheduler as YAML, or null when none is shipped. */
    public static @Nullable String yaml(String opsName) {
        if (PLAIN_SELF_TESTS.contains(opsName)) {
            return NOTHING;
        }
        if (!NAMES.contains(opsName)
                && !PUBLIC.contains(opsName)
                && !SELF_TESTS.contains(opsName)) {
            return null;
        }
        try (InputStream resource = ShippedProfiles.class.getResourceAsStream(opsName + ".yaml")) {
            if (resource == null) {
                throw new IllegalStateException("profile of " + opsName + " is not packed");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("profile of " + opsName, failure);
        }
    }
}
