package org.scxfleet.bpf.code;

/**
 * A function that a program can call and that is written in Java: a helper or a kfunc.
 *
 * <p>Holds no state of a host: one instance serves every machine, and compiled code keeps it as a
 * constant. Whatever differs between hosts is reached through the machine.
 */
@FunctionalInterface
public interface HostFunction {
    /**
     * Runs the function with the argument registers r1 to r5 and returns r0.
     *
     * @throws org.scxfleet.bpf.memory.ProgramFault when the call ends the program
     */
    long call(Machine machine, long r1, long r2, long r3, long r4, long r5);
}
