package org.scxfleet.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.queue.JobExplanation;
import org.scxfleet.cluster.queue.JobState;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.queue.QueueOutcome.JobOutcome;
import org.scxfleet.cluster.queue.QueueOutcome.QueueFigures;

/** Queues and explained decisions in {@code result.json}. */
final class QueueJson {
    /** Most rejections that are listed; all are counted. */
    static final int REJECTIONS_MAX = 10_000;

    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
    private static final int US_DECIMALS = 3;

    private QueueJson() {}

    static ObjectNode of(QueueShares shares) {
        QueueOutcome outcome = shares.outcome;
        ObjectNode node = MAKE.objectNode();
        node.put("policy", outcome.settings().policy().label());
        node.put("preemption", outcome.settings().preemption().label());
        node.put("jobs", outcome.jobs().size());
        for (JobState state : JobState.values()) {
            node.put(state.label(), outcome.count(state));
        }
        node.put("preemptions", outcome.preemptions());
        ArrayNode tree = node.putArray("tree");
        for (int queue : shares.inTreeOrder()) {
            tree.add(queue(shares, queue));
        }
        ArrayNode rejections = node.putArray("rejections");
        for (JobOutcome job : outcome.jobs()) {
            if (job.state() == JobState.REJECTED && rejections.size() < REJECTIONS_MAX) {
                ObjectNode rejection = rejections.addObject();
                rejection.put("job", job.job().name());
                rejection.put("queue", outcome.queues().get(job.queue()).path());
                rejection.put("reason", job.reason());
            }
        }
        return node;
    }

    private static ObjectNode queue(QueueShares shares, int queue) {
        QueueFigures figures = shares.outcome.queues().get(queue);
        ObjectNode node = MAKE.objectNode();
        node.put("path", figures.path());
        node.put("leaf", figures.leaf());
        node.put("weight", figures.weight());
        node.put("jobs", figures.allJobs());
        for (JobState state : JobState.values()) {
            node.put(state.label(), figures.jobs(state));
        }
        node.put("preemptions", figures.preemptions());
        node.put("mean_wait_us", us(shares.meanWaitNs(queue)));
        node.put("max_wait_us", us(figures.longestWaitNs()));
        node.put("entitled_cpu_milli", figures.entitledCpuMilli());
        node.put("entitled_gpu_milli", figures.entitledGpuMilli());
        node.put("cpu_held_us", shares.cpuHeldUs(queue));
        node.put("cpu_held_percent", shares.cpuHeldPercent(queue));
        node.put("cpu_time_us", us(shares.cpuTimeNs(queue)));
        node.put("cpu_time_percent", shares.cpuTimePercent(queue));
        node.put("gpu_held_us", shares.gpuHeldUs(queue));
        node.put("gpu_held_percent", shares.gpuHeldPercent(queue));
        node.put("gpu_lost_us", figures.lostGpuMilliUs() / 1_000);
        return node;
    }

    static ArrayNode of(List<JobExplanation> explanations) {
        ArrayNode all = MAKE.arrayNode();
        for (JobExplanation explanation : explanations) {
            ObjectNode node = all.addObject();
            node.put("job", explanation.job());
            node.put("dropped", explanation.dropped());
            ArrayNode verdicts = node.putArray("verdicts");
            explanation.verdicts().forEach(verdict -> verdicts.add(verdict(verdict)));
        }
        return all;
    }

    private static ObjectNode verdict(JobExplanation.Verdict verdict) {
        ObjectNode node = MAKE.objectNode();
        node.put("at_ns", verdict.atNs());
        node.put("until_ns", verdict.untilNs());
        node.put("times", verdict.times());
        node.put("what", verdict.what());
        node.put("why", verdict.text());
        node.put("winner", verdict.winner());
        PlacementReport report = verdict.report();
        if (report != null) {
            node.put("nodes", report.nodes());
            node.put("feasible", report.feasible());
            ArrayNode filtered = node.putArray("filtered");
            for (PlacementReport.Filtered reason : report.filtered()) {
                ObjectNode line = filtered.addObject();
                line.put("reason", reason.reason().text());
                line.put("nodes", reason.nodes());
                line.put("first", reason.first());
            }
            ArrayNode candidates = node.putArray("candidates");
            for (PlacementReport.Candidate candidate : report.candidates()) {
                ObjectNode line = candidates.addObject();
                line.put("node", candidate.node());
                line.put("score", candidate.score());
                ObjectNode parts = line.putObject("parts");
                candidate.parts().forEach(part -> parts.put(part.name(), part.score()));
            }
        }
        return node;
    }

    private static BigDecimal us(long ns) {
        return BigDecimal.valueOf(ns, US_DECIMALS);
    }
}
