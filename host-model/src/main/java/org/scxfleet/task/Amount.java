package org.scxfleet.task;

import org.scxfleet.engine.SeededRandom;

/** A quantity of a step, drawn anew each time the step runs. Times are nanoseconds, sizes bytes. */
public sealed interface Amount {
    /** A value, at least 0. */
    long draw(SeededRandom random);

    /** Always the same. */
    record Fixed(long value) implements Amount {
        public Fixed {
            atLeastZero(value);
        }

        @Override
        public long draw(SeededRandom random) {
            return value;
        }
    }

    /** Uniform between both ends, both included. */
    record Uniform(long min, long max) implements Amount {
        public Uniform {
            atLeastZero(min);
            if (max < min) {
                throw new IllegalArgumentException(
                        "uniform range " + min + ".." + max + " is empty");
            }
        }

        @Override
        public long draw(SeededRandom random) {
            return min + random.below(max - min + 1);
        }
    }

    /** Exponential with a mean, cut off at {@link #CUT_OFF_MEANS} means. */
    record Exponential(long mean) implements Amount {
        /** A draw never exceeds this many means (probability below 2^-28). */
        public static final int CUT_OFF_MEANS = 20;

        public Exponential {
            atLeastZero(mean);
        }

        @Override
        public long draw(SeededRandom random) {
            return Math.min(random.exponential(mean), CUT_OFF_MEANS * mean);
        }
    }

    static Amount of(long value) {
        return new Fixed(value);
    }

    private static void atLeastZero(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a quantity can not be negative: " + value);
        }
    }
}
