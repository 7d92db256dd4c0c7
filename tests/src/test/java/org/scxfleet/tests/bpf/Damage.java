package org.scxfleet.tests.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Ways in which the bytes of an object get damaged. */
enum Damage {
    TRUNCATED {
        @Override
        byte[] apply(byte[] object, byte[] other, SplittableRandom random) {
            return Arrays.copyOf(object, random.nextInt(object.length));
        }
    },
    BITS_FLIPPED {
        @Override
        byte[] apply(byte[] object, byte[] other, SplittableRandom random) {
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                object[random.nextInt(object.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return object;
        }
    },
    BYTES_SET {
        @Override
        byte[] apply(byte[] object, byte[] other, SplittableRandom random) {
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                object[random.nextInt(object.length)] = (byte) random.nextInt();
            }
            return object;
        }
    },
    NUMBERS_SET {
        /** Sizes, offsets and counts are four or eight bytes, and aligned. */
        @Override
        byte[] apply(byte[] object, byte[] other, SplittableRandom random) {
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                set(object, random.nextInt(object.length / 4 - 1) * 4, random);
            }
            return object;
        }
    },
    SECTION_HEADER_SET {
        @Override
        byte[] apply(byte[] object, byte[] other, SplittableRandom random) {
            ByteBuffer buffer = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
            int table = (int) buffer.getLong(ELF_SECTION_TABLE);
            int count = buffer.getShort(ELF_SECTION_COUNT);
            int header = table + random.nextInt(count) * SECTION_HEADER_BYTES;
            set(object, header + random.nextInt(SECTION_HEADER_BYTES / 4) * 4, random);
            return object;
        }
    },
    SPLICED {
        /** A piece of another object, or of another place of this one. */
        @Override
        byte[] apply(byte[] object, byte[] other, SplittableRandom random) {
            byte[] from = random.nextBoolean() ? other : object.clone();
            int length = random.nextInt(1, 512) & -8;
            length = Math.min(length, Math.min(from.length, object.length) - 8);
            int start = random.nextInt((from.length - length) / 8) * 8;
            int to = random.nextInt((object.length - length) / 8) * 8;
            System.arraycopy(from, start, object, to, length);
            return object;
        }
    },
    CODE_SET {
        /** Damage to instructions only: nothing but running them shows it. */
        @Override
        byte[] apply(byte[] object, byte[] other, SplittableRandom random) {
            ByteBuffer buffer = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
            int table = (int) buffer.getLong(ELF_SECTION_TABLE);
            int count = buffer.getShort(ELF_SECTION_COUNT);
            for (int tries = 0; tries < 200; tries++) {
                int header = table + random.nextInt(count) * SECTION_HEADER_BYTES;
                int offset = (int) buffer.getLong(header + 24);
                int size = (int) buffer.getLong(header + 32);
                if ((buffer.getLong(header + 8) & SECTION_EXECUTABLE) != 0 && size >= 16) {
                    for (int i = random.nextInt(1, 5); i > 0; i--) {
                        object[offset + random.nextInt(size)] = (byte) random.nextInt();
                    }
                    return object;
                }
            }
            return object;
        }
    };

    private static final int ELF_SECTION_TABLE = 40;
    private static final int ELF_SECTION_COUNT = 60;
    private static final int SECTION_HEADER_BYTES = 64;
    private static final long SECTION_EXECUTABLE = 4;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        0x7fffffff,
        0x80000000L,
        0xffffffffL,
        0x7fffffffffffffffL,
        Long.MIN_VALUE,
        1L << 32,
        1L << 40,
        4096,
        0x10001
    };

    /** Damages a copy of an object; {@code other} is one to take pieces from. */
    abstract byte[] apply(byte[] object, byte[] other, SplittableRandom random);

    private static void set(byte[] object, int at, SplittableRandom random) {
        ByteBuffer buffer = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
        long number =
                random.nextInt(4) == 0
                        ? random.nextLong()
                        : NUMBERS[random.nextInt(NUMBERS.length)];
        if (random.nextBoolean() && at + 8 <= object.length) {
            buffer.putLong(at, number);
        } else {
            buffer.putInt(at, (int) number);
        }
    }
}
