package org.scxfleet.engine;

/**
 * A small deterministic generator (a 64-bit counter through {@link SeedTree#mix}); equal everywhere
 * and always.
 */
public final class SeededRandom {
    private static final double UNIT = 0x1.0p-53;
    private long state;

    public SeededRandom(long seed) {
        this.state = seed;
    }

    public long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        return SeedTree.mix(state);
    }

    /** Uniform in 0..bound-1; the bias is below bound / 2^63. */
    public long below(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, got " + bound);
        }
        return Long.remainderUnsigned(nextLong() >>> 1, bound);
    }

    public int below(int bound) {
        return (int) below((long) bound);
    }

    /** Uniform in [0, 1). */
    public double nextDouble() {
        return (nextLong() >>> 11) * UNIT;
    }

    /** Exponential with the given mean, rounded to a whole number, at least 0. */
    public long exponential(long mean) {
        return (long) (-StrictMath.log(1.0 - nextDouble()) * mean);
    }
}
