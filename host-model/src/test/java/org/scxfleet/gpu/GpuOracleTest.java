package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random scripts on one device: against the oracle, and against the same device asked too often.
 */
class GpuOracleTest {
    private static final int END_NS = 3_000;
    private static final int TASKS = 5;

    /** One act of a script; which one, and its arguments, are drawn from the numbers. */
    private record Act(long atNs, int task, int kind, int stream, int kernelNs, int kernels) {}

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    private static GpuSpec spec(SplittableRandom random) {
        return ScriptedDevices.spec(
                random.nextLong(1, 60),
                random.nextLong(0, 8),
                random.nextLong(0, 6),
                random.nextLong(0, 6),
                random.nextInt(1, 12));
    }

    private static List<Act> script(SplittableRandom random) {
        List<Act> acts = new ArrayList<>();
        int gap = random.nextInt(1, 80);
        for (long atNs = 0; atNs < END_NS; atNs += random.nextInt(gap)) {
            acts.add(
                    new Act(
                            atNs,
                            random.nextInt(TASKS),
                            random.nextInt(32),
                            random.nextInt(3),
                            random.nextInt(1, random.nextInt(2, 60)),
                            random.nextInt(1, random.nextInt(2, 9))));
            if (acts.size() > END_NS) {
                break;
            }
        }
        return acts;
    }

    private static void play(StepwiseGpu gpu, Act act) {
        switch (act.kind) {
            case 0 -> gpu.close(act.task);
            case 1, 2, 3, 4 -> gpu.feeder(act.task, FeederState.values()[act.stream]);
            case 5, 6, 7, 8, 9, 10 -> {
                if (!gpu.waits(act.task)) {
                    gpu.sync(act.task, act.kind > 7);
                }
            }
            default -> {
                if (!gpu.waits(act.task)) {
                    gpu.launch(act.task, act.stream, act.kernelNs, act.kernels, act.kind > 26);
                }
            }
        }
    }

    private static void play(ScriptedDevices host, boolean[] waits, Act act) {
        GpuSet gpus = host.gpus;
        switch (act.kind) {
            case 0 -> {
                gpus.close(act.task);
                waits[act.task] = false;
            }
            case 1, 2, 3, 4 -> gpus.feeder(act.task, FeederState.values()[act.stream]);
            case 5, 6, 7, 8, 9, 10 -> {
                if (!waits[act.task]) {
                    waits[act.task] = !gpus.sync(0, act.task, act.kind > 7);
                }
            }
            default -> {
                if (!waits[act.task]) {
                    waits[act.task] =
                            !gpus.launch(
                                    0,
                                    act.task,
                                    act.stream,
                                    act.kernelNs,
                                    act.kernels,
                                    act.kind > 26);
                }
            }
        }
    }

    /** Plays the script, and looks at the devices at times that have nothing to do with it. */
    private static ScriptedDevices run(GpuSpec spec, List<Act> acts, long[] looksNs) {
        var host = new ScriptedDevices(spec);
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
                tally.idleForCpuNs,
                tally.idleInCpuWorkNs,
                tally.kernels,
                tally.droppedKernels,
                tally.switches,
                tally.preemptions);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDoWhatTheRulesSayNanosecondByNanosecond(long seed) {
        var random = new SplittableRandom(seed);
        GpuSpec spec = spec(random);
        List<Act> acts = script(random);
        ScriptedDevices host = run(spec, acts, new long[0]);

        var oracle = new StepwiseGpu(spec);
        int next = 0;
        for (int ns = 0; ns < END_NS; ns++) {
            oracle.event();
            for (; next < acts.size() && acts.get(next).atNs == ns; next++) {
                play(oracle, acts.get(next));
            }
            oracle.step();
        }
        assertThat(host.log).isEqualTo(oracle.log);
        assertThat(numbers(host.tally())).isEqualTo(numbers(oracle.tally));
        oracle.round.forEach((task, context) -> {
            assertThat(host.gpus.busyNs(0, task)).isEqualTo(context.busyNs);
            assertThat(host.gpus.inFlight(0, task)).isEqualTo(context.inFlight());
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldAccountForEveryNanosecond(long seed) {
        var random = new SplittableRandom(seed);
        ScriptedDevices host = run(spec(random), script(random), new long[0]);
        GpuTally tally = host.tally();
        assertThat(tally.busyNs + tally.switchNs + tally.idleNs).isEqualTo(END_NS);
        assertThat(tally.starvedNs()).isBetween(0L, tally.idleNs);
    }

    @Test
    void shouldReachEveryMechanismWithTheseScripts() {
        long[] sums = new long[9];
        List<String> ends = new ArrayList<>();
        seeds().forEach(seed -> {
            var random = new SplittableRandom(seed);
            ScriptedDevices host = run(spec(random), script(random), new long[0]);
            List<Long> numbers = numbers(host.tally());
            Arrays.setAll(sums, i -> sums[i] + numbers.get(i));
            ends.addAll(host.log);
        });
        assertThat(Arrays.stream(sums).boxed().toList())
                .as("busy, switch, idle, …")
                .allMatch(sum -> sum > 1_000);
        assertThat(ends.stream().filter(line -> line.endsWith(" left 0"))).hasSizeGreaterThan(500);
        assertThat(ends.stream().filter(line -> line.endsWith(" left 3"))).hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNotDependOnWhenSomebodyLooks(long seed) {
        var random = new SplittableRandom(seed);
        GpuSpec spec = spec(random);
        List<Act> acts = script(random);
        ScriptedDevices alone = run(spec, acts, new long[0]);
        long[] looksNs =
                IntStream.range(0, 400).mapToLong(_ -> random.nextLong(END_NS)).sorted().toArray();
        ScriptedDevices watched = run(spec, acts, looksNs);
        assertThat(watched.log).isEqualTo(alone.log);
        assertThat(watched.deviceEvents).isEqualTo(alone.deviceEvents);
        assertThat(numbers(watched.tally())).isEqualTo(numbers(alone.tally()));
    }
}
