package org.scxfleet.fleet;

/** Bounds of what processes send each other. What is larger than a message goes in chunks. */
public final class WireLimits {
    /** Largest message that a process accepts. */
    public static final int MESSAGE_BYTES_MAX = 16 << 20;

    /** Size of a chunk, and size at which a page of reports is closed. */
    public static final int CHUNK_BYTES = 1 << 20;

    /** Largest description of the hosts of one process, in encoded form. */
    public static final int HOSTS_BYTES_MAX = 1 << 30;

    /** Largest description of a run. */
    public static final int RUN_BYTES_MAX = 1 << 30;

    /** Largest BPF object. */
    public static final int OBJECT_BYTES_MAX = 64 << 20;

    /** BPF objects that one run may name. */
    public static final int OBJECTS_MAX = 256;

    private WireLimits() {}
}
