package org.scxfleet.bpf.agent;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.ArrayMap;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.map.RingBuffer;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.object.BpfObject;
import org.scxfleet.bpf.object.LoadPlan;

/**
 * A running object as its loader sees it: global variables through the memory that both share, maps
 * through system calls.
 */
public final class ObjectView {
    private static final int WORD_BYTES = 8;
    private static final int DECIMAL = 10;
    private static final Pattern PATH_STEP = Pattern.compile("[.\\[]");

    private final LoadPlan plan;
    private final BpfObject object;
    private final Machine machine;

    public ObjectView(LoadPlan plan, Machine machine) {
        this.plan = plan;
        this.object = plan.linked().object();
        this.machine = machine;
    }

    /** The name of the object, for messages. */
    public String name() {
        return object.name();
    }

    /** Whether the object has such a variable, member or element. */
    public boolean has(String path) {
        return find(path) != null;
    }

    /** Where something is, and what. */
    private record Place(long address, int type) {}

    private Place locate(String path) {
        Place place = find(path);
        if (place == null) {
            throw new IllegalArgumentException(object.name() + " has no variable " + path);
        }
        return place;
    }

    private @Nullable Place find(String path) {
        String[] parts = PATH_STEP.split(path);
        LoadPlan.Location location = plan.find(parts[0]);
        Place place =
                location == null ? null : new Place(location.address(), location.variable().type());
        for (int i = 1; i < parts.length && place != null; i++) {
            place = inner(place, parts[i]);
        }
        return place;
    }

    private @Nullable Place inner(Place outer, String step) {
        Btf btf = object.btf();
        switch (btf.resolved(outer.type())) {
            case BtfType.Composite composite -> {
                for (BtfType.Member member : composite.members()) {
                    if (member.name().equals(step)) {
                        return new Place(
                                outer.address() + member.bitOffset() / Byte.SIZE, member.type());
                    }
                }
            }
            case BtfType.Array array -> {
                long index = step.endsWith("]") ? number(step) : array.count();
                if (index < array.count()) {
                    return new Place(
                            outer.address() + index * btf.sizeBytes(array.element()),
                            array.element());
                }
            }
            case BtfType other -> {}
        }
        return null;
    }

    private static long number(String step) {
        return Long.parseLong(step, 0, step.length() - 1, DECIMAL);
    }

    /**
     * The value of a number, not sign-extended.
     *
     * @param path a global variable, or a member or an element of one, as in C: {@code a.b[2]}
     */
    public long value(String path) {
        Place place = locate(path);
        return number(place.address(), (int) object.btf().sizeBytes(place.type()));
    }

    /** Sets a number. */
    public void set(String path, long value) {
        Place place = locate(path);
        int sizeBytes = (int) object.btf().sizeBytes(place.type());
        for (int i = 0; i < Math.min(sizeBytes, WORD_BYTES); i++) {
            machine.memory().store8(place.address() + i, value >> (Byte.SIZE * i));
        }
    }

    /** The text in an array of characters, up to its end. */
    public String text(String path) {
        Place place = locate(path);
        int bytes = (int) object.btf().sizeBytes(place.type());
        return MemoryCopy.string(machine.memory(), place.address(), bytes);
    }

    /**
     * The number in an element of an array, summed over the CPUs where each has its own.
     *
     * @throws IllegalArgumentException if the map is no array or has no such element
     */
    public long sum(BpfMap map, int element) {
        if (!(map instanceof ArrayMap array) || !array.hasElement(element)) {
            throw new IllegalArgumentException(
                    "map " + map.spec().name() + " has no element " + element);
        }
        int cpus = map.spec().type().isPerCpu() ? machine.environment().cpuCount() : 1;
        long sum = 0;
        for (int cpu = 0; cpu < cpus; cpu++) {
            sum += number(array.elementValue(element, cpu), map.spec().valueBytes());
        }
        return sum;
    }

    private long number(long address, int sizeBytes) {
        long value = 0;
        for (int i = 0; i < Math.min(sizeBytes, WORD_BYTES); i++) {
            value |= (machine.memory().load8(address + i) & 0xff) << (8 * i);
        }
        return value;
    }

    /** A map by its name. */
    public BpfMap map(String name) {
        int index = object.mapIndex(name);
        if (index < 0) {
            throw new IllegalArgumentException(object.name() + " has no map " + name);
        }
        return machine.maps().get(index);
    }

    /**
     * A ring buffer by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public RingBuffer ring(String name) {
        if (map(name) instanceof RingBuffer ring) {
            return ring;
        }
        throw new IllegalArgumentException(object.name() + ": map " + name + " is no ring buffer");
    }

    /** Takes the first value out of a queue; false when it is empty. */
    public boolean pop(BpfMap queue, byte[] value) {
        int bytes = stride(queue);
        long address = machine.pushScratch(bytes);
        int result = queue.pop(address);
        MemoryCopy.read(machine.memory(), address, value, 0, value.length);
        machine.popScratch(bytes);
        return result == 0;
    }

    /** Appends a value to a queue; false when it is full. */
    public boolean push(BpfMap queue, byte[] value) {
        int bytes = stride(queue);
        long address = machine.pushScratch(bytes);
        MemoryCopy.write(machine.memory(), address, value, 0, value.length);
        int result = queue.push(address, BpfMap.ANY);
        machine.popScratch(bytes);
        return result == 0;
    }

    private static int stride(BpfMap queue) {
        return queue.spec().valueStrideBytes() + WORD_BYTES - 1 & -WORD_BYTES;
    }
}
