package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.map.RingBuffer;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Ring buffers to and from user space, and the dynamic pointers that a drain hands to its callback.
 *
 * <p>A dynamic pointer is 16 bytes: the address of the data and its length.
 */
final class RingCalls {
    private static final int DYNPTR_BYTES = 16;
    private static final int DRAIN_MAX = 131_072;
    private static final long WAKE_FLAGS = 3;

    private RingCalls() {}

    static void addTo(CallTable table) {
        table.helper(130, RingCalls::output);
        table.helper(131, RingCalls::reserve);
        table.helper(132, (m, record, flags, c, d, e) -> finish(m, record, false));
        table.helper(133, (m, record, flags, c, d, e) -> finish(m, record, true));
        table.helper(134, RingCalls::query);
        table.helper(198, RingCalls::reserveDynptr);
        table.helper(199, (m, dynptr, flags, c, d, e) -> finishDynptr(m, dynptr, false));
        table.helper(200, (m, dynptr, flags, c, d, e) -> finishDynptr(m, dynptr, true));
        table.helper(209, RingCalls::drain);
        table.helper(197, RingCalls::fromMemory);
        table.helper(201, RingCalls::readDynptr);
        table.helper(202, RingCalls::writeDynptr);
        table.helper(203, RingCalls::dynptrData);
    }

    private static RingBuffer ring(Machine m, long map) {
        if (m.map(map) instanceof RingBuffer ring) {
            return ring;
        }
        throw new ProgramFault(ProgramFault.Kind.ARGUMENT, "map is not a ring buffer");
    }

    private static long reserve(Machine m, long map, long size, long flags, long d, long e) {
        return flags != 0 ? 0 : ring(m, map).reserve(size);
    }

    private static long finish(Machine m, long record, boolean discard) {
        RingBuffer.finish(m.memory(), record, discard);
        return 0;
    }

    /**
     * A reservation that fails leaves a pointer to nothing, which must be given back all the same.
     */
    private static long reserveDynptr(
            Machine m, long map, long size, long flags, long dynptr, long e) {
        long bytes = size & 0xffffffffL;
        long record = flags == 0 ? ring(m, map).reserve(bytes) : 0;
        setDynptr(m.memory(), dynptr, record, record == 0 ? 0 : bytes);
        return record != 0 ? 0 : flags != 0 ? Errno.EINVAL : Errno.ENOMEM;
    }

    private static long finishDynptr(Machine m, long dynptr, boolean discard) {
        long record = m.memory().load64(dynptr);
        if (record != 0) {
            RingBuffer.finish(m.memory(), record, discard);
        }
        setDynptr(m.memory(), dynptr, 0, 0);
        return 0;
    }

    private static long output(Machine m, long map, long data, long size, long flags, long e) {
        if ((flags & ~WAKE_FLAGS) != 0) {
            return Errno.EINVAL;
        }
        long record = ring(m, map).reserve(size);
        if (record == 0) {
            return Errno.EAGAIN;
        }
        m.chargeBytes(size);
        MemoryCopy.copy(m.memory(), record, data, (int) size);
        RingBuffer.finish(m.memory(), record, false);
        return 0;
    }

    private static long query(Machine m, long map, long what, long c, long d, long e) {
        RingBuffer ring = ring(m, map);
        return switch ((int) what) {
            case 0 -> ring.producerPosition() - ring.consumerPosition();
            case 1 -> ring.sizeBytes();
            case 2 -> ring.consumerPosition();
            case 3 -> ring.producerPosition();
            default -> 0;
        };
    }

    private static long drain(
            Machine m, long map, long callback, long context, long flags, long e) {
        RingBuffer ring = ring(m, map);
        if ((flags & ~WAKE_FLAGS) != 0) {
            return Errno.EINVAL;
        }
        if (!ring.beginDrain()) {
            return Errno.EBUSY;
        }
        long dynptr = m.pushScratch(DYNPTR_BYTES);
        long count = 0;
        try {
            while (count < DRAIN_MAX) {
                long data = ring.nextForDrain();
                if (data == 0) {
                    break;
                }
                setDynptr(m.memory(), dynptr, data, ring.lengthAt(data));
                count++;
                long stop = m.callback(callback, dynptr, context, 0, 0, 0);
                ring.passForDrain(data);
                if (stop != 0) {
                    break;
                }
            }
        } finally {
            ring.endDrain();
        }
        m.popScratch(DYNPTR_BYTES);
        return count;
    }

    private static void setDynptr(AddressSpace memory, long dynptr, long data, long length) {
        memory.store64(dynptr, data);
        memory.store64(dynptr + 8, length);
    }

    private static long fromMemory(
            Machine m, long data, long size, long flags, long dynptr, long e) {
        boolean fine = flags == 0;
        setDynptr(m.memory(), dynptr, fine ? data : 0, fine ? size & 0xffffffffL : 0);
        return fine ? 0 : Errno.EINVAL;
    }

    private static boolean within(AddressSpace memory, long dynptr, long offset, long length) {
        long size = memory.load64(dynptr + 8);
        return offset >= 0 && length >= 0 && offset <= size && length <= size - offset;
    }

    private static long dynptrData(
            Machine m, long dynptr, long offset, long length, long d, long e) {
        AddressSpace memory = m.memory();
        long data = memory.load64(dynptr);
        return data != 0 && within(memory, dynptr, offset & 0xffffffffL, length & 0xffffffffL)
                ? data + (offset & 0xffffffffL)
                : 0;
    }

    private static long readDynptr(
            Machine m, long to, long length, long dynptr, long offset, long flags) {
        long from = dynptrData(m, dynptr, offset, length, 0, 0);
        if (from == 0 || flags != 0) {
            return from == 0 ? Errno.E2BIG : Errno.EINVAL;
        }
        m.chargeBytes(length);
        MemoryCopy.copy(m.memory(), to, from, (int) length);
        return 0;
    }

    private static long writeDynptr(
            Machine m, long dynptr, long offset, long from, long length, long flags) {
        long to = dynptrData(m, dynptr, offset, length, 0, 0);
        if (to == 0 || flags != 0) {
            return to == 0 ? Errno.E2BIG : Errno.EINVAL;
        }
        m.chargeBytes(length);
        MemoryCopy.copy(m.memory(), to, from, (int) length);
        return 0;
    }
}
