package org.scxfleet.bpf.object;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.Environment;
import org.scxfleet.bpf.code.Executor;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.map.ArenaMap;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.map.MapOfMaps;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.map.MapType;
import org.scxfleet.bpf.memory.Bytes;
import org.scxfleet.bpf.memory.FlatRegion;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.memory.MemoryLimit;

/**
 * What is to be true before a program of the object runs for the first time: values of global
 * variables, sizes of sections and maps.
 *
 * <p>It does what a scheduler's user-space half does between opening and loading its object. One
 * plan makes any number of machines; read-only sections are one array shared by all of them, others
 * are copied where they are not zero.
 */
public final class LoadPlan {
    /** Stands for the map number of the arena's variables, which lie in no map of their own. */
    public static final int ARENA = -1;

    private final LinkedObject linked;
    private final Executor executor;
    private final Map<Integer, byte[]> images = new LinkedHashMap<>();
    private final Map<Integer, Integer> entries = new LinkedHashMap<>();
    private final Map<Integer, Integer> sizes = new LinkedHashMap<>();
    private byte[] arenaImage = new byte[0];

    /**
     * @param executor runs the object's image
     */
    public LoadPlan(LinkedObject linked, Executor executor) {
        this.linked = linked;
        this.executor = executor;
        BpfObject object = linked.object();
        for (int i = 0; i < object.maps().size(); i++) {
            GlobalSection section = object.maps().get(i).section();
            if (section != null) {
                byte[] image =
                        section.image().length > 0
                                ? section.image().clone()
                                : new byte[lazyImageBytes(section)];
                images.put(i, image);
                if (section.kind() == GlobalSection.Kind.CONFIGURATION) {
                    fillConfiguration(section, image);
                }
            }
        }
        GlobalSection arena = object.arenaSection();
        if (arena != null) {
            arenaImage = arena.image().clone();
        }
    }

    private LoadPlan(LoadPlan other) {
        this.linked = other.linked;
        this.executor = other.executor;
        this.images.putAll(other.images);
        this.entries.putAll(other.entries);
        this.sizes.putAll(other.sizes);
        this.arenaImage = other.arenaImage;
    }

    /**
     * Returns a plan that goes on from here. Neither changes the other; sections that are the same
     * in both share their bytes.
     */
    public LoadPlan copy() {
        return new LoadPlan(this);
    }

    /** An all-zero section needs no bytes until a value is set in it. */
    private static int lazyImageBytes(GlobalSection section) {
        return section.kind() == GlobalSection.Kind.CONFIGURATION ? section.sizeBytes() : 0;
    }

    /** Returns the object. */
    public LinkedObject linked() {
        return linked;
    }

    private void fillConfiguration(GlobalSection section, byte[] image) {
        for (GlobalSection.Variable variable : section.variables().values()) {
            KernelInterface.Configuration value = linked.kernel().configuration(variable.name());
            switch (value) {
                case KernelInterface.Configuration.Number number -> {
                    int size = variable.sizeBytes();
                    if (size == 1 || size == 2 || size == 4 || size == 8) {
                        Bytes.put(image, variable.offset(), size, number.value());
                    }
                }
                case KernelInterface.Configuration.Text text -> {
                    byte[] bytes = text.value().getBytes(StandardCharsets.UTF_8);
                    int length = Math.min(bytes.length, variable.sizeBytes() - 1);
                    System.arraycopy(bytes, 0, image, variable.offset(), Math.max(0, length));
                }
                case null -> refuseIfNeeded(variable.name());
            }
        }
    }

    private void refuseIfNeeded(String name) {
        BpfObject.Extern extern = linked.object().externs().get(name);
        if (extern != null && !extern.weak()) {
            throw new ProgramRefused(
                    linked.object().name() + ": kernel configuration " + name + " is not set here");
        }
    }

    /**
     * Returns where a variable lies.
     *
     * @return the map number and the variable, or null when no section has it
     */
    public @Nullable Location find(String variable) {
        BpfObject object = linked.object();
        for (Map.Entry<Integer, byte[]> entry : images.entrySet()) {
            GlobalSection section = object.maps().get(entry.getKey()).section();
            GlobalSection.Variable found = section == null ? null : section.variable(variable);
            if (found != null) {
                return new Location(entry.getKey(), found);
            }
        }
        GlobalSection arena = object.arenaSection();
        GlobalSection.Variable shared = arena == null ? null : arena.variable(variable);
        return shared == null ? null : new Location(ARENA, shared);
    }

    /** A variable and the number of the map of its section, {@link #ARENA} for the arena's. */
    public record Location(int map, GlobalSection.Variable variable) {
        /** Returns the address of the variable in every machine. */
        public long address() {
            return map == ARENA
                    ? LinkedObject.ARENA_IMAGE_START + variable.offset()
                    : AddressLayout.mapValue(map, variable.offset());
        }
    }

    /** Sets bytes of a section. */
    public void write(int map, int offset, byte[] bytes) {
        byte[] image = map == ARENA ? arenaImage : images.get(map);
        if (image == null || offset < 0 || bytes.length > sizeOf(map) - offset) {
            throw new ProgramRefused(
                    linked.object().name()
                            + ": "
                            + bytes.length
                            + " bytes at "
                            + offset
                            + " are outside the section");
        }
        // Another plan or a machine may share the present array.
        image = Arrays.copyOf(image, Math.max(image.length, offset + bytes.length));
        if (map == ARENA) {
            arenaImage = image;
        } else {
            images.put(map, image);
        }
        System.arraycopy(bytes, 0, image, offset, bytes.length);
    }

