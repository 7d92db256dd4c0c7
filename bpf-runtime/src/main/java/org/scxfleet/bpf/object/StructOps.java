package org.scxfleet.bpf.object;

import java.util.Map;
import org.scxfleet.bpf.btf.Btf;

/**
 * One struct_ops variable of an object, such as the {@code sched_ext_ops} of a scheduler.
 *
 * @param name variable name
 * @param type name of its struct
 * @param functions names of the programs that members point to, by member name, in the order of the
 *     struct
 * @param values the bytes of the other members, by member name
 * @param link whether it lies in the section whose variables are attached through a link
 */
public record StructOps(
        String name,
        String type,
        Map<String, String> functions,
        Map<String, byte[]> values,
        boolean link) {
    /** Returns the name of the kernel's struct, whatever flavour of it the object has. */
    public String kernelType() {
        return Btf.essentialName(type);
    }

    /** Returns a scalar member as a number, 0 when the struct has no such member. */
    public long number(String member) {
        byte[] bytes = values.get(member);
        long value = 0;
        for (int i = 0; bytes != null && i < Math.min(bytes.length, Long.BYTES); i++) {
            value |= (bytes[i] & 0xffL) << (8 * i);
        }
        return value;
    }

    /** Returns a character-array member as text, empty when the struct has no such member. */
    public String text(String member) {
        byte[] bytes = values.get(member);
        StringBuilder text = new StringBuilder();
        for (int i = 0; bytes != null && i < bytes.length && bytes[i] != 0; i++) {
            text.append((char) (bytes[i] & 0xff));
        }
        return text.toString();
    }
}
