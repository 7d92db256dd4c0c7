package org.scxfleet.workload.openb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;

/**
 * Clusters and workloads of any size that resemble the openb trace, from a seed.
 *
 * <p><b>For what.</b> Tests and examples that must run where the trace itself is not at hand. Not
 * for results: the published figures hold for the trace only.
 *
 * <p><b>How.</b> Every node is one of the fourteen shapes of GPU nodes in the trace, drawn with the
 * number of nodes of that shape as weight; every pod is one of its most frequent requests of each
 * class (CPU alone, part of a GPU, one, two, four, eight), drawn with weights that give the classes
 * the parts that they have in the trace: 13.3 % CPU alone, 37.8 % part of a GPU, 48.0 % one GPU,
 * 0.9 % more. Quality of service classes have their parts too: 57 % LS, 41.7 % BE, 1.2 % Burstable,
 * 0.1 % Guaranteed. The draws of a node or pod depend on the seed and its number alone, so a larger
 * cluster begins with the smaller one.
 *
 * <p><b>What it leaves out.</b> GPU models asked for (the trace's main list has none), times, and
 * rare requests.
 */
public final class OpenbLike {
    /** Weight, milli-CPU, MiB, GPUs; models are beside them. */
    private static final long[][] NODE_SHAPES = {
        {549, 96_000, 393_216, 8},
        {387, 104_000, 524_288, 2},
        {107, 16_000, 122_880, 2},
        {39, 128_000, 786_432, 8},
        {28, 32_000, 131_072, 4},
        {22, 64_000, 262_144, 2},
        {21, 96_000, 786_432, 8},
        {19, 8_000, 32_768, 1},
        {17, 96_000, 393_216, 4},
        {9, 48_000, 376_832, 4},
        {8, 82_000, 344_064, 8},
        {3, 8_000, 61_440, 1},
        {2, 8_000, 61_440, 2},
        {2, 128_000, 1_048_576, 1},
    };

    private static final String[] MODELS = {
        "G2", "T4", "P100", "G3", "V100M16", "P100", "V100M32", "V100M16", "T4", "V100M32",
        "V100M16", "P100", "P100", "A10",
    };

    /** Weight, milli-CPU, MiB, GPUs, thousandths of each. */
    private static final long[][] POD_REQUESTS = {
        {1_206, 3_152, 5_600, 1, 810},
        {447, 11_908, 47_104, 1, 470},
        {415, 8_000, 30_517, 1, 470},
        {273, 11_908, 47_104, 1, 650},
        {218, 4_000, 22_888, 1, 320},
        {187, 4_000, 30_517, 1, 230},
        {172, 8_000, 30_517, 1, 320},
        {100, 4_000, 15_258, 1, 160},
        {60, 6_000, 6_144, 1, 460},
        {1_250, 11_300, 49_152, 1, 1_000},
        {780, 11_400, 48_128, 1, 1_000},
        {686, 3_152, 5_600, 1, 1_000},
        {372, 18_708, 64_512, 1, 1_000},
        {285, 9_810, 41_560, 1, 1_000},
        {230, 15_700, 58_368, 1, 1_000},
        {158, 16_000, 32_768, 1, 1_000},
        {150, 8_000, 16_384, 1, 1_000},
        {387, 12_500, 57_344, 0, 0},
        {302, 32_000, 49_152, 0, 0},
        {174, 8_000, 30_517, 0, 0},
        {225, 15_400, 51_200, 0, 0},
        {16, 16_200, 66_560, 2, 1_000},
        {15, 32_200, 132_096, 4, 1_000},
        {44, 64_200, 263_168, 8, 1_000},
    };

    private static final String[] QUALITIES = {"LS", "BE", "Burstable", "Guaranteed"};
    private static final long[][] QUALITY_WEIGHTS = {{4_647}, {3_398}, {100}, {7}};

    private OpenbLike() {}

    /** So many nodes, called {@code like-node-00000} and following. */
    public static List<NodeSpec> nodes(long seed, int count) {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int drawn = draw(NODE_SHAPES, random(seed, "node", i));
            long[] shape = NODE_SHAPES[drawn];
            String name = String.format(Locale.ROOT, "like-node-%05d", i);
            nodes.add(new NodeSpec(name, shape[1], shape[2], (int) shape[3], MODELS[drawn]));
        }
        return nodes;
    }

    /** So many pods, called {@code like-pod-00000} and following. */
    public static List<OpenbPod> pods(long seed, int count) {
        List<OpenbPod> pods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SeededRandom random = random(seed, "pod", i);
            long[] kind = POD_REQUESTS[draw(POD_REQUESTS, random)];
            PodRequest request =
                    new PodRequest(kind[1], kind[2], (int) kind[3], (int) kind[4], List.of());
            String name = String.format(Locale.ROOT, "like-pod-%05d", i);
            String quality = QUALITIES[draw(QUALITY_WEIGHTS, random)];
            pods.add(new OpenbPod(new Pod(name, request), quality));
        }
        return pods;
    }

    /** The nodes as a file that {@link OpenbReader#readNodes} reads. */
    public static String nodesAsCsv(List<NodeSpec> nodes) {
        StringBuilder csv = new StringBuilder("sn,cpu_milli,memory_mib,gpu,model\n");
        for (NodeSpec node : nodes) {
            csv.append(node.name()).append(',').append(node.cpuMilli()).append(',');
            csv.append(node.memoryMib()).append(',').append(node.gpuCount()).append(',');
            csv.append(node.gpuModel()).append('\n');
        }
        return csv.toString();
    }

    /** The pods as a file that {@link OpenbReader#readPods} reads. */
    public static String podsAsCsv(List<OpenbPod> pods) {
        StringBuilder csv =
                new StringBuilder("name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos\n");
        for (OpenbPod pod : pods) {
            PodRequest request = pod.pod().request();
            csv.append(pod.pod().name()).append(',').append(request.cpuMilli()).append(',');
            csv.append(request.memoryMib()).append(',').append(request.gpuCount()).append(',');
            csv.append(request.gpuMilli()).append(',');
            csv.append(String.join("|", request.gpuModels())).append(',');
            csv.append(pod.quality()).append('\n');
        }
        return csv.toString();
    }

    private static SeededRandom random(long seed, String what, int number) {
        return new SeededRandom(SeedTree.derive(SeedTree.derive(seed, what), number));
    }

    /** Index of a row, with the rows' first numbers as weights. */
    private static int draw(long[][] rows, SeededRandom random) {
        long weights = 0;
        for (long[] row : rows) {
            weights += row[0];
        }
        long left = random.below(weights);
        int index = 0;
        while (left >= rows[index][0]) {
            left -= rows[index][0];
            index++;
        }
        return index;
    }
}
