package org.scxfleet.bpf.kernel;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.memory.Region;

/**
 * Addresses of all objects of one type: number times stride. What lies behind an address is asked
 * of the model at every access, so a view is never out of date.
 */
final class ObjectRegion<T> extends Region {
    private final KernelMemory memory;
    private final ObjectType<T> type;
    private final int strideShift;
    private final int firstNumber;
    private final IntFunction<@Nullable T> objects;

    /**
     * @param strideShift two to this power is the distance between objects
     * @param firstNumber number of the object at offset 0
     * @param objects finds an object by number; null for one that is gone
     */
    ObjectRegion(
            KernelMemory memory,
            ObjectType<T> type,
            int strideShift,
            int firstNumber,
            IntFunction<@Nullable T> objects) {
        super("struct " + type.name());
        this.memory = memory;
        this.type = type;
        this.strideShift = strideShift;
        this.firstNumber = firstNumber;
        this.objects = objects;
    }

    private @Nullable T object(long offset) {
        return objects.apply(firstNumber + (int) (offset >>> strideShift));
    }

    @Override
    public long load(long offset, int sizeBytes) {
        return type.load(memory, object(offset), (int) offset & (1 << strideShift) - 1, sizeBytes);
    }

    @Override
    public void store(long offset, int sizeBytes, long value) {
        type.store(memory, object(offset), (int) offset & (1 << strideShift) - 1, sizeBytes, value);
    }
}
