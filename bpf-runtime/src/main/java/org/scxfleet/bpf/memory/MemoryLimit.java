package org.scxfleet.bpf.memory;

/**
 * The bytes that one scheduler instance may take for maps, arena pages and objects.
 *
 * <p>An object file may ask for a map of terabytes. Everything that grows with a program's wishes
 * is charged here first, so such a wish ends in a refusal at load or a failed allocation at run
 * time, never in an exhausted heap.
 */
public final class MemoryLimit {
    /** What one scheduler instance gets unless told otherwise. */
    public static final long DEFAULT_BYTES = 512L << 20;

    private final long limitBytes;
    private long usedBytes;

    public MemoryLimit(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Takes the bytes if they fit; otherwise takes nothing and returns false. */
    public boolean tryTake(long bytes) {
        if (bytes < 0 || bytes > limitBytes - usedBytes) {
            return false;
        }
        usedBytes += bytes;
        return true;
    }

    /** Takes the bytes or faults. */
    public void take(long bytes, String what) {
        if (!tryTake(bytes)) {
            throw new ProgramFault(
                    ProgramFault.Kind.MEMORY_LIMIT,
                    what
                            + " needs "
                            + bytes
                            + " bytes; "
                            + (limitBytes - usedBytes)
                            + " of the limit of "
                            + limitBytes
                            + " are left");
        }
    }

    /** Gives bytes back. */
    public void release(long bytes) {
        if (bytes < 0 || bytes > usedBytes) {
            throw new IllegalStateException("released " + bytes + " of " + usedBytes + " bytes");
        }
        usedBytes -= bytes;
    }

    /** Returns the bytes taken now. */
    public long usedBytes() {
        return usedBytes;
    }
}
