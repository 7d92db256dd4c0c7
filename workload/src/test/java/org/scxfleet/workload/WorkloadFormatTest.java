package org.scxfleet.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.WorkloadFormat.Yields;
import org.scxfleet.workload.input.TaskWorkload;

class WorkloadFormatTest {
    private static TaskWorkload read(WorkloadFormat format, String text) throws IOException {
        return format.readTasks(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "f");
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindEveryFormatByItsName(WorkloadFormat format) {
        assertThat(WorkloadFormat.named(format.label())).isEqualTo(format);
        assertThat(format.description()).isNotBlank();
    }

    @Test
    void shouldNameTheFormatsThereAre() {
        assertThatThrownBy(() -> WorkloadFormat.named("rtapp"))
                .hasMessage(
                        "no format 'rtapp'; there are rt-app, rt-app-lab, measured-case, planetlab,"
                                + " bitbrains, azure-readings, kubernetes, openb");
    }

    @Test
    void shouldReadTasksInBothDialects() throws IOException {
        String text = "{\"tasks\": {\"t\": {\"run\": 1}}}";

        for (WorkloadFormat format :
                new WorkloadFormat[] {WorkloadFormat.RT_APP, WorkloadFormat.RT_APP_LAB}) {
            assertThat(format.yields()).isEqualTo(Yields.TASKS);
            assertThat(read(format, text).tasks()).extracting(TaskSpec::name).containsExactly("t");
        }
    }

    @Test
    void shouldReadTheTasksOfAMeasuredCase() throws IOException {
        TaskWorkload workload =
                read(
                        WorkloadFormat.MEASURED_CASE,
                        """
                        {"case": "c", "workload_name": "w", "scheduler": "none (EEVDF)",
                         "topology": {"cpus": 4, "sockets": 1, "cores": 4, "threads": 1,
                                      "numa_nodes": 1},
                         "repetitions": 1, "rt_app": {"tasks": {"t": {"run": 1}}}}
                        """);

        assertThat(workload.tasks()).extracting(TaskSpec::name).containsExactly("t");
    }

    @Test
    void shouldReadMachinesAsTasks() throws IOException {
        assertThat(read(WorkloadFormat.PLANETLAB, "0,2,10 20\n1,1,5\n").tasks())
                .extracting(TaskSpec::name)
                .containsExactly("vm-0", "vm-1");
        assertThat(read(WorkloadFormat.AZURE_READINGS, "0,x/y,1,3,2\n300,x/y,1,3,2\n").tasks())
                .extracting(TaskSpec::name)
                .containsExactly("vm-0");
        assertThat(
                        read(
                                        WorkloadFormat.BITBRAINS,
                                        "Timestamp [ms];CPU cores;CPU usage [%]\n1;2;3\n")
                                .tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.instances()).isEqualTo(2));
    }

    @Test
    void shouldNotReadPodsAsTasks() {
        assertThat(WorkloadFormat.OPENB.yields()).isEqualTo(Yields.PODS);
        assertThatThrownBy(() -> read(WorkloadFormat.OPENB, ""))
                .isInstanceOf(IllegalStateException.class);
    }
}
