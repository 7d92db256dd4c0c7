package org.scxfleet.workload.openbrule;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.Step.SyncMode;
import org.scxfleet.task.TaskSpec;

/**
 * Turns a pod of the openb trace into threads.
 *
 * <ul>
 *   <li>A pod is one cgroup, {@code /kubepods/<pod>}, with cpu.weight from its CPU request; best
 *       effort counts as no request. There is no quota.
 *   <li>It has ceil(cpu_milli / 1000) threads. Their mean utilisation u is drawn per pod, from 0.2
 *       to 0.6.
 *   <li>LS and Guaranteed: open-loop requests. Service times are uniform, 0.2 to 2 ms, drawn per
 *       request; requests arrive with exponential gaps whose mean is the mean service time / u. An
 *       iteration is a request, its response time counts from its arrival.
 *   <li>Burstable: periodic. The period is drawn per thread, 10 to 100 ms; each run is u x period.
 *       The first release is at a random time within one period, the others lie on its grid.
 *   <li>BE: computing in pieces of 1 to 10 ms, drawn per piece, after exponential sleeps whose mean
 *       makes the utilisation u; all threads of the pod at nice 10.
 *   <li>GPU pods have one more thread for each device, with steps as {@link GpuStepPlan} says: CPU
 *       preparation, launches, kernels, blocking sync. An absolute timer closes the step, so that
 *       the duty holds when nothing disturbs, and is caught up with after a disturbance.
 * </ul>
 *
 * <p>All draws come from (seed of the run, pod's name, what is drawn): neither the order of the
 * pods nor another parameter changes them.
 */
public final class OpenbRule {
    /** Parent of all pods' cgroups. */
    public static final String CGROUP_ROOT = "/kubepods";

    /** Statistics group of launch threads. */
    public static final String LAUNCH_GROUP = "gpu-launch";

    private static final long MILLI_PER_CPU = 1_000;
    private static final String ARRIVAL = "arrival";
    private static final String PERIOD = "period";
    private static final String GPU_STEP = "step";

    private final long seed;
    private final OpenbRuleParameters rule;

    /**
     * @param seed of the run
     */
    public OpenbRule(long seed, OpenbRuleParameters rule) {
        this.seed = seed;
        this.rule = rule;
    }

    /** Path of a pod's cgroup. */
    public static String cgroup(String podName) {
        return CGROUP_ROOT + "/" + podName;
    }

    /** The pod with its threads. */
    public PodWork work(PodRequest pod) {
        long podSeed = SeedTree.derive(seed, pod.name());
        List<TaskSpec> tasks = new ArrayList<>();
        int threads = Math.toIntExact((pod.cpuMilli() + MILLI_PER_CPU - 1) / MILLI_PER_CPU);
        if (threads > 0) {
            addThreads(pod, podSeed, threads, tasks);
        }
        addLaunchThreads(pod, podSeed, tasks);
        boolean bestEffort = pod.quality() == PodQuality.BE;
        return new PodWork(
                pod.name(),
                pod.cpuMilli(),
                pod.memoryMib(),
                pod.gpus(),
                pod.gpus() == 0 ? 0 : pod.gpuMilli(),
                pod.gpuModels(),
                pod.quality().label(),
                bestEffort ? CpuWeight.bestEffort() : CpuWeight.ofRequest(pod.cpuMilli()),
                tasks);
    }

    private void addThreads(PodRequest pod, long podSeed, int threads, List<TaskSpec> tasks) {
        double utilisation = utilisation(podSeed);
        switch (pod.quality()) {
            case LS, GUARANTEED ->
                    tasks.add(thread(pod, pod.name(), threads, 0, requests(utilisation)));
            case BURSTABLE -> {
                for (int i = 0; i < threads; i++) {
                    tasks.add(periodic(pod, podSeed, i, utilisation));
                }
            }
            case BE -> tasks.add(thread(pod, pod.name(), threads, 0, pieces(utilisation)));
        }
    }

    private double utilisation(long podSeed) {
        SeededRandom random = new SeededRandom(SeedTree.derive(podSeed, "utilisation"));
        OpenbRuleParameters.Share range = rule.utilisation();
        return range.min() + random.nextDouble() * (range.max() - range.min());
    }

