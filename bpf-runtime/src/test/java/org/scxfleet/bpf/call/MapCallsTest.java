package org.scxfleet.bpf.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.map.HashTableMap;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.map.MapType;
import org.scxfleet.bpf.map.SpecialField;
import org.scxfleet.bpf.memory.ProgramFault;

class MapCallsTest {
    private static final int LOOKUP = 1;
    private static final int UPDATE = 2;
    private static final int DELETE = 3;
    private static final int PUSH = 87;
    private static final int POP = 88;
    private static final int PEEK = 89;

    private final TestMachine m = new TestMachine();

    @Test
    void shouldFindEveryElementOfAnArrayAndNothingBehindIt() {
        long map = m.map(MapSpec.of(MapType.ARRAY, 4, 12, 3));
        long first = m.helper(LOOKUP, map, m.put(0, 0));
        assertThat(m.helper(LOOKUP, map, m.put(0, 2))).isEqualTo(first + 32);
        assertThat(m.helper(LOOKUP, map, m.put(0, 3))).isZero();
        assertThat(m.helper(LOOKUP, map, m.put(0, 0xffffffffL))).isZero();
        assertThat(m.helper(DELETE, map, m.put(0, 0))).isEqualTo(Errno.EINVAL);
        assertThat(m.helper(UPDATE, map, m.put(0, 1), m.put(8, 77), 1)).isEqualTo(Errno.EEXIST);
        assertThat(m.helper(UPDATE, map, m.put(0, 1), m.put(8, 77), 0)).isZero();
        assertThat(m.memory().load64(first + 16)).isEqualTo(77);
    }

