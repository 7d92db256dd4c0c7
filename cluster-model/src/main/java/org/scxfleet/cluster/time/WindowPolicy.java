package org.scxfleet.cluster.time;

/**
 * How cluster time is cut into windows, within what is safe. No policy changes a result; the odd
 * ones exist so that tests can show it.
 */
public enum WindowPolicy {
    /** As far as is safe: the fewest windows. */
    LOOKAHEAD {
        @Override
        long lengthNs(long lookaheadNs, long window) {
            return lookaheadNs;
        }
    },
    /** A seventh of what is safe: borders that coincide with nothing in the model. */
    SEVENTH {
        @Override
        long lengthNs(long lookaheadNs, long window) {
            return Math.max(1, lookaheadNs / 7);
        }
    },
    /** From one nanosecond, doubling with every window up to what is safe, and again. */
    GROWING {
        @Override
        long lengthNs(long lookaheadNs, long window) {
            int doublings = (int) (window % DOUBLINGS_MAX);
            return Math.min(lookaheadNs, 1L << doublings);
        }
    },
    /** As far as is safe, but only the host that is furthest behind runs in each window. */
    ONE_HOST {
        @Override
        long lengthNs(long lookaheadNs, long window) {
            return lookaheadNs;
        }
    };

    private static final int DOUBLINGS_MAX = 40;

    /** Length of a window, 1 to {@code lookaheadNs}; windows are counted from 0. */
    abstract long lengthNs(long lookaheadNs, long window);
}
