package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.gpu.GpuProfile.Interleave;
import org.scxfleet.gpu.GpuSet.CopyWay;

/**
 * Random scripts with copies, contexts that change, faults and partitions: when somebody looks at
 * the devices changes nothing, and every nanosecond and byte is accounted for.
 */
class GpuLooksTest {
    private static final int END_NS = 20_000;
    private static final int TASKS = 5;

    private record Act(long atNs, int task, int device, int kind, int[] numbers) {}

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static GpuSpec spec(SplittableRandom random, int chip) {
        GpuSpec plain =
                ScriptedDevices.spec(
                        random.nextLong(1, 400),
                        random.nextLong(0, 20),
                        random.nextLong(0, 20),
                        random.nextLong(0, 20),
                        random.nextInt(1, 12));
        GpuSharing.Mode mode =
                random.nextBoolean() ? GpuSharing.Mode.MPS : GpuSharing.Mode.TIME_SLICE;
        return plain.with(
                new GpuSharing(
                        mode,
                        48,
                        true,
                        random.nextInt(100),
                        random.nextInt(100, 1_025),
                        random.nextInt(100, 1_025)),
                new GpuWiring(
                        chip,
                        random.nextInt(2) - 1,
                        0,
                        0,
                        chip,
                        1_000_000_000L,
                        3_000_000_000L,
                        random.nextInt(1, 4),
                        random.nextInt(9)),
                new GpuSpec.GraphCost(0, random.nextInt(20)));
    }

    private static List<Act> script(SplittableRandom random) {
        List<Act> acts = new ArrayList<>();
        int gap = random.nextInt(2, 400);
        for (long atNs = 0; atNs < END_NS; atNs += random.nextInt(gap)) {
            int[] numbers = new int[5];
            Arrays.setAll(numbers, i -> random.nextInt(1, 300));
            acts.add(
                    new Act(
                            atNs,
                            random.nextInt(TASKS),
                            random.nextInt(3),
                            random.nextInt(32),
                            numbers));
            if (acts.size() > 2_000) {
                break;
            }
        }
        return acts;
    }

    private static void play(ScriptedDevices host, boolean[] waits, Act act) {
        GpuSet gpus = host.gpus;
        int[] n = act.numbers;
        if (act.kind == 0) {
            gpus.close(act.task);
            waits[act.task] = false;
        } else if (act.kind == 1) {
            gpus.fault(act.device, act.task);
        } else if (act.kind < 4) {
            gpus.open(
                    act.device,
                    act.task,
                    new GpuProfile(
                            n[0] % 3,
                            n[1],
                            Interleave.values()[n[2] % 3],
                            1 + n[3] % 100,
                            1 + n[4] % 100,
                            n[0] % 100,
                            n[1] % 30));
        } else if (!waits[act.task]) {
            waits[act.task] = !acts(gpus, act);
        }
    }

    private static boolean acts(GpuSet gpus, Act act) {
        int[] n = act.numbers;
        if (act.kind < 10) {
            return gpus.sync(act.device, act.task, act.kind > 7);
        }
        if (act.kind < 20) {
            return gpus.copy(
                    act.device,
                    act.task,
                    n[0] % 3,
                    CopyWay.values()[n[1] % 3],
                    n[2],
                    n[3] % 2 == 0,
                    n[4] % 2,
                    (act.device + 1) % 3);
        }
        return gpus.launch(act.device, act.task, n[0] % 3, n[1], 1 + n[2] % 5, n[3] % 4 == 0);
    }

    private static ScriptedDevices run(GpuSpec[] specs, List<Act> acts, long[] looksNs) {
        var host = new ScriptedDevices(specs);
        var waits = new boolean[TASKS];
        host.onDone = task -> waits[task] = false;
        for (Act act : acts) {
            host.at(act.atNs, () -> play(host, waits, act));
        }
        for (long lookNs : looksNs) {
            host.run(lookNs);
            host.gpus.inFlight(0, 0, 0);
        }
        host.run(END_NS);
        return host;
    }

    private static List<Long> numbers(GpuTally tally) {
        return List.of(
                tally.busyNs,
                tally.switchNs,
                tally.idleNs,
                tally.kernels,
                tally.droppedKernels,
                tally.preemptions,
                tally.faultedContexts,
                tally.bytesToDevice,
                tally.copyToDeviceNs,
                tally.bytesFromDevice,
                tally.copyFromDeviceNs);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDoTheSameWhoeverLooks(long seed) {
        var random = new SplittableRandom(seed);
        // The first two are parts of one chip.
        GpuSpec[] specs = {spec(random, 0), spec(random, 0), spec(random, 1)};
        List<Act> acts = script(random);
        long[] looksNs = random.longs(300, 1, END_NS).sorted().toArray();
        ScriptedDevices seldom = run(specs, acts, new long[0]);
        ScriptedDevices often = run(specs, acts, looksNs);
        assertThat(often.log).isEqualTo(seldom.log);
        for (int device = 0; device < specs.length; device++) {
            GpuTally tally = seldom.gpus.device(device).tally();
            assertThat(numbers(often.gpus.device(device).tally())).isEqualTo(numbers(tally));
            assertThat(tally.busyNs + tally.switchNs + tally.idleNs).isEqualTo(END_NS);
        }
    }
}
