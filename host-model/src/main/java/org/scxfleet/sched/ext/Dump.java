package org.scxfleet.sched.ext;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.DsqRef;
import org.scxfleet.task.Task;

/**
 * The debug dump of a failed scheduler: what the kernel writes beside the exit record (ext.c
 * scx_dump_state).
 */
final class Dump {
    private static final String TRUNCATED = "\n\n~~~~ TRUNCATED ~~~~\n";
    private static final long NS_PER_MS = 1_000_000L;

    private final Ext ext;
    private final SchedCore core;
    private final OpsCaller caller;
    private @Nullable ExtCalls calls;

    Dump(Ext ext, OpsCaller caller) {
        this.ext = ext;
        this.core = ext.core();
        this.caller = caller;
    }

    void offer(ExtCalls extCalls) {
        calls = extCalls;
    }

    /** The record with the dump. */
    ExitInfo attach(LoadedScheduler loaded, ExitInfo info) {
        StringBuilder text = new StringBuilder();
        text.append("scheduler ").append(info.scheduler()).append("\n\n");
        text.append(name(ext.cpu(core.thisCpu())));
        text.append(" triggered exit kind ").append(info.kind().value());
        text.append(" on CPU ").append(info.exitCpu()).append(":\n  ");
        text.append(info.kind().reason()).append(" (").append(info.message()).append(")\n\n");
        String lost = Lockups.describe(loaded);
        text.append(lost == null ? "" : lost);
        caller.dump(info);
        appendOpsText(text);
        text.append("CPU states\n----------\n\n");
        int first = info.exitCpu();
        if (first >= 0) {
            appendCpu(text, ext.cpu(first));
        }
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            if (cpu != first) {
                appendCpu(text, ext.cpu(cpu));
            }
        }
        text.append("\nEvent counters\n--------------\n");
        for (ScxEvent event : ScxEvent.values()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%30s: %16d\n",
                            event.kernelName(),
                            loaded.events[event.ordinal()]));
        }
        return new ExitInfo(
                info.scheduler(),
                info.kind(),
                info.exitCpu(),
                info.exitCode(),
                info.message(),
                info.initialized(),
                info.atNs(),
                cut(text.toString(), loaded.settings.exitDumpLen()));
    }

    private static String cut(String text, int wanted) {
        int length = wanted == 0 ? Scx.EXIT_DUMP_LEN : wanted;
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Math.max(0, length - TRUNCATED.length())) + TRUNCATED;
    }

    private static String name(ExtCpu cpu) {
        Task current = cpu.rq.current;
        return current == null ? "swapper/" + cpu.rq.cpu + "[0]" : current.toString();
    }

    private void appendOpsText(StringBuilder text) {
        if (calls != null) {
            text.append(calls.takeDump());
        }
    }

    private void appendCpu(StringBuilder text, ExtCpu cpu) {
        Task current = cpu.rq.current;
        boolean idle = current == null;
        caller.dumpCpu(cpu.rq.cpu, idle);
        String own = calls == null ? "" : calls.takeDump();
        if (idle && cpu.runnableHead == null && own.isEmpty()) {
            return;
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "CPU %-4d: nr_run=%d online=%d cpu_rel=%d ksync=%d\n          curr=%s class=%s\n",
                        cpu.rq.cpu,
                        cpu.rq.runningByClass[ClassId.EXT.ordinal()],
                        cpu.online ? 1 : 0,
                        cpu.cpuReleased ? 1 : 0,
                        cpu.kickSync,
                        name(cpu),
                        cpu.rq.currentClass()));
        text.append(own);
        if (current != null) {
            appendTask(text, current, '*');
        }
        for (Task task = cpu.runnableHead; task != null; task = task.scx.runnableNext) {
            appendTask(text, task, ' ');
        }
    }

    private void appendTask(StringBuilder text, Task task, char mark) {
        long waitedMs = (task.scx.runnableAtNs - core.nowNs()) / NS_PER_MS;
        text.append(
                String.format(
                        Locale.ROOT,
                        " %c%c %s %+dms\n      scx_state=%s ops_state/qseq=%s/%d\n",
                        mark,
                        task.state.letter(),
                        task,
                        waitedMs,
                        task.scx.state,
                        task.scx.opsState,
                        task.scx.opsSequence));
        DsqRef dsq = task.scx.dsq;
        text.append(
                String.format(
                        Locale.ROOT,
                        "      sticky/holding_cpu=%d/%d dsq_id=%s\n"
                                + "      dsq_vtime=%s slice=%s weight=%d\n"
                                + "      cpus=%s no_mig=%d\n",
                        task.scx.stickyCpu,
                        task.scx.holdingCpu,
                        dsq == null ? "(n/a)" : "0x" + Long.toHexString(dsq.id()),
                        Long.toUnsignedString(task.scx.dsqVtime),
                        Long.toUnsignedString(task.scx.sliceNs),
                        task.scx.weight,
                        task.allowed,
                        task.migrationDisabled));
        caller.dumpTask(task);
        appendOpsText(text);
    }
}
