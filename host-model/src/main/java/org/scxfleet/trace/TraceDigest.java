package org.scxfleet.trace;

/**
 * A running 64-bit hash over the events of one host, in order: two runs are the same iff their
 * digests are.
 *
 * <p>Always on. The products of one event are independent of each other and of the running value,
 * so only one rotate, one multiply and two xors lie on the critical path.
 */
public final class TraceDigest {
    private static final long K1 = 0x9e3779b97f4a7c15L;
    private static final long K2 = 0xbf58476d1ce4e5b9L;
    private static final long K3 = 0x94d049bb133111ebL;
    private static final long K4 = 0xd6e8feb86659fd93L;
    private static final long CHAIN = 0x2545f4914f6cdd1dL;

    private long value = K1;
    private long events;

    /** Adds one event; all six canonical fields matter. */
    public void add(int kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
        long where =
                ((long) kind << 56)
                        ^ ((long) kernel << 44)
                        ^ ((long) (cpu & 0xffff) << 28)
                        ^ (task & 0xfffffffL);
        long head = (timeNs * K1) ^ Long.rotateLeft(where * K2, 31);
        long tail = (a * K3) ^ Long.rotateLeft(b * K4, 23);
        value = (Long.rotateLeft(value ^ head, 29) * CHAIN) ^ tail;
        events++;
    }

    public long value() {
        return value ^ (value >>> 32) ^ events;
    }

    public long events() {
        return events;
    }
}
