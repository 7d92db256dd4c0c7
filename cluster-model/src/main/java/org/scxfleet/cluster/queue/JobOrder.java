package org.scxfleet.cluster.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.cluster.job.Job;

/** Jobs that wait for other jobs: which of them can never arrive, and what the others wait for. */
final class JobOrder {
    private JobOrder() {}

    /**
     * Rejects jobs after one that is not there or was rejected, and jobs that wait for each other.
     *
     * @param rejections why each job was rejected, empty for those that were not
     */
    static void reject(List<Job> jobs, String[] rejections) {
        if (jobs.stream().allMatch(job -> job.after().jobs().isEmpty())) {
            return;
        }
        Map<String, Integer> numbers = new HashMap<>();
        for (int number = 0; number < jobs.size(); number++) {
            numbers.putIfAbsent(jobs.get(number).name(), number);
        }
        int[] missing = new int[jobs.size()];
        List<List<Integer>> behind = new ArrayList<>();
        jobs.forEach(_ -> behind.add(new ArrayList<>(0)));
        for (int number = 0; number < jobs.size(); number++) {
            for (String name : jobs.get(number).after().jobs()) {
                Integer before = numbers.get(name);
                if (before == null) {
                    refuse(
                            rejections,
                            number,
                            "there is no job " + name + ", which it comes after");
                } else {
                    behind.get(before).add(number);
                    missing[number]++;
                }
            }
        }
        settle(jobs, rejections, missing, behind);
    }

    /** Takes the jobs in an order in which each comes after those before it. */
    private static void settle(
            List<Job> jobs, String[] rejections, int[] missing, List<List<Integer>> behind) {
        Deque<Integer> free = new ArrayDeque<>();
        for (int number = 0; number < missing.length; number++) {
            if (missing[number] == 0) {
                free.add(number);
            }
        }
        while (!free.isEmpty()) {
            int number = free.remove();
            for (int after : behind.get(number)) {
                if (!rejections[number].isEmpty()) {
                    refuse(
                            rejections,
                            after,
                            "job "
                                    + jobs.get(number).name()
                                    + ", which it comes after, is rejected");
                }
                if (--missing[after] == 0) {
                    free.add(after);
                }
            }
        }
        for (int number = 0; number < missing.length; number++) {
            if (missing[number] > 0) {
                refuse(
                        rejections,
                        number,
                        "jobs that it comes after come after it, or after each other");
            }
        }
    }

    private static void refuse(String[] rejections, int number, String why) {
        if (rejections[number].isEmpty()) {
            rejections[number] = why;
        }
    }

    /** Why the jobs that have not arrived have not, by their numbers. */
    static void explain(List<QueuedJob> accepted, String[] why) {
        Map<String, QueuedJob> byName = new HashMap<>();
        for (QueuedJob queued : accepted) {
            byName.put(queued.job.name(), queued);
        }
        for (QueuedJob queued : accepted) {
            if (!queued.isReady()) {
                why[queued.number] = before(queued.job, byName);
            }
        }
    }

    private static String before(Job job, Map<String, QueuedJob> byName) {
        List<String> left = new ArrayList<>();
        for (String name : job.after().jobs()) {
            QueuedJob queued = byName.get(name);
            if (queued != null && queued.finishedNs < 0 && !left.contains(name)) {
                left.add(name);
            }
        }
        return left.isEmpty()
                ? "the jobs before it have just ended"
                : "waits for the end of job "
                        + left.getFirst()
                        + (left.size() == 1 ? "" : " and of " + (left.size() - 1) + " more");
    }
}
