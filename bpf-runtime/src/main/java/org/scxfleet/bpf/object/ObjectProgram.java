package org.scxfleet.bpf.object;

/**
 * A program of an object: a function in a program section.
 *
 * @param name symbol name
 * @param section section name as in the file
 * @param type kind of program
 * @param target what it attaches to: the part of the section name behind the slash, or empty
 * @param optional whether it is left out unless user space asks for it
 * @param sleepable whether it may call functions that sleep
 */
public record ObjectProgram(
        String name,
        String section,
        Type type,
        String target,
        boolean optional,
        boolean sleepable) {
    /** Kinds of program that section names stand for. */
    public enum Type {
        STRUCT_OPS("struct_ops"),
        SYSCALL("syscall"),
        RAW_TRACEPOINT_BTF("tp_btf"),
        FENTRY("fentry"),
        FEXIT("fexit"),
        FMOD_RETURN("fmod_ret"),
        KPROBE("kprobe"),
        KRETPROBE("kretprobe"),
        UPROBE("uprobe"),
        URETPROBE("uretprobe"),
        TRACEPOINT("tracepoint"),
        TRACEPOINT_SHORT("tp"),
        RAW_TRACEPOINT("raw_tp"),
        ITERATOR("iter"),
        PERF_EVENT("perf_event"),
        LSM("lsm"),
        /** A section whose name is none of the above. */
        UNKNOWN("");

        private final String prefix;

        Type(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Interprets a section name; null for a section of subprograms only. */
    static ObjectProgram of(String name, String section) {
        boolean optional = section.startsWith("?");
        String rest = optional ? section.substring(1) : section;
        int slash = rest.indexOf('/');
        String prefix = slash < 0 ? rest : rest.substring(0, slash);
        boolean sleepable = prefix.endsWith(".s");
        String plain = sleepable ? prefix.substring(0, prefix.length() - 2) : prefix;
        for (Type type : Type.values()) {
            if (type.prefix.equals(plain) && !plain.isEmpty()) {
                String target = slash < 0 ? "" : rest.substring(slash + 1);
                return new ObjectProgram(
                        name, section, type, target, optional, sleepable || type == Type.SYSCALL);
            }
        }
        return new ObjectProgram(name, section, Type.UNKNOWN, rest, optional, sleepable);
    }
}
