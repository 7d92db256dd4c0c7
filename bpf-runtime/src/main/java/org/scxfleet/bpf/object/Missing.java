package org.scxfleet.bpf.object;

/**
 * Something that an object uses and the kernel it is linked against does not have.
 *
 * @param kind what it is
 * @param name its name
 * @param fatal whether the object cannot run without it; otherwise the program asks first, or never
 *     gets there
 */
public record Missing(Kind kind, String name, boolean fatal) {
    /** What can be missing. */
    public enum Kind {
        HELPER,
        KFUNC,
        KERNEL_VARIABLE,
        STRUCT_OPS_TYPE,
        STRUCT_OPS_MEMBER,
        ARENA,
        PROGRAM
    }
}
