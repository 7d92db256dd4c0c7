package org.scxfleet.cluster.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.scxfleet.cluster.simulation.RoundPolicy.Grant;
import org.scxfleet.cluster.simulation.RoundSettings.RoundEnd;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;

/**
 * Runs jobs in rounds: the policy grants GPUs, every job with GPUs works until the round ends, then
 * the policy decides anew.
 *
 * <p>This is how the schedulers of training clusters work that were published with simulators of
 * their own: preempting a training job costs a checkpoint, so decisions are taken every minute or
 * two, not at every event. A job that ends within a round ends at that moment, but its GPUs are
 * free only when the round ends. A job whose number of GPUs does not change keeps those that it
 * has; other grants are filled in the order of the policy, from the node with most free GPUs.
 *
 * <p>A failing GPU takes the work of the round with it (a checkpoint is written when a round ends);
 * the job waits again and pays for its restart. Left out: time that the policy itself takes,
 * failures of nodes as a whole.
 */
public final class RoundSimulation {
    /** Rounds without a grant, while no job is to come, after which the run ends. */
    static final int IDLE_ROUNDS_MAX = 10_000;

    private final RoundSettings settings;
    private final GpuPool pool;
    private final RoundPolicy policy;
    private final List<SimulatedJob> jobs = new ArrayList<>();
    private final List<SimulatedJob> byArrival;
    private final List<SimulatedJob> active = new ArrayList<>();
    private final boolean[] ranLastRound;
    private final boolean[] startedNow;
    private final long[] untilFailureNs;
    private final SeededRandom[] failureDraws;
    private final GpuTime busy = new GpuTime();
    private int arrived;
    private long nowNs;
    private long decisions;
    private int idleRounds;

    private RoundSimulation(
            RoundSettings settings,
            GpuPool pool,
            RoundPolicy policy,
            List<JobSpec> specs,
            List<? extends Supplier<? extends Work>> works) {
        if (specs.size() != works.size()) {
            throw new IllegalArgumentException(
                    specs.size() + " jobs with " + works.size() + " works");
        }
        this.settings = settings;
        this.pool = pool;
        this.policy = policy;
        for (int i = 0; i < specs.size(); i++) {
            jobs.add(new SimulatedJob(i, specs.get(i), works.get(i).get()));
        }
        byArrival = new ArrayList<>(jobs);
        byArrival.sort((a, b) -> Long.compare(a.spec().arrivalNs(), b.spec().arrivalNs()));
        ranLastRound = new boolean[specs.size()];
        startedNow = new boolean[specs.size()];
        untilFailureNs = new long[specs.size()];
        failureDraws = new SeededRandom[specs.size()];
        for (SimulatedJob job : jobs) {
            failureDraws[job.index()] =
                    new SeededRandom(SeedTree.derive(settings.seed(), job.spec().name()));
            drawFailure(job);
        }
    }

    /**
     * Runs until all jobs have ended, or nothing can run any more.
     *
     * @param pool all free
     * @param works one for each job, asked once
     */
    public static SimulationOutcome run(
            RoundSettings settings,
            GpuPool pool,
            RoundPolicy policy,
            List<JobSpec> specs,
            List<? extends Supplier<? extends Work>> works) {
        return new RoundSimulation(settings, pool, policy, specs, works).run();
    }

    private SimulationOutcome run() {
        while (true) {
            arrive();
            if (active.isEmpty()) {
                if (arrived == byArrival.size()) {
                    break;
                }
                nowNs = nextDecision(byArrival.get(arrived).spec().arrivalNs());
                continue;
            }
            List<Grant> grants = policy.decide(nowNs, List.copyOf(active), pool.capacityTotal());
            decisions++;
            apply(grants);
            if (grants.isEmpty()) {
                idleRounds++;
                if (arrived == byArrival.size() && idleRounds >= IDLE_ROUNDS_MAX) {
                    break;
                }
            } else {
                idleRounds = 0;
            }
            nowNs = work();
        }
        return new SimulationOutcome(jobs, nowNs, decisions, busy);
    }

    private long nextDecision(long arrivalNs) {
        return switch (settings.end()) {
            case ON_THE_GRID -> {
                long rounds = (arrivalNs + settings.roundNs() - 1) / settings.roundNs();
                yield rounds * settings.roundNs();
            }
            case WITH_THE_LAST_JOB -> arrivalNs;
        };
    }

    private void arrive() {
        boolean any = false;
        while (arrived < byArrival.size() && byArrival.get(arrived).spec().arrivalNs() <= nowNs) {
            SimulatedJob job = byArrival.get(arrived++);
            if (job.work() instanceof Unrunnable unrunnable) {
                job.reject(unrunnable.reason());
            } else if (job.spec().gpus() > pool.capacityTotal()) {
                job.reject(
                        "it asks for "
                                + job.spec().gpus()
                                + " GPUs, the cluster has "
                                + pool.capacityTotal());
            } else {
                job.arrive();
                active.add(job);
                any = true;
            }
        }
        if (any) {
            active.sort((a, b) -> Integer.compare(a.index(), b.index()));
        }
    }

