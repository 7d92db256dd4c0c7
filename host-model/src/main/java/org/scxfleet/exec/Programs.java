package org.scxfleet.exec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/** Which code each task executes, by task number. */
final class Programs {
    private final List<@Nullable Code> byTask = new ArrayList<>();

    void set(Task task, Code code) {
        while (byTask.size() <= task.number) {
            byTask.add(null);
        }
        byTask.set(task.number, code);
    }

    Code of(Task task) {
        Code code = byTask.get(task.number);
        if (code == null) {
            throw new IllegalStateException(task + " has no program");
        }
        return code;
    }
}
