package org.scxfleet.tests.conformance.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.CPUS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.tests.conformance.KernelTest;
import org.scxfleet.tests.conformance.SelfTestHost;
import org.scxfleet.tests.conformance.SelfTestWorkloads;

/** Objects that count when a task leaves their hands. */
class CustodyObjectsTest {
    private static final String LINK = "link";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    @KernelTest("dequeue")
    void shouldPassDequeue(int scenario) {
        SelfTestObject object =
                SelfTestObject.load("dequeue", "scenario", Integer.toString(scenario));
        long startNs = ATTACH_NS + MS;
        long endNs = ATTACH_NS + 5 * SECOND;
        SelfTestHost.Draft draft =
                SelfTestHost.draft()
                        .unchecked()
                        .tasks(SelfTestWorkloads.dequeueWorkers(startNs))
                        .attach(ATTACH_NS, LINK, object)
                        .detach(endNs - SECOND);
        SelfTestWorkloads.affinityHammer(startNs)
                .forEach(change -> draft.act(change.atNs(), change.act()));
        SelfTestHost host = draft.boot(endNs).runTo(endNs);

        object.assertEnded(host, ExitKind.UNREG);
        for (int id = 0; id < SelfTestWorkloads.DEQUEUE_WORKERS; id++) {
            assertThat(host.ended("worker" + id)).isEqualTo(1);
        }
        boolean custody = scenario == 2 || scenario >= 5;
        assertThat(object.value("enqueue_cnt")).isEqualTo(object.value("dequeue_cnt"));
        assertThat(object.value("enqueue_cnt") > 0).isEqualTo(custody);
    }

    @Test
    @KernelTest("dequeue_iter")
    void shouldPassDequeueIter() {
        SelfTestObject object = SelfTestObject.load("dequeue_iter");
        SelfTestHost host =
                SelfTestHost.draft()
                        .attach(ATTACH_NS, LINK, object)
                        .detach(ATTACH_NS + 3 * SECOND)
                        .boot(ATTACH_NS + 4 * SECOND)
                        .runTo(ATTACH_NS + 4 * SECOND);
        object.assertEnded(host, ExitKind.UNREG);
        assertThat(object.value("dq_count")).isGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @KernelTest("dequeue_remote")
    void shouldPassDequeueRemote(boolean moveToLocal) {
        SelfTestObject object =
                SelfTestObject.load(
                        "dequeue_remote", "move_to_local", Boolean.toString(moveToLocal));
        long endNs = ATTACH_NS + SelfTestWorkloads.REMOTE_RUN_NS;
        SelfTestHost host =
                SelfTestHost.draft()
                        .unchecked()
                        .tasks(SelfTestWorkloads.remoteWorkers(CPUS, ATTACH_NS + MS))
                        .attach(ATTACH_NS, LINK, object)
                        .detach(endNs)
                        .boot(endNs + SECOND)
                        .runTo(endNs + SECOND);
        object.assertEnded(host, ExitKind.UNREG);
        assertThat(object.value("remote_running_cnt")).isPositive();
        assertThat(object.value("enqueue_cnt")).isPositive().isEqualTo(object.value("dequeue_cnt"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @KernelTest("init_enable_count")
    void shouldPassInitEnableCount(boolean partial) {
        SelfTestObject object =
                SelfTestObject.load("init_enable_count", "p", Boolean.toString(partial)).keptOpen();
        long againNs = ATTACH_NS + SECOND;
        long endNs = againNs + SECOND;
        SelfTestHost host =
                SelfTestHost.draft()
                        .unchecked()
                        .tasks(SelfTestWorkloads.childrenOnAPipe(ATTACH_NS + 500 * MS))
                        .tasks(SelfTestWorkloads.countedChildren(againNs + MS))
                        .attach(ATTACH_NS, LINK, object)
                        .detach(ATTACH_NS + 100 * MS)
                        .attach(againNs, LINK, object)
                        .detach(endNs - MS)
                        .boot(endNs);
        host.runTo(ATTACH_NS + 200 * MS);
        object.assertEnded(host, ExitKind.UNREG);
        long preForked = SelfTestWorkloads.PRE_FORKED;
        assertThat(object.value("init_task_cnt")).isGreaterThanOrEqualTo(preForked);
        assertThat(object.value("exit_task_cnt")).isGreaterThanOrEqualTo(preForked);

        host.runTo(endNs);
        object.assertEnded(host, ExitKind.UNREG);
        long children = SelfTestWorkloads.COUNTED_CHILDREN;
        assertThat(object.value("init_task_cnt")).isGreaterThanOrEqualTo(2 * children);
        assertThat(object.value("exit_task_cnt")).isGreaterThanOrEqualTo(2 * children);
        if (partial) {
            assertThat(object.value("enable_cnt")).isEqualTo(children);
            assertThat(object.value("disable_cnt")).isEqualTo(children);
        } else {
            assertThat(object.value("enable_cnt")).isGreaterThanOrEqualTo(2 * children);
            assertThat(object.value("disable_cnt")).isGreaterThanOrEqualTo(2 * children);
        }
        assertThat(object.value("init_fork_cnt")).isGreaterThanOrEqualTo(2 * children);
        assertThat(object.value("init_transition_cnt"))
                .isGreaterThan(object.value("init_fork_cnt"));
    }
}
