package org.scxfleet.bpf.kernel;

import java.util.function.IntFunction;
import org.scxfleet.bpf.memory.Region;

/** NUL-terminated texts at equal distances, one char per byte. */
final class TextRegion extends Region {
    private final int strideShift;
    private final IntFunction<String> texts;

    TextRegion(String name, int strideShift, IntFunction<String> texts) {
        super(name);
        this.strideShift = strideShift;
        this.texts = texts;
    }

    @Override
    public long load(long offset, int sizeBytes) {
        String text = texts.apply((int) (offset >>> strideShift));
        int at = (int) offset & (1 << strideShift) - 1;
        long value = 0;
        for (int i = 0; i < sizeBytes; i++) {
            long c = at + i < text.length() ? text.charAt(at + i) & 0xff : 0;
            value |= c << (8 * i);
        }
        return value;
    }

    @Override
    public void store(long offset, int sizeBytes, long value) {
        throw outside("store", offset, sizeBytes);
    }
}
