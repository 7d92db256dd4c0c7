package org.scxfleet.bpf.map;

/**
 * A part of a map value or allocated object that belongs to the kernel: updates leave it alone, and
 * it is cleaned up when the value goes.
 *
 * @param kind what it is
 * @param offset bytes from the start of the value
 * @param sizeBytes its length
 */
public record SpecialField(Kind kind, int offset, int sizeBytes) {
    /** Kinds of special fields. */
    public enum Kind {
        SPIN_LOCK,
        TIMER,
        WORKQUEUE,
        KPTR,
        LIST_HEAD,
        LIST_NODE,
        RB_ROOT,
        RB_NODE,
        REFCOUNT
    }
}
