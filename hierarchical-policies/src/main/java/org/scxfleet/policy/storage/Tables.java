package org.scxfleet.policy.storage;

import java.util.Arrays;

/**
 * Tables indexed by a task or cgroup number. Each method returns the table itself, or a longer copy
 * if the index does not fit; sizes double, so that growth costs a constant per number.
 */
public final class Tables {
    private static final int FIRST_SIZE = 16;

    private Tables() {}

    public static long[] fit(long[] table, int index) {
        return index < table.length ? table : Arrays.copyOf(table, grown(table.length, index));
    }

    public static int[] fit(int[] table, int index) {
        return index < table.length ? table : Arrays.copyOf(table, grown(table.length, index));
    }

    public static boolean[] fit(boolean[] table, int index) {
        return index < table.length ? table : Arrays.copyOf(table, grown(table.length, index));
    }

    public static <T> T[] fit(T[] table, int index) {
        return index < table.length ? table : Arrays.copyOf(table, grown(table.length, index));
    }

    private static int grown(int size, int index) {
        return Math.max(Math.max(FIRST_SIZE, size * 2), index + 1);
    }
}
