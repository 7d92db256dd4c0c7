package org.scxfleet.node.rpc;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.codec.ChunkAssembler;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.v1.CommonProto.ObjectChunk;

/** The BPF objects of one run: those that this process has already, and those that it is sent. */
final class ObjectIntake {
    private final ObjectStore store;
    private final SortedMap<String, byte[]> objects = new TreeMap<>();
    private final List<String> missing = new ArrayList<>();
    private @Nullable ChunkAssembler arriving;

    /**
     * @param wanted hashes of all objects of the run
     */
    ObjectIntake(ObjectStore store, List<String> wanted) {
        if (wanted.size() > WireLimits.OBJECTS_MAX) {
            throw new IllegalArgumentException(
                    wanted.size() + " BPF objects, the most is " + WireLimits.OBJECTS_MAX);
        }
        this.store = store;
        for (String sha256 : wanted) {
            byte[] known = store.get(sha256);
            if (known == null) {
                missing.add(sha256);
            } else {
                objects.put(sha256, known);
            }
        }
    }

    /** Hashes of the objects still to be sent, in the order in which they are expected. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    /**
     * Takes a piece of the first missing object.
     *
     * @throws io.grpc.StatusRuntimeException if it is another object, or not what its hash says
     */
    void take(ObjectChunk chunk) {
        if (missing.isEmpty() || !missing.getFirst().equals(chunk.getSha256())) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("an object that was not asked for: " + chunk.getSha256())
                    .asRuntimeException();
        }
        if (arriving == null) {
            arriving = new ChunkAssembler("BPF object", WireLimits.OBJECT_BYTES_MAX);
        }
        ByteString whole = arriving.add(chunk.getChunk());
        if (whole == null) {
            return;
        }
        arriving = null;
        byte[] bytes = whole.toByteArray();
        String sha256 = SchedulerObjects.sha256(bytes);
        if (!sha256.equals(chunk.getSha256())) {
            throw Status.DATA_LOSS
                    .withDescription(
                            "a BPF object with SHA-256 " + sha256 + " came as " + chunk.getSha256())
                    .asRuntimeException();
        }
        missing.removeFirst();
        objects.put(sha256, bytes);
        store.put(sha256, bytes);
    }

    SchedulerObjects complete() {
        return SchedulerObjects.of(List.copyOf(objects.values()));
    }
}
