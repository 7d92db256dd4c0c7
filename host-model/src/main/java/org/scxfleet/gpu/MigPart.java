package org.scxfleet.gpu;

/**
 * That a device is one of the places of a chip which is or can be partitioned.
 *
 * @param chip the whole chip
 * @param profile size of the instance; {@link #WHOLE} for the chip that is not partitioned, {@link
 *     #ABSENT} for a place without an instance
 * @param start first memory slice of the instance
 */
public record MigPart(GpuSpec chip, String profile, int start) {
    /** The chip is not partitioned; the first of its places has it all. */
    public static final String WHOLE = "whole";

    /** There is no instance. */
    public static final String ABSENT = "";

    public MigPart {
        if (chip.mig() != null) {
            throw new IllegalArgumentException("a part of a chip is no chip itself");
        }
    }

    public boolean isAbsent() {
        return profile.equals(ABSENT);
    }

    boolean isInstance() {
        return !isAbsent() && !profile.equals(WHOLE);
    }

    /** Whether it is what the user asks for: a size, or a size and its first memory slice. */
    boolean is(String what) {
        return isInstance() && (what.equals(profile) || what.equals(placed()));
    }

    /** The size and where it lies: 3g.40gb@4. */
    String placed() {
        return profile + "@" + start;
    }
}