    private void apply(List<Grant> grants) {
        Grant[] granted = new Grant[jobs.size()];
        for (Grant grant : grants) {
            if (granted[grant.job().index()] != null) {
                throw new IllegalStateException(
                        "job " + grant.job().spec().name() + " is granted GPUs twice");
            }
            granted[grant.job().index()] = grant;
        }
        for (SimulatedJob job : active) {
            JobPlacement placement = job.placement();
            Grant grant = granted[job.index()];
            boolean stays =
                    grant != null && grant.gpus() == job.gpusNow() && grant.host() == job.host();
            if (placement != null && !stays) {
                leave(job, placement);
                job.stop();
            }
        }
        Arrays.fill(startedNow, false);
        for (Grant grant : grants) {
            if (grant.host() == null && grant.job().placement() == null) {
                start(grant);
            }
        }
        for (Grant grant : grants) {
            SimulatedJob host = grant.host();
            if (host != null) {
                startBeside(grant, host);
            }
        }
    }

    private void start(Grant grant) {
        JobPlacement placement = pool.takeMostFree(grant.gpus());
        if (placement == null) {
            throw new IllegalStateException(
                    policy.officialName() + " grants more GPUs than there are");
        }
        grant.job().start(placement, nowNs);
        startedNow[grant.job().index()] = true;
    }

    private void startBeside(Grant grant, SimulatedJob host) {
        JobPlacement placement = host.placement();
        if (placement == null || host.host() != null || placement.gpuCount() != grant.gpus()) {
            throw new IllegalStateException(
                    policy.officialName()
                            + " grants job "
                            + grant.job().spec().name()
                            + " GPUs of a job that has not as many of its own");
        }
        SimulatedJob job = grant.job();
        if (!placement.equals(job.placement())) {
            job.startBeside(host, placement, nowNs);
            startedNow[job.index()] = true;
        }
    }

    /** Gives the job's GPUs back, if they are its own. */
    private void leave(SimulatedJob job, JobPlacement placement) {
        if (job.host() == null) {
            pool.release(placement);
        }
    }

    /** Tells all running jobs who else is on their GPUs. */
    private void introduce() {
        Work[] guests = new Work[jobs.size()];
        for (SimulatedJob job : active) {
            SimulatedJob host = job.host();
            if (host != null) {
                guests[host.index()] = job.work();
            }
        }
        for (SimulatedJob job : active) {
            SimulatedJob host = job.host();
            if (job.placement() != null) {
                job.work().sharesWith(host == null ? guests[job.index()] : host.work());
            }
        }
    }

    /** All running jobs work for a round; returns its end. */
    private long work() {
        introduce();
        long endNs = nowNs;
        List<SimulatedJob> running = new ArrayList<>();
        List<Long> used = new ArrayList<>();
        for (SimulatedJob job : active) {
            if (job.placement() != null) {
                long restartNs = restartNs(job);
                long usedNs = workOf(job, restartNs);
                running.add(job);
                used.add(usedNs);
                endNs = Math.max(endNs, nowNs + usedNs);
                policy.ran(job, Math.max(0, usedNs - restartNs));
            }
        }
        if (settings.end() == RoundEnd.ON_THE_GRID || running.isEmpty()) {
            endNs = nowNs + settings.roundNs();
        }
        Arrays.fill(ranLastRound, false);
        for (int i = 0; i < running.size(); i++) {
            SimulatedJob job = running.get(i);
            ranLastRound[job.index()] = true;
            busy.add(job.host() == null ? job.gpusNow() : 0, endNs - nowNs);
            job.hold(endNs - nowNs);
            settle(job, nowNs + used.get(i));
        }
        return endNs;
    }

    private long restartNs(SimulatedJob job) {
        return switch (settings.restartRule()) {
            case PLACEMENT_CHANGED -> startedNow[job.index()] ? settings.restartNs() : 0;
            case NOT_IN_LAST_ROUND ->
                    decisions > 1 && !ranLastRound[job.index()] ? settings.restartNs() : 0;
        };
    }

    private long workOf(SimulatedJob job, long restartNs) {
        long usedNs = job.work().advance(settings.roundNs(), restartNs);
        if (usedNs < 1 || usedNs > settings.roundNs()) {
            throw new IllegalStateException(
                    "job " + job.spec().name() + " used " + usedNs + " ns of a round");
        }
        return usedNs;
    }

    private void settle(SimulatedJob job, long atNs) {
        JobPlacement placement = job.placement();
        if (placement == null) {
            throw new IllegalStateException("job " + job.spec().name() + " ran without GPUs");
        }
        long usedNs = atNs - nowNs;
        if (usedNs >= untilFailureNs[job.index()]) {
            job.work().loseRound();
            leave(job, placement);
            long failedNs = nowNs + untilFailureNs[job.index()];
            if (job.fail() >= settings.failuresMax()) {
                job.end(JobPhase.FAILED, failedNs);
                active.remove(job);
            } else {
                job.stop();
                ranLastRound[job.index()] = false;
                drawFailure(job);
            }
        } else {
            if (untilFailureNs[job.index()] != RoundSettings.NO_FAILURES) {
                untilFailureNs[job.index()] -= usedNs;
            }
            if (job.work().done()) {
                leave(job, placement);
                job.end(JobPhase.FINISHED, atNs);
                active.remove(job);
            }
        }
    }

    private void drawFailure(SimulatedJob job) {
        long meanNs = settings.gpuFailureMeanNs();
        untilFailureNs[job.index()] =
                meanNs == RoundSettings.NO_FAILURES
                        ? RoundSettings.NO_FAILURES
                        : Math.max(
                                1,
                                failureDraws[job.index()].exponential(
                                        Math.max(1, meanNs / job.spec().gpus())));
    }
}
