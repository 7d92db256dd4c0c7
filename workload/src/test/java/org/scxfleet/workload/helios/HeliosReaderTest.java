package org.scxfleet.workload.helios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class HeliosReaderTest {
    @Test
    void shouldReadEveryMinuteOfTheVirtualCluster() throws IOException {
        try (InputStream in = dataset("helios/earth_vc6YE_sequence.csv.gz")) {
            HeliosReader.OccupancySeries series = HeliosReader.readOccupancy(in, "sequence");

            assertThat(series.minutes()).hasSize(44_640);
            assertThat(series.minutes().getFirst().busyGpus()).isEqualTo(162);
            assertThat(series.notices()).isNotEmpty();
        }
    }

    @Test
    void shouldReadTheSizesOfVirtualClusters() throws IOException {
        try (InputStream in = dataset("helios/earth_vc_gpu_number.csv")) {
            var days = HeliosReader.readSizes(in, "sizes");

            assertThat(days.get("2020-04-01")).containsEntry("vchbv", 112).hasSize(25);
        }
        try (InputStream in = dataset("helios/philly_vc_nodes.csv")) {
            assertThat(HeliosReader.readPhillyNodes(in, "nodes")).containsEntry("6214e9", 64);
        }
    }

    @Test
    void shouldReadTheSummary() throws IOException {
        try (InputStream in = dataset("helios/helios_cluster_summary.csv")) {
            assertThat(HeliosReader.readSummary(in, "summary").getFirst())
                    .satisfies(venus -> {
                        assertThat(venus.cluster()).isEqualTo("Venus");
                        assertThat(venus.gpus()).isEqualTo(1_022);
                        assertThat(venus.meanGpuRunSeconds()).isEqualTo(13_040.598);
                    });
        }
    }

    @Test
    void shouldRefuseTotalsThatAreWrong() {
        assertThatThrownBy(() -> HeliosReader.readSizes(lines("date,a,b,total", "d,1,2,4"), "t"))
                .hasMessageStartingWith("t:2: 'total' is not the sum of the line, 3");
        assertThatThrownBy(() ->
                        HeliosReader.readOccupancy(
                                lines(
                                        "time,total_job_num,running_job_num,pending_job_num,"
                                                + "total_gpu_num,running_gpu_num,pending_gpu_num",
                                        "t,3,1,1,8,1,1"),
                                "t"))
                .hasMessageStartingWith("t:2: 'total_job_num' is not 1 running and 1 pending");
    }
}
