package org.scxfleet.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.task.Task;

class SyncTest {
    private final Task a = task(0, 120);
    private final Task b = task(1, 120);
    private final Task c = task(2, 49);

    private static Task task(int number, int priority) {
        Task task = new Task(number, "t" + number, 0, 1, 0);
        task.priority = priority;
        return task;
    }

    @Test
    void shouldQueueForAMutexInOrderOfArrival() {
        KernelMutex mutex = new KernelMutex(0, false);
        assertThat(mutex.lock(a)).isTrue();
        assertThat(mutex.lock(a)).isTrue();
        assertThat(mutex.lock(b)).isFalse();
        assertThat(mutex.lock(c)).isFalse();
        assertThat(mutex.unlock(a)).isSameAs(b);
        // The lock is free: whoever is quicker takes it.
        assertThat(mutex.owner()).isNull();
        assertThat(mutex.lock(c)).isTrue();
        assertThat(mutex.lock(b)).isFalse();
    }

    @Test
    void shouldPassAMutexWithInheritanceToTheBestWaiter() {
        KernelMutex mutex = new KernelMutex(0, true);
        mutex.lock(a);
        mutex.lock(b);
        mutex.lock(c);
        assertThat(mutex.bestWaiterPriority()).isEqualTo(49);
        assertThat(mutex.unlock(a)).isSameAs(c);
        assertThat(mutex.owner()).isSameAs(c);
        assertThat(mutex.bestWaiterPriority()).isEqualTo(120);
        assertThat(mutex.unlock(c)).isSameAs(b);
        assertThat(mutex.unlock(b)).isNull();
        assertThat(mutex.bestWaiterPriority()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void shouldIgnoreAnUnlockByAnother() {
        KernelMutex mutex = new KernelMutex(0, false);
        mutex.lock(a);
        assertThat(mutex.unlock(b)).isNull();
        assertThat(mutex.owner()).isSameAs(a);
    }

    @Test
    void shouldKeepPostsAndWakeOneTaskForEach() {
        Semaphore semaphore = new Semaphore();
        assertThat(semaphore.post()).isNull();
        assertThat(semaphore.take(a)).isTrue();
        assertThat(semaphore.take(a)).isFalse();
        assertThat(semaphore.take(b)).isFalse();
        assertThat(semaphore.post()).isSameAs(a);
        assertThat(semaphore.take(a)).isTrue();
        assertThat(semaphore.post()).isSameAs(b);
    }

    @Test
    void shouldOpenABarrierForTheLastAndStartAnew() {
        Barrier barrier = new Barrier(2);
        assertThat(barrier.arrive(a)).isFalse();
        assertThat(barrier.arrive(b)).isTrue();
        assertThat(barrier.waiters().poll()).isSameAs(a);
        assertThat(barrier.arrive(b)).isFalse();
        assertThat(new Barrier(1).arrive(a)).isTrue();
        assertThatThrownBy(() -> new Barrier(0)).hasMessageContaining("at least one party");
    }

    @Test
    void shouldBlockReadersOfAnEmptyAndWritersOfAFullPipe() {
        Pipe pipe = new Pipe(1);
        assertThat(pipe.read(a)).isFalse();
        assertThat(pipe.write(b)).isTrue();
        assertThat(pipe.readerToWake()).isSameAs(a);
        assertThat(pipe.write(b)).isFalse();
        assertThat(pipe.read(a)).isTrue();
        assertThat(pipe.writerToWake()).isSameAs(b);
        assertThat(pipe.writerToWake()).isNull();
    }

    @Test
    void shouldKeepAnEarlyResumeOnlyIfCounting() {
        Gate counting = new Gate(true);
        assertThat(counting.resumeNext()).isNull();
        assertThat(counting.pass(a)).isTrue();
        assertThat(counting.pass(a)).isFalse();
        assertThat(counting.resumeNext()).isSameAs(a);
        Gate plain = new Gate(false);
        assertThat(plain.resumeNext()).isNull();
        assertThat(plain.pass(a)).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldQueueLikeADeque(long seed) {
        SeededRandom random = new SeededRandom(seed);
        WaitQueue queue = new WaitQueue();
        ArrayDeque<Task> reference = new ArrayDeque<>();
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tasks.add(task(i, random.below(5)));
        }
        for (int step = 0; step < 2_000; step++) {
            Task task = tasks.get(random.below(tasks.size()));
            switch (random.below(4)) {
                case 0, 1 -> {
                    if (!reference.contains(task)) {
                        queue.add(task);
                        reference.add(task);
                    }
                }
                case 2 -> assertThat(queue.remove(task)).isEqualTo(reference.remove(task));
                default -> assertThat(queue.poll()).isSameAs(reference.poll());
            }
            assertThat(queue.size()).isEqualTo(reference.size());
            Task best = null;
            for (Task waiter : reference) {
                best = best == null || waiter.priority < best.priority ? waiter : best;
            }
            assertThat(queue.best()).isSameAs(best);
        }
    }
}
