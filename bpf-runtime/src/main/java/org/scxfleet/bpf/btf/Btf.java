package org.scxfleet.bpf.btf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.ProgramRefused;

/** A set of types with ids, from an object, a kernel, or a table of ours. */
public final class Btf {
    /** Longest chain of typedefs and qualifiers, and deepest nesting, that is followed. */
    public static final int DEPTH_MAX = 64;

    private final String source;
    private final List<BtfType> types;
    private final Map<String, List<Integer>> idsByEssentialName = new LinkedHashMap<>();

    /**
     * @param source name used in messages
     * @param types by id; the one with id 0 must be void
     */
    public Btf(String source, List<BtfType> types) {
        this.source = source;
        this.types = List.copyOf(types);
        for (int id = 1; id < this.types.size(); id++) {
            String name = this.types.get(id).name();
            if (!name.isEmpty()) {
                idsByEssentialName
                        .computeIfAbsent(essentialName(name), key -> new ArrayList<>())
                        .add(id);
            }
        }
    }

    /** No types but void: what an object without BTF has. */
    public static Btf empty(String source) {
        return new Btf(source, List.of(new BtfType.Void()));
    }

    /**
     * Returns the name without a flavour: up to the last three underscores, if something precedes
     * them.
     */
    public static String essentialName(String name) {
        int at = name.lastIndexOf("___");
        return at > 0 ? name.substring(0, at) : name;
    }

    /** Returns the number of types, void included. */
    public int size() {
        return types.size();
    }

    /** Returns the type with an id; refuses an id that does not exist. */
    public BtfType type(int id) {
        if (id < 0 || id >= types.size()) {
            throw new ProgramRefused(source + ": type " + id + " does not exist");
        }
        return types.get(id);
    }

    /** Returns the ids of types whose essential name is the given one, in ascending order. */
    public List<Integer> idsOf(String essentialName) {
        return idsByEssentialName.getOrDefault(essentialName, List.of());
    }

    /** Returns the id of the first type of a kind with exactly this name, or -1. */
    public int find(Class<? extends BtfType> kind, String name) {
        for (int id : idsOf(essentialName(name))) {
            if (kind.isInstance(types.get(id)) && types.get(id).name().equals(name)) {
                return id;
            }
        }
        return -1;
    }

    /** Returns the first type of a kind with exactly this name, or null. */
    public <T extends BtfType> @Nullable T lookup(Class<T> kind, String name) {
        int id = find(kind, name);
        return id < 0 ? null : kind.cast(types.get(id));
    }

    /** Returns the id behind typedefs, qualifiers and type tags. */
    public int resolve(int id) {
        int at = id;
        for (int depth = 0; depth < DEPTH_MAX; depth++) {
            switch (type(at)) {
                case BtfType.Typedef typedef -> at = typedef.target();
                case BtfType.Qualifier qualifier -> at = qualifier.target();
                case BtfType.TypeTag tag -> at = tag.target();
                default -> {
                    return at;
                }
            }
        }
        throw new ProgramRefused(source + ": type " + id + " refers to itself");
    }

    /** Returns the type behind typedefs, qualifiers and type tags. */
    public BtfType resolved(int id) {
        return type(resolve(id));
    }

    /** Returns the size of a type in bytes; refuses types without one. */
    public long sizeBytes(int id) {
        return sizeBytes(id, 0);
    }

    private long sizeBytes(int id, int depth) {
        if (depth > DEPTH_MAX) {
            throw new ProgramRefused(source + ": type " + id + " contains itself");
        }
        return switch (resolved(id)) {
            case BtfType.Int integer -> integer.sizeBytes();
            case BtfType.Floating floating -> floating.sizeBytes();
            case BtfType.Composite composite -> composite.sizeBytes();
            case BtfType.Enumeration enumeration -> enumeration.sizeBytes();
            case BtfType.Pointer pointer -> Long.BYTES;
            case BtfType.Array array ->
                    Math.multiplyExact(
                            sizeBytes(array.element(), depth + 1) & Integer.MAX_VALUE,
                            (long) array.count());
            case BtfType.Variable variable -> sizeBytes(variable.type(), depth + 1);
            case BtfType other ->
                    throw new ProgramRefused(source + ": type " + id + " has no size");
        };
    }

    /** Returns the data section with a name, or null. */
    public BtfType.@Nullable DataSection dataSection(String name) {
        for (BtfType type : types) {
            if (type instanceof BtfType.DataSection section && section.name().equals(name)) {
                return section;
            }
        }
        return null;
    }

    /** Returns the value of an enum constant wherever it is defined, or null. */
    public @Nullable Long constant(String name) {
        for (BtfType type : types) {
            if (type instanceof BtfType.Enumeration enumeration) {
                for (BtfType.Constant constant : enumeration.constants()) {
                    if (constant.name().equals(name)) {
                        return constant.value();
                    }
                }
            }
        }
        return null;
    }
}
