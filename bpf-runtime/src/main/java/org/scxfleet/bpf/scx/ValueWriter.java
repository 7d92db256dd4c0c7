package org.scxfleet.bpf.scx;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.profile.ProfileValue;

/** Lays the values of a profile out in memory, as the object's types say. */
final class ValueWriter {
    private static final int DEPTH_MAX = 32;

    private final Btf btf;
    private final HostNames names;
    private final Target target;

    /** Where values go. */
    interface Target {
        /** Writes bytes at an offset. */
        void write(int offset, byte[] bytes);

        /** Reads the number that is there. */
        long read(int offset, int sizeBytes);
    }

    ValueWriter(Btf btf, HostNames names, Target target) {
        this.btf = btf;
        this.names = names;
        this.target = target;
    }

    /**
     * Writes a value.
     *
     * @param what name for messages
     * @param type id of the type of what is written to
     */
    void write(String what, int type, int offset, ProfileValue value) {
        write(what, type, offset, value, 0);
    }

    private void write(String what, int type, int offset, ProfileValue value, int depth) {
        if (depth > DEPTH_MAX) {
            throw wrong(what, "is nested too deeply");
        }
        switch (value) {
            case ProfileValue.Scalar scalar -> writeNumber(what, type, offset, scalar);
            case ProfileValue.Elements elements -> {
                int stride = stride(what, type);
                checkRoom(what, type, elements.values().size());
                for (int i = 0; i < elements.values().size(); i++) {
                    long outer = names.index(i);
                    write(
                            what + "[" + i + "]",
                            element(what, type),
                            offset + i * stride,
                            elements.values().get(i),
                            depth + 1);
                    names.index(outer);
                }
            }
            case ProfileValue.Each each -> {
                int stride = stride(what, type);
                long count = each.count().evaluate(names);
                checkRoom(what, type, count);
                long around = names.enter();
                for (int i = 0; i < count; i++) {
                    long outer = names.index(i);
                    write(
                            what + "[" + i + "]",
                            element(what, type),
                            Math.addExact(offset, Math.multiplyExact(i, stride)),
                            each.value(),
                            depth + 1);
                    names.index(outer);
                }
                names.leave(around);
            }
            case ProfileValue.Members members -> writeMembers(what, type, offset, members, depth);
            case ProfileValue.Text text -> writeText(what, type, offset, text.value());
        }
    }

    private void writeNumber(String what, int type, int offset, ProfileValue.Scalar scalar) {
        int sizeBytes =
                switch (btf.resolved(type)) {
                    case BtfType.Int number -> number.sizeBytes();
                    case BtfType.Enumeration enumeration -> enumeration.sizeBytes();
                    case BtfType.Pointer pointer -> Long.BYTES;
                    case BtfType other -> throw wrong(what, "is not a number");
                };
        names.self(target.read(offset, sizeBytes));
        long value = scalar.value().evaluate(names);
        byte[] bytes = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i++) {
            bytes[i] = (byte) (i < Long.BYTES ? value >> (8 * i) : value >> 63);
        }
        target.write(offset, bytes);
    }

    private int element(String what, int type) {
        if (btf.resolved(type) instanceof BtfType.Array array) {
            return array.element();
        }
        throw wrong(what, "is not an array");
    }

    /** An array of one element is a place holder for one that is as long as its section. */
    private void checkRoom(String what, int type, long count) {
        if (btf.resolved(type) instanceof BtfType.Array array
                && array.count() > 1
                && count > array.count()) {
            throw wrong(what, "has " + array.count() + " elements, not " + count);
        }
    }

    private int stride(String what, int type) {
        return (int) btf.sizeBytes(element(what, type));
    }

    private void writeMembers(
            String what, int type, int offset, ProfileValue.Members members, int depth) {
        if (!(btf.resolved(type) instanceof BtfType.Composite composite)) {
            throw wrong(what, "is not a struct");
        }
        for (Map.Entry<String, ProfileValue> entry : members.values().entrySet()) {
            Place place = find(composite, entry.getKey(), 0);
            if (place == null) {
                List<String> known =
                        composite.members().stream().map(BtfType.Member::name).toList();
                throw wrong(what, "has no member " + entry.getKey() + "; there are " + known);
            }
            write(
                    what + "." + entry.getKey(),
                    place.type(),
                    offset + place.offset(),
                    entry.getValue(),
                    depth + 1);
        }
    }

    private record Place(int offset, int type) {}

    private @Nullable Place find(BtfType.Composite composite, String name, int depth) {
        for (BtfType.Member member : composite.members()) {
            int offset = member.bitOffset() / 8;
            if (member.name().equals(name) && member.bitWidth() == 0) {
                return new Place(offset, member.type());
            }
            if (member.name().isEmpty()
                    && depth < DEPTH_MAX
                    && btf.resolved(member.type()) instanceof BtfType.Composite inner) {
                Place place = find(inner, name, depth + 1);
                if (place != null) {
                    return new Place(place.offset() + offset, place.type());
                }
            }
        }
        return null;
    }

    private void writeText(String what, int type, int offset, String text) {
        if (!(btf.resolved(type) instanceof BtfType.Array array) || stride(what, type) != 1) {
            throw wrong(what, "is not an array of characters");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= array.count()) {
            throw wrong(what, "has room for " + (array.count() - 1) + " characters");
        }
        byte[] ended = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, ended, 0, bytes.length);
        target.write(offset, ended);
    }

    private static IllegalArgumentException wrong(String what, String why) {
        return new IllegalArgumentException(what + " " + why);
    }
}
