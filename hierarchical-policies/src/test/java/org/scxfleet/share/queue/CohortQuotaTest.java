package org.scxfleet.share.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.share.ResourceVector;

class CohortQuotaTest {
    private static final int COHORT = 1;
    private static final int A = 2;
    private static final int B = 3;

    private static QueueNode queue(String name, int parent) {
        return QueueNode.weighted(name, parent, 1, 1);
    }

    /** A cohort of 30 with queues of 10 and 20 in a cluster of 30. */
    private static CohortQuota cohort(QueueNode a, QueueNode b) {
        return new CohortQuota(
                new QueueTree(
                        List.of(queue("cluster", 0), queue("cohort", 0).withGuarantee(30), a, b),
                        ResourceVector.of(30)));
    }

    @Test
    void shouldLetAQueueBorrowWhatTheCohortDoesNotUse() {
        CohortQuota quota =
                cohort(queue("a", COHORT).withGuarantee(10), queue("b", COHORT).withGuarantee(20));

        assertThat(quota.quota(COHORT, 0)).isEqualTo(30);
        assertThat(quota.available(A, 0)).isEqualTo(30);
        quota.take(A, 0, 25);

        assertThat(quota.borrows(A)).isTrue();
        assertThat(quota.available(B, 0)).isEqualTo(5);
        quota.take(B, 0, 20);
        assertThat(quota.available(B, 0)).isEqualTo(-15);
    }

    @Test
    void shouldBoundWhatAQueueBorrows() {
        CohortQuota quota =
                cohort(
                        queue("a", COHORT).withGuarantee(10).withBorrowLimit(5),
                        queue("b", COHORT).withGuarantee(20));

        assertThat(quota.available(A, 0)).isEqualTo(15);
        assertThat(quota.potential(A, 0)).isEqualTo(15);
        quota.take(A, 0, 12);
        assertThat(quota.available(A, 0)).isEqualTo(3);
        assertThat(quota.potential(B, 0)).isEqualTo(30);
    }

    @Test
    void shouldKeepFromTheCohortWhatAQueueDoesNotLend() {
        CohortQuota quota =
                cohort(
                        queue("a", COHORT).withGuarantee(10),
                        queue("b", COHORT).withGuarantee(20).withLendLimit(5));

        assertThat(quota.quota(COHORT, 0)).isEqualTo(15);
        assertThat(quota.available(A, 0)).isEqualTo(15);
        quota.take(B, 0, 15);
        assertThat(quota.used(COHORT, 0)).isZero();
        assertThat(quota.available(A, 0)).isEqualTo(15);
        quota.take(B, 0, 3);
        assertThat(quota.used(COHORT, 0)).isEqualTo(3);
        assertThat(quota.available(A, 0)).isEqualTo(12);
        quota.giveBack(B, 0, 18);
        assertThat(quota.used(COHORT, 0)).isZero();
    }

    @Test
    void shouldShareInThousandthsOfWhatTheCohortLends() {
        CohortQuota quota =
                cohort(
                        queue("a", COHORT).withGuarantee(10),
                        new QueueNode(
                                "b",
                                COHORT,
                                2,
                                PartialVector.of(20),
                                PartialVector.unset(1),
                                PartialVector.unset(1),
                                PartialVector.unset(1)));

        quota.take(A, 0, 10);
        assertThat(quota.share(A, new long[] {0})).isZero();
        assertThat(quota.share(A, new long[] {6})).isEqualTo(1_000 * 6 / 30);
        assertThat(quota.share(B, new long[] {26})).isEqualTo(1_000 * 6 / 30 / 2);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverHandOutMoreThanThereIsAndTakeAllBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        QueueTree tree = randomTree(random);
        CohortQuota quota = new CohortQuota(tree);
        List<long[]> taken = new ArrayList<>();
        long sum = 0;
        for (int turn = 0; turn < 2_000; turn++) {
            int leaf = random.nextInt(tree.size());
            if (!tree.isLeaf(leaf)) {
                continue;
            }
            long amount = random.nextLong(1, 20);
            if (amount <= quota.available(leaf, 0)) {
                assertThat(amount).isLessThanOrEqualTo(quota.potential(leaf, 0));
                quota.take(leaf, 0, amount);
                taken.add(new long[] {leaf, amount});
                sum += amount;
            } else if (!taken.isEmpty()) {
                long[] back = taken.remove(random.nextInt(taken.size()));
                quota.giveBack((int) back[0], 0, back[1]);
                sum -= back[1];
            }
            assertThat(sum).isLessThanOrEqualTo(tree.capacity().get(0));
        }
        for (long[] back : taken) {
            quota.giveBack((int) back[0], 0, back[1]);
        }
        for (int node = 0; node < tree.size(); node++) {
            assertThat(quota.used(node, 0)).isZero();
        }
    }

    private static QueueTree randomTree(SplittableRandom random) {
        List<QueueNode> nodes = new ArrayList<>(List.of(queue("cluster", 0)));
        long capacity = 0;
        for (int cohort = 1; cohort <= 3; cohort++) {
            int parent = nodes.size();
            int leaves = random.nextInt(1, 4);
            nodes.add(queue("cohort" + cohort, 0));
            for (int leaf = 0; leaf < leaves; leaf++) {
                long nominal = random.nextLong(40);
                capacity += nominal;
                QueueNode node = queue("leaf" + leaf, parent).withGuarantee(nominal);
                node = random.nextBoolean() ? node.withLendLimit(random.nextLong(30)) : node;
                nodes.add(random.nextBoolean() ? node.withBorrowLimit(random.nextLong(30)) : node);
            }
        }
        return new QueueTree(nodes, ResourceVector.of(capacity + random.nextLong(20)));
    }
}
