package org.scxfleet.cli.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/** Tasks written in the scenario itself. */
final class TaskReader {
    private TaskReader() {}

    static @Nullable TaskSpec read(Field field) {
        Section section = field.section(ScenarioKeys.TASK);
        Field nameField = section == null ? null : section.required("name");
        if (section == null || nameField == null) {
            return null;
        }
        String name = nameField.name();
        Field programField = section.required("program");
        List<Step> program = programField == null ? List.of() : StepReader.program(programField);
        return section.made(() ->
                new TaskSpec(
                        name,
                        section.read("group", name, Field::name),
                        section.read(
                                "instances", 1, count -> count.integer(0, TaskSpec.MAX_INSTANCES)),
                        ParamsReader.read(section),
                        section.read("cpus", List.of(), ParamsReader::cpus),
                        section.read("cgroup", "/", Field::text),
                        section.read("delay", 0L, Field::timeNs),
                        program));
    }
}
