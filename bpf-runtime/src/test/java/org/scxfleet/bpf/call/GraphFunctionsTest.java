package org.scxfleet.bpf.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.map.Errno;

/** Trees and lists of objects that programs own. */
class GraphFunctionsTest {
    /** less(a, b): r0 = *(u64 *)(a + 32) < *(u64 *)(b + 32). */
    private static final String LESS =
            "7911200000000000 7922200000000000 b700000001000000 ad21010000000000 b700000000000000 9500000000000000";

    private static final long ROOT = TestMachine.SCRATCH + 512;
    private static final int KEY = 32;

    private final TestMachine m = new TestMachine(LESS);

    private record Node(long address, long key, int order) {}

    private long node(long key) {
        m.machine.useTypes(id -> 64);
        long node = m.kfunc("bpf_obj_new_impl", 1, 0);
        m.memory().store64(node + KEY, key);
        return node;
    }

    private long add(long node) {
        return m.kfunc("bpf_rbtree_add_impl", ROOT, node, TestMachine.function(0), 0, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKeepAnySequenceOfAddsAndRemovesInOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Node> model = new ArrayList<>();
        for (int step = 0; step < 600; step++) {
            if (model.isEmpty() || random.nextInt(3) > 0) {
                Node node = new Node(node(random.nextInt(20)), 0, step);
                node = new Node(node.address(), m.memory().load64(node.address() + KEY), step);
                assertThat(add(node.address())).isZero();
                model.add(node);
                model.sort(Comparator.comparingLong(Node::key).thenComparingInt(Node::order));
            } else {
                Node gone = model.remove(random.nextInt(model.size()));
                assertThat(m.kfunc("bpf_rbtree_remove", ROOT, gone.address()))
                        .isEqualTo(gone.address());
                m.kfunc("bpf_obj_drop_impl", gone.address(), 0);
            }
            long first = m.kfunc("bpf_rbtree_first", ROOT);
            assertThat(first).isEqualTo(model.isEmpty() ? 0 : model.getFirst().address());
        }
        for (Node expected : model) {
            long first = m.kfunc("bpf_rbtree_first", ROOT);
            assertThat(first).isEqualTo(expected.address());
            m.kfunc("bpf_rbtree_remove", ROOT, first);
        }
        assertThat(m.kfunc("bpf_rbtree_first", ROOT)).isZero();
    }

    @Test
    void shouldDropANodeThatIsAlreadyLinked() {
        long node = node(1);
        add(node);
        int live = m.machine.heap().liveCount();
        assertThat(add(node)).isEqualTo(Errno.EINVAL);
        assertThat(m.machine.heap().liveCount()).isEqualTo(live - 1);
    }

    @Test
    void shouldNotRemoveANodeFromATreeItIsNotIn() {
        assertThat(m.kfunc("bpf_rbtree_remove", ROOT, node(1))).isZero();
    }

    @Test
    void shouldPushAndPopAtBothEndsOfAList() {
        long head = TestMachine.SCRATCH + 256;
        long a = node(1);
        long b = node(2);
        long c = node(3);
        assertThat(m.kfunc("bpf_list_push_back_impl", head, a, 0, 0)).isZero();
        assertThat(m.kfunc("bpf_list_push_back_impl", head, b, 0, 0)).isZero();
        assertThat(m.kfunc("bpf_list_push_front_impl", head, c, 0, 0)).isZero();
        assertThat(m.kfunc("bpf_list_push_front_impl", head, c, 0, 0)).isEqualTo(Errno.EINVAL);
        assertThat(m.kfunc("bpf_list_pop_front", head)).isEqualTo(c);
        assertThat(m.kfunc("bpf_list_back", head)).isEqualTo(b);
        assertThat(m.kfunc("bpf_list_pop_back", head)).isEqualTo(b);
        assertThat(m.kfunc("bpf_list_pop_back", head)).isEqualTo(a);
        assertThat(m.kfunc("bpf_list_pop_back", head)).isZero();
    }

    @Test
    void shouldReuseAnObjectOnlyAfterItsLastReference() {
        long object = node(1);
        m.kfunc("bpf_refcount_acquire_impl", object, 0);
        m.kfunc("bpf_obj_drop_impl", object, 0);
        assertThat(m.machine.heap().isLive(object)).isTrue();
        m.kfunc("bpf_obj_drop_impl", object, 0);
        assertThat(m.machine.heap().isLive(object)).isFalse();
        assertThat(node(5)).isEqualTo(object);
        assertThat(m.memory().load64(object)).isZero();
    }

    @Test
    void shouldSwapAKernelPointer() {
        long slot = m.put(0, 0);
        long mask = m.kfunc("bpf_cpumask_create");
        assertThat(m.helper(194, slot, mask)).isZero();
        assertThat(m.helper(194, slot, 0)).isEqualTo(mask);
    }
}
