package org.scxfleet.bpf.code;

/** Sizes of the types that a program allocates objects of, by the type ids it passes. */
@FunctionalInterface
public interface AllocationTypes {
    /** Returns the size of a type of the object, or 0 when there is no such type. */
    long sizeBytes(long typeId);
}
