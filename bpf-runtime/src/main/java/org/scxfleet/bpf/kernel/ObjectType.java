package org.scxfleet.bpf.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * A kernel struct as programs see it: which fields it has, where they lie, and where their values
 * come from.
 *
 * <p>One list of fields is both: the struct's layout in the published types is computed from it,
 * and a load at an offset finds its field there. So what CO-RE relocates an access to and what the
 * access reads cannot differ. Holes between fields read as 0, as does everything of an object that
 * is gone.
 *
 * @param <T> the model's object behind the struct
 */
public final class ObjectType<T> {
    private final String name;
    private final int sizeBytes;
    private final List<Field<T>> fields;

    /** The field at each offset, null in holes. */
    private final @Nullable Field<T>[] fieldAt;

    /** Reads one unit of a field: the field itself, or an element of an array. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Returns the value; bits above the unit's size are ignored. */
        long read(KernelMemory memory, T object, int unit);
    }

    /** Writes a field. */
    @FunctionalInterface
    public interface Writer<T> {
        void write(KernelMemory memory, T object, long value);
    }

    /** A field with its place. */
    private record Field<T>(
            String path,
            int offset,
            int unitBytes,
            int sizeBytes,
            Reader<T> reader,
            @Nullable Writer<T> writer) {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private ObjectType(String name, int sizeBytes, List<Field<T>> fields) {
        this.name = name;
        this.sizeBytes = sizeBytes;
        this.fields = List.copyOf(fields);
        this.fieldAt = new Field[sizeBytes];
        for (Field<T> field : fields) {
            Arrays.fill(fieldAt, field.offset(), field.offset() + field.sizeBytes(), field);
        }
    }

    /** Begins the description of a struct. */
    static <T> Builder<T> of(String name) {
        return new Builder<>(name);
    }

    public String name() {
        return name;
    }

    public int sizeBytes() {
        return sizeBytes;
    }

    /** Returns the paths of the fields. */
    public List<String> paths() {
        return fields.stream().map(Field::path).toList();
    }

    /** Returns the offset of a field. */
    public int offset(String path) {
        for (Field<T> field : fields) {
            if (field.path().equals(path)) {
                return field.offset();
            }
        }
        throw new IllegalArgumentException("struct " + name + " has no field " + path);
    }

    /** Loads up to eight bytes; a null object reads as 0. */
    long load(KernelMemory memory, @Nullable T object, int offset, int loadBytes) {
        if (offset + loadBytes > sizeBytes) {
            throw outside("load", offset, loadBytes);
        }
        if (object == null) {
            return 0;
        }
        Field<T> field = fieldAt[offset];
        if (field != null) {
            int inField = offset - field.offset();
            if (inField == 0 && loadBytes == field.unitBytes()) {
                // What almost every load is; a division saved.
                return truncated(field.reader().read(memory, object, 0), loadBytes);
            }
            int unit = inField / field.unitBytes();
            int inUnit = inField - unit * field.unitBytes();
            if (inUnit + loadBytes <= field.unitBytes()) {
                long value = field.reader().read(memory, object, unit) >>> (8 * inUnit);
                return truncated(value, loadBytes);
            }
        }
        return loadBytes == 1 ? 0 : loadBytewise(memory, object, offset, loadBytes);
    }

    private static long truncated(long value, int bytes) {
        return bytes == 8 ? value : value & (1L << (8 * bytes)) - 1;
    }

    private long loadBytewise(KernelMemory memory, T object, int offset, int loadBytes) {
        long value = 0;
        for (int i = 0; i < loadBytes; i++) {
            value |= load(memory, object, offset + i, 1) << (8 * i);
        }
        return value;
    }

    /** Stores a field that programs may write; everything else faults. */
    void store(KernelMemory memory, @Nullable T object, int offset, int storeBytes, long value) {
        if (offset + storeBytes > sizeBytes) {
            throw outside("store", offset, storeBytes);
        }
        Field<T> field = fieldAt[offset];
        Writer<T> writer = field == null ? null : field.writer();
        if (field == null
                || writer == null
                || object == null
                || offset != field.offset()
                || storeBytes != field.sizeBytes()) {
            throw new ProgramFault(
                    ProgramFault.Kind.MEMORY,
                    "store to "
                            + name
                            + (field == null ? " at offset " + offset : "." + field.path())
                            + (object == null ? ", which is gone" : ", which is read-only"));
        }
        writer.write(memory, object, value);
    }

    private ProgramFault outside(String access, int offset, int accessBytes) {
        return new ProgramFault(
                ProgramFault.Kind.MEMORY,
                access
                        + " of "
                        + accessBytes
                        + " bytes at offset "
                        + offset
                        + " of "
                        + name
                        + ", where no field is");
    }

    /** Collects the fields of a struct. */
    static final class Builder<T> {
        private final String name;
        private final Map<String, String> nestedNames = new LinkedHashMap<>();
        private final List<Declaration<T>> declarations = new ArrayList<>();

        private record Declaration<T>(
                String notation, String path, Reader<T> reader, @Nullable Writer<T> writer) {}

        private Builder(String name) {
            this.name = name;
        }

        /** Names the struct of a member whose fields are added by path. */
        Builder<T> nested(String path, String structName) {
            nestedNames.put(path, structName);
            return this;
        }

        /** Adds a field that programs may read. */
        Builder<T> field(String notation, String path, Reader<T> reader) {
            declarations.add(new Declaration<>(notation, path, reader, null));
            return this;
        }

        /** Adds a field that programs may read and write. */
        Builder<T> writable(String notation, String path, Reader<T> reader, Writer<T> writer) {
            declarations.add(new Declaration<>(notation, path, reader, writer));
            return this;
        }

        /** Lays the struct out, defines it and its nested structs, and returns it. */
        ObjectType<T> define(TypeTable table) {
            define(table, "", name);
            List<Field<T>> fields = new ArrayList<>();
            for (Declaration<T> declaration : declarations) {
                fields.add(place(table, declaration));
            }
            BtfType.Composite whole = composite(table, name);
            return new ObjectType<>(name, whole.sizeBytes(), fields);
        }

        private void define(TypeTable table, String prefix, String structName) {
            LinkedHashSet<String> members = new LinkedHashSet<>();
            for (Declaration<T> declaration : declarations) {
                if (!declaration.path().startsWith(prefix)) {
                    continue;
                }
                String rest = declaration.path().substring(prefix.length());
                int dot = rest.indexOf('.');
                if (dot < 0) {
                    members.add(member(declaration.notation(), rest));
                    continue;
                }
                String member = rest.substring(0, dot);
                String nested = nestedName(prefix + member);
                if (table.composite(nested) == null) {
                    define(table, prefix + member + ".", nested);
                }
                members.add("struct " + nested + " " + member);
            }
            table.structure(structName, List.copyOf(members));
        }

        private String nestedName(String path) {
            String nested = nestedNames.get(path);
            if (nested == null) {
                throw new IllegalStateException("struct of " + name + "." + path + " has no name");
            }
            return nested;
        }

        private static String member(String notation, String memberName) {
            int array = notation.indexOf('[');
            return array < 0
                    ? notation + " " + memberName
                    : notation.substring(0, array) + " " + memberName + notation.substring(array);
        }

        private Field<T> place(TypeTable table, Declaration<T> declaration) {
            BtfType.Composite composite = composite(table, name);
            String rest = declaration.path();
            StringBuilder prefix = new StringBuilder();
            int bits = 0;
            for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
                String member = rest.substring(0, dot);
                bits += find(composite, member).bitOffset();
                prefix.append(prefix.isEmpty() ? "" : ".").append(member);
                composite = composite(table, nestedName(prefix.toString()));
                rest = rest.substring(dot + 1);
            }
            BtfType.Member last = find(composite, rest);
            return new Field<>(
                    declaration.path(),
                    (bits + last.bitOffset()) / 8,
                    table.unitBytes(last.type()),
                    table.sizeBytes(last.type()),
                    declaration.reader(),
                    declaration.writer());
        }

        private static BtfType.Composite composite(TypeTable table, String structName) {
            BtfType.Composite composite = table.composite(structName);
            if (composite == null) {
                throw new IllegalStateException("struct " + structName + " is not defined");
            }
            return composite;
        }

        private static BtfType.Member find(BtfType.Composite composite, String memberName) {
            for (BtfType.Member member : composite.members()) {
                if (member.name().equals(memberName)) {
                    return member;
                }
            }
            throw new IllegalStateException(composite.name() + " has no member " + memberName);
        }
    }
}
