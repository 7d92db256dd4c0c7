package org.scxfleet.bpf.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.map.ArenaMap;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.map.MapType;
import org.scxfleet.bpf.map.RingBuffer;
import org.scxfleet.bpf.map.SpecialField;
import org.scxfleet.bpf.memory.Arena;

/** Timers, ring buffers, iterators, arena pages, guarded reads. */
class OtherFunctionsTest {
    private static final int TIMER_INIT = 169;
    private static final int TIMER_SET_CALLBACK = 170;
    private static final int TIMER_START = 171;
    private static final int TIMER_CANCEL = 172;

    private static final MapSpec WITH_TIMER =
            new MapSpec(
                    "timers",
                    MapType.HASH,
                    4,
                    24,
                    4,
                    0,
                    List.of(new SpecialField(SpecialField.Kind.TIMER, 8, 16)),
                    null);

    /** callback(map, key, value): *(u64 *)value = *(u32 *)key; return 0. */
    private final TestMachine m =
            new TestMachine("6121000000000000 7b13000000000000 b700000000000000 9500000000000000");

    private long valueWithTimer(long map, int key) {
        m.put(0, 0);
        m.put(8, 0);
        m.put(16, 0);
        m.helper(2, map, m.put(32, key), TestMachine.SCRATCH, 0);
        return m.helper(1, map, m.put(32, key));
    }

    @Test
    void shouldCallBackWhenATimerFires() {
        long map = m.map(WITH_TIMER);
        long value = valueWithTimer(map, 7);
        long timer = value + 8;
        assertThat(m.helper(TIMER_START, timer, 10, 0)).as("before init").isEqualTo(Errno.EINVAL);
        assertThat(m.helper(TIMER_INIT, timer, map, 99)).isEqualTo(Errno.EINVAL);
        assertThat(m.helper(TIMER_INIT, timer, map, 1)).isZero();
        assertThat(m.helper(TIMER_INIT, timer, map, 1)).isEqualTo(Errno.EBUSY);
        assertThat(m.helper(TIMER_START, timer, 10, 0))
                .as("before a callback")
                .isEqualTo(Errno.EINVAL);
        assertThat(m.helper(TIMER_SET_CALLBACK, timer, TestMachine.function(0))).isZero();
        assertThat(m.helper(TIMER_START, timer, 2_500, 0)).isZero();
        assertThat(m.armed).containsEntry(0, m.nowNs + 2_500);
        assertThat(m.helper(TIMER_START, timer, 0, 0)).isZero();
        assertThat(m.armed).as("not at once").containsEntry(0, m.nowNs + 1_000);
        assertThat(m.helper(TIMER_START, timer, 5_000, 1)).isZero();
        assertThat(m.armed).containsEntry(0, 5_000L);
        m.machine.fireTimer(0);
        assertThat(m.memory().load64(value)).isEqualTo(7);
        assertThat(m.helper(TIMER_CANCEL, timer)).as("it has fired").isZero();
        m.helper(TIMER_START, timer, 1, 0);
        assertThat(m.helper(TIMER_CANCEL, timer)).isEqualTo(1);
        assertThat(m.armed).isEmpty();
    }

    @Test
    void shouldCancelTheTimersOfADeletedElement() {
        long map = m.map(WITH_TIMER);
        long timer = valueWithTimer(map, 3) + 8;
        m.helper(TIMER_INIT, timer, map, 7);
        m.helper(TIMER_SET_CALLBACK, timer, TestMachine.function(0));
        m.helper(TIMER_START, timer, 100, 0);
        assertThat(m.armed).hasSize(1);
        assertThat(m.helper(3, map, m.put(32, 3))).isZero();
        assertThat(m.armed).isEmpty();
        m.machine.fireTimer(0);
    }

    @Test
    void shouldCarryRecordsToUserSpaceInOrder() {
        long map = m.map(MapSpec.of(MapType.RINGBUF, 0, 0, 4096));
        RingBuffer ring = (RingBuffer) m.mapOf(map);
        long first = m.helper(131, map, 8, 0);
        long second = m.helper(131, map, 8, 0);
        m.memory().store64(first, 1);
        m.memory().store64(second, 2);
        m.helper(132, second, 0);
        assertThat(ring.read()).as("the first record is still busy").isNull();
        m.helper(132, first, 0);
        assertThat(ring.read()).startsWith(1);
        assertThat(ring.read()).startsWith(2);
        assertThat(ring.read()).isNull();
        assertThat(m.helper(131, map, 5000, 0)).as("larger than the buffer").isZero();
        for (int i = 0; i < 10_000; i++) {
            long record = m.helper(131, map, 100, 0);
            m.memory().store64(record, i);
            m.helper(i % 3 == 0 ? 133 : 132, record, 0);
            if (i % 3 != 0) {
                assertThat(RingBuffer.field(ring.read(), 0, 8)).isEqualTo(i);
            }
        }
        assertThat(m.helper(134, map, 1)).isEqualTo(4096);
    }

