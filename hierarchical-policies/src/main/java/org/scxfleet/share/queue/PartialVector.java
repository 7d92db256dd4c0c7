package org.scxfleet.share.queue;

import java.util.Arrays;

/** An amount of some of the resources; the others are not given. Immutable. */
public final class PartialVector {
    /** Stands for an amount that is not given. */
    public static final long UNSET = -1;

    private final long[] amounts;

    private PartialVector(long[] amounts) {
        this.amounts = amounts;
    }

    /** Amounts of at least 0, or {@link #UNSET}. */
    public static PartialVector of(long... amounts) {
        for (long amount : amounts) {
            if (amount < UNSET) {
                throw new IllegalArgumentException("negative amount: " + amount);
            }
        }
        return new PartialVector(amounts.clone());
    }

    /** Nothing given. */
    public static PartialVector unset(int size) {
        long[] amounts = new long[size];
        Arrays.fill(amounts, UNSET);
        return new PartialVector(amounts);
    }

    /** Number of resources. */
    public int size() {
        return amounts.length;
    }

    /** Whether the amount of this resource is given. */
    public boolean has(int resource) {
        return amounts[resource] != UNSET;
    }

    /** Whether any amount is given. */
    public boolean hasAny() {
        return Arrays.stream(amounts).anyMatch(amount -> amount != UNSET);
    }

    /** The amount, or {@link #UNSET}. */
    public long get(int resource) {
        return amounts[resource];
    }

    /** The amount, or the fallback if it is not given. */
    public long orElse(int resource, long fallback) {
        return amounts[resource] == UNSET ? fallback : amounts[resource];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartialVector vector && Arrays.equals(amounts, vector.amounts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(amounts);
    }

    @Override
    public String toString() {
        return Arrays.toString(amounts);
    }
}
