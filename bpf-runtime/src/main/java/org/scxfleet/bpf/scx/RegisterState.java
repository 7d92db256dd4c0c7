package org.scxfleet.bpf.scx;

import java.util.Arrays;

/**
 * What is known of the registers and spilled values at one place of a program, for {@link
 * FunctionScan}. A value is a number that is known, a pointer to the arguments, an argument that
 * may be NULL, or anything.
 */
final class RegisterState {
    static final byte ANY = 0;
    static final byte NUMBER = 1;
    static final byte CONTEXT = 2;
    static final byte NULLABLE = 3;

    private static final int REGISTERS = 11;
    private static final int SLOTS = 64;

    /** Registers first, then the eight-byte slots of the stack frame from its end down. */
    private final byte[] kinds = new byte[REGISTERS + SLOTS];

    private final long[] values = new long[REGISTERS + SLOTS];

    RegisterState copy() {
        RegisterState copy = new RegisterState();
        System.arraycopy(kinds, 0, copy.kinds, 0, kinds.length);
        System.arraycopy(values, 0, copy.values, 0, values.length);
        return copy;
    }

    /** Keeps what holds in both; returns whether anything was given up. */
    boolean join(RegisterState other) {
        boolean changed = false;
        for (int i = 0; i < kinds.length; i++) {
            boolean same = kinds[i] == other.kinds[i] && values[i] == other.values[i];
            if (!same && kinds[i] != ANY) {
                kinds[i] = ANY;
                values[i] = 0;
                changed = true;
            }
        }
        return changed;
    }

    byte kind(int place) {
        return kinds[place];
    }

    boolean isNumber(int place) {
        return kinds[place] == NUMBER;
    }

    long value(int place) {
        return values[place];
    }

    void set(int place, byte kind, long value) {
        kinds[place] = kind;
        values[place] = kind == ANY ? 0 : value;
    }

    void forget(int place) {
        set(place, ANY, 0);
    }

    void move(int to, int from) {
        set(to, kinds[from], values[from]);
    }

    void forgetAfterCall() {
        for (int register = 0; register <= 5; register++) {
            forget(register);
        }
    }

    /** Everything that is the same argument gets a kind, once it was compared with NULL. */
    void settle(long argument, byte kind) {
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == NULLABLE && values[i] == argument) {
                set(i, kind, 0);
            }
        }
    }

    /** The place of a slot of the stack frame, or -1 when an offset is not one. */
    static int slot(int offset) {
        int number = -offset / 8 - 1;
        return offset < 0 && offset % 8 == 0 && number < SLOTS ? REGISTERS + number : -1;
    }

    @Override
    public String toString() {
        return Arrays.toString(kinds);
    }
}
