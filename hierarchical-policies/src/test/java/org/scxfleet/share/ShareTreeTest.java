package org.scxfleet.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTreeTest {
    private static final ShareNode CLUSTER =
            ShareNode.inner(
                    "cluster",
                    1,
                    ShareNode.inner(
                            "research", 2, ShareNode.leaf("alice", 1), ShareNode.leaf("bob", 3)),
                    ShareNode.leaf("production", 3));

    @Test
    void shouldDivideByNestedWeights() {
        ShareTree tree = new ShareTree(CLUSTER);

        List<ResourceVector> shares = tree.divide(ResourceVector.of(1000, 80));

        assertThat(shares.get(tree.index("cluster/research")))
                .isEqualTo(ResourceVector.of(400, 32));
        assertThat(shares.get(tree.index("cluster/research/alice")))
                .isEqualTo(ResourceVector.of(100, 8));
        assertThat(shares.get(tree.index("cluster/research/bob")))
                .isEqualTo(ResourceVector.of(300, 24));
        assertThat(shares.get(tree.index("cluster/production")))
                .isEqualTo(ResourceVector.of(600, 48));
    }

    @Test
    void shouldGiveRemaindersToTheFirstInWrittenOrder() {
        ShareTree tree =
                new ShareTree(
                        ShareNode.inner(
                                "root",
                                1,
                                ShareNode.leaf("z", 1),
                                ShareNode.leaf("a", 1),
                                ShareNode.leaf("m", 1)));

        assertThat(tree.divide(ResourceVector.of(11)))
                .extracting(share -> share.get(0))
                .containsExactly(11L, 4L, 4L, 3L);
    }

    @Test
    void shouldGiveToSiblingsFirstWhatALeafDoesNotDemand() {
        ShareTree tree = new ShareTree(CLUSTER);
        List<ResourceVector> demands = demands(tree, 10, 1000, 1000);

        List<ResourceVector> shares = tree.divide(ResourceVector.of(1000), demands);

        assertThat(shares.get(tree.index("cluster/research/alice")).get(0)).isEqualTo(10);
        assertThat(shares.get(tree.index("cluster/research/bob")).get(0)).isEqualTo(390);
        assertThat(shares.get(tree.index("cluster/production")).get(0)).isEqualTo(600);
    }

    @Test
    void shouldGiveUpwardsWhatAWholeGroupDoesNotDemand() {
        ShareTree tree = new ShareTree(CLUSTER);

        List<ResourceVector> shares =
                tree.divide(ResourceVector.of(1000), demands(tree, 10, 20, 5000));

        assertThat(shares.get(tree.index("cluster/production")).get(0)).isEqualTo(970);
    }

    @Test
    void shouldKeepALimitAndGiveTheRestToTheSiblings() {
        ShareTree tree =
                new ShareTree(
                        ShareNode.inner(
                                "root",
                                1,
                                ShareNode.leaf("capped", 1).withLimit(ResourceVector.of(10)),
                                ShareNode.leaf("free", 1)));

        assertThat(tree.divide(ResourceVector.of(100)))
                .extracting(share -> share.get(0))
                .containsExactly(100L, 10L, 90L);
    }

    @Test
    void shouldDivideTheLargestCapacityExactly() {
        ShareTree tree =
                new ShareTree(
                        ShareNode.inner(
                                "root",
                                1,
                                ShareNode.leaf("a", 10_000),
                                ShareNode.leaf("b", 9_999)));

        List<ResourceVector> shares = tree.divide(ResourceVector.of(Long.MAX_VALUE));

        assertThat(shares.get(1).get(0) + shares.get(2).get(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(shares.get(1).get(0)).isEqualTo(4_611_916_614_258_100_808L + 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldLoseNoUnitAndExceedNoDemand(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ShareTree tree = new ShareTree(randomNode("r", random, 3));
        long capacity = random.nextLong(100_000);
        List<ResourceVector> demands = new ArrayList<>();
        long demanded = 0;
        for (int node = 0; node < tree.size(); node++) {
            long demand = random.nextLong(1 + capacity / 4);
            demands.add(ResourceVector.of(demand));
            demanded += tree.isLeaf(node) ? demand : 0;
        }

        List<ResourceVector> shares = tree.divide(ResourceVector.of(capacity), demands);

        long given = 0;
        for (int node = 0; node < tree.size(); node++) {
            if (tree.isLeaf(node)) {
                assertThat(shares.get(node).get(0)).isLessThanOrEqualTo(demands.get(node).get(0));
                given += shares.get(node).get(0);
            }
        }
        assertThat(given).isEqualTo(Math.min(capacity, demanded));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldLeaveNobodyUnmetWhoHasLessByWeightThanAnother(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] weights = random.ints(9, 1, 50).toArray();
        long[] demands = random.longs(9, 0, 4_000).toArray();

        long[] shares = WaterFilling.fill(12_000, weights, demands);

        for (int i = 0; i < shares.length; i++) {
            for (int j = 0; j < shares.length; j++) {
                boolean unmet = shares[i] < demands[i];
                double levelOfUnmet = (shares[i] + 1.0) / weights[i];
                assertThat(unmet && (shares[j] - 1.0) / weights[j] > levelOfUnmet).isFalse();
            }
        }
    }

    @Test
    void shouldNameWhatIsWrongWithATree() {
        assertThatThrownBy(() -> ShareNode.leaf("a/b", 1)).hasMessageContaining("without '/'");
        assertThatThrownBy(() -> ShareNode.leaf("a", 0)).hasMessageContaining("must be 1 to 10000");
        assertThatThrownBy(() ->
                        ShareNode.inner("q", 1, ShareNode.leaf("a", 1), ShareNode.leaf("a", 2)))
                .hasMessage("share q has two children called a");
        assertThatThrownBy(() -> new ShareTree(CLUSTER).index("cluster/alice"))
                .hasMessageContaining("cluster/research/alice");
    }

    private static List<ResourceVector> demands(
            ShareTree tree, long alice, long bob, long production) {
        List<ResourceVector> demands = new ArrayList<>();
        for (int node = 0; node < tree.size(); node++) {
            demands.add(
                    switch (tree.node(node).name()) {
                        case "alice" -> ResourceVector.of(alice);
                        case "bob" -> ResourceVector.of(bob);
                        case "production" -> ResourceVector.of(production);
                        case String _ -> ResourceVector.of(0);
                    });
        }
        return demands;
    }

    private static ShareNode randomNode(String name, SplittableRandom random, int depth) {
        ShareNode node = ShareNode.leaf(name, random.nextInt(1, 100));
        int childCount = depth == 0 ? 0 : random.nextInt(5);
        for (int i = 0; i < childCount; i++) {
            node = node.withChild(randomNode(name + i, random, depth - 1));
        }
        return node;
    }
}
