package org.scxfleet.bpf.object;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.code.HostFunction;

/**
 * What an object can be linked against: the types, functions, variables and configuration of one
 * (emulated) kernel.
 */
public interface KernelInterface {
    /** Returns the kernel's types; a kfunc exists only if its prototype is among them. */
    Btf types();

    /** Returns the helper with a number, or null. */
    @Nullable HostFunction helper(int number);

    /** Returns the kfunc with a name, or null. */
    @Nullable HostFunction kernelFunction(String name);

    /** Returns the address of a kernel variable, or 0 when it does not exist. */
    long kernelVariable(String name);

    /**
     * Returns the value of a configuration extern (a number, or a string), or null when it is not
     * set.
     */
    @Nullable Configuration configuration(String name);

    /** A kernel configuration value. */
    sealed interface Configuration {
        /** A number; for a boolean 0 or 1. */
        record Number(long value) implements Configuration {}

        /** A string. */
        record Text(String value) implements Configuration {}
    }

    /** Returns the names of the kernel's struct_ops types that can be attached here. */
    List<String> structOpsTypes();
}
