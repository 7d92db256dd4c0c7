package org.scxfleet.policy.flatcg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeightTreeTest {
    private static final int ROOT = 0;
    private static final int X = 1;
    private static final int Y = 2;
    private static final int X1 = 3;
    private static final int X2 = 4;
    private static final int ONE = WeightTree.ONE;

    private final WeightTree tree = new WeightTree();

    @BeforeEach
    void addCgroups() {
        tree.add(ROOT, -1, 100);
        tree.add(X, ROOT, 100);
        tree.add(Y, ROOT, 200);
        tree.add(X1, X, 100);
        tree.add(X2, X, 300);
    }

    @Test
    void shouldGiveTheWholeMachineToTheOnlyActiveCgroup() {
        tree.taskRunnable(X1);
        assertThat(tree.hweight(X1)).isEqualTo(ONE);
    }

    @Test
    void shouldMultiplyTheSharesOfAllLevels() {
        tree.taskRunnable(X1);
        tree.taskRunnable(X2);
        tree.taskRunnable(Y);
        tree.refresh(X1);
        tree.refresh(X2);
        // Thirds of 65536, then quarters, each rounded up.
        assertThat(tree.hweight(X)).isEqualTo(21_846);
        assertThat(tree.hweight(X1)).isEqualTo(5_462);
        assertThat(tree.hweight(X2)).isEqualTo(16_385);
        assertThat(tree.hweight(Y)).isEqualTo(43_691);
    }

    @Test
    void shouldCountOnlyTheFirstTaskOfACgroup() {
        tree.taskRunnable(X1);
        long generation = tree.generation();
        tree.taskRunnable(X1);
        tree.taskRunnable(X1);
        tree.taskQuiescent(X1);
        tree.taskQuiescent(X1);
        assertThat(tree.generation()).isEqualTo(generation);
        tree.taskQuiescent(X1);
        assertThat(tree.generation()).isEqualTo(generation + 1);
    }

    @Test
    void shouldKeepACgroupActiveWhileAChildIs() {
        tree.taskRunnable(X1);
        tree.taskRunnable(X2);
        tree.taskRunnable(Y);
        tree.taskQuiescent(X1);
        tree.refresh(X2);
        assertThat(tree.hweight(X2)).isEqualTo(21_846);
    }

    @Test
    void shouldKeepTheShareOfAnInactiveCgroupForLaterCharges() {
        tree.taskRunnable(X1);
        tree.taskRunnable(Y);
        tree.taskQuiescent(X1);
        tree.refresh(X1);
        // Y came while X1 ran: the share is brought up to date before X1 leaves.
        assertThat(tree.hweight(X1)).isEqualTo(21_846);
        tree.refresh(Y);
        assertThat(tree.hweight(Y)).isEqualTo(ONE);
    }

    @Test
    void shouldFollowAWeightThatChanges() {
        tree.taskRunnable(X1);
        tree.taskRunnable(Y);
        tree.setWeight(X, 200);
        tree.refresh(X1);
        assertThat(tree.hweight(X1)).isEqualTo(ONE / 2);
    }

    @Test
    void shouldNotCountTheWeightOfAnInactiveCgroup() {
        tree.taskRunnable(Y);
        tree.setWeight(X, 10_000);
        tree.refresh(Y);
        assertThat(tree.hweight(Y)).isEqualTo(ONE);
    }

    @Test
    void shouldLeaveTasksOfTheRootBesideTheTree() {
        tree.taskRunnable(ROOT);
        tree.taskRunnable(Y);
        assertThat(tree.hweight(ROOT)).isEqualTo(ONE);
        assertThat(tree.hweight(Y)).isEqualTo(ONE);
    }
}
