package org.scxfleet.cluster.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which jobs come after which, and how many of those before a job have not ended. */
final class Successors {
    private final Map<String, List<Integer>> after = new HashMap<>();
    private final int[] missing;

    /**
     * @throws IllegalArgumentException if a job comes after one that is not there, or after itself
     */
    Successors(List<TimedJob> jobs) {
        missing = new int[jobs.size()];
        Map<String, Integer> numbers = new HashMap<>();
        for (int job = 0; job < missing.length; job++) {
            numbers.put(jobs.get(job).spec().name(), job);
        }
        for (int job = 0; job < missing.length; job++) {
            for (String before : jobs.get(job).after().stream().distinct().toList()) {
                if (!numbers.containsKey(before)) {
                    throw new IllegalArgumentException(
                            "job "
                                    + jobs.get(job).spec().name()
                                    + " comes after job "
                                    + before
                                    + ", which is not there");
                }
                after.computeIfAbsent(before, _ -> new ArrayList<>()).add(job);
                missing[job]++;
            }
        }
        requireNoCircle(jobs);
    }

    private void requireNoCircle(List<TimedJob> jobs) {
        int[] left = missing.clone();
        List<Integer> free = new ArrayList<>();
        for (int job = 0; job < left.length; job++) {
            if (left[job] == 0) {
                free.add(job);
            }
        }
        for (int at = 0; at < free.size(); at++) {
            for (int next : of(jobs.get(free.get(at)).spec().name())) {
                if (--left[next] == 0) {
                    free.add(next);
                }
            }
        }
        for (int job = 0; job < left.length; job++) {
            if (left[job] > 0) {
                throw new IllegalArgumentException(
                        "job "
                                + jobs.get(job).spec().name()
                                + " comes after jobs that come after it, or after each other");
            }
        }
    }

    /** Jobs right after this one, in the order of the trace. */
    List<Integer> of(String job) {
        return after.getOrDefault(job, List.of());
    }

    /** Those that may arrive now that this one has ended. */
    List<Integer> released(String job) {
        List<Integer> released = new ArrayList<>();
        for (int next : of(job)) {
            if (--missing[next] == 0) {
                released.add(next);
            }
        }
        return released;
    }
}
