package org.scxfleet.workload.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.workload.input.JobTrace;

class AzureReaderTest {
    @Test
    void shouldReadMachinesAsJobs() throws IOException {
        try (InputStream in = dataset("azure/vmtable_sample.csv.gz")) {
            JobTrace trace = AzureReader.readMachines(in, "vmtable");

            assertThat(trace.jobs()).hasSize(10);
            assertThat(trace.jobs().get(3).spec().gpus()).isEqualTo(8);
            assertThat(trace.jobs().get(2).runNs()).isEqualTo(402_900_000_000_000L);
            assertThat(trace.notices()).extracting("count").containsExactly(70L);
        }
    }

    @Test
    void shouldReadReadings() throws IOException {
        try (InputStream in = dataset("azure/vm_cpu_readings_sample.csv.gz")) {
            assertThat(AzureReader.readReadings(in, "readings"))
                    .hasSize(100)
                    .first()
                    .satisfies(trace -> assertThat(trace.percent()).containsExactly(2.86979));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Intel_Memory_Latency_Checker.Idle_Latency.short.westus2.B8ms",
                "Intel_Memory_Latency_Checker.Idle_Latency.short.westus2.D8s_v5",
                "OSBench.Create_Processes.short.westus2.B8ms",
                "OSBench.Create_Processes.short.westus2.D8s_v5",
                "OSBench.Create_Threads.short.westus2.B8ms",
                "OSBench.Create_Threads.short.westus2.D8s_v5",
                "Stress-NG.CPU_Stress.short.westus2.B8ms",
                "Stress-NG.CPU_Stress.short.westus2.D8s_v5"
            })
    void shouldReadTheNoiseOfEveryBenchmark(String benchmark) throws IOException {
        try (InputStream in = dataset("azure/vmnoise_" + benchmark + ".csv.gz")) {
            NoiseSamples samples = AzureReader.readNoise(in, benchmark);

            assertThat(samples.sorted()).hasSizeGreaterThan(9_000);
            assertThat(samples.quantile(0.01)).isLessThan(samples.quantile(0.5)).isPositive();
            assertThat(samples.quantile(0.99)).isGreaterThan(samples.quantile(0.5));
        }
    }

    @Test
    void shouldCountMachinesWithoutTimeAndTakeAnOpenBucketAsOneMore() throws IOException {
        JobTrace trace =
                AzureReader.readMachines(
                        lines("a,s,d,10,10,1,1,1,x,2,4", "b,s,d,10,20,1,1,1,x,>24,64"), "t");

        assertThat(trace.jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.spec().gpus()).isEqualTo(25));
        assertThat(trace.notices()).extracting("code").contains("azure-vm-without-time");
    }

    @Test
    void shouldRefuseBadLines() {
        assertThatThrownBy(() -> AzureReader.readMachines(lines("a,s,d,10,5,1,1,1,x,2,4"), "t"))
                .hasMessageStartingWith("t:1: 'deleted' is 5; give a whole number from 10");
        assertThatThrownBy(() -> AzureReader.readReadings(lines("0,a,1,1,101"), "t"))
                .hasMessageStartingWith("t:1: 'avg_cpu' is 101.0; give 0 to 100");
        assertThatThrownBy(() -> AzureReader.readNoise(lines("value,VM_id", "0,1"), "t"))
                .hasMessageStartingWith("t:2: 'value' is 0.0; give a result above 0");
    }
}
