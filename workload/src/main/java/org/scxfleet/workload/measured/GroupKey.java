package org.scxfleet.workload.measured;

import java.util.Comparator;

/** A task group of a case: the key of every table of figures. */
public record GroupKey(String caseName, String group) implements Comparable<GroupKey> {
    private static final Comparator<GroupKey> ORDER =
            Comparator.comparing(GroupKey::caseName).thenComparing(GroupKey::group);

    @Override
    public int compareTo(GroupKey other) {
        return ORDER.compare(this, other);
    }
}
