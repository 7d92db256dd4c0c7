package org.scxfleet.share.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scxfleet.share.ResourceVector;

class QueuePolicyTest {
    private final List<QueueNode> nodes = new ArrayList<>();
    private final Map<Integer, long[]> tasks = new TreeMap<>();

    private int queue(String name, int parent, int weight, long... task) {
        nodes.add(QueueNode.weighted(name, parent, weight, 2));
        if (task.length > 0) {
            tasks.put(nodes.size() - 1, task);
        }
        return nodes.size() - 1;
    }

    /** Gives every queue as many of its tasks as it wants, in turns; tasks by queue. */
    private long[] fill(QueuePolicy policy, long... capacity) {
        QueueTree tree = new QueueTree(nodes, ResourceVector.of(capacity));
        QueueAccounts accounts = new QueueAccounts(tree, policy.lendsQuota());
        QueueOrder order = policy.over(accounts, 0);
        long[] running = new long[nodes.size()];
        boolean[] blocked = new boolean[nodes.size()];
        while (true) {
            for (int node = nodes.size() - 1; node >= 0; node--) {
                blocked[node] =
                        tree.isLeaf(node) ? !fits(accounts, node) : allBlocked(tree, node, blocked);
            }
            if (blocked[0]) {
                return running;
            }
            order.refresh(blocked);
            int node = 0;
            while (!tree.isLeaf(node)) {
                node = QueueOrder.next(order, tree, node, blocked);
            }
            accounts.take(node, task(node));
            running[node]++;
        }
    }

    private long[] task(int node) {
        return tasks.getOrDefault(node, new long[2]);
    }

    private boolean fits(QueueAccounts accounts, int node) {
        long[] task = task(node);
        for (int resource = 0; resource < 2; resource++) {
            if (accounts.used(0, resource) + task[resource]
                    > accounts.tree().capacity().get(resource)) {
                return false;
            }
        }
        return accounts.refusedBy(node, task) == QueueAccounts.NOBODY;
    }

