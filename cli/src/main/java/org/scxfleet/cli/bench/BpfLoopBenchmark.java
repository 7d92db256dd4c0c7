package org.scxfleet.cli.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.scxfleet.bpf.code.Executor;
import org.scxfleet.bpf.code.Interpreter;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.compile.ImageCompiler;

/**
 * How fast are compiled BPF programs? A loop of arithmetic against the interpreter, a callback of
 * twenty instructions with one look-up in a map, and loading an object of 30,000 instructions.
 */
final class BpfLoopBenchmark implements Benchmark {
    private static final Budget AGAINST_INTERPRETER = Budget.atLeast(20, 30);
    private static final Budget INTERPRETER = Budget.atLeast(100e6, 200e6);
    private static final Budget CALLBACK_NS = Budget.atMost(20, 10);
    private static final Budget LOAD_SECONDS = Budget.atMost(3, 1);

    /** Rounds of the loop in one run; the interpreter needs about ten milliseconds. */
    private static final int ROUNDS = 100_000;

    private static final int CALLBACKS = 1_000_000;

    @Override
    public String name() {
        return "bpf-loop";
    }

    @Override
    public String question() {
        return "compiled BPF instructions per CPU second, against the interpreter";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        ProgramImage loop = BpfPrograms.loop(ROUNDS);
        LongSupplier compiled = runs(loop, ImageCompiler.compile(loop));
        LongSupplier interpreted = runs(loop, new Interpreter(loop));
        LongSupplier callback = BpfPrograms.callback(CALLBACKS);
        int cpu = LinuxThread.lastAllowedCpu();
        for (LongSupplier work : List.of(compiled, interpreted, callback)) {
            LinuxThread.onCpu(cpu, () -> perSecond(work, options.warmUpSeconds() / 4));
        }
        Samples fast = new Samples();
        Samples slow = new Samples();
        Samples callbackNs = new Samples();
        Samples load = new Samples();
        for (int i = 0; i < options.repetitions(); i++) {
            double each = options.secondsEach();
            fast.add(LinuxThread.onCpu(cpu, () -> perSecond(compiled, each)));
            slow.add(LinuxThread.onCpu(cpu, () -> perSecond(interpreted, each)));
            callbackNs.add(1e9 / LinuxThread.onCpu(cpu, () -> perSecond(callback, each)));
            int seed = i;
            load.add(LinuxThread.onCpu(cpu, () -> secondsToLoad(seed)));
        }
        return List.of(
                BenchResult.beside(
                        name(),
                        fast,
                        "instructions/CPU-s",
                        "the interpreter",
                        slow,
                        Optional.of(AGAINST_INTERPRETER),
                        ""),
                BenchResult.alone(
                        name() + "/interpreter",
                        slow,
                        "instructions/CPU-s",
                        Optional.of(INTERPRETER),
                        ""),
                BenchResult.alone(
                        name() + "/callback",
                        callbackNs,
                        "ns",
                        Optional.of(CALLBACK_NS),
                        "20 instructions and one look-up in an array"),
                BenchResult.alone(
                        name() + "/load",
                        load,
                        "s",
                        Optional.of(LOAD_SECONDS),
                        BpfPrograms.LARGE_INSTRUCTIONS
                                + " instructions, read, linked and compiled"));
    }

    /** One run of an image's first function; tells how many instructions that were. */
    private static LongSupplier runs(ProgramImage image, Executor executor) {
        Machine machine = BpfPrograms.machine(image, executor);
        return () -> {
            long before = machine.executed();
            machine.run(0, 0, 0);
            return machine.executed() - before;
        };
    }

    private static double perSecond(LongSupplier work, double cpuSeconds) {
        long limitNs = (long) (cpuSeconds * 1e9);
        long startNs = CpuClock.cpuNs();
        long done = 0;
        long usedNs = 0;
        while (usedNs < limitNs) {
            done += work.getAsLong();
            usedNs = CpuClock.cpuNs() - startNs;
        }
        return done / (usedNs / 1e9);
    }

    private static double secondsToLoad(int seed) {
        byte[] object = BpfPrograms.largeObject(seed);
        long startNs = CpuClock.cpuNs();
        BpfPrograms.load(object);
        return (CpuClock.cpuNs() - startNs) / 1e9;
    }
}
