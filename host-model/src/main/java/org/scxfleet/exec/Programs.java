package org.scxfleet.exec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Task;

/** Which code each task executes, by task number. */
final class Programs {
    private @Nullable Code[] byTask = new Code[16];

    void set(Task task, Code code) {
        if (task.number >= byTask.length) {
            byTask = Arrays.copyOf(byTask, Math.max(task.number + 1, byTask.length * 2));
        }
        byTask[task.number] = code;
    }

    Code of(Task task) {
        Code code = byTask[task.number];
        if (code == null) {
            throw new IllegalStateException(task + " has no program");
        }
        return code;
    }
}
