package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.queue.PaceMeter.OpenWindow;

/**
 * The windows of a run at job level: when they open, who is looked at, and when what was measured
 * begins to count.
 *
 * <p><b>Coupling.</b> A window that opens at T looks at all pods that run at T. What it measures
 * counts from the moment at which it closes, T + length: from then on each of these pods does its
 * work at the measured pace, until another window says otherwise or the stay ends. Until then, and
 * for pods that no window has looked at, a job takes as long as it says. Pods of a gang wait for
 * one another, so all have the pace of the slowest. Who starts while a window is open is not in it;
 * who ends is forgotten.
 */
final class Windows {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Comparator<Due> BY_TIME =
            Comparator.comparingLong(Due::atNs).thenComparingInt(Due::number);

    private final WindowRules rules;
    private final PaceMeter meter;
    private final long endNs;
    private final PriorityQueue<Due> due = new PriorityQueue<>(BY_TIME);
    private boolean gangSeen;
    private int planned;
    private int opened;

    /** Something that happens at a moment of the run; the number decides at one instant. */
    private sealed interface Due {
        long atNs();

        int number();

        record Opening(long atNs, int number, String why) implements Due {}

        @SuppressWarnings("ArrayRecordComponent")
        record Closing(long atNs, int number, List<RunningPod> pods, int[] ppm) implements Due {
            @Override
            public boolean equals(Object other) {
                return this == other;
            }

            @Override
            public int hashCode() {
                return number;
            }
        }
    }

    Windows(WindowRules rules, PaceMeter meter, long endNs) {
        this.rules = rules;
        this.meter = meter;
        this.endNs = endNs;
        for (long atNs : rules.atNs()) {
            plan(atNs, "its time has come");
        }
    }

    private void plan(long atNs, String why) {
        if (atNs <= endNs - rules.lengthNs()) {
            due.add(new Due.Opening(atNs, planned++, why));
        }
    }

    /** So many pods of a job start together. */
    void starts(Job job, int pods, long startNs) {
        long gpus = (long) pods * job.request().gpuCount();
        if (!gangSeen
                && rules.firstGangAboveGpus() != WindowRules.NO_GANG
                && gpus > rules.firstGangAboveGpus()) {
            gangSeen = true;
            plan(
                    startNs,
                    "job "
                            + job.name()
                            + " starts with "
                            + gpus
                            + " GPUs, the first above "
                            + rules.firstGangAboveGpus());
        }
    }

    long nextNs() {
        Due next = due.peek();
        return next == null ? NEVER : next.atNs();
    }

    /** Opens and closes what is due at this moment. */
    void pass(Board board, List<QueuedJob> jobs) {
        for (Due next = due.peek(); next != null && next.atNs() <= board.nowNs; next = due.peek()) {
            due.remove();
            switch (next) {
                case Due.Opening opening -> open(opening, jobs);
                case Due.Closing closing -> {
                    for (int i = 0; i < closing.ppm().length; i++) {
                        if (closing.ppm()[i] != PaceMeter.UNMEASURED) {
                            board.changePace(closing.pods().get(i), closing.ppm()[i]);
                        }
                    }
                }
            }
        }
    }

    private void open(Due.Opening opening, List<QueuedJob> jobs) {
        List<RunningPod> pods = new ArrayList<>();
        List<PodRun> stays = new ArrayList<>();
        long closesNs = opening.atNs() + rules.lengthNs();
        for (QueuedJob queued : jobs) {
            List<RunningPod> ofJob = new ArrayList<>(queued.running);
            ofJob.removeIf(pod -> pod.startNs > opening.atNs() || pod.endNs() <= opening.atNs());
            ofJob.sort(Comparator.comparingInt(pod -> pod.pod));
            for (RunningPod pod : ofJob) {
                pods.add(pod);
                stays.add(
                        new PodRun(
                                queued.number,
                                pod.pod,
                                pod.attempt,
                                pod.node,
                                pod.devices,
                                pod.startNs,
                                Math.min(pod.endNs(), closesNs),
                                PodRun.End.CUT));
            }
        }
        OpenWindow window =
                new OpenWindow(++opened, opening.atNs(), rules.lengthNs(), opening.why(), stays);
        int[] measured = meter.measure(window);
        if (measured.length != pods.size()) {
            throw new IllegalStateException(measured.length + " paces of " + pods.size() + " pods");
        }
        due.add(new Due.Closing(closesNs, planned++, pods, ofGangs(pods, measured)));
    }

    /** The slowest pod of a gang sets the pace of all. */
    private static int[] ofGangs(List<RunningPod> pods, int[] measured) {
        int[] ppm = Arrays.copyOf(measured, measured.length);
        Map<QueuedJob, Integer> slowest = new LinkedHashMap<>();
        for (int i = 0; i < ppm.length; i++) {
            if (pods.get(i).queued.job.startTogether() > 1 && ppm[i] != PaceMeter.UNMEASURED) {
                slowest.merge(pods.get(i).queued, ppm[i], Math::min);
            }
        }
        for (int i = 0; i < ppm.length; i++) {
            ppm[i] = slowest.getOrDefault(pods.get(i).queued, ppm[i]);
        }
        return ppm;
    }
}
