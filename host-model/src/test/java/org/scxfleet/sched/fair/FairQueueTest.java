package org.scxfleet.sched.fair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.Task;

class FairQueueTest {
    private static final long NICE_0 = FairQueue.NICE_0_LOAD;
    private static final long MS = 1_000_000;
    private static final long TICK_NS = 4 * MS;

    private static FairQueue queue(int cpus) {
        Task stop = new Task(-1, "stop", 0, 1, 0);
        return new FairQueue(new RunQueue(0, stop), FairFeatures.DEFAULTS, TICK_NS, cpus);
    }

    private static FairEntity entity(int number, long weight, long vruntimeNs) {
        FairEntity entity = new FairEntity(new Task(number, "t" + number, 0, 1, 0));
        entity.treeWeight = weight;
        entity.vruntimeNs = vruntimeNs;
        entity.sliceNs = 2_100_000;
        entity.deadlineNs = vruntimeNs + FairQueue.virtualNs(entity.sliceNs, weight);
        return entity;
    }

    private static void add(FairQueue q, FairEntity entity) {
        entity.queued = true;
        q.queued++;
        q.runnable++;
        q.insert(entity);
    }

    @Test
    void shouldScaleTheSliceWithTheLogarithmOfTheCpus() {
        assertThat(List.of(1, 2, 3, 4, 7, 8, 64).stream().map(FairQueue::baseSliceNs).toList())
                .containsExactly(
                        700_000L,
                        1_400_000L,
                        1_400_000L,
                        2_100_000L,
                        2_100_000L,
                        2_800_000L,
                        2_800_000L);
    }

    @Test
    void shouldAverageVruntimesByWeightRoundedDown() {
        FairQueue q = queue(4);
        add(q, entity(1, NICE_0, 1_000));
        add(q, entity(2, 3 * NICE_0, 2_000));
        assertThat(q.averageVruntimeNs()).isEqualTo(1_750);
        add(q, entity(3, NICE_0, -3));
        // (1000 + 6000 - 3) / 5 = 1399.4
        assertThat(q.averageVruntimeNs()).isEqualTo(1_399);
    }

    @Test
    void shouldCountTheRunningEntityInTheAverage() {
        FairQueue q = queue(4);
        add(q, entity(1, NICE_0, 1_000));
        FairEntity running = entity(2, NICE_0, 5_000);
        running.queued = true;
        q.queued++;
        q.current = running;
        assertThat(q.averageVruntimeNs()).isEqualTo(3_000);
        assertThat(q.isEligible(running)).isFalse();
    }

    @Test
    void shouldPickTheEarliestDeadlineAmongTheEligible() {
        FairQueue q = queue(4);
        FairEntity ahead = entity(1, NICE_0, 9_000);
        ahead.deadlineNs = 10_000;
        FairEntity behindLate = entity(2, NICE_0, 0);
        behindLate.deadlineNs = 50_000;
        FairEntity behindSoon = entity(3, NICE_0, 2_000);
        behindSoon.deadlineNs = 20_000;
        add(q, ahead);
        add(q, behindLate);
        add(q, behindSoon);
        assertThat(q.pick(true)).isSameAs(behindSoon);
    }

    @Test
    void shouldKeepTheArrivalOrderOfEqualDeadlines() {
        FairQueue q = queue(4);
        FairEntity first = entity(9, NICE_0, 0);
        FairEntity second = entity(4, NICE_0, 0);
        add(q, first);
        add(q, second);
        assertThat(q.pick(true)).isSameAs(first);
    }

    @Test
    void shouldPlaceAReturningTaskSoThatItsLagComesOutAsItWas() {
        FairQueue q = queue(4);
        add(q, entity(1, NICE_0, 1_000_000));
        add(q, entity(2, NICE_0, 3_000_000));
        FairEntity back = entity(3, NICE_0, 0);
        back.lagNs = -500_000;
        q.place(back, 2, false);
        add(q, back);
        assertThat(q.averageVruntimeNs() - back.vruntimeNs).isEqualTo(-500_000);
        assertThat(back.deadlineNs).isEqualTo(back.vruntimeNs + 2_100_000);
    }

    @Test
    void shouldGiveANewTaskHalfASlice() {
        FairQueue q = queue(4);
        add(q, entity(1, NICE_0, 1_000_000));
        FairEntity fresh = entity(2, NICE_0, 0);
        q.place(fresh, 1, true);
        assertThat(fresh.vruntimeNs).isEqualTo(1_000_000);
        assertThat(fresh.deadlineNs - fresh.vruntimeNs).isEqualTo(1_050_000);
    }

