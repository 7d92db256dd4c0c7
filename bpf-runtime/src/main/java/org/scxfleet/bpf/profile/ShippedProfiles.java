package org.scxfleet.bpf.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Profiles that come with the program: those of the kernel's example schedulers, with the options
 * of their user-space halves. They are found by the name in the ops, so they fit an object whatever
 * its file is called.
 */
public final class ShippedProfiles {
    private static final List<String> NAMES =
            List.of("simple", "cpu0", "central", "flatcg", "pair", "sdt", "qmap", "userland");

    private ShippedProfiles() {}

    /** Returns the names of the schedulers that have a profile here. */
    public static List<String> names() {
        return NAMES;
    }

    /** Returns the profile of a scheduler as YAML, or null when none is shipped. */
    public static @Nullable String yaml(String opsName) {
        if (!NAMES.contains(opsName)) {
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
