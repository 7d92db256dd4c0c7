package org.scxfleet.tests.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.memory.Arena;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.host.Host;
import org.scxfleet.topology.CpuTopology;

/** Hosts that lay out the same arena share its pages and do not notice. */
class SharedArenaTest {
    private static final long DURATION_NS = 50 * SmallHost.MS_NS;

    private static BpfSchedulerFactory ledger() throws IOException {
        Path folder = CompiledObjects.examples();
        return BpfSchedulerFactory.of(
                "ledger",
                CompiledObjects.object(folder, "ledger"),
                CompiledObjects.profile(folder, "ledger"));
    }

    @Test
    void shouldDoTheSameWithAndWithoutSharing() throws IOException {
        Host alone = SmallHost.run(CpuTopology.flat(3), ledger(), DURATION_NS);
        List<byte[]> asked = new ArrayList<>();
        BpfSchedulerFactory sharing =
                ledger().sharing(page -> {
                    for (byte[] known : asked) {
                        if (Arrays.equals(known, page)) {
                            return known;
                        }
                    }
                    asked.add(page);
                    return page;
                });
        Host first = SmallHost.run(CpuTopology.flat(3), sharing, DURATION_NS);
        Host second = SmallHost.run(CpuTopology.flat(3), sharing, DURATION_NS);
        assertThat(first.digest()).isEqualTo(alone.digest());
        assertThat(second.digest()).isEqualTo(alone.digest());
    }

    @Test
    void shouldCopyASharedPageBeforeAStore() {
        Arena a = new Arena(1024, new MemoryLimit(1 << 20));
        Arena b = new Arena(1024, new MemoryLimit(1 << 20));
        long inA = a.allocate(0, 1);
        long inB = b.allocate(0, 1);
        a.store(inA, 8, 7);
        b.store(inB, 8, 7);
        List<byte[]> pages = new ArrayList<>();
        a.share(page -> {
            pages.add(page);
            return page;
        });
        b.share(page -> pages.getFirst());
        assertThat(b.load(inB, 8)).isEqualTo(7);
        b.store(inB + 8, 8, 9);
        assertThat(a.load(inA + 8, 8)).isZero();
        assertThat(b.load(inB + 8, 8)).isEqualTo(9);
        assertThat(b.load(inB, 8)).isEqualTo(7);
        a.store(inA, 8, 5);
        assertThat(pages.getFirst()[0]).isEqualTo((byte) 7);
        assertThat(b.load(inB, 8)).isEqualTo(7);
    }
}
