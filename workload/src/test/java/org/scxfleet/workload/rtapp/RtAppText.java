package org.scxfleet.workload.rtapp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.input.TaskWorkload;

/** Reads workloads that tests write down. */
final class RtAppText {
    private RtAppText() {}

    static TaskWorkload read(String text, Dialect dialect) {
        try {
            return RtAppReader.read(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    "w.json",
                    dialect);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads tasks with a calibration that makes work exact. */
    static TaskWorkload tasks(String tasks) {
        return read(
                "{\"global\": {\"calibration\": 1}, \"tasks\": {" + tasks + "}}", Dialect.RT_APP);
    }

    static TaskWorkload labTasks(String tasks) {
        return read("{\"tasks\": {" + tasks + "}}", Dialect.LAB);
    }

    static TaskWorkload resource(String name, Dialect dialect) throws IOException {
        try (InputStream in = RtAppText.class.getResourceAsStream(name)) {
            return RtAppReader.read(in, name, dialect);
        }
    }

    static TaskSpec task(TaskWorkload workload, String name) {
        return workload.tasks().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no task " + name));
    }

    static List<String> codes(TaskWorkload workload) {
        return workload.notices().stream().map(Notice::code).toList();
    }
}
