package org.scxfleet.sched.ext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

class DispatchQueueTest {
    private final DispatchQueue queue = new DispatchQueue(7, -1);

    private static Task task(int number, long vtime) {
        Task task = new Task(number, "t", 0, 1, 0);
        task.scx.dsqVtime = vtime;
        return task;
    }

    private List<Task> order() {
        List<Task> order = new ArrayList<>();
        for (Task at = queue.first(); at != null; at = DispatchQueue.after(at)) {
            order.add(at);
        }
        return order;
    }

    @Test
    void shouldServeFirstComeFirstServedWithHeads() {
        Task a = task(0, 0);
        Task b = task(1, 0);
        Task c = task(2, 0);
        queue.insertFifo(a, false);
        queue.insertFifo(b, false);
        queue.insertFifo(c, true);
        assertThat(order()).containsExactly(c, a, b);
        assertThat(queue.last()).isSameAs(b);
        queue.remove(a);
        assertThat(order()).containsExactly(c, b);
        assertThat(queue.holdsOnlyFifo()).isTrue();
    }

    @Test
    void shouldKeepTheOrderOfArrivalForEqualVtimes() {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(task(i, 5));
            queue.insertByVtime(tasks.get(i));
        }
        assertThat(order()).containsExactlyElementsOf(tasks);
    }

    @Test
    void shouldOrderVtimesAcrossTheWrap() {
        Task early = task(0, -10);
        Task late = task(1, 10);
        Task beforeWrap = task(2, Long.MAX_VALUE - 5);
        Task afterWrap = task(3, Long.MIN_VALUE + 5);
        queue.insertByVtime(late);
        queue.insertByVtime(early);
        assertThat(order()).containsExactly(early, late);
        queue.remove(early);
        queue.remove(late);
        queue.insertByVtime(afterWrap);
        queue.insertByVtime(beforeWrap);
        assertThat(order()).containsExactly(beforeWrap, afterWrap);
    }

    @Test
    void shouldChangeItsOrderWhenItHasBecomeEmpty() {
        Task a = task(0, 3);
        queue.insertByVtime(a);
        assertThat(queue.holdsByVtime()).isTrue();
        queue.remove(a);
        queue.insertFifo(a, false);
        assertThat(queue.holdsByVtime()).isFalse();
    }

    @Test
    void shouldCountInsertionsForIterators() {
        Task a = task(0, 0);
        queue.insertFifo(a, false);
        queue.remove(a);
        queue.insertFifo(a, false);
        assertThat(queue.sequence()).isEqualTo(2);
        assertThat(a.scx.dsqSequence).isEqualTo(2);
    }

    @Test
    void shouldRefuseATaskThatIsElsewhere() {
        Task a = task(0, 0);
        queue.insertFifo(a, false);
        DispatchQueue other = new DispatchQueue(8, -1);
        assertThatThrownBy(() -> other.insertFifo(a, false)).hasMessageContaining("already on DSQ");
        assertThatThrownBy(() -> other.remove(a)).hasMessageContaining("is not on DSQ 0x8");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldAgreeWithAStableSortedList(long seed) {
        SeededRandom random = new SeededRandom(seed);
        long base = random.nextLong();
        List<Task> reference = new ArrayList<>();
        List<Task> spare = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            spare.add(task(i, 0));
        }
        for (int step = 0; step < 4_000; step++) {
            if (!spare.isEmpty() && (reference.isEmpty() || random.below(2) == 0)) {
                Task task = spare.remove(random.below(spare.size()));
                task.scx.dsqVtime = base + random.below(200);
                queue.insertByVtime(task);
                int at = reference.size();
                while (at > 0 && reference.get(at - 1).scx.dsqVtime - task.scx.dsqVtime > 0) {
                    at--;
                }
                reference.add(at, task);
            } else {
                int at = random.below(4) == 0 ? random.below(reference.size()) : 0;
                Task task = reference.remove(at);
                queue.remove(task);
                spare.add(task);
            }
            assertThat(queue.length()).isEqualTo(reference.size());
            assertThat(queue.first()).isSameAs(reference.isEmpty() ? null : reference.getFirst());
            if (step % 100 == 0) {
                assertThat(order()).containsExactlyElementsOf(reference);
            }
        }
    }

    @Test
    void shouldFindUserDsqsById() {
        DsqTable table = new DsqTable();
        List<DispatchQueue> made = new ArrayList<>();
        SeededRandom random = new SeededRandom(3);
        for (int i = 0; i < 500; i++) {
            DispatchQueue dsq = new DispatchQueue(random.nextLong() >>> 1, -1);
            made.add(dsq);
            table.add(dsq);
        }
        for (DispatchQueue dsq : made) {
            assertThat(table.find(dsq.id())).isSameAs(dsq);
        }
        for (int i = 0; i < 250; i++) {
            table.remove(made.get(i));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(table.find(made.get(i).id())).isSameAs(i < 250 ? null : made.get(i));
        }
        assertThat(table.inOrder()).containsExactlyElementsOf(made.subList(250, 500));
        assertThat(table.find(Scx.DSQ_GLOBAL)).isNull();
    }
}
