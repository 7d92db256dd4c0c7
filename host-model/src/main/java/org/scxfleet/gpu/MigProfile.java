package org.scxfleet.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A size of MIG instance on one model, from NVIDIA's own table of its management library.
 *
 * @param name for example 3g.40gb
 * @param computeSlices of seven (four on an A30)
 * @param processors streaming multiprocessors
 * @param memoryMib memory
 * @param copyEngines copy engines
 * @param decoders video decoders
 * @param maxInstances most of them on one chip
 * @param memorySlices length in memory slices, of eight (four on an A30)
 * @param starts memory slices at which it may begin
 */
public record MigProfile(
        String name,
        int computeSlices,
        int processors,
        int memoryMib,
        int copyEngines,
        int decoders,
        int maxInstances,
        int memorySlices,
        List<Integer> starts) {
    private static final int[] COMPUTE_SLICES = {1, 1, 1, 2, 3, 4, 7};
    private static final int[] MAX_INSTANCES = {7, 1, 4, 3, 2, 1, 1};
    private static final int[] MEMORY_SLICES = {1, 1, 2, 2, 4, 4, 8};
    private static final List<List<Integer>> STARTS =
            List.of(
                    List.of(0, 1, 2, 3, 4, 5, 6),
                    List.of(0, 1, 2, 3, 4, 5, 6),
                    List.of(0, 2, 4, 6),
                    List.of(0, 2, 4),
                    List.of(0, 4),
                    List.of(0),
                    List.of(0));
    private static final TreeMap<String, List<MigProfile>> BY_MODEL = new TreeMap<>();

    static {
        table(
                "A100-40",
                14,
                "5gb 5gb+me 10gb 10gb 20gb 20gb 40gb",
                new int[] {4_864, 4_864, 9_856, 9_856, 19_968, 19_968, 40_192},
                new int[] {0, 1, 1, 1, 2, 2, 5});
        table(
                "A100",
                14,
                "10gb 10gb+me 20gb 20gb 40gb 40gb 80gb",
                new int[] {9_856, 9_856, 19_968, 19_968, 40_192, 40_192, 80_384},
                new int[] {1, 1, 1, 1, 2, 2, 5});
        table(
                "H100",
                16,
                "10gb 10gb+me 20gb 20gb 40gb 40gb 80gb",
                new int[] {10_240, 10_240, 20_480, 20_480, 40_960, 40_960, 81_920},
                new int[] {1, 1, 1, 1, 2, 2, 5});
        table(
                "H200",
                16,
                "18gb 18gb+me 35gb 35gb 71gb 71gb 141gb",
                new int[] {18_432, 18_432, 35_840, 35_840, 72_704, 72_704, 144_384},
                new int[] {1, 1, 1, 1, 2, 2, 5});
        table(
                "B200",
                18,
                "23gb 23gb+me 45gb 45gb 90gb 90gb 180gb",
                new int[] {23_552, 23_552, 46_080, 46_080, 92_160, 92_160, 184_320},
                new int[] {1, 1, 1, 2, 3, 4, 7});
        BY_MODEL.put(
                "A30",
                List.of(
                        new MigProfile("1g.6gb", 1, 14, 6_144, 1, 0, 4, 1, List.of(0, 1, 2, 3)),
                        new MigProfile("2g.12gb", 2, 28, 12_288, 2, 2, 2, 2, List.of(0, 2)),
                        new MigProfile("4g.24gb", 4, 56, 24_576, 4, 4, 1, 4, List.of(0))));
    }

    /** The seven sizes that all models with seven compute slices have. */
    private static void table(
            String model, int processorsPerSlice, String sizes, int[] memoryMib, int[] decoders) {
        String[] size = sizes.split(" ", -1);
        List<MigProfile> profiles = new ArrayList<>();
        for (int i = 0; i < COMPUTE_SLICES.length; i++) {
            int compute = COMPUTE_SLICES[i];
            profiles.add(
                    new MigProfile(
                            compute + "g." + size[i],
                            compute,
                            compute * processorsPerSlice,
                            memoryMib[i],
                            compute,
                            decoders[i],
                            MAX_INSTANCES[i],
                            MEMORY_SLICES[i],
                            STARTS.get(i)));
        }
        BY_MODEL.put(model, profiles);
    }

    public MigProfile {
        starts = List.copyOf(starts);
    }

    /** Models that can be partitioned. */
    public static List<String> models() {
        return List.copyOf(BY_MODEL.keySet());
    }

    /** Sizes of a model, small ones first; none if it cannot be partitioned. */
    public static List<MigProfile> of(String model) {
        return BY_MODEL.getOrDefault(model, List.of());
    }

    /** Compute slices of a model. */
    public static int computeSlices(String model) {
        return of(model).isEmpty() ? 0 : of(model).getLast().computeSlices;
    }

    /** Memory slices of a model. */
    public static int memorySlices(String model) {
        return of(model).isEmpty() ? 0 : of(model).getLast().memorySlices;
    }
}
