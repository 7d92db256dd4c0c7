package org.scxfleet.share;

import java.util.List;

/** One node of the hierarchy that dominant shares are computed over. */
public sealed interface DrfClaim {
    /** Unique among the siblings. */
    String name();

    /** 1 to {@link ShareNode#WEIGHT_MAX}; against the siblings. */
    int weight();

    /**
     * A user whose tasks all need the same.
     *
     * @param task need of one task, at least one resource of it above 0
     * @param tasksWanted most tasks that it wants to run at once
     */
    record User(String name, int weight, ResourceVector task, long tasksWanted)
            implements DrfClaim {
        public User {
            requireNameAndWeight(name, weight);
            if (task.isZero() || tasksWanted < 0) {
                throw new IllegalArgumentException(
                        "user "
                                + name
                                + " wants "
                                + tasksWanted
                                + " tasks of "
                                + task
                                + "; a task needs something and the number starts at 0");
            }
        }

        /** A user of weight 1 who takes whatever it can get. */
        public static User of(String name, long... task) {
            return new User(name, 1, ResourceVector.of(task), Long.MAX_VALUE);
        }
    }

    /**
     * Claims that stand together against their siblings.
     *
     * @param members in written order, which decides between equal shares; at least one
     */
    record Group(String name, int weight, List<DrfClaim> members) implements DrfClaim {
        public Group {
            requireNameAndWeight(name, weight);
            members = List.copyOf(members);
            if (members.isEmpty()) {
                throw new IllegalArgumentException("group " + name + " has no members");
            }
        }

        /** A group of weight 1. */
        public static Group of(String name, DrfClaim... members) {
            return new Group(name, 1, List.of(members));
        }
    }

    private static void requireNameAndWeight(String name, int weight) {
        if (name.isEmpty() || weight < 1 || weight > ShareNode.WEIGHT_MAX) {
            throw new IllegalArgumentException(
                    "claim \""
                            + name
                            + "\" of weight "
                            + weight
                            + ": a name is needed, and a weight of 1 to "
                            + ShareNode.WEIGHT_MAX);
        }
    }
}
