package org.scxfleet.bpf.code;

/**
 * A way to run the functions of one image: the interpreter, or a compiled class. Has no state of a
 * host.
 */
public interface Executor {
    /**
     * Runs one function until it returns.
     *
     * <p>Takes the instructions off {@link Machine#remaining} block by block, and keeps that field
     * and {@link Machine#frame} current whenever it calls a host function.
     *
     * @param function index in the image
     * @param frame offset of the end of the function's stack frame, which r10 points at
     * @return r0
     * @throws org.scxfleet.bpf.memory.ProgramFault when the program did something that ends it
     */
    long run(Machine machine, int function, int frame, long r1, long r2, long r3, long r4, long r5);
}
