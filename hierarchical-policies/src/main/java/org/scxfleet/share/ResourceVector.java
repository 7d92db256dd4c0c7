package org.scxfleet.share;

import java.util.Arrays;

/**
 * An amount of every resource, in whole smallest units; which position is which resource is the
 * caller's convention, the same for all vectors of one tree. Immutable; no amount is negative.
 */
public final class ResourceVector {
    /** More kinds of resources than any scheduler here distinguishes. */
    public static final int RESOURCES_MAX = 64;

    private final long[] amounts;

    private ResourceVector(long[] amounts) {
        this.amounts = amounts;
    }

    /** A vector of the given amounts, each at least 0. */
    public static ResourceVector of(long... amounts) {
        if (amounts.length == 0 || amounts.length > RESOURCES_MAX) {
            throw new IllegalArgumentException(
                    "a resource vector has 1 to "
                            + RESOURCES_MAX
                            + " amounts, not "
                            + amounts.length);
        }
        for (int resource = 0; resource < amounts.length; resource++) {
            if (amounts[resource] < 0) {
                throw new IllegalArgumentException(
                        "amount of resource " + resource + " is negative: " + amounts[resource]);
            }
        }
        return new ResourceVector(amounts.clone());
    }

    /** The vector of {@code size} zeros. */
    public static ResourceVector zero(int size) {
        return of(new long[size]);
    }

    /** Number of resources. */
    public int size() {
        return amounts.length;
    }

    /** Amount of one resource. */
    public long get(int resource) {
        return amounts[resource];
    }

    /** The sum; both vectors have the same size. */
    public ResourceVector plus(ResourceVector other) {
        requireSameSize(other);
        long[] sum = amounts.clone();
        for (int resource = 0; resource < sum.length; resource++) {
            sum[resource] = Math.addExact(sum[resource], other.amounts[resource]);
        }
        return new ResourceVector(sum);
    }

    /** The difference; {@code other} has to fit into this vector. */
    public ResourceVector minus(ResourceVector other) {
        if (!other.fitsInto(this)) {
            throw new IllegalArgumentException(other + " does not fit into " + this);
        }
        long[] rest = amounts.clone();
        for (int resource = 0; resource < rest.length; resource++) {
            rest[resource] -= other.amounts[resource];
        }
        return new ResourceVector(rest);
    }

    /** The smaller amount of every resource. */
    public ResourceVector atMost(ResourceVector limit) {
        requireSameSize(limit);
        long[] smaller = amounts.clone();
        for (int resource = 0; resource < smaller.length; resource++) {
            smaller[resource] = Math.min(smaller[resource], limit.amounts[resource]);
        }
        return new ResourceVector(smaller);
    }

    /** Whether no amount exceeds that of {@code room}. */
    public boolean fitsInto(ResourceVector room) {
        requireSameSize(room);
        for (int resource = 0; resource < amounts.length; resource++) {
            if (amounts[resource] > room.amounts[resource]) {
                return false;
            }
        }
        return true;
    }

    /** Whether every amount is 0. */
    public boolean isZero() {
        for (long amount : amounts) {
            if (amount != 0) {
                return false;
            }
        }
        return true;
    }

    private void requireSameSize(ResourceVector other) {
        if (other.amounts.length != amounts.length) {
            throw new IllegalArgumentException(
                    "vectors of different resources: " + this + " and " + other);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceVector vector && Arrays.equals(amounts, vector.amounts);
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
