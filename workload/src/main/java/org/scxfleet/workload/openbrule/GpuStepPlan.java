package org.scxfleet.workload.openbrule;

import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;

/**
 * The training step of a GPU pod, in numbers.
 *
 * <p>Device work per step is duty x step exactly (to the rounding of one nanosecond a kernel): the
 * drawn kernel duration only decides into how many equal kernels it is cut, and that number is kept
 * where the duration stays within the range of kernels. A demand so small that not even one
 * shortest kernel fits becomes one shorter kernel, because the duty comes first.
 *
 * <p>Preparation, device work and slack may be longer than the step: 15 % and 90 % are, if one
 * waits for the other. Real training loops prepare the next batch while the device works. So as
 * much of the preparation as fits stands before the launch, where a delayed launch thread leaves
 * the device idle, and the rest between launch and sync, where it runs beside the kernels.
 *
 * @param stepNs length of a step when nothing disturbs
 * @param preparationBeforeNs CPU time before the launch
 * @param preparationBesideNs CPU time between launch and sync
 * @param kernels number of kernels
 * @param kernelNs duration of each
 * @param graph one launch for all
 */
record GpuStepPlan(
        long stepNs,
        long preparationBeforeNs,
        long preparationBesideNs,
        int kernels,
        long kernelNs,
        boolean graph) {

    static GpuStepPlan draw(long podSeed, int gpuMilli, OpenbRuleParameters.Gpu rule) {
        long stepNs = uniform(podSeed, "gpu-step", rule.step());
        boolean graph =
                new SeededRandom(SeedTree.derive(podSeed, "gpu-graph")).nextDouble()
                        < rule.graphShare();
        double duty =
                gpuMilli == PodRequest.WHOLE_GPU_MILLI
                        ? rule.wholeDeviceDuty()
                        : gpuMilli / (double) PodRequest.WHOLE_GPU_MILLI;
        long deviceNs = Math.max(1, Math.round(duty * stepNs));
        long drawnKernelNs = uniform(podSeed, "gpu-kernel", rule.kernel());
        int kernels = kernels(deviceNs, drawnKernelNs, rule.kernel());
        long kernelNs = Math.max(1, Math.round(deviceNs / (double) kernels));
        long preparationNs = Math.round(rule.preparationShare() * stepNs);
        long slackNs = Math.round(rule.slackShare() * stepNs);
        long beforeNs = Math.clamp(stepNs - kernels * kernelNs - slackNs, 0, preparationNs);
        return new GpuStepPlan(
                stepNs, beforeNs, preparationNs - beforeNs, kernels, kernelNs, graph);
    }

    private static int kernels(long deviceNs, long drawnKernelNs, OpenbRuleParameters.Range range) {
        long nearest = Math.max(1, Math.round(deviceNs / (double) drawnKernelNs));
        long fewest = (deviceNs + range.maxNs() - 1) / range.maxNs();
        long most = Math.max(fewest, deviceNs / range.minNs());
        return Math.toIntExact(Math.clamp(nearest, fewest, most));
    }

    private static long uniform(long podSeed, String what, OpenbRuleParameters.Range range) {
        SeededRandom random = new SeededRandom(SeedTree.derive(podSeed, what));
        return range.minNs() + random.below(range.maxNs() - range.minNs() + 1);
    }
}
