package org.scxfleet.workload.rtapp;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.TaskWorkload;
import org.scxfleet.workload.laxjson.LaxJson;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.Member;

/**
 * Reads an rt-app file.
 *
 * <p>The rules are those of rt-app's tutorial (doc/tutorial.txt) and of the tool as it behaves
 * (src/rt-app_parse_config.c, src/rt-app.c, May 2026). Microseconds become nanoseconds, a task's
 * loops become nested repeats with a mark for every iteration, names of mutexes, timers and so on
 * stay as they are. What has no counterpart in the model is counted in the notices.
 */
public final class RtAppReader {
    private static final List<String> SECTIONS = List.of("tasks", "global", "resources");

    private RtAppReader() {}

    /**
     * @param in the file; not closed
     * @param file its name, for messages
     */
    public static TaskWorkload read(InputStream in, String file, Dialect dialect)
            throws IOException {
        return read(LaxJson.readObject(in, file), dialect);
    }

    /** Reads a workload that is part of another file. */
    public static TaskWorkload read(LaxObject root, Dialect dialect) {
        NoticeLog notices = new NoticeLog();
        noteUnknownSections(root, notices);
        GlobalSettings global = GlobalSettings.read(section(root, "global"), dialect, notices);
        checkResources(root.find("resources"));
        Member tasks = root.require("tasks", "give the tasks as { \"name\": { ... } }");
        LaxObject tasksObject = tasks.object("give the tasks as { \"name\": { ... } }");
        if (tasksObject.members().isEmpty()) {
            throw tasks.wrong("has no task", "give at least one");
        }
        List<TaskSource> sources = TaskSource.readAll(tasksObject, notices);
        Census census = new Census(sources, dialect, notices);
        EventReader events = new EventReader(dialect, global, census, notices);
        SortedSet<String> cgroups = new TreeSet<>();
        List<TaskSpec> specs = new ArrayList<>();
        for (TaskSource source : sources) {
            specs.add(
                    new TaskBuilder(source, dialect, notices, events, cgroups)
                            .build(global.defaultPolicy()));
        }
        // Sorted by path, so parents come before their children.
        List<CgroupSpec> cgroupSpecs =
                cgroups.stream()
                        .map(path -> CgroupSpec.weighted(path, CgroupSpec.DEFAULT_WEIGHT))
                        .toList();
        return new TaskWorkload(specs, cgroupSpecs, global.durationNs(), notices.notices());
    }

    private static void noteUnknownSections(LaxObject root, NoticeLog notices) {
        for (Member member : root.members()) {
            if (!SECTIONS.contains(member.key())) {
                notices.add(
                        RtAppNotice.UNKNOWN_KEY, member.place() + " " + member.key(), member.key());
            }
        }
    }

    private static @Nullable LaxObject section(LaxObject root, String key) {
        Member member = root.find(key);
        return member == null ? null : member.object("give an object { ... }");
    }

    /** The old resources section only creates what events create by naming it. */
    private static void checkResources(@Nullable Member resources) {
        if (resources == null || !(resources.value() instanceof LaxObject named)) {
            return;
        }
        for (Member resource : named.members()) {
            Member type = resource.object("give { \"type\": \"mutex\" }").find("type");
            if (type != null && type.text("give a type like \"mutex\"").equals("memrun")) {
                throw type.wrong(
                        "is \"memrun\", which can not be declared", "remove this resource");
            }
        }
    }
}
