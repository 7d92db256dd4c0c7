package org.scxfleet.cluster.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.share.ResourceVector;

class QueueTreeTest {
    private static final QueueSpec RESEARCH = new QueueSpec("research", "", 2);
    private static final QueueSpec ALICE = new QueueSpec("alice", "research", 1);
    private static final QueueSpec PRODUCTION = new QueueSpec("production", "", 3);

    @Test
    void shouldBecomeATreeOfShares() {
        QueueTree queues = new QueueTree(List.of(ALICE, RESEARCH, PRODUCTION));

        assertThat(queues.shares().path(queues.leaf("alice"))).isEqualTo("cluster/research/alice");
        assertThat(queues.shares().divide(ResourceVector.of(100)).get(queues.leaf("production")))
                .isEqualTo(ResourceVector.of(60));
    }

    @Test
    void shouldLetJobsWaitInLeavesOnly() {
        QueueTree queues = new QueueTree(List.of(RESEARCH, ALICE));

        assertThatThrownBy(() -> queues.leaf("research")).hasMessageContaining("queues below it");
        assertThatThrownBy(() -> queues.leaf("bob"))
                .hasMessage("no queue bob; there are research, alice");
    }

    @Test
    void shouldSayWhatIsWrongWithQueues() {
        assertThatThrownBy(() -> new QueueTree(List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new QueueTree(List.of(RESEARCH, RESEARCH)))
                .hasMessageContaining("queue name research is taken");
        assertThatThrownBy(() -> new QueueTree(List.of(ALICE)))
                .hasMessageContaining("has the parent research, which does not exist");
        assertThatThrownBy(() ->
                        new QueueTree(
                                List.of(
                                        PRODUCTION,
                                        new QueueSpec("a", "b", 1),
                                        new QueueSpec("b", "a", 1))))
                .hasMessageContaining("below a circle of parents");
    }

    @Test
    void shouldSayWhatIsWrongWithAJob() {
        PodRequest request = PodRequest.cpu(1, 1);
        assertThatThrownBy(() -> new Job("j", "q", 0, -1, 1, 1, 1, request))
                .hasMessageContaining("is submitted at -1 ns");
        assertThatThrownBy(() -> new Job("j", "q", 0, 0, 1, 2, 3, request))
                .hasMessageContaining("has 2 pods of which 3 start together");
        assertThat(new Job("j", "q", 0, 0, Job.ENDLESS, 2, 2, request).pod(1).name())
                .isEqualTo("j-1");
        assertThat(Job.single(new Pod("p", request), "q", 5, 7).pod(0))
                .isEqualTo(new Pod("p", request));
    }
}
