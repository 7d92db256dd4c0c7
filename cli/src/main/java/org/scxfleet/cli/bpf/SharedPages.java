package org.scxfleet.cli.bpf;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.scxfleet.bpf.memory.PageSharing;

/**
 * The pages that hosts of this process have alike. When there are too many, the rest is not shared;
 * hosts then need more memory and do the same.
 */
final class SharedPages implements PageSharing {
    /** Sixteen times what the largest arena of the public schedulers takes. */
    private static final int PAGES_MAX = 1 << 16;

    private final Map<ByteBuffer, byte[]> pages = new HashMap<>();

    @Override
    public synchronized byte[] share(byte[] page) {
        ByteBuffer content = ByteBuffer.wrap(page);
        byte[] known = pages.get(content);
        if (known != null) {
            return known;
        }
        if (pages.size() < PAGES_MAX) {
            pages.put(content, page);
        }
        return page;
    }
}
