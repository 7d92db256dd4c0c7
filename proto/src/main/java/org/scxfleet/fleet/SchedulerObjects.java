package org.scxfleet.fleet;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The BPF objects of a run, named by their hash. */
public final class SchedulerObjects {
    /** No object: every scheduler of the run is built in. */
    public static final SchedulerObjects NONE = of(List.of());

    private final SortedMap<String, byte[]> bytesBySha256;

    private SchedulerObjects(SortedMap<String, byte[]> bytesBySha256) {
        this.bytesBySha256 = bytesBySha256;
    }

    /**
     * @param objects the objects' bytes; not copied, not to be changed
     */
    public static SchedulerObjects of(List<byte[]> objects) {
        SortedMap<String, byte[]> byHash = new TreeMap<>();
        for (byte[] object : objects) {
            if (object.length > WireLimits.OBJECT_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "a BPF object of "
                                + object.length
                                + " bytes; the most is "
                                + WireLimits.OBJECT_BYTES_MAX);
            }
            byHash.put(sha256(object), object);
        }
        if (byHash.size() > WireLimits.OBJECTS_MAX) {
            throw new IllegalArgumentException(
                    byHash.size() + " BPF objects; the most is " + WireLimits.OBJECTS_MAX);
        }
        return new SchedulerObjects(byHash);
    }

    /** Hashes in ascending order. */
    public List<String> sha256s() {
        return List.copyOf(bytesBySha256.keySet());
    }

    /**
     * @throws IllegalArgumentException if there is no such object
     */
    public byte[] bytes(String sha256) {
        byte[] bytes = bytesBySha256.get(sha256);
        if (bytes == null) {
            throw new IllegalArgumentException("no BPF object with SHA-256 " + sha256);
        }
        return bytes;
    }

    /** Hash of an object in lower-case hex. */
    public static String sha256(byte[] object) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(object));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
