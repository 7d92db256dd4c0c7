package org.scxfleet.workload.openb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.placement.study.StudyMetric;
import org.scxfleet.cluster.placement.study.StudyRow;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.input.BadInputException;

class OpenbReaderTest {
    private static final String NODE_HEADER = "sn,cpu_milli,memory_mib,gpu,model\n";
    private static final String POD_HEADER =
            "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time\n";

    @Test
    void shouldReadNodes() throws IOException {
        OpenbNodeList list = nodes(NODE_HEADER + "a,64000,262144,2,P100\nb,32000,1024,0,\n");

        assertThat(list.nodes())
                .containsExactly(
                        new NodeSpec("a", 64_000, 262_144, 2, "P100"),
                        new NodeSpec("b", 32_000, 1_024, 0, ""));
        assertThat(list.notices()).isEmpty();
    }

    @Test
    void shouldReadPods() throws IOException {
        OpenbPodList list =
                pods(
                        POD_HEADER
                                + "a,12000,16384,1,460,V100M32|G3,LS,Running,0\n"
                                + "b,500,100,0,0,,BE,Failed,7\n");

        assertThat(list.pods())
                .containsExactly(
                        new OpenbPod(
                                new Pod(
                                        "a",
                                        new PodRequest(
                                                12_000, 16_384, 1, 460, List.of("G3", "V100M32"))),
                                "LS"),
                        new OpenbPod(new Pod("b", PodRequest.cpu(500, 100)), "BE"));
    }

    @Test
    void shouldReadListsWithoutTheLaterColumns() throws IOException {
        OpenbPodList list = pods("name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1,2,8,1000\n");

        assertThat(list.pods().getFirst().quality()).isEmpty();
        assertThat(list.pods().getFirst().pod().request().gpuModels()).isEmpty();
        assertThat(list.notices()).isEmpty();
    }

    @Test
    void shouldCountIgnoredFields() throws IOException {
        OpenbPodList list = pods(POD_HEADER + "a,1,1,0,0,,LS,Running,0\nb,1,1,0,0,,LS,Running,0\n");

        assertThat(list.notices()).hasSize(1);
        Notice notice = list.notices().getFirst();
        assertThat(notice.code()).isEqualTo("openb-field-ignored");
        assertThat(notice.count()).isEqualTo(4);
        assertThat(notice.first()).isEqualTo("pod_phase");
    }

    @Test
    void shouldCapPartsOfAGpuAndSaySo() throws IOException {
        OpenbPodList list = pods(POD_HEADER + "a,1,1,1,1500,,LS,Running,0\n");

        assertThat(list.pods().getFirst().pod().request().gpuMilli()).isEqualTo(1000);
        assertThat(list.notices())
                .extracting(Notice::code)
                .containsExactly("openb-field-ignored", "openb-gpu-part-capped");
    }

    @Test
    void shouldIgnoreModelsOfAPodWithoutGpuAndSaySo() throws IOException {
        OpenbPodList list = pods(POD_HEADER + "a,1,1,0,0,G2,LS,Running,0\n");

        assertThat(list.pods().getFirst().pod().request()).isEqualTo(PodRequest.cpu(1, 1));
        assertThat(list.notices()).extracting(Notice::code).contains("openb-model-without-gpu");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "a,-1,1,0,0,,LS,R,0 # pods.csv:2: 'cpu_milli' is -1; give a whole number from 0",
                "a,1.5,1,0,0,,LS,R,0 # pods.csv:2: 'cpu_milli' is \"1.5\"; give a whole number",
                "a,1,1,65,1000,,LS,R,0 # pods.csv:2: 'num_gpu' is 65; give a whole number from 0",
                "a,1,1,1,0,,LS,R,0 # pods.csv:2: 'gpu_milli' is 0 for 1 GPUs; give 1 to 1000",
                "a,1,1,0,5,,LS,R,0 # pods.csv:2: 'gpu_milli' is 5 for 0 GPUs; give 1 to 1000",
                "a,1,1,2,500,,LS,R,0 # pods.csv:2: 'gpu_milli' is 500 for 2 GPUs; only one GPU",
                "a,1,1,1,500,G2||T4,LS,R,0 # pods.csv:2: 'gpu_spec' is \"G2||T4\"; join names",
                ",1,1,0,0,,LS,R,0 # pods.csv:2: 'name' is empty; give a name",
                "a,1,1,1,50 # pods.csv:2: has 5 fields; give 9 as in the header line",
            })
    void shouldNameFileLineAndColumnOfWhatIsWrong(String row, String message) {
        assertThatThrownBy(() -> pods(POD_HEADER + row + "\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldNotTakeOneNameTwice() {
        assertThatThrownBy(() -> nodes(NODE_HEADER + "a,1,1,0,\nb,1,1,0,\na,1,1,0,\n"))
                .hasMessage(
                        "nodes.csv:4: 'sn' is \"a\" as in line 2; give every line a name of its"
                                + " own");
    }

    @Test
    void shouldNameAMissingColumn() {
        assertThatThrownBy(() -> nodes("sn,cpu_milli,memory_mib,model\na,1,1,\n"))
                .hasMessageStartingWith("nodes.csv:1: 'gpu' is missing from the header line; ")
                .hasMessageContaining("sn,cpu_milli,memory_mib,gpu,model");
    }

    @Test
    void shouldRefuseEmptyFiles() {
        assertThatThrownBy(() -> nodes("")).hasMessageStartingWith("nodes.csv: is empty; ");
        assertThatThrownBy(() -> nodes(NODE_HEADER))
                .hasMessage("nodes.csv: has a header line only; add one line for each node");
    }

    @Test
    void shouldWantAModelExactlyForGpus() {
        assertThatThrownBy(() -> nodes(NODE_HEADER + "a,1,1,2,\n"))
                .hasMessageStartingWith("nodes.csv:2: 'model' is \"\" for 2 GPUs; ");
        assertThatThrownBy(() -> nodes(NODE_HEADER + "a,1,1,0,G2\n"))
                .hasMessageStartingWith("nodes.csv:2: 'model' is \"G2\" for 0 GPUs; ");
    }

    @Test
    void shouldReadPublishedFigures() throws IOException {
        String header = "workload,policy,metric,arrived_pct,n_seeds,mean,stdev,median,min,max\n";
        assertThat(expected(header + "default,FGD,alloc_pct,100,10,95.227,0.106,95.2,95.1,95.4\n"))
                .containsExactly(
                        new StudyRow(
                                "default", "FGD", StudyMetric.ALLOCATED, 100, 95.227, 0.106, 10));
        assertThatThrownBy(() -> expected(header + "default,FGD,speed,100,10,1,1,1,1,1\n"))
                .hasMessageStartingWith("summary.csv:2: 'metric' is \"speed\"; give alloc_pct,");
    }

    private static OpenbNodeList nodes(String csv) throws IOException {
        return OpenbReader.readNodes(stream(csv), "nodes.csv");
    }

    private static OpenbPodList pods(String csv) throws IOException {
        return OpenbReader.readPods(stream(csv), "pods.csv");
    }

    private static List<StudyRow> expected(String csv) throws IOException {
        return OpenbReader.readExpected(stream(csv), "summary.csv");
    }

    private static InputStream stream(String csv) {
        return new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8));
    }
}
