package org.scxfleet.bpf.code;

import org.scxfleet.bpf.memory.AddressSpace;

/**
 * Read-modify-write instructions. One callback runs at a time, so a load and a store make an atomic
 * operation.
 *
 * <p>Shared by interpreter and compiled code.
 */
public final class Atomics {
    private Atomics() {}

    /**
     * Carries out an operation of 4 or 8 bytes on memory.
     *
     * @param operation the instruction's immediate
     * @param operand the source register
     * @param compared r0, for compare-and-exchange
     * @return the old value, zero-extended
     */
    public static long apply(
            AddressSpace memory,
            int operation,
            int sizeBytes,
            long address,
            long operand,
            long compared) {
        long old = sizeBytes == 8 ? memory.load64(address) : memory.load32(address);
        long value =
                switch (operation & ~Opcode.FETCH) {
                    case Opcode.ADD -> old + operand;
                    case Opcode.OR -> old | operand;
                    case Opcode.AND -> old & operand;
                    case Opcode.XOR -> old ^ operand;
                    case Opcode.XCHG & ~Opcode.FETCH -> operand;
                    case Opcode.CMPXCHG & ~Opcode.FETCH ->
                            old == (sizeBytes == 8 ? compared : compared & 0xffffffffL)
                                    ? operand
                                    : old;
                    default -> throw new IllegalStateException("atomic operation " + operation);
                };
        if (sizeBytes == 8) {
            memory.store64(address, value);
        } else {
            memory.store32(address, value);
        }
        return old;
    }
}