    @Test
    void shouldDrainRecordsOfUserSpaceUntilTheCallbackStops() {
        // callback(dynptr, context): data = *(u64 *)dynptr; return *(u8 *)data == 's'
        TestMachine with =
                new TestMachine(
                        "7911000000000000 7111000000000000 b700000000000000 5501010073000000 b700000001000000"
                                + " 9500000000000000");
        long map = with.map(MapSpec.of(MapType.USER_RINGBUF, 0, 0, 4096));
        RingBuffer ring = (RingBuffer) with.mapOf(map);
        for (String record : List.of("go", "stop", "late")) {
            assertThat(ring.write(record.getBytes(StandardCharsets.US_ASCII))).isTrue();
        }
        assertThat(with.helper(209, map, TestMachine.function(0), 0, 0)).isEqualTo(2);
        assertThat(with.helper(209, map, TestMachine.function(0), 0, 0)).isEqualTo(1);
        assertThat(with.helper(209, map, TestMachine.function(0), 0, 0)).isZero();
    }

    @Test
    void shouldIterateOverNumbers() {
        long iterator = TestMachine.SCRATCH;
        assertThat(m.kfunc("bpf_iter_num_new", iterator, -1, 2)).isZero();
        StringBuilder seen = new StringBuilder();
        for (long at = m.kfunc("bpf_iter_num_next", iterator);
                at != 0;
                at = m.kfunc("bpf_iter_num_next", iterator)) {
            seen.append((int) m.memory().load32(at)).append(' ');
        }
        assertThat(seen.toString()).isEqualTo("-1 0 1 ");
        assertThat(m.kfunc("bpf_iter_num_new", iterator, 5, 4)).isEqualTo(Errno.EINVAL);
        assertThat(m.kfunc("bpf_iter_num_next", iterator)).isZero();
        assertThat(m.kfunc("bpf_iter_num_new", iterator, 0, 9_000_000)).isEqualTo(Errno.E2BIG);
    }

    @Test
    void shouldHandOutArenaPagesAndForgetAccessesToAbsentOnes() {
        long map = m.map(MapSpec.of(MapType.ARENA, 0, 0, 1024));
        Arena arena = ((ArenaMap) m.mapOf(map)).arena();
        long user = m.kfunc("bpf_arena_alloc_pages", map, 0, 2, -1, 0);
        assertThat(user >>> 32).isEqualTo(Arena.USER_VIEW_BASE >>> 32);
        long kernel = user & 0xffffffffL;
        assertThat(kernel).isGreaterThanOrEqualTo(1 << 20);
        m.memory().store64(kernel + 4092, 0x1122334455667788L);
        assertThat(m.memory().load64(kernel + 4092)).isEqualTo(0x1122334455667788L);
        m.memory().store64(kernel + 8192, 5);
        assertThat(m.memory().load64(kernel + 8192)).isZero();
        assertThat(arena.faults()).isEqualTo(2);
        m.kfunc("bpf_arena_free_pages", map, user, 2);
        assertThat(m.memory().load64(kernel)).isZero();
        assertThat(m.kfunc("bpf_arena_alloc_pages", map, 0, 2, -1, 0)).isEqualTo(user);
        assertThat(m.kfunc("bpf_arena_alloc_pages", map, 0, 2000, -1, 0)).isZero();
        assertThat(m.kfunc("bpf_arena_alloc_pages", map, 0, 0, -1, 0)).isZero();
        assertThat(m.kfunc("bpf_arena_alloc_pages", map, 0, 1, -1, 1)).isZero();
    }

    @Test
    void shouldZeroTheDestinationOfAReadThatFails() {
        long to = m.put(0, -1);
        assertThat(m.helper(113, to, 8, 0)).isEqualTo(Errno.EFAULT);
        assertThat(m.memory().load64(to)).isZero();
        m.put(0, -1);
        assertThat(m.helper(113, to, 8, 0x7777_0000_0000_0000L)).isEqualTo(Errno.EFAULT);
        assertThat(m.memory().load64(to)).isZero();
        assertThat(m.helper(113, to, 8, m.put(64, 5))).isZero();
        assertThat(m.memory().load64(to)).isEqualTo(5);
    }

    @Test
    void shouldCopyStringsWithTheirEnd() {
        long from = m.put(64, "sched_ext");
        long to = TestMachine.SCRATCH;
        assertThat(m.helper(115, to, 32, from)).isEqualTo(10);
        assertThat(m.string(to)).isEqualTo("sched_ext");
        assertThat(m.helper(115, to, 6, from)).isEqualTo(6);
        assertThat(m.string(to)).isEqualTo("sched");
        assertThat(m.helper(115, to, 6, 0)).isEqualTo(Errno.EFAULT);
        assertThat(m.helper(182, from, 32, m.put(128, "sched_ext"))).isZero();
        assertThat(m.helper(182, from, 32, m.put(128, "sched_exu"))).isNegative();
        assertThat(m.helper(182, from, 5, m.put(128, "sched"))).isZero();
    }
}
