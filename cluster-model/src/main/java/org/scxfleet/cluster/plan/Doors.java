package org.scxfleet.cluster.plan;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scxfleet.cluster.run.Programs;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * What the tasks of a host want of other hosts, read off their programs.
 *
 * @param serves services that some task receives requests of
 * @param calls services that some task sends requests to
 * @param members members that each cluster-wide group has here
 * @param exchanges how the members of each group exchange data
 */
record Doors(
        SortedSet<String> serves,
        SortedSet<String> calls,
        SortedMap<String, Integer> members,
        SortedMap<String, Step.Exchange> exchanges) {
    static Doors of(List<TaskSpec> tasks) {
        Doors doors = new Doors(new TreeSet<>(), new TreeSet<>(), new TreeMap<>(), new TreeMap<>());
        tasks.forEach(doors::add);
        return doors;
    }

    boolean areNone() {
        return serves.isEmpty() && calls.isEmpty() && members.isEmpty();
    }

    /** These and the others together. */
    Doors and(Doors other) {
        Doors sum =
                new Doors(
                        new TreeSet<>(serves),
                        new TreeSet<>(calls),
                        new TreeMap<>(members),
                        new TreeMap<>(exchanges));
        other.exchanges.forEach((group, how) -> merge(sum.exchanges, group, how));
        sum.serves.addAll(other.serves);
        sum.calls.addAll(other.calls);
        other.members.forEach((group, count) -> sum.members.merge(group, count, Integer::sum));
        return sum;
    }

    /** Notes how a group exchanges data; all its members have to say the same. */
    static void merge(
            SortedMap<String, Step.Exchange> exchanges, String group, Step.Exchange exchange) {
        Step.Exchange before = exchanges.putIfAbsent(group, exchange);
        if (before != null && !before.equals(exchange)) {
            throw new IllegalArgumentException(
                    "members of the collective '"
                            + group
                            + "' exchange data in different ways; give all of them the same"
                            + " algorithm, overlap, speeds and latencies");
        }
    }

    private void add(TaskSpec task) {
        SortedSet<String> joined = new TreeSet<>();
        Programs.visit(
                task.program(),
                step -> {
                    if (step instanceof Step.Receive receive) {
                        serves.add(receive.endpoint());
                    } else if (step instanceof Step.Request request) {
                        calls.add(request.service());
                    } else if (step instanceof Step.Collective collective) {
                        joined.add(collective.group());
                        merge(exchanges, collective.group(), collective.exchange());
                    }
                });
        for (String group : joined) {
            if (task.instances() == 0) {
                throw new IllegalArgumentException(
                        "task '"
                                + task.name()
                                + "' is in the collective '"
                                + group
                                + "' but starts only by fork: the number of members would be"
                                + " unknown");
            }
            members.merge(group, task.instances(), Integer::sum);
        }
    }
}
