package org.scxfleet.bpf.btf;

import java.util.List;

/** One BTF type. Types refer to each other by id; id 0 is void. */
public sealed interface BtfType {
    /** Returns the name; empty for types without one. */
    default String name() {
        return "";
    }

    /** The type with id 0. */
    record Void() implements BtfType {}

    /**
     * An integer.
     *
     * @param bits number of value bits
     */
    record Int(String name, int sizeBytes, int bits, boolean signed) implements BtfType {}

    /** A pointer. */
    record Pointer(int target) implements BtfType {}

    /** An array. */
    record Array(int element, int count) implements BtfType {}

    /** A struct or union. */
    record Composite(String name, boolean union, int sizeBytes, List<Member> members)
            implements BtfType {}

    /**
     * A member of a struct or union.
     *
     * @param bitOffset from the start of the struct
     * @param bitWidth of a bit field; 0 for an ordinary member
     */
    record Member(String name, int type, int bitOffset, int bitWidth) {}

    /** An enum of 32 or 64 bits. */
    record Enumeration(String name, int sizeBytes, boolean signed, List<Constant> constants)
            implements BtfType {}

    /** A constant of an enum. */
    record Constant(String name, long value) {}

    /** A declaration without definition. */
    record Forward(String name, boolean union) implements BtfType {}

    /** A typedef. */
    record Typedef(String name, int target) implements BtfType {}

    /** const, volatile or restrict. */
    record Qualifier(int target) implements BtfType {}

    /** A type attribute, such as the one that marks a kernel pointer in a map value. */
    record TypeTag(String name, int target) implements BtfType {}

    /**
     * A function.
     *
     * @param linkage 0 static, 1 global, 2 extern
     */
    record Function(String name, int prototype, int linkage) implements BtfType {}

    /** A function's type. */
    record Prototype(int result, List<Parameter> parameters) implements BtfType {}

    /** A parameter; type 0 in the last place stands for variable arguments. */
    record Parameter(String name, int type) {}

    /**
     * A global variable.
     *
     * @param linkage 0 static, 1 global, 2 extern
     */
    record Variable(String name, int type, int linkage) implements BtfType {}

    /** The variables of one section. */
    record DataSection(String name, int sizeBytes, List<Placement> variables) implements BtfType {}

    /** Where a variable lies in its section. */
    record Placement(int variable, int offset, int sizeBytes) {}

    /** A floating-point number. */
    record Floating(String name, int sizeBytes) implements BtfType {}

    /** An attribute of a declaration. */
    record DeclarationTag(String name, int target, int component) implements BtfType {}
}
