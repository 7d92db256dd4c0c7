package org.scxfleet.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.scxfleet.task.Step;

/**
 * What does it cost to run a scheduler as a BPF object? As {@code switch-java}, with the object
 * instead of the Java scheduler, in turn with both the real switches and the Java scheduler.
 */
final class BpfSwitchBenchmark implements Benchmark {
    /** A host under the object may take so many times the time of one under the Java scheduler. */
    private static final Budget HALF_OF_JAVA = Budget.atLeast(0.5, 1);

    @Override
    public String name() {
        return "switch-bpf";
    }

    @Override
    public String question() {
        return "emulated switches per CPU second with a BPF object, against real ones";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        Optional<Path> object = BpfInput.simple(options);
        if (object.isEmpty()) {
            progress.accept(
                    name()
                            + ": left out, there is no scx_simple.bpf.o in --data; examples/bpf/build"
                            + " makes an object to do without");
            return List.of();
        }
        return measure(object.get(), options);
    }

    private List<BenchResult> measure(Path object, BenchOptions options) {
        int cpu = LinuxThread.lastAllowedCpu();
        List<Step> body = SwitchBenchmark.RUN_AND_YIELD;
        int tasks = SwitchBenchmark.CPUS * SwitchBenchmark.TASKS_PER_CPU;
        EmulatedLoad java = EmulatedLoad.of(SwitchBenchmark.CPUS, tasks, body);
        EmulatedLoad bpf =
                EmulatedLoad.of(SwitchBenchmark.CPUS, tasks, body, BpfInput.factory(object));
        LinuxThread.onCpu(cpu, () -> java.spend(options.warmUpSeconds()));
        LinuxThread.onCpu(cpu, () -> bpf.spend(options.warmUpSeconds()));
        Samples real = new Samples();
        Samples ofJava = new Samples();
        Samples ofBpf = new Samples();
        for (int i = 0; i < options.repetitions(); i++) {
            real.add(RealSwitches.rate(cpu, SwitchBenchmark.REAL_SECONDS));
            ofBpf.add(rate(cpu, bpf, options));
            ofJava.add(rate(cpu, java, options));
        }
        String note = "object " + object.getFileName();
        return List.of(
                BenchResult.beside(
                        name(),
                        ofBpf,
                        "switches/CPU-s",
                        "sched_yield of two threads",
                        real,
                        Optional.of(Budget.atLeast(3, 6)),
                        note),
                BenchResult.beside(
                        name() + "/java",
                        ofBpf,
                        "switches/CPU-s",
                        "the Java scheduler simple",
                        ofJava,
                        Optional.of(HALF_OF_JAVA),
                        note));
    }

    private static double rate(int cpu, EmulatedLoad load, BenchOptions options) {
        return LinuxThread.onCpu(cpu, () -> load.spend(options.secondsEach()))
                .switchesPerCpuSecond();
    }
}