    /** Sets a number of 1, 2, 4 or 8 bytes in a section. */
    public void writeNumber(int map, int offset, int sizeBytes, long value) {
        byte[] bytes = new byte[sizeBytes];
        Bytes.put(bytes, 0, sizeBytes, value);
        write(map, offset, bytes);
    }

    /** Returns the number of at most 8 bytes that a section holds at an offset. */
    public long readNumber(int map, int offset, int sizeBytes) {
        byte[] image = map == ARENA ? arenaImage : images.getOrDefault(map, new byte[0]);
        long value = 0;
        for (int i = 0; i < Math.min(sizeBytes, Long.BYTES); i++) {
            long each = offset + i < image.length ? image[offset + i] & 0xff : 0;
            value |= each << (8 * i);
        }
        return value;
    }

    /** Sets a whole variable to a number, if the object has it; returns whether it has. */
    public boolean setNumber(String variable, long value) {
        Location location = find(variable);
        if (location == null) {
            return false;
        }
        int size = location.variable().sizeBytes();
        if (size != 1 && size != 2 && size != 4 && size != 8) {
            throw new ProgramRefused(
                    linked.object().name() + ": variable " + variable + " is not a number");
        }
        writeNumber(location.map(), location.variable().offset(), size, value);
        return true;
    }

    private int sizeOf(int map) {
        GlobalSection arena = linked.object().arenaSection();
        if (map == ARENA) {
            return arena == null ? 0 : arena.sizeBytes();
        }
        return sizes.getOrDefault(map, linked.object().maps().get(map).spec().valueBytes());
    }

    /**
     * Gives the section of a map another size, as user space does for arrays whose length depends
     * on the machine.
     */
    public void resize(int map, int sizeBytes) {
        if (sizeBytes <= 0 || sizeBytes > MapSpec.VALUE_BYTES_MAX || !images.containsKey(map)) {
            throw new ProgramRefused(
                    linked.object().name() + ": section cannot have " + sizeBytes + " bytes");
        }
        sizes.put(map, sizeBytes);
        byte[] image = images.get(map);
        if (image != null && image.length > sizeBytes) {
            images.put(map, Arrays.copyOf(image, sizeBytes));
        }
    }

    /** Gives a map another number of entries. */
    public void maxEntries(int map, int count) {
        entries.put(map, count);
    }

    /**
     * Makes a machine: memory, maps and initial values, nothing run yet.
     *
     * @throws org.scxfleet.bpf.memory.ProgramFault when a map's sizes are impossible or exceed the
     *     limit
     */
    public Machine newMachine(Environment environment, MemoryLimit limit, long budget) {
        BpfObject object = linked.object();
        Machine machine = new Machine(linked.image(), executor, environment, limit, budget);
        machine.useTypes(new ObjectTypes(object.btf()));
        for (int i = 0; i < object.maps().size(); i++) {
            MapSpec spec = object.maps().get(i).spec();
            int maxEntries = entries.getOrDefault(i, defaultEntries(spec, environment));
            machine.addMap(spec.resized(sizeOf(i), maxEntries));
        }
        for (int i = 0; i < object.maps().size(); i++) {
            GlobalSection section = object.maps().get(i).section();
            byte[] image = images.get(i);
            if (section != null && image != null) {
                place(machine, i, section, image);
            }
            fillInner(machine, i);
        }
        placeArena(machine);
        return machine;
    }

    private static int defaultEntries(MapSpec spec, Environment environment) {
        return spec.type() == MapType.PERF_EVENT_ARRAY && spec.maxEntries() == 0
                ? environment.cpuCount()
                : spec.maxEntries();
    }

    private void place(Machine machine, int map, GlobalSection section, byte[] image) {
        if (section.kind() != GlobalSection.Kind.WRITABLE) {
            byte[] whole = image.length == sizeOf(map) ? image : Arrays.copyOf(image, sizeOf(map));
            machine.memory()
                    .map(
                            AddressLayout.MAPS_FIRST + map,
                            new FlatRegion(section.name(), whole, false));
            return;
        }
        for (int at = 0; at < image.length; at++) {
            if (image[at] != 0) {
                machine.memory().store8(AddressLayout.mapValue(map, at), image[at]);
            }
        }
    }

    /** The maps that a map of maps begins with; a table has them under their positions. */
    private void fillInner(Machine machine, int map) {
        if (!(machine.maps().get(map) instanceof MapOfMaps outer)) {
            return;
        }
        int keyBytes = Math.max(Long.BYTES, outer.spec().keyStrideBytes());
        long key = machine.pushScratch(keyBytes + Long.BYTES);
        long handle = key + keyBytes;
        MemoryCopy.clear(machine.memory(), key, keyBytes);
        ObjectMap description = linked.object().maps().get(map);
        for (int i = 0; i < description.initialInner().size(); i++) {
            int inner = linked.object().mapIndex(description.initialInner().get(i));
            if (inner >= 0) {
                machine.memory().store32(key, i);
                machine.memory().store64(handle, AddressLayout.mapHandle(inner));
                try {
                    outer.put(key, handle);
                } catch (IllegalArgumentException full) {
                    throw new ProgramRefused(
                            linked.object().name() + ": " + full.getMessage(), full);
                }
            }
        }
        machine.popScratch(keyBytes + Long.BYTES);
    }

    private void placeArena(Machine machine) {
        GlobalSection section = linked.object().arenaSection();
        if (section == null) {
            return;
        }
        for (BpfMap map : machine.maps()) {
            if (map instanceof ArenaMap arena) {
                arena.arena()
                        .place(LinkedObject.ARENA_IMAGE_START, arenaImage, section.sizeBytes());
                return;
            }
        }
        throw new ProgramRefused(linked.object().name() + ": arena variables but no arena map");
    }
}
