package org.scxfleet.workload.rtapp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.workload.input.BadInputException;

class RtAppBadInputTest {
    private static Stream<Arguments> badTasks() {
        return Stream.of(
                task("\"run\": -5", "2:8: 'run' is -5; give a whole number from 0"),
                task("\"run\": 1.5", "2:8: 'run' is 1.5; give a whole number"),
                task("\"run\": \"1\"", "2:8: 'run' is the text \"1\"; give a whole number"),
                task("\"run\": 99999999999", "'run' is 99999999999; give a whole number"),
                task("\"run\": {}", "'run' is an object; give a whole number"),
                task("\"run\": 1, \"instance\": -1", "2:23: 'instance' is -1; give a whole"),
                task("\"run\": 1, \"loop\": -2", "'loop' is -2; give a whole number from -1"),
                task("\"run\": 1, \"delay\": -2", "'delay' is -2"),
                task(
                        "\"run\": 1, \"priority\": 20",
                        "'priority' is 20; give a whole number from -20"),
                task(
                        "\"run\": 1, \"policy\": \"SCHED_EXT\"",
                        "'policy' is \"SCHED_EXT\", which rt-app"),
                task(
                        "\"run\": 1, \"policy\": \"OTHER\"",
                        "'policy' is \"OTHER\"; give one of SCHED_OTHER"),
                task("\"policy\": \"SCHED_FIFO\", \"priority\": 0, \"run\": 1", "'priority' is 0"),
                task(
                        "\"policy\": \"SCHED_DEADLINE\", \"run\": 1",
                        "without a budget; give dl-runtime"),
                task(
                        "\"policy\": \"SCHED_DEADLINE\", \"dl-runtime\": 5, \"dl-period\": 3, \"run\": 1",
                        "give dl-runtime <= dl-deadline <= dl-period"),
                task("\"run\": 1, \"cpus\": [-1]", "2:20: 'cpus' is -1"),
                task("\"run\": 1, \"cpus\": []", "'cpus' is empty; give CPU numbers"),
                task("\"run\": 1, \"cpus\": 1", "'cpus' is 1; give CPU numbers"),
                task("\"run\": 1, \"util_min\": 1025", "'util_min' is 1025"),
                task(
                        "\"run\": 1, \"taskgroup\": \"a\"",
                        "'taskgroup' is \"a\"; give a path like /a"),
                task("\"run\": 1, \"taskgroup\": \"/a/\"", "'taskgroup' is \"/a/\""),
                task(
                        "\"run\": 1, \"taskgroup\": \"/a\", \"policy\": \"SCHED_RR\"",
                        "'t' is in taskgroup /a with a policy that has none"),
                task("\"priority\": 1", "'t' has no event; give at least one"),
                task("\"phases\": {}", "'phases' has no phase"),
                task("\"phases\": {\"p\": {}}", "'p' has no event"),
                task("\"phases\": {\"p\": 1}", "'p' is 1; give the phase as an object"),
                task("\"fork\": \"x\"", "'fork' names \"x\", which is no task of this file"),
                task("\"instance\": 0, \"barrier\": \"b\"", "'barrier' \"b\" has no thread"),
                task("\"timer\": {\"period\": 1}", "'ref' is missing; name the timer"),
                task("\"timer\": {\"ref\": \"u\"}", "'period' is missing; give the period"),
                task("\"timer\": {\"ref\": \"u\", \"period\": 0}", "'period' is 0"),
                task(
                        "\"timer\": {\"ref\": \"u\", \"period\": 1, \"mode\": \"abs\"}",
                        "'mode' is \"abs\"; give \"relative\" or \"absolute\""),
                task("\"wait\": {\"ref\": \"c\"}", "'mutex' is missing; give the name of a mutex"),
                task("\"lock\": \"\"", "'lock' is empty; give the name of a mutex"),
                task("\"lock\"", "'lock' is left out; give the name of a mutex"),
                task(
                        "\"memrun\": {\"type\": \"jump\", \"size\": 1, \"count\": 1}",
                        "'type' is \"jump\""),
                task(
                        "\"memrun\": {\"type\": \"read\", \"size\": 1, \"count\": 1, \"ref\": \"r\"},"
                                + " \"memrun\": {\"type\": \"read\", \"size\": 2, \"count\": 1,"
                                + " \"ref\": \"r\"}",
                        "'ref' shares a buffer of another shape; give the same type, size (1)"));
    }

    private static Arguments task(String body, String message) {
        return Arguments.of("{\"tasks\": {\"t\": {\n" + body + "\n}}}", message);
    }

    private static Stream<Arguments> badFiles() {
        return Stream.of(
                Arguments.of("{}", "w.json:1:1: 'tasks' is missing"),
                Arguments.of("{\"tasks\": {}}", "w.json:1:11: 'tasks' has no task"),
                Arguments.of("{\"tasks\": []}", "'tasks' is an array; give the tasks as"),
                Arguments.of("{\"tasks\": {\"t\": 1}}", "'t' is 1; give the task as an object"),
                Arguments.of(
                        "{\"tasks\": {\"t\": {\"run\": 1}}, \"global\": {\"duration\": -2}}",
                        "w.json:1:53: 'duration' is -2"),
                Arguments.of(
                        "{\"tasks\": {\"t\": {\"run\": 1}}, \"global\": {\"duration\": 0.5}}",
                        "'duration' is 0.5; give a whole number"),
                Arguments.of(
                        "{\"tasks\": {\"t\": {\"run\": 1}}, \"global\": {\"calibration\": \"loop\"}}",
                        "'calibration' is \"loop\"; give \"CPU<number>\""),
                Arguments.of(
                        "{\"tasks\": {\"t\": {\"run\": 1}}, \"global\": {\"pi_enabled\": 1}}",
                        "'pi_enabled' is 1; give true or false"),
                Arguments.of(
                        "{\"tasks\": {\"t\": {\"run\": 1}}, \"resources\":"
                                + " {\"r\": {\"type\": \"memrun\"}}}",
                        "'type' is \"memrun\", which can not be declared"),
                Arguments.of("{\"tasks\": {\"t\": {\"run\": 1}", "ends in the middle"));
    }

    @ParameterizedTest
    @MethodSource({"badTasks", "badFiles"})
    void shouldNameFileLineColumnKeyAndWhatWouldBeRight(String text, String message) {
        assertThatThrownBy(() -> RtAppText.read(text, Dialect.RT_APP))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("w.json:")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @MethodSource("tooManyGroups")
    void shouldRefuseMoreTaskgroupsThanRtAppHas(String text) {
        assertThatThrownBy(() -> RtAppText.read(text, Dialect.RT_APP))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("brings the number of taskgroups to 33; use at most 32");
    }

    private static Stream<String> tooManyGroups() {
        StringBuilder tasks = new StringBuilder();
        for (int i = 0; i < 33; i++) {
            tasks.append(i == 0 ? "" : ", ")
                    .append("\"t")
                    .append(i)
                    .append("\": {\"run\": 1, \"taskgroup\": \"/g")
                    .append(i)
                    .append("\"}");
        }
        return Stream.of("{\"tasks\": {" + tasks + "}}");
    }
}
