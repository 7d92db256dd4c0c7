package org.scxfleet.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.cli.expect.Metric;
import org.scxfleet.cli.scenario.Scenario.Column;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

class ScenarioReaderTest {
    private static final long GIB = 1L << 30;

    private static final String SMALL =
            """
            seed: 7
            duration: 2s
            hosts:
              - name: a
                topology: 4
                scheduler: simple
            """;

    @TempDir private Path folder;

    @Test
    void shouldReadASmallScenario() {
        Scenario scenario = read(SMALL);
        assertThat(scenario.run().name()).isEqualTo("scenario");
        assertThat(scenario.run().seed()).isEqualTo(7);
        assertThat(scenario.run().endNs()).isEqualTo(2_000_000_000L);
        HostGroup group = scenario.run().groups().getFirst();
        assertThat(group.hostNames()).containsExactly("a-0");
        assertThat(group.kernel().scheduler().name()).isEqualTo("simple");
        assertThat(group.kernel().costs().name()).isEqualTo("server");
        assertThat(group.memoryMib()).isEqualTo(4 * 4_096);
        assertThat(group.spreadTicks()).isTrue();
        assertThat(scenario.trace().hosts()).containsExactly("a-0");
        assertThat(scenario.asRun())
                .hasToString(
                        "{\"seed\":7,\"duration\":\"2s\",\"hosts\":"
                                + "[{\"name\":\"a\",\"topology\":4,\"scheduler\":\"simple\"}]}");
    }

    @Test
    void shouldTakeGpusAndCostsFromThePreset() {
        Scenario scenario = read(SMALL.replace("topology: 4", "topology: dgx-a100"));
        KernelSpec kernel = scenario.run().groups().getFirst().kernel();
        assertThat(kernel.gpus()).extracting(GpuSpec::node).containsExactly(3, 3, 1, 1, 7, 7, 5, 5);
        assertThat(kernel.costs().name()).isEqualTo("amd-rome");
    }

    @Test
    void shouldReadEveryKeyOfAHostGroup() {
        Scenario scenario =
                read(
                        """
                        duration: 1s
                        hosts:
                          - name: big
                            count: 3
                            topology: {sockets: 2, llcs_per_node: 2, cores_per_llc: 4, threads_per_core: 2,
                                       capacities: [{cpus: 0-7, per_1024: 512}], distances: [[10, 21], [21, 10]]}
                            kernel: {hz: 1000, tick_phase_us: 250, preemption: full, steal_accounting: on, hrtick: off, nohz_full: 5-6,
                                     nmi_watchdog: off, proxy_execution: on}
                            cost_profile: {base: lab, wakeup_ns: 700}
                            callback_cost: {per_op_ns: 100, per_insn_ns: 0.5}
                            scheduler: {name: flatcg, options: {slice_us: 5000}}
                            memory_mib: 65536
                            cgroups:
                              - {path: /batch, weight: 50, quota_us: 200000}
                            gpus:
                              - {model: L4, count: 2, node: 1}
                              - {model: X1, memory_mib: 1000, nodes: [0, 1], timeslice_us: 500}
                            guests:
                              - name: vm
                                count: 2
                                topology: 2
                                scheduler: simple
                                vcpus: {pins: [0-1, "2"], nice: 5}
                                cgroup: /vms
                                halt_poll_us: 50
                        """);
        HostGroup group = scenario.run().groups().getFirst();
        KernelSpec kernel = group.kernel();
        assertThat(kernel.topology().cpuCount()).isEqualTo(32);
        assertThat(kernel.topology().capacityPer1024(0)).isEqualTo(512);
        assertThat(kernel.topology().nodeDistance(0, 1)).isEqualTo(21);
        assertThat(kernel.options().tickPhaseNs()).isEqualTo(250_000);
        assertThat(kernel.options().stealAccounting()).isTrue();
        assertThat(kernel.options().hrtick()).isFalse();
        assertThat(kernel.options().nohzFull()).containsExactly(5, 6);
        assertThat(kernel.options().nmiWatchdog()).isFalse();
        assertThat(kernel.options().proxyExecution()).isTrue();
        assertThat(kernel.costs().wakeupNs()).isEqualTo(700);
        assertThat(kernel.costs().contextSwitchNs()).isEqualTo(1_000);
        assertThat(kernel.costs().perOpNs()).isEqualTo(100);
        assertThat(kernel.costs().perInsnNs()).isEqualTo(500);
        assertThat(kernel.scheduler().options()).containsEntry("slice_us", "5000");
        assertThat(kernel.gpus()).extracting(GpuSpec::node).containsExactly(1, 1, 0, 1);
        assertThat(kernel.gpus().get(0).memoryMib()).isEqualTo(24_576);
        assertThat(kernel.gpus().get(3).timesliceNs()).isEqualTo(500_000);
        assertThat(kernel.cgroups()).extracting("path").containsExactly("/batch", "/vms");
        assertThat(group.spreadTicks()).isFalse();
        assertThat(group.guests()).extracting("name").containsExactly("vm-0", "vm-1");
        assertThat(group.guests().getFirst().vcpuPins()).containsExactly(List.of(0, 1), List.of(2));
        assertThat(group.guests().getFirst().vcpuParams().nice()).isEqualTo(5);
        assertThat(group.guests().getFirst().haltPollNs()).isEqualTo(50_000);
    }

