package org.scxfleet.tests.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cycles of a graph of packages: a shortest one through each package that lies on any, each
 * reported once, from its alphabetically first member.
 */
final class PackageCycles {
    private PackageCycles() {}

    static SequencedSet<String> find(Map<String, TreeSet<String>> graph) {
        TreeSet<String> cycles = new TreeSet<>();
        for (String start : graph.keySet()) {
            List<String> cycle = shortestThrough(start, graph);
            if (!cycle.isEmpty() && start.equals(new TreeSet<>(cycle).first())) {
                cycles.add(String.join(" -> ", cycle));
            }
        }
        return cycles;
    }

    /** Breadth first from start back to start; empty if there is no way back. */
    private static List<String> shortestThrough(String start, Map<String, TreeSet<String>> graph) {
        Map<String, String> cameFrom = new TreeMap<>();
        Deque<String> queue = new ArrayDeque<>(List.of(start));
        while (!queue.isEmpty()) {
            String from = queue.remove();
            for (String to : graph.getOrDefault(from, new TreeSet<>(Set.of()))) {
                if (to.equals(start)) {
                    return path(start, from, cameFrom);
                }
                if (cameFrom.putIfAbsent(to, from) == null) {
                    queue.add(to);
                }
            }
        }
        return List.of();
    }

    private static List<String> path(String start, String last, Map<String, String> cameFrom) {
        List<String> backwards = new ArrayList<>(List.of(start));
        for (String at = last; !at.equals(start); at = cameFrom.getOrDefault(at, start)) {
            backwards.add(at);
        }
        backwards.add(start);
        return backwards.reversed();
    }
}