    private static boolean allBlocked(QueueTree tree, int node, boolean[] blocked) {
        for (int place = 0; place < tree.childCount(node); place++) {
            if (!blocked[tree.child(node, place)]) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @EnumSource(names = {"DRF", "HDRF"})
    void shouldEqualiseDominantShares(QueuePolicy policy) {
        queue("cluster", 0, 1);
        int a = queue("a", 0, 1, 1, 4);
        int b = queue("b", 0, 1, 3, 1);

        long[] running = fill(policy, 9, 18);

        assertThat(running[a]).isEqualTo(3);
        assertThat(running[b]).isEqualTo(2);
    }

    @Test
    void shouldNotStarveTheSiblingOfAQueueThatGoesOnAlone() {
        queue("cluster", 0, 1);
        int n1 = queue("n1", 0, 1, 0, 1);
        int n2 = queue("n2", 0, 1);
        int n21 = queue("n21", n2, 1, 1, 0);
        int n22 = queue("n22", n2, 1, 0, 1);

        long[] scaled = fill(QueuePolicy.HDRF, 10, 10);
        long[] plain = fill(QueuePolicy.DRF, 10, 10);

        assertThat(scaled[n1]).isEqualTo(5);
        assertThat(scaled[n22]).isEqualTo(5);
        assertThat(scaled[n21]).isEqualTo(10);
        assertThat(plain[n22]).isLessThan(scaled[n22]);
    }

    @Test
    void shouldDivideThePublishedThirdsAndHalves() {
        queue("cluster", 0, 1);
        int n1 = queue("n1", 0, 1, 1, 0);
        int n2 = queue("n2", 0, 1, 1, 0);
        int n3 = queue("n3", 0, 1);
        int n31 = queue("n31", n3, 1, 1, 0);
        int n32 = queue("n32", n3, 1, 0, 1);
        int n4 = queue("n4", 0, 1, 0, 1);

        long[] running = fill(QueuePolicy.HDRF, 300, 300);

        assertThat(running[n1]).isBetween(99L, 101L);
        assertThat(running[n2]).isBetween(99L, 101L);
        assertThat(running[n31]).isBetween(99L, 101L);
        assertThat(running[n32]).isBetween(149L, 151L);
        assertThat(running[n4]).isBetween(149L, 151L);
    }

    @Test
    void shouldDivideOneResourceByNestedWeights() {
        queue("cluster", 0, 1);
        int research = queue("research", 0, 2);
        int alice = queue("alice", research, 1, 1, 0);
        int bob = queue("bob", research, 3, 1, 0);
        int production = queue("production", 0, 3, 1, 0);

        long[] running = fill(QueuePolicy.WEIGHTED, 1_000, 1);

        assertThat(running[alice]).isEqualTo(100);
        assertThat(running[bob]).isEqualTo(300);
        assertThat(running[production]).isEqualTo(600);
    }

    @Test
    void shouldFillQueuesByCapacityAlike() {
        queue("cluster", 0, 1);
        int small = queue("small", 0, 1, 1, 0);
        int large = queue("large", 0, 1, 1, 0);
        nodes.set(small, nodes.get(small).withGuarantee(20, 0));
        nodes.set(large, nodes.get(large).withGuarantee(60, 0));

        long[] running = fill(QueuePolicy.CAPACITY, 100, 1);

        assertThat(running[small]).isEqualTo(25);
        assertThat(running[large]).isEqualTo(75);
    }

    @Test
    void shouldServeQueuesBelowTheirMinimumFirst() {
        queue("cluster", 0, 1);
        int minimum = queue("minimum", 0, 1, 1, 0);
        int heavy = queue("heavy", 0, 9, 1, 0);
        nodes.set(minimum, nodes.get(minimum).withGuarantee(40, PartialVector.UNSET));

        long[] running = fill(QueuePolicy.FAIR, 100, 1);

        assertThat(running[minimum]).isEqualTo(40);
        assertThat(running[heavy]).isEqualTo(60);
    }

    @Test
    void shouldLendAQuotaThatNobodyUses() {
        queue("cluster", 0, 1);
        int cohort = queue("cohort", 0, 1);
        int busy = queue("busy", cohort, 1, 1, 0);
        int idle = queue("idle", cohort, 1, 0, 1);
        nodes.set(busy, nodes.get(busy).withGuarantee(10, 0).withBorrowLimit(15, 0));
        nodes.set(idle, nodes.get(idle).withGuarantee(30, 0));

        long[] running = fill(QueuePolicy.QUOTA, 40, 10);

        assertThat(running[busy]).isEqualTo(25);
        assertThat(running[idle]).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepLimits(QueuePolicy policy) {
        queue("cluster", 0, 1);
        int team = queue("team", 0, 5);
        int capped = queue("capped", team, 7, 3, 0);
        int other = queue("other", team, 1, 1, 0);
        int outside = queue("outside", 0, 1, 1, 0);
        nodes.set(capped, nodes.get(capped).withLimit(10, 10));
        nodes.set(team, nodes.get(team).withLimit(30, 10));

        long[] running = fill(policy, 100, 10);

        assertThat(running[capped]).isLessThanOrEqualTo(3);
        assertThat(running[capped] * 3 + running[other]).isEqualTo(30);
        assertThat(running[outside]).isEqualTo(70);
    }

    @ParameterizedTest
    @EnumSource
    void shouldDecideEqualSharesByWrittenOrder(QueuePolicy policy) {
        queue("cluster", 0, 1);
        int second = queue("z", 0, 1, 1, 1);
        int first = queue("a", 0, 1, 1, 1);

        long[] running = fill(policy, 3, 3);

        assertThat(running[second]).isEqualTo(2);
        assertThat(running[first]).isEqualTo(1);
    }

    @Test
    void shouldRefuseGuaranteesThatTheParentCannotKeep() {
        queue("cluster", 0, 1);
        int team = queue("team", 0, 1);
        int a = queue("a", team, 1);
        int b = queue("b", team, 1);
        nodes.set(team, nodes.get(team).withGuarantee(10, 0));
        nodes.set(a, nodes.get(a).withGuarantee(6, 0));
        nodes.set(b, nodes.get(b).withGuarantee(6, 0));

        assertThatThrownBy(() -> fill(QueuePolicy.QUOTA, 100, 100))
                .isInstanceOf(QueueTree.GuaranteeException.class)
                .hasMessageContaining("add up to 12");
    }

    @Test
    void shouldEntitleToGuaranteesAndDivideTheRestByWeight() {
        queue("cluster", 0, 1);
        int guaranteed = queue("guaranteed", 0, 1);
        int light = queue("light", 0, 1);
        int heavy = queue("heavy", 0, 3);
        nodes.set(guaranteed, nodes.get(guaranteed).withGuarantee(20, PartialVector.UNSET));
        QueueTree tree = new QueueTree(nodes, ResourceVector.of(100, 10));

        Entitlements entitlements = new Entitlements(tree);

        assertThat(entitlements.get(guaranteed, 0)).isEqualTo(20);
        assertThat(entitlements.get(light, 0)).isEqualTo(20);
        assertThat(entitlements.get(heavy, 0)).isEqualTo(60);
        assertThat(entitlements.get(guaranteed, 1)).isEqualTo(2);
        assertThat(entitlements.get(heavy, 1)).isEqualTo(6);
    }

    @Test
    void shouldCompareQuotientsBeyondSixtyFourBits() {
        assertThat(Ratio.compare(Long.MAX_VALUE, Long.MAX_VALUE - 1, 1, 1)).isPositive();
        assertThat(Ratio.compare(Long.MAX_VALUE - 1, Long.MAX_VALUE, 1, 1)).isNegative();
        assertThat(Ratio.compare(1, 3, 2, 6)).isZero();
        assertThat(Ratio.compare(1, 0, 5, 1)).isPositive();
        assertThat(Ratio.compare(0, 0, 0, 7)).isZero();
    }
}
