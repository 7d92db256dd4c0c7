package org.scxfleet.node.rpc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BPF objects that this process has received, by hash, kept from one run to the next so that each
 * is sent once. When it is full the object that has not been asked for longest goes; a run keeps
 * its own references.
 */
final class ObjectStore {
    /** Bytes of all objects together. */
    static final long BYTES_MAX = 256L << 20;

    private final long bytesMax;
    private final Map<String, byte[]> bySha256 = new LinkedHashMap<>(16, 0.75f, true);
    private long bytesHeld;

    ObjectStore(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    synchronized byte @Nullable [] get(String sha256) {
        return bySha256.get(sha256);
    }

    synchronized void put(String sha256, byte[] object) {
        if (bySha256.containsKey(sha256)) {
            return;
        }
        bySha256.put(sha256, object);
        bytesHeld += object.length;
        Iterator<byte[]> oldest = bySha256.values().iterator();
        while (bytesHeld > bytesMax && oldest.hasNext()) {
            bytesHeld -= oldest.next().length;
            oldest.remove();
        }
    }
}
