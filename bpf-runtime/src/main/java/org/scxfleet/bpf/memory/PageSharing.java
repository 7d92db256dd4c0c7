package org.scxfleet.bpf.memory;

/**
 * Keeps one copy of pages that many hosts hold alike.
 *
 * <p>Schedulers lay out their arenas when they start, and every host of a group lays out the same
 * bytes. A page that was shared is never written again: who stores into it makes a copy first.
 * Called from whatever threads the hosts run on.
 */
@FunctionalInterface
public interface PageSharing {
    /** Every host keeps its own. */
    PageSharing NONE = page -> page;

    /** Returns a page with the same bytes, the given one or one that was given before. */
    byte[] share(byte[] page);
}