    @Test
    void shouldReadTasksWithEveryStep() {
        Scenario scenario =
                read(
                        SMALL.replace("topology: 4", "topology: 4\n    gpus: [{model: L4}]")
                                + """
                                workload:
                                  - tasks:
                                      - name: all
                                        group: g
                                        instances: 2
                                        policy: batch
                                        nice: 3
                                        cpus: 0-1
                                        cgroup: /x
                                        delay: 5ms
                                        program:
                                          - compute: 500us
                                          - run_for: {exponential: 1ms}
                                          - sleep: {uniform: {min: 1ms, max: 2ms}}
                                          - timer: 10ms
                                          - timer: {ref: t, period: 10ms, absolute: true, shared: true}
                                          - suspend: p
                                          - resume: {ref: p, counting: false}
                                          - lock: {mutex: m, priority_inheritance: on}
                                          - cond_wait: {condition: c, mutex: m}
                                          - unlock: m
                                          - cond_signal: c
                                          - cond_broadcast: c
                                          - barrier: {name: b, parties: 2}
                                          - sem_post: s
                                          - sem_wait: s
                                          - pipe_write: q
                                          - pipe_read: q
                                          - yield
                                          - fork: all
                                          - set_scheduler: {policy: fifo, rt_priority: 5}
                                          - set_affinity: all
                                          - set_cgroup: /x
                                          - gpu_launch: {kernel: 800us, kernels: 4, graph: on}
                                          - gpu_sync: {device: 0, mode: spin}
                                          - request: {service: web, size: 4KiB}
                                          - receive: web
                                          - reply
                                          - collective: {group: job, size: 64MiB}
                                          - mark: t
                                          - repeat: {times: 3, steps: [{compute: 1us}]}
                                          - exit
                                """);
        TaskSpec task = scenario.run().groups().getFirst().kernel().tasks().getFirst();
        assertThat(task.program()).hasSize(31);
        assertThat(task.program().stream().map(Object::getClass).distinct()).hasSize(30);
        assertThat(task.program().get(0)).isEqualTo(new Step.Compute(Amount.of(500_000)));
        assertThat(task.program().get(27))
                .isEqualTo(new Step.Collective("job", Amount.of(64L << 20)));
        assertThat(task.params().policy()).isEqualTo(SchedPolicy.BATCH);
        assertThat(task.cpus()).containsExactly(0, 1);
        assertThat(task.delayNs()).isEqualTo(5_000_000);
        assertThat(scenario.run().groups().getFirst().kernel().cgroups())
                .extracting("path")
                .containsExactly("/x");
    }

    @Test
    void shouldKeepServicesOfComparedGroupsApartAndSetThemSideBySide() {
        Scenario scenario =
                read(
                        """
                        duration: 1s
                        hosts:
                          - {name: a, topology: 2, scheduler: simple}
                          - {name: b, topology: 2}
                          - {name: c, topology: 2}
                        workload:
                          - on: [a, b]
                            request_servers: {name: server, service: web}
                          - on: c
                            request_clients: {name: client, service: web, threads: 2, mean_arrival: 5ms}
                        """);
        assertThat(scenario.comparisons())
                .extracting(comparison -> comparison.columns().stream().map(Column::title).toList())
                .containsExactly(List.of("a", "b"), List.of("c"));
        assertThat(scenario.run().groups().get(1).kernel().tasks().getFirst().program().toString())
                .contains("b/web");
        assertThat(scenario.run().groups().get(2).kernel().tasks().getFirst().program().toString())
                .contains("service=web");
    }

    @Test
    void shouldReadAnRtAppFileBesideTheScenario() throws IOException {
        Files.writeString(
                folder.resolve("mix.json"),
                """
                {"tasks": {"ctl": {"loop": -1, "run": 1500, "sleep": 5000, "taskgroup": "/tg"}}}
                """);
        Scenario scenario = read(SMALL + "workload:\n  - file: mix.json\n");
        KernelSpec kernel = scenario.run().groups().getFirst().kernel();
        assertThat(kernel.tasks()).extracting(TaskSpec::name).containsExactly("ctl");
        assertThat(kernel.cgroups()).extracting("path").containsExactly("/tg");
    }

