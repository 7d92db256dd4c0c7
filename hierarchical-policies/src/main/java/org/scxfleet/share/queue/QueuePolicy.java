package org.scxfleet.share.queue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.scxfleet.share.HierarchicalDrf;

/** How queues of one parent take turns. All comparisons but those of H-DRF are exact. */
public enum QueuePolicy {
    /** Least of one resource by weight. */
    WEIGHTED("weighted", "the queue that holds least of one resource by its weight") {
        @Override
        QueueOrder order(QueueAccounts accounts, int resource) {
            QueueTree tree = accounts.tree();
            return (a, b) ->
                    Ratio.compare(
                            accounts.used(a, resource),
                            tree.node(a).weight(),
                            accounts.used(b, resource),
                            tree.node(b).weight());
        }
    },
    /** Least dominant share by weight. */
    DRF("drf", "the queue with the smallest dominant share by its weight") {
        @Override
        QueueOrder order(QueueAccounts accounts, int resource) {
            return (a, b) -> compareDominant(accounts, a, b);
        }
    },
    /** Least scaled dominant share by weight. */
    HDRF("hdrf", "as drf, with shares scaled in the hierarchy so that nobody starves") {
        @Override
        QueueOrder order(QueueAccounts accounts, int resource) {
            return new ScaledOrder(accounts);
        }
    },
    /**
     * Quotas with cohorts: least borrowed goes first, then least used of what it is entitled to.
     */
    QUOTA("quota", "nominal quotas; who borrows least of the cohort goes first") {
        @Override
        QueueOrder order(QueueAccounts accounts, int resource) {
            CohortQuota cohorts = accounts.cohorts();
            if (cohorts == null) {
                throw new IllegalArgumentException("the order by quota needs quotas");
            }
            long[] nothing = new long[accounts.tree().resources()];
            return (a, b) -> {
                int borrowed = Long.compare(cohorts.share(a, nothing), cohorts.share(b, nothing));
                return borrowed != 0 ? borrowed : compareFill(accounts, a, b);
            };
        }
    },
    /** Least used of what the queue is entitled to. */
    CAPACITY("capacity", "the queue that uses least of its capacity") {
        @Override
        QueueOrder order(QueueAccounts accounts, int resource) {
            return (a, b) -> compareFill(accounts, a, b);
        }
    },
    /** Below the minimum first, then by weight. */
    FAIR("fair", "queues below their guarantee first, then by dominant share and weight") {
        @Override
        QueueOrder order(QueueAccounts accounts, int resource) {
            return (a, b) -> compareFair(accounts, a, b);
        }
    };

    private final String label;
    private final String description;

    QueuePolicy(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** Name in scenarios and results. */
    public String label() {
        return label;
    }

    /** What it does, in one line. */
    public String description() {
        return description;
    }

    /** Whether guarantees are quotas that are lent in cohorts. */
    public boolean lendsQuota() {
        return this == QUOTA;
    }

    abstract QueueOrder order(QueueAccounts accounts, int resource);

    /**
     * The order of this policy.
     *
     * @param resource that policy weighted looks at
     */
    public QueueOrder over(QueueAccounts accounts, int resource) {
        return order(accounts, resource);
    }

    /** The policy with this name. */
    public static QueuePolicy named(String name) {
        for (QueuePolicy policy : values()) {
            if (policy.label.equals(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException(
                "no queue policy '" + name + "'; there are " + String.join(", ", labels()));
    }

    /** All names. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(QueuePolicy::label).collect(Collectors.toList());
    }

    /** The resource of which the queue holds the largest part of all there is. */
    static int dominant(QueueAccounts accounts, int node) {
        int dominant = 0;
        for (int resource = 1; resource < accounts.tree().resources(); resource++) {
            if (Ratio.compare(
                            accounts.used(node, resource),
                            accounts.tree().capacity().get(resource),
                            accounts.used(node, dominant),
                            accounts.tree().capacity().get(dominant))
                    > 0) {
                dominant = resource;
            }
        }
        return dominant;
    }

    private static int compareDominant(QueueAccounts accounts, int a, int b) {
        QueueTree tree = accounts.tree();
        int ofA = dominant(accounts, a);
        int ofB = dominant(accounts, b);
        return Ratio.compare(
                accounts.used(a, ofA),
                tree.capacity().get(ofA) * tree.node(a).weight(),
                accounts.used(b, ofB),
                tree.capacity().get(ofB) * tree.node(b).weight());
    }

    /** Resource of which the queue uses most of its entitlement. */
    private static int fullest(QueueAccounts accounts, int node) {
        int fullest = 0;
        for (int resource = 1; resource < accounts.tree().resources(); resource++) {
            if (Ratio.compare(
                            accounts.used(node, resource),
                            accounts.entitled(node, resource),
                            accounts.used(node, fullest),
                            accounts.entitled(node, fullest))
                    > 0) {
                fullest = resource;
            }
        }
        return fullest;
    }

    private static int compareFill(QueueAccounts accounts, int a, int b) {
        int ofA = fullest(accounts, a);
        int ofB = fullest(accounts, b);
        return Ratio.compare(
                accounts.used(a, ofA),
                accounts.entitled(a, ofA),
                accounts.used(b, ofB),
                accounts.entitled(b, ofB));
    }

    private static int compareFair(QueueAccounts accounts, int a, int b) {
        boolean needyA = isBelowGuarantee(accounts, a);
        boolean needyB = isBelowGuarantee(accounts, b);
        if (needyA != needyB) {
            return needyA ? -1 : 1;
        }
        return needyA ? compareFill(accounts, a, b) : compareDominant(accounts, a, b);
    }

    private static boolean isBelowGuarantee(QueueAccounts accounts, int node) {
        PartialVector guarantee = accounts.tree().node(node).guarantee();
        for (int resource = 0; resource < guarantee.size(); resource++) {
            if (guarantee.has(resource)
                    && accounts.used(node, resource) >= guarantee.get(resource)) {
                return false;
            }
        }
        return guarantee.hasAny();
    }

    /** By scaled dominant shares. */
    private static final class ScaledOrder implements QueueOrder {
        private final QueueAccounts accounts;
        private final ScaledShares shares;

        ScaledOrder(QueueAccounts accounts) {
            this.accounts = accounts;
            shares = new ScaledShares(accounts.tree());
        }

        @Override
        public void refresh(boolean[] blocked) {
            shares.refresh(accounts, blocked);
        }

        @Override
        public void refreshAbove(int leaf, boolean[] blocked) {
            shares.refreshAbove(leaf, accounts, blocked);
        }

        @Override
        public int compare(int a, int b) {
            double left = shares.share(a) / accounts.tree().node(a).weight();
            double right = shares.share(b) / accounts.tree().node(b).weight();
            double close = Math.min(left, right) * HierarchicalDrf.SHARE_TOLERANCE;
            return Math.abs(left - right) <= close ? 0 : Double.compare(left, right);
        }
    }
}
