package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.queue.JobExplanation.Verdict;

/**
 * Takes down what is decided about the jobs that somebody asked about; costs a look-up of the job's
 * name for all others.
 */
public final class Explainer {
    private final Map<String, List<Verdict>> verdicts = new LinkedHashMap<>();
    private final Map<String, Integer> dropped = new LinkedHashMap<>();

    /** Explains the jobs with these names. */
    public Explainer(List<String> jobs) {
        jobs.forEach(job -> verdicts.put(job, new ArrayList<>()));
    }

    /** Whether anybody asked about the job. */
    public boolean explains(String job) {
        return !verdicts.isEmpty() && verdicts.containsKey(job);
    }

    /** Takes a verdict down if anybody asked about the job. */
    public void note(
            String job,
            long atNs,
            String what,
            String text,
            String winner,
            @Nullable PlacementReport report) {
        List<Verdict> known = verdicts.isEmpty() ? null : verdicts.get(job);
        if (known == null) {
            return;
        }
        Verdict last = known.isEmpty() ? null : known.getLast();
        if (last != null
                && winner.isEmpty()
                && last.what().equals(what)
                && last.text().equals(text)) {
            known.set(
                    known.size() - 1,
                    new Verdict(last.atNs(), atNs, last.times() + 1, what, text, winner, report));
        } else if (known.size() < JobExplanation.VERDICTS_MAX) {
            known.add(new Verdict(atNs, atNs, 1, what, text, winner, report));
        } else {
            dropped.merge(job, 1, Integer::sum);
        }
    }

    /** Everything, in the order in which the jobs were asked about. */
    public List<JobExplanation> explanations() {
        List<JobExplanation> all = new ArrayList<>();
        verdicts.forEach((job, known) ->
                all.add(new JobExplanation(job, known, dropped.getOrDefault(job, 0))));
        return all;
    }
}
