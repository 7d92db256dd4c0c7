package org.scxfleet.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;

/**
 * Does the event loop allocate? Bytes per event of one host in steady state, for several kinds of
 * work; the worst one counts.
 */
final class AllocationBenchmark implements Benchmark {
    private static final Budget NOTHING = Budget.atMost(0, 0);

    @Override
    public String name() {
        return "allocation";
    }

    @Override
    public String question() {
        return "bytes that the event loop allocates per event in steady state";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        Samples worst = new Samples();
        StringBuilder note = new StringBuilder("worst of");
        for (Map.Entry<String, List<Step>> work : works().entrySet()) {
            EmulatedLoad load =
                    EmulatedLoad.of(
                            SwitchBenchmark.CPUS,
                            SwitchBenchmark.CPUS * SwitchBenchmark.TASKS_PER_CPU,
                            work.getValue());
            load.spend(options.warmUpSeconds());
            Samples samples = new Samples();
            for (int i = 0; i < options.repetitions(); i++) {
                samples.add(load.spend(options.secondsEach()).bytesPerEvent());
            }
            worst.add(samples.median());
            note.append(note.length() > "worst of".length() ? ", " : " ").append(work.getKey());
        }
        Samples value = new Samples();
        value.add(worst.largest());
        return List.of(
                BenchResult.alone(
                        name(), value, "bytes/event", Optional.of(NOTHING), note.toString()));
    }

    private static Map<String, List<Step>> works() {
        Map<String, List<Step>> works = new LinkedHashMap<>();
        works.put("yield", SwitchBenchmark.RUN_AND_YIELD);
        works.put("sleep", SwitchBenchmark.RUN_AND_SLEEP);
        works.put(
                "timer",
                List.of(
                        new Step.Compute(new Amount.Exponential(50_000)),
                        new Step.Timer("period", Amount.of(1_000_000), true, false),
                        new Step.Mark("period")));
        works.put(
                "lock and pipe",
                List.of(
                        SwitchBenchmark.RUN,
                        new Step.Lock("lock", false),
                        new Step.Compute(Amount.of(1_000)),
                        new Step.Unlock("lock"),
                        new Step.PipeWrite("pipe"),
                        new Step.PipeRead("pipe"),
                        new Step.SemPost("semaphore"),
                        new Step.SemWait("semaphore")));
        return works;
    }
}