    @Test
    void shouldKeepACopyForEveryCpu() {
        long map = m.map(MapSpec.of(MapType.PERCPU_ARRAY, 4, 8, 2));
        for (m.cpu = 0; m.cpu < TestMachine.CPUS; m.cpu++) {
            m.memory().store64(m.helper(LOOKUP, map, m.put(0, 1)), 100 + m.cpu);
        }
        m.cpu = 0;
        for (int cpu = 0; cpu < TestMachine.CPUS; cpu++) {
            assertThat(m.memory().load64(m.helper(195, map, m.put(0, 1), cpu)))
                    .isEqualTo(100 + cpu);
        }
        assertThat(m.helper(195, map, m.put(0, 1), TestMachine.CPUS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 12, 16})
    void shouldBehaveLikeATableOfTheSameKeys(int keyBytes) {
        int capacity = 64;
        long map = m.map(MapSpec.of(MapType.HASH, keyBytes, 8, capacity));
        Map<Integer, Long> model = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(keyBytes);
        for (int step = 0; step < 5_000; step++) {
            int key = random.nextInt(100);
            m.put(0, key);
            m.put(8, keyBytes > 8 ? key * 31L : 0);
            long address = TestMachine.SCRATCH;
            long value = random.nextLong();
            switch (random.nextInt(3)) {
                case 0 -> {
                    long result = m.helper(UPDATE, map, address, m.put(16, value), 0);
                    if (model.size() == capacity && !model.containsKey(key)) {
                        assertThat(result).isEqualTo(Errno.E2BIG);
                    } else {
                        assertThat(result).isZero();
                        model.put(key, value);
                    }
                }
                case 1 ->
                        assertThat(m.helper(DELETE, map, address))
                                .isEqualTo(model.remove(key) == null ? Errno.ENOENT : 0);
                default -> {
                    long found = m.helper(LOOKUP, map, address);
                    assertThat(found != 0).isEqualTo(model.containsKey(key));
                    if (found != 0) {
                        assertThat(m.memory().load64(found)).isEqualTo(model.get(key));
                    }
                }
            }
            assertThat(((HashTableMap) m.mapOf(map)).count()).isEqualTo(model.size());
        }
    }

    @Test
    void shouldObeyTheUpdateFlags() {
        long map = m.map(MapSpec.of(MapType.HASH, 4, 8, 4));
        assertThat(m.helper(UPDATE, map, m.put(0, 1), m.put(8, 5), 2)).isEqualTo(Errno.ENOENT);
        assertThat(m.helper(UPDATE, map, m.put(0, 1), m.put(8, 5), 1)).isZero();
        assertThat(m.helper(UPDATE, map, m.put(0, 1), m.put(8, 6), 1)).isEqualTo(Errno.EEXIST);
        assertThat(m.helper(UPDATE, map, m.put(0, 1), m.put(8, 6), 2)).isZero();
        assertThat(m.helper(UPDATE, map, m.put(0, 1), m.put(8, 6), 9)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldDropTheLeastRecentlyUsedElementOfAFullLruTable() {
        long map = m.map(MapSpec.of(MapType.LRU_HASH, 4, 8, 3));
        for (int key = 1; key <= 3; key++) {
            m.helper(UPDATE, map, m.put(0, key), m.put(8, key), 0);
        }
        m.helper(LOOKUP, map, m.put(0, 1));
        m.helper(UPDATE, map, m.put(0, 4), m.put(8, 4), 0);
        assertThat(m.helper(LOOKUP, map, m.put(0, 2))).isZero();
        assertThat(m.helper(LOOKUP, map, m.put(0, 1))).isNotZero();
        assertThat(m.helper(LOOKUP, map, m.put(0, 3))).isNotZero();
    }

    @Test
    void shouldServeAQueueInOrderAndAStackInReverse() {
        long queue = m.map(MapSpec.of(MapType.QUEUE, 0, 8, 3));
        long stack = m.map(MapSpec.of(MapType.STACK, 0, 8, 3));
        for (int i = 1; i <= 3; i++) {
            assertThat(m.helper(PUSH, queue, m.put(0, i), 0)).isZero();
            assertThat(m.helper(PUSH, stack, m.put(0, i), 0)).isZero();
        }
        assertThat(m.helper(PUSH, queue, m.put(0, 4), 0)).isEqualTo(Errno.E2BIG);
        assertThat(m.helper(PUSH, queue, m.put(0, 4), 2)).as("drops the oldest").isZero();
        assertThat(popped(queue)).isEqualTo(2);
        assertThat(popped(queue)).isEqualTo(3);
        assertThat(m.helper(PEEK, queue, TestMachine.SCRATCH)).isZero();
        assertThat(popped(queue)).isEqualTo(4);
        assertThat(m.helper(POP, queue, TestMachine.SCRATCH)).isEqualTo(Errno.ENOENT);
        assertThat(popped(stack)).isEqualTo(3);
        assertThat(popped(stack)).isEqualTo(2);
    }

    private long popped(long map) {
        assertThat(m.helper(POP, map, TestMachine.SCRATCH)).isZero();
        return m.memory().load64(TestMachine.SCRATCH);
    }

    @Test
    void shouldLeaveLocksAndTimersAloneInAnUpdate() {
        MapSpec spec =
                new MapSpec(
                        "m",
                        MapType.ARRAY,
                        4,
                        32,
                        1,
                        0,
                        List.of(
                                new SpecialField(SpecialField.Kind.SPIN_LOCK, 0, 4),
                                new SpecialField(SpecialField.Kind.TIMER, 8, 16)),
                        null);
        long map = m.map(spec);
        long value = m.helper(LOOKUP, map, m.put(0, 0));
        m.memory().store64(value + 8, 42);
        for (int i = 0; i < 4; i++) {
            m.put(64 + 8 * i, -1);
        }
        m.helper(UPDATE, map, m.put(0, 0), TestMachine.SCRATCH + 64, 0);
        assertThat(m.memory().load32(value)).isZero();
        assertThat(m.memory().load32(value + 4)).isEqualTo(0xffffffffL);
        assertThat(m.memory().load64(value + 8)).isEqualTo(42);
        assertThat(m.memory().load64(value + 24)).isEqualTo(-1);
    }

    @Test
    void shouldKeepStorageWithItsOwner() {
        long map = m.map(MapSpec.of(MapType.TASK_STORAGE, 4, 16, 0));
        assertThat(m.helper(156, map, 7, 0, 0)).isZero();
        long value = m.helper(156, map, 7, 0, 1);
        assertThat(value).isNotZero();
        m.memory().store64(value, 99);
        assertThat(m.helper(156, map, 7, 0, 0)).isEqualTo(value);
        assertThat(m.helper(156, map, 8, m.put(0, 5), 1)).isNotEqualTo(value);
        assertThat(m.helper(156, map, 0, 0, 1)).as("no owner").isZero();
        assertThat(m.helper(156, map, 7, 0, 2)).as("unknown flag").isZero();
        assertThat(m.helper(157, map, 7)).isZero();
        assertThat(m.helper(157, map, 7)).isEqualTo(Errno.ENOENT);
        assertThat(m.memory().load64(m.helper(156, map, 7, 0, 1))).as("fresh again").isZero();
    }

    @Test
    void shouldVisitEveryElementUntilTheCallbackStops() {
        // r0 = (*(u64 *)(r3) == 3)
        TestMachine with =
                new TestMachine(
                        "7931000000000000 b700000000000000 5501010003000000 b700000001000000 9500000000000000");
        long map = with.map(MapSpec.of(MapType.HASH, 4, 8, 8));
        for (int key = 1; key <= 5; key++) {
            with.helper(UPDATE, map, with.put(0, key), with.put(8, key), 0);
        }
        assertThat(with.helper(164, map, TestMachine.function(0), 0, 0)).isEqualTo(3);
        assertThat(with.machine.frame).isZero();
    }

    @Test
    void shouldLoopUntilTheCallbackStops() {
        // r0 = (r1 == 9)
        TestMachine with =
                new TestMachine(
                        "b700000000000000 5501010009000000 b700000001000000 9500000000000000");
        assertThat(with.helper(181, 5, TestMachine.function(0), 0, 0)).isEqualTo(5);
        assertThat(with.helper(181, 100, TestMachine.function(0), 0, 0)).isEqualTo(10);
        assertThat(with.helper(181, 1L << 30, TestMachine.function(0), 0, 0))
                .isEqualTo(Errno.E2BIG);
    }

    @ParameterizedTest
    @EnumSource(MapType.class)
    void shouldRefuseImpossibleSizesOfEveryType(MapType type) {
        for (int[] sizes : new int[][] {{-1, 8, 1}, {600, 8, 1}, {4, -8, 1}}) {
            assertThatThrownBy(
                            () -> m.machine.addMap(MapSpec.of(type, sizes[0], sizes[1], sizes[2])))
                    .isInstanceOf(ProgramFault.class)
                    .hasMessageContaining("is not possible");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HASH, 4, 67108864, 67108864",
        "ARRAY, 4, 65536, 67108864",
        "QUEUE, 0, 65536, 67108864"
    })
    void shouldRefuseMapsBeyondTheAddressSpaceOfARegion(
            MapType type, int key, int value, int entries) {
        assertThatThrownBy(() -> m.machine.addMap(MapSpec.of(type, key, value, entries)))
                .isInstanceOf(ProgramFault.class)
                .hasMessageContaining("4 GiB");
    }

    @Test
    void shouldTakeNoMemoryForWhatIsNotWritten() {
        long map = m.map(MapSpec.of(MapType.ARRAY, 4, 1 << 20, 1024));
        long last = m.helper(LOOKUP, map, m.put(0, 1023));
        assertThat(m.memory().load64(last + 1000)).isZero();
        m.memory().store64(last + 1000, 1);
        assertThat(m.memory().load64(last + 1000)).isEqualTo(1);
    }

    @Test
    void shouldEndAProgramThatPassesSomethingElseAsAMap() {
        for (long wrong : new long[] {0, 1, -1, TestMachine.SCRATCH}) {
            assertThatThrownBy(() -> m.helper(LOOKUP, wrong, TestMachine.SCRATCH))
                    .isInstanceOf(ProgramFault.class)
                    .hasMessageContaining("is not a map");
        }
    }
}
