package org.scxfleet.sched.ext;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Task;

/**
 * The debug dump of a failed scheduler: what the kernel writes beside the exit record (ext.c
 * scx_dump_state).
 */
final class Dump {
    private static final int DEFAULT_LENGTH = 32_768;
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
        text.append(info.scheduler()).append(": triggered exit kind ").append(info.kind().value());
        text.append(" on CPU ").append(info.exitCpu()).append(":\n  ").append(info.kind().reason());
        text.append(" (").append(info.message()).append(")\n\n");
        caller.dump(info);
        appendOpsText(text);
        text.append("CPU states\n----------\n\n");
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            appendCpu(text, ext.cpu(cpu));
        }
        text.append("\nEvent counters\n--------------\n");
        for (ScxEvent event : ScxEvent.values()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%30s: %16d%n",
                            event.kernelName(),
                            loaded.events[event.ordinal()]));
        }
        int length =
                loaded.settings.exitDumpLen() == 0 ? DEFAULT_LENGTH : loaded.settings.exitDumpLen();
        String dump = text.toString();
        if (dump.length() > length) {
            int keep = Math.max(0, length - TRUNCATED.length());
            dump = dump.substring(0, keep) + TRUNCATED;
        }
        return new ExitInfo(
                info.scheduler(),
                info.kind(),
                info.exitCpu(),
                info.exitCode(),
                info.message(),
                info.initialized(),
                info.atNs(),
                dump);
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
                        "CPU %-4d: nr_run=%d cpu_rel=%d ksync=%d curr=%s class=%s%n",
                        cpu.rq.cpu,
                        cpu.rq.running,
                        cpu.cpuReleased ? 1 : 0,
                        cpu.kickSync,
                        current == null ? "swapper/" + cpu.rq.cpu + "[0]" : current.toString(),
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
                        " %c%c %s %+dms%n      scx_state=%s ops_state=%s/%d dsq_vtime=%d slice=%s weight=%d cpus=%s%n",
                        mark,
                        task.state.letter(),
                        task,
                        waitedMs,
                        task.scx.state,
                        task.scx.opsState,
                        task.scx.opsSequence,
                        task.scx.dsqVtime,
                        Long.toUnsignedString(task.scx.sliceNs),
                        task.scx.weight,
                        task.allowed));
        caller.dumpTask(task);
        appendOpsText(text);
    }
}