    private List<Step> requests(double utilisation) {
        OpenbRuleParameters.Range service = rule.requests().service();
        long meanArrivalNs = Math.round(service.meanNs() / utilisation);
        return forever(
                new Step.Timer(ARRIVAL, new Amount.Exponential(meanArrivalNs), true, false),
                new Step.Compute(new Amount.Uniform(service.minNs(), service.maxNs())),
                new Step.Mark(ARRIVAL));
    }

    private TaskSpec periodic(PodRequest pod, long podSeed, int number, double utilisation) {
        SeededRandom random =
                new SeededRandom(SeedTree.derive(SeedTree.derive(podSeed, "period"), number));
        OpenbRuleParameters.Range range = rule.periodic().period();
        long periodNs = range.minNs() + random.below(range.maxNs() - range.minNs() + 1);
        long delayNs = random.below(periodNs);
        long runNs = Math.max(1, Math.round(utilisation * periodNs));
        return thread(
                pod,
                pod.name() + "-" + number,
                1,
                delayNs,
                forever(
                        new Step.Compute(Amount.of(runNs)),
                        new Step.Mark(PERIOD),
                        new Step.Timer(PERIOD, Amount.of(periodNs), true, false)));
    }

    private List<Step> pieces(double utilisation) {
        OpenbRuleParameters.Range compute = rule.bestEffort().compute();
        long meanSleepNs = Math.round(compute.meanNs() * (1 - utilisation) / utilisation);
        return forever(
                new Step.Sleep(new Amount.Exponential(meanSleepNs)),
                new Step.Compute(new Amount.Uniform(compute.minNs(), compute.maxNs())),
                new Step.Mark(""));
    }

    private void addLaunchThreads(PodRequest pod, long podSeed, List<TaskSpec> tasks) {
        if (pod.gpus() == 0) {
            return;
        }
        GpuStepPlan plan = GpuStepPlan.draw(podSeed, pod.gpuMilli(), rule.gpu());
        for (int device = 0; device < pod.gpus(); device++) {
            SeededRandom random =
                    new SeededRandom(
                            SeedTree.derive(SeedTree.derive(podSeed, "gpu-start"), device));
            tasks.add(
                    new TaskSpec(
                            pod.name() + "-gpu" + device,
                            LAUNCH_GROUP,
                            1,
                            params(pod.quality()),
                            List.of(),
                            cgroup(pod.name()),
                            random.below(plan.stepNs()),
                            launchProgram(plan, device)));
        }
    }

    private static List<Step> launchProgram(GpuStepPlan plan, int device) {
        List<Step> steps = new ArrayList<>();
        addCompute(plan.preparationBeforeNs(), steps);
        steps.add(
                new Step.GpuLaunch(
                        device, 0, Amount.of(plan.kernelNs()), plan.kernels(), plan.graph()));
        addCompute(plan.preparationBesideNs(), steps);
        steps.add(new Step.GpuSync(device, SyncMode.BLOCKING));
        steps.add(new Step.Mark(GPU_STEP));
        steps.add(new Step.Timer(GPU_STEP, Amount.of(plan.stepNs()), true, false));
        return forever(steps.toArray(Step[]::new));
    }

    private static void addCompute(long workNs, List<Step> steps) {
        if (workNs > 0) {
            steps.add(new Step.Compute(Amount.of(workNs)));
        }
    }

    private TaskSpec thread(
            PodRequest pod, String name, int instances, long delayNs, List<Step> program) {
        return new TaskSpec(
                name,
                pod.quality().group(),
                instances,
                params(pod.quality()),
                List.of(),
                cgroup(pod.name()),
                delayNs,
                program);
    }

    private SchedParams params(PodQuality quality) {
        return switch (quality) {
            case LS, GUARANTEED, BURSTABLE -> SchedParams.NORMAL;
            case BE -> SchedParams.fair(rule.bestEffort().nice());
        };
    }

    private static List<Step> forever(Step... steps) {
        return List.of(new Step.Repeat(Step.FOREVER, List.of(steps)));
    }
}
