package org.scxfleet.policy.qmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;

class QmapTasksTest {
    private static final int CIDS = 4;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldKeepFifosInOrderWhateverIsTakenOut(long seed) {
        SeededRandom random = new SeededRandom(seed);
        QmapTasks tasks = new QmapTasks();
        List<List<Integer>> expected = new ArrayList<>();
        for (int fifo = 0; fifo < QmapTasks.FIFOS; fifo++) {
            expected.add(new ArrayList<>());
        }
        for (int task = 0; task < 40; task++) {
            tasks.add(task, CIDS);
        }
        for (int round = 0; round < 1000; round++) {
            int task = random.below(40);
            int fifo = task % QmapTasks.FIFOS;
            List<Integer> list = expected.get(fifo);
            if (!tasks.isQueued(task)) {
                tasks.append(fifo, task);
                list.add(task);
            } else if (random.below(2) == 0) {
                tasks.unlink(task);
                list.remove(Integer.valueOf(task));
            } else {
                assertThat(tasks.pop(fifo)).isEqualTo(list.removeFirst());
            }
        }
        for (int fifo = 0; fifo < QmapTasks.FIFOS; fifo++) {
            for (int task : expected.get(fifo)) {
                assertThat(tasks.pop(fifo)).isEqualTo(task);
            }
            assertThat(tasks.pop(fifo)).isEqualTo(QmapTasks.NONE);
        }
    }

    @Test
    void shouldRefuseToQueueOrEndATaskThatIsQueued() {
        QmapTasks tasks = new QmapTasks();
        tasks.add(0, CIDS);
        tasks.append(2, 0);
        assertThatThrownBy(() -> tasks.append(3, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tasks.remove(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldDescribeAFifoByPidAndTid() {
        QmapTasks tasks = new QmapTasks();
        tasks.add(0, CIDS);
        tasks.add(1, CIDS);
        tasks.append(2, 1);
        tasks.append(2, 0);
        assertThat(tasks.describe(2)).isEqualTo(" 101:2 100:1");
        assertThat(tasks.describe(0)).isEmpty();
    }

    @Test
    void shouldKeepForEachTaskWhereItMayRun() {
        QmapTasks tasks = new QmapTasks();
        tasks.add(3, CIDS);
        assertThat(tasks.allowed(3).isEmpty()).isTrue();
        tasks.allowed(3).add(2);
        assertThat(tasks.allowed(3)).hasToString("2");
        tasks.remove(3);
        assertThatThrownBy(() -> tasks.allowed(3)).isInstanceOf(IllegalStateException.class);
    }
}
