package org.scxfleet.workload.input;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.cluster.simulation.TimedJob;

/**
 * Checks which jobs of a trace come after which: those that were left out are waited for by nobody,
 * and jobs that wait for each other are the user's error.
 */
public final class Predecessors {
    private final String file;
    private final String key;
    private final NoticeKind leftOut;

    /**
     * @param file name for messages
     * @param key column that names the jobs before
     * @param leftOut notice of a job before that is not there
     */
    public Predecessors(String file, String key, NoticeKind leftOut) {
        this.file = file;
        this.key = key;
        this.leftOut = leftOut;
    }

    /**
     * The jobs, each after none but jobs of the list.
     *
     * @throws BadInputException if jobs come after each other in a circle
     */
    public List<TimedJob> checked(List<TimedJob> jobs, NoticeLog notices) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int job = 0; job < jobs.size(); job++) {
            numbers.put(jobs.get(job).spec().name(), job);
        }
        List<TimedJob> checked = new ArrayList<>(jobs.size());
        for (TimedJob job : jobs) {
            List<String> present = new ArrayList<>();
            for (String before : job.after()) {
                if (numbers.containsKey(before)) {
                    present.add(before);
                } else {
                    notices.add(leftOut, file, job.spec().name() + " after " + before);
                }
            }
            checked.add(job.after(present, present.isEmpty() ? 0 : job.thinkNs()));
        }
        requireNoCircle(checked, numbers);
        return checked;
    }

    private void requireNoCircle(List<TimedJob> jobs, Map<String, Integer> numbers) {
        int[] missing = new int[jobs.size()];
        List<List<Integer>> behind = new ArrayList<>();
        jobs.forEach(_ -> behind.add(new ArrayList<>(0)));
        Deque<Integer> free = new ArrayDeque<>();
        for (int job = 0; job < missing.length; job++) {
            for (String before : jobs.get(job).after()) {
                behind.get(numbers.getOrDefault(before, 0)).add(job);
                missing[job]++;
            }
            if (missing[job] == 0) {
                free.add(job);
            }
        }
        int settled = 0;
        while (!free.isEmpty()) {
            settled++;
            for (int next : behind.get(free.remove())) {
                if (--missing[next] == 0) {
                    free.add(next);
                }
            }
        }
        for (int job = 0; settled < missing.length && job < missing.length; job++) {
            if (missing[job] > 0) {
                throw new BadInputException(
                        Place.wholeFile(file),
                        key,
                        "has job "
                                + jobs.get(job).spec().name()
                                + " wait for jobs that wait for it, or for each other",
                        "let every job come after earlier ones only");
            }
        }
    }
}
