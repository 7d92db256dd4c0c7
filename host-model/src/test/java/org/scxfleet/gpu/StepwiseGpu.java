package org.scxfleet.gpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rules of one device, followed nanosecond by nanosecond and kernel by kernel: the oracle. */
final class StepwiseGpu {
    static final class Kernel {
        long leftNs;
        final boolean freesPlace;

        Kernel(long ns, boolean freesPlace) {
            leftNs = ns;
            this.freesPlace = freesPlace;
        }
    }

    static final class Context {
        final TreeMap<Integer, ArrayDeque<Kernel>> streams = new TreeMap<>();
        final int join;
        int stream;
        long readyNs;
        int places;
        long busyNs;
        String wait = "";
        long dueNs = -1;
        long latencyNs;
        FeederState onHost = FeederState.ON_CPU;

        Context(int join) {
            this.join = join;
        }

        int inFlight() {
            return streams.values().stream().mapToInt(ArrayDeque::size).sum();
        }
    }

    final GpuSpec spec;
    final Map<Integer, Context> round = new LinkedHashMap<>();
    final List<String> log = new ArrayList<>();
    final GpuTally tally = new GpuTally();
    long nowNs;
    private int running = -1;
    private int loaded = -1;
    private long switchEndNs = -1;
    private long sliceStartNs;
    private int joined;
    private int lastJoin = -1;

    StepwiseGpu(GpuSpec spec) {
        this.spec = spec;
    }

    boolean waits(int task) {
        return round.containsKey(task) && !round.get(task).wait.isEmpty();
    }

    void launch(int task, int stream, long ns, int kernels, boolean graph) {
        Context context = round.computeIfAbsent(task, _ -> new Context(joined++));
        if (context.places >= spec.queueDepth()) {
            context.wait = "place";
            context.latencyNs = spec.completionNs();
            return;
        }
        if (context.inFlight() == 0) {
            context.readyNs = nowNs + spec.startLatencyNs();
            context.stream = stream;
        }
        ArrayDeque<Kernel> queue = context.streams.computeIfAbsent(stream, _ -> new ArrayDeque<>());
        for (int i = 1; i <= kernels; i++) {
            queue.add(new Kernel(ns, !graph || i == kernels));
        }
        context.places += graph ? 1 : kernels;
        change();
    }

    void sync(int task, boolean interrupt) {
        Context context = round.get(task);
        if (context != null && context.inFlight() > 0) {
            context.wait = "all";
            context.latencyNs = interrupt ? spec.completionNs() : 0;
        }
    }

    void close(int task) {
        Context context = round.get(task);
        if (context == null) {
            return;
        }
        tally.droppedKernels += context.inFlight();
        if (running == task) {
            stop();
        }
        loaded = loaded == task ? -1 : loaded;
        round.remove(task);
        change();
    }

    void feeder(int task, FeederState state) {
        if (round.containsKey(task)) {
            round.get(task).onHost = state;
        }
    }

    /** What the device does at the beginning of this nanosecond. */
    void event() {
        change();
        for (int task : List.copyOf(round.keySet())) {
            Context context = round.get(task);
            if (context.dueNs == nowNs) {
                context.wait = "";
                context.dueNs = -1;
                log.add(nowNs + " done " + task + " left " + context.inFlight());
            }
        }
    }

    void change() {
        if (switchEndNs == nowNs) {
            switchEndNs = -1;
            if (loaded >= 0 && round.get(loaded).inFlight() > 0) {
                start(loaded);
            }
        }
        if (running >= 0) {
            long ranNs = nowNs - sliceStartNs;
            if (round.get(running).inFlight() == 0) {
                stop();
            } else if (ranNs > 0 && ranNs % spec.timesliceNs() == 0 && next(running) >= 0) {
                tally.preemptions++;
                stop();
            }
        }
        if (running < 0 && switchEndNs < 0 && next(-1) >= 0) {
            int task = next(-1);
            boolean change = loaded >= 0 && loaded != task;
            tally.switches += change ? 1 : 0;
            loaded = task;
            if (change && spec.contextSwitchNs() > 0) {
                switchEndNs = nowNs + spec.contextSwitchNs();
            } else {
                start(task);
            }
        }
    }

    /** The context in turn with work that may start: first those who joined after the last one. */
    private int next(int except) {
        int first = -1;
        for (int task : round.keySet()) {
            Context context = round.get(task);
            if (task != except && context.inFlight() > 0 && context.readyNs <= nowNs) {
                if (context.join > lastJoin) {
                    return task;
                }
                first = first < 0 ? task : first;
            }
        }
        return first;
    }

    private void start(int task) {
        running = task;
        lastJoin = round.get(task).join;
        sliceStartNs = nowNs;
        log.add(nowNs + " run " + task);
    }

    private void stop() {
        log.add(nowNs + " stop " + running);
        running = -1;
    }

    /** One nanosecond passes. */
    void step() {
        if (running >= 0) {
            execute(round.get(running));
        } else if (switchEndNs >= 0) {
            tally.switchNs++;
        } else {
            idle();
        }
        nowNs++;
        if (running >= 0) {
            raise(round.get(running));
        }
    }

    private void execute(Context context) {
        tally.busyNs++;
        context.busyNs++;
        Kernel kernel = context.streams.get(context.stream).getFirst();
        if (--kernel.leftNs > 0) {
            return;
        }
        context.streams.get(context.stream).removeFirst();
        tally.kernels++;
        context.places -= kernel.freesPlace ? 1 : 0;
        if (context.streams.get(context.stream).isEmpty()) {
            context.streams.remove(context.stream);
        }
        if (context.inFlight() > 0) {
            Integer higher = context.streams.higherKey(context.stream);
            context.stream = higher != null ? higher : context.streams.firstKey();
        }
    }

    private void raise(Context context) {
        boolean over =
                switch (context.wait) {
                    case "all" -> context.inFlight() == 0;
                    case "place" -> context.places < spec.queueDepth();
                    default -> false;
                };
        if (over && context.dueNs < 0) {
            context.dueNs = nowNs + context.latencyNs;
        }
    }

    private void idle() {
        tally.idleNs++;
        boolean waiting = false;
        boolean onCpu = false;
        for (Context context : round.values()) {
            if (context.inFlight() > 0) {
                return;
            }
            waiting |= context.wait.isEmpty() && context.onHost == FeederState.WAITING;
            onCpu |= context.wait.isEmpty() && context.onHost == FeederState.ON_CPU;
        }
        tally.idleForCpuNs += waiting ? 1 : 0;
        tally.idleInCpuWorkNs += onCpu && !waiting ? 1 : 0;
    }
}