    @Test
    void shouldPutAWorkloadIntoAGuest() {
        Scenario scenario =
                read(
                        SMALL
                                + """
                                    guests: [{name: vm, count: 2, topology: 2}]
                                workload:
                                  - {guest: vm, hog: {name: hog, threads: 2}}
                                """);
        HostGroup group = scenario.run().groups().getFirst();
        assertThat(group.kernel().tasks()).isEmpty();
        assertThat(group.guests())
                .allSatisfy(guest -> assertThat(guest.kernel().tasks()).hasSize(1));
    }

    @Test
    void shouldSortActionsByTime() {
        Scenario scenario =
                read(
                        SMALL
                                + """
                                    cgroups: [{path: /x}]
                                workload: [{hog: {name: hog, threads: 2}}]
                                actions:
                                  - {at: 900ms, sysrq_s: }
                                  - {at: 100ms, load_scheduler: central}
                                  - {at: 200ms, cpu_offline: 3}
                                  - {at: 300ms, cpu_online: 3}
                                  - {at: 400ms, set_scheduler: {task: hog-1, policy: fifo, rt_priority: 3}}
                                  - {at: 500ms, set_affinity: {task: hog, cpus: 0-1}}
                                  - {at: 600ms, set_cgroup: {task: hog, path: /x}}
                                  - {at: 700ms, set_cgroup_weight: {path: /x, weight: 300}}
                                  - {at: 800ms, set_deadline_server: {class: fair, runtime: 50ms}}
                                  - {at: 850ms, unload_scheduler: }
                                """);
        List<TimedAction> actions = scenario.run().groups().getFirst().kernel().actions();
        assertThat(actions).hasSize(10);
        assertThat(actions.getFirst().act()).isInstanceOf(Act.LoadScheduler.class);
        assertThat(actions.getLast().act()).isEqualTo(new Act.SysrqS());
        assertThat(actions.get(7).act())
                .isEqualTo(new Act.SetDeadlineServer(false, 50_000_000, 1_000_000_000));
    }

    @Test
    void shouldReadNetworkTraceAndExpectations() {
        Scenario scenario =
                read(
                        SMALL
                                + """
                                network:
                                  latency_us: 20
                                  bandwidth_gbit_per_s: 100
                                  control_latency_us: 50
                                  links: [{between: [a, a], latency_us: 5}]
                                placement: {policy: fgd}
                                queues: [{name: prod, weight: 300}, {name: web, parent: prod}]
                                trace: {hosts: a-0, from: 100ms, until: 300ms, max_mib: 16}
                                expect:
                                  ejections: 0
                                  p99_wake_us: {max: 500}
                                """);
        assertThat(scenario.run().defaultLink().latencyNs()).isEqualTo(20_000);
        assertThat(scenario.run().defaultLink().bytesPerSecond()).isEqualTo(12_500_000_000L);
        assertThat(scenario.run().links().getFirst().link().latencyNs()).isEqualTo(5_000);
        assertThat(scenario.run().controlLatencyNs()).isEqualTo(50_000);
        assertThat(scenario.run().placement()).isEqualTo("fgd");
        assertThat(scenario.notices()).extracting("code").containsExactly("queues-without-jobs");
        assertThat(scenario.trace().maxBytes()).isEqualTo(16 << 20);
        assertThat(scenario.expectations())
                .extracting("metric")
                .containsExactly(Metric.EJECTIONS, Metric.P99_WAKE_US);
        assertThat(scenario.expectations().get(1).text()).isEqualTo("p99_wake_us at most 500");
    }

    @Test
    void shouldSayWhichOptionIsWrong() {
        assertThatThrownBy(() -> read(SMALL, "hosts[0].count=0"))
                .hasMessage("--set hosts[0].count=0: hosts[0].count: 0 is outside 1..1000000");
    }

    @Test
    void shouldSayThatTheScenarioIsNotThere() {
        Path missing = folder.resolve("none.yaml");
        assertThatThrownBy(() -> reader().read(missing, List.of()))
                .hasMessage(missing + ": there is no such file");
    }

    private Scenario read(String text, String... settings) {
        try {
            Path file = Files.writeString(folder.resolve("scenario.yaml"), text);
            return reader().read(file, List.of(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ScenarioReader reader() {
        return new ScenarioReader(GIB, ObjectCheck.NONE);
    }
}
