package org.scxfleet.engine;

/**
 * Seeds for everything random in a run: one run seed, and for every entity a generator derived from
 * (run seed, the entity's stable name). Adding an entity therefore never changes another one's
 * numbers.
 *
 * <p>The derivation is an own fixed function (64-bit mixing by multiply and shift), so that results
 * do not depend on the JDK's generators.
 */
public final class SeedTree {
    private static final long NAME_PRIME = 0x100000001b3L;
    private static final long NAME_OFFSET = 0xcbf29ce484222325L;

    private SeedTree() {}

    /** The seed of the entity with that name. */
    public static long derive(long seed, String name) {
        long hash = NAME_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * NAME_PRIME;
        }
        return mix(mix(seed) ^ hash);
    }

    /** The seed of the entity with that number below a seed. */
    public static long derive(long seed, long number) {
        return mix(mix(seed) + 0x9e3779b97f4a7c15L * (number + 1));
    }

    /** A bijective mix of 64 bits in which every input bit reaches every output bit. */
    public static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
