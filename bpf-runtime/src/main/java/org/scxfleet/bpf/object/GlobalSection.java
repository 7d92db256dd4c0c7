package org.scxfleet.bpf.object;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A section of global variables, which becomes a map with one value.
 *
 * @param name section name, also the map's
 * @param elfIndex index of the section in the file
 * @param kind what programs may do with it
 * @param sizeBytes its size in the file
 * @param image initial bytes; empty when all are zero
 * @param variables by name, in the order of the section
 */
public record GlobalSection(
        String name,
        int elfIndex,
        Kind kind,
        int sizeBytes,
        byte[] image,
        Map<String, Variable> variables) {
    /** Kinds of global data. */
    public enum Kind {
        /** Frozen after load. */
        READ_ONLY,
        WRITABLE,
        /** Kernel configuration, filled by the loader. */
        CONFIGURATION,
        /** Variables in the arena. */
        ARENA
    }

    /**
     * One variable.
     *
     * @param offset in the section
     * @param type id in the object's BTF
     */
    public record Variable(String name, int offset, int sizeBytes, int type) {}

    /** Returns the variable with a name, or null. */
    public @Nullable Variable variable(String variableName) {
        return variables.get(variableName);
    }

    /**
     * Returns the last variable of the section, the one that grows when the section is resized;
     * null when there is none.
     */
    public @Nullable Variable last() {
        return List.copyOf(variables.values()).isEmpty()
                ? null
                : List.copyOf(variables.values()).getLast();
    }
}