    @Test
    void shouldKeepADeadlineThatWasStoredRelative() {
        FairQueue q = queue(4);
        add(q, entity(1, NICE_0, 1_000_000));
        FairEntity moved = entity(2, NICE_0, 0);
        moved.deadlineNs = 300_000;
        moved.relativeDeadline = true;
        q.place(moved, 1, false);
        assertThat(moved.deadlineNs).isEqualTo(1_300_000);
        assertThat(moved.relativeDeadline).isFalse();
    }

    @Test
    void shouldLimitLagToTheLongestSliceAndATick() {
        FairQueue q = queue(4);
        FairEntity far = entity(1, NICE_0 / 2, -900 * MS);
        add(q, far);
        add(q, entity(2, NICE_0 * 8, 100 * MS));
        q.updateLag(far);
        assertThat(far.lagNs).isEqualTo(2 * (2_100_000 + TICK_NS));
    }

    @Test
    void shouldLetADelayedTaskOnlyPayItsDebt() {
        FairQueue q = queue(4);
        FairEntity sleeper = entity(1, NICE_0, 1_000_000);
        sleeper.delayed = true;
        sleeper.lagNs = -1_500_000;
        add(q, sleeper);
        FairEntity other = entity(2, NICE_0, 3_000_000);
        add(q, other);
        // It stands one million ahead of its share by now: no claim arises from that.
        assertThat(q.updateLag(sleeper)).isTrue();
        assertThat(sleeper.lagNs).isZero();
    }

    @Test
    void shouldKeepRealLengthsWhenAWeightChanges() {
        FairQueue q = queue(4);
        FairEntity changing = entity(1, NICE_0, 2_000_000);
        add(q, changing);
        add(q, entity(2, NICE_0, 1_000_000));
        long before = q.averageVruntimeNs();
        long lag = before - changing.vruntimeNs;
        long toDeadline = changing.deadlineNs - before;
        q.reweight(changing, 2 * NICE_0);
        assertThat(q.averageVruntimeNs()).isEqualTo(before);
        assertThat(before - changing.vruntimeNs).isEqualTo(lag / 2);
        assertThat(changing.deadlineNs - before).isEqualTo(toDeadline / 2);
    }

    @Test
    void shouldProtectUpToTheDeadlineAmongEqualSlices() {
        FairQueue q = queue(4);
        add(q, entity(1, NICE_0, 0));
        FairEntity running = entity(2, NICE_0, 0);
        running.queued = true;
        q.queued++;
        q.current = running;
        q.protect(running);
        assertThat(running.protectionNs).isEqualTo(running.deadlineNs);
    }

    @Test
    void shouldProtectOnlyWhileBehindTheOthersIfOneHasAShorterSlice() {
        FairQueue q = queue(4);
        FairEntity shorter = entity(1, NICE_0, 400_000);
        shorter.sliceNs = 200_000;
        add(q, shorter);
        FairEntity running = entity(2, NICE_0, 0);
        running.queued = true;
        q.queued++;
        q.current = running;
        q.protect(running);
        assertThat(running.protectionNs).isEqualTo(400_001);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindWhatAFullSearchFinds(long seed) {
        SeededRandom random = new SeededRandom(seed);
        FairQueue q = queue(8);
        List<FairEntity> in = new ArrayList<>();
        List<FairEntity> out = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            FairEntity made = entity(i, 2 + random.below(4 * NICE_0), random.below(20 * MS));
            made.deadlineNs = made.vruntimeNs + random.below(8 * MS);
            out.add(made);
        }
        for (int step = 0; step < 2_000; step++) {
            boolean arrives = in.isEmpty() || (!out.isEmpty() && random.below(2) == 0);
            List<FairEntity> from = arrives ? out : in;
            FairEntity moved = from.remove(random.below(from.size()));
            if (arrives) {
                add(q, moved);
                in.add(moved);
            } else {
                q.remove(moved);
                q.queued--;
                moved.queued = false;
                out.add(moved);
            }
            assertThat(q.pick(true)).isSameAs(search(q, in));
        }
    }

    private static FairEntity search(FairQueue q, List<FairEntity> entities) {
        FairEntity best = null;
        for (FairEntity entity : entities) {
            boolean candidate = entities.size() == 1 || q.isEligible(entity);
            if (candidate
                    && (best == null
                            || entity.deadlineNs < best.deadlineNs
                            || (entity.deadlineNs == best.deadlineNs
                                    && entity.arrival < best.arrival))) {
                best = entity;
            }
        }
        return best;
    }
}
