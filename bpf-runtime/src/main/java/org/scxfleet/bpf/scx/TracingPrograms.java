package org.scxfleet.bpf.scx;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.object.LinkedObject;
import org.scxfleet.bpf.object.ObjectProgram;
import org.scxfleet.ops.TracePoint;

/**
 * The programs of an object that hang on events of the kernel rather than on ops.
 *
 * <p>They are attached before the scheduler and detached after it, as by a loader that attaches the
 * whole object. The library's probe of the registration is left out: it finds out what a program's
 * prologue does on kernels older than 6.18, and its answer is not used on this one.
 */
final class TracingPrograms {
    /** The library's probe. */
    private static final String REGISTRATION = "bpf_scx_reg";

    private final Map<TracePoint, int[]> functions = new EnumMap<>(TracePoint.class);
    private final List<String> neverCalled = new ArrayList<>();

    /**
     * @param wanted optional programs that are loaded
     */
    TracingPrograms(LinkedObject linked, List<String> wanted) {
        for (ObjectProgram program : linked.object().programs()) {
            if (!program.optional() || wanted.contains(program.name())) {
                sort(program, linked.image());
            }
        }
    }

    private void sort(ObjectProgram program, ProgramImage image) {
        boolean called =
                switch (program.type()) {
                    case STRUCT_OPS, SYSCALL -> true;
                    case RAW_TRACEPOINT_BTF -> hang(program, image);
                    case RAW_TRACEPOINT -> hang(program, image);
                    case FENTRY ->
                            program.target().equals(REGISTRATION) || hangOnFunction(program, image);
                    case FEXIT -> hangOnFunction(program, image);
                    case FMOD_RETURN,
                            KPROBE,
                            KRETPROBE,
                            UPROBE,
                            URETPROBE,
                            TRACEPOINT,
                            TRACEPOINT_SHORT,
                            ITERATOR,
                            PERF_EVENT,
                            LSM,
                            UNKNOWN ->
                            false;
                };
        if (!called) {
            neverCalled.add(program.name() + " (" + program.section() + ")");
        }
    }

    private boolean hang(ObjectProgram program, ProgramImage image) {
        TracePoint point = TracePoint.named(program.target());
        return point != null && !point.isFunction() && add(point, program, image);
    }

    private boolean hangOnFunction(ObjectProgram program, ProgramImage image) {
        TracePoint point = TracePoint.named(program.target());
        return point != null && point.isFunction() && add(point, program, image);
    }

    private boolean add(TracePoint point, ObjectProgram program, ProgramImage image) {
        int[] known = functions.getOrDefault(point, new int[0]);
        int[] more = java.util.Arrays.copyOf(known, known.length + 1);
        more[known.length] = image.functionIndex(program.name());
        functions.put(point, more);
        return true;
    }

    EnumSet<TracePoint> points() {
        EnumSet<TracePoint> points = EnumSet.noneOf(TracePoint.class);
        points.addAll(functions.keySet());
        return points;
    }

    /** The functions that hang on a point, in the order of the file. */
    int[] functions(TracePoint point) {
        return functions.getOrDefault(point, new int[0]);
    }

    /** Loaded programs that hang on what does not happen here. */
    List<String> neverCalled() {
        return List.copyOf(neverCalled);
    }
}
