package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.GpuExtras;
import org.scxfleet.host.HostReport.GpuReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.HostReport.SchedulerReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.SchedulerOutput;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.v1.RunProto;

/** What a host did. */
public final class ReportCodec {
    private ReportCodec() {}

    /**
     * @param withTasks false leaves out the reports of single tasks
     */
    public static RunProto.HostReport encode(HostReport report, boolean withTasks) {
        RunProto.HostReport.Builder out =
                RunProto.HostReport.newBuilder()
                        .setName(report.name())
                        .setIndex(report.index())
                        .setHostGroup(report.hostGroup())
                        .setNowNs(report.nowNs())
                        .setEvents(report.events())
                        .setDigest(report.digest());
        report.kernels().forEach(kernel -> out.addKernels(encode(kernel, withTasks)));
        report.gpus().forEach(gpu -> out.addGpus(encode(gpu)));
        report.notices().forEach(notice -> out.addNotices(encode(notice)));
        report.partitions().forEach(chip -> out.addPartitions(GpuCodec.encode(chip)));
        return out.build();
    }

    public static HostReport decode(RunProto.HostReport report) {
        List<KernelReport> kernels = new ArrayList<>(report.getKernelsCount());
        report.getKernelsList().forEach(kernel -> kernels.add(decode(kernel)));
        List<GpuReport> gpus = new ArrayList<>(report.getGpusCount());
        report.getGpusList().forEach(gpu -> gpus.add(decode(gpu)));
        List<Notice> notices = new ArrayList<>(report.getNoticesCount());
        report.getNoticesList().forEach(notice -> notices.add(decode(notice)));
        return new HostReport(
                report.getName(),
                report.getIndex(),
                report.getHostGroup(),
                report.getNowNs(),
                report.getEvents(),
                report.getDigest(),
                kernels,
                gpus,
                notices,
                report.getPartitionsList().stream().map(GpuCodec::decode).toList());
    }

    private static RunProto.KernelReport encode(KernelReport kernel, boolean withTasks) {
        RunProto.KernelReport.Builder out =
                RunProto.KernelReport.newBuilder()
                        .setName(kernel.name())
                        .setScheduler(kernel.scheduler())
                        .setEnables(kernel.enables());
        kernel.groups().forEach(group -> out.addGroups(TallyCodec.encode(group)));
        if (withTasks) {
            kernel.tasks().forEach(task -> out.addTasks(encode(task)));
        }
        for (long busyNs : kernel.cpuBusyNs()) {
            out.addCpuBusyNs(busyNs);
        }
        for (long switches : kernel.cpuSwitches()) {
            out.addCpuSwitches(switches);
        }
        for (long stealNs : kernel.stealNs()) {
            out.addStealNs(stealNs);
        }
        for (long count : kernel.scxEvents()) {
            out.addScxEvents(count);
        }
        kernel.exits().forEach(exit -> out.addExits(encode(exit)));
        kernel.schedulers().forEach(report -> out.addSchedulers(encode(report)));
        return out.build();
    }

    private static KernelReport decode(RunProto.KernelReport kernel) {
        List<GroupTally> groups = new ArrayList<>(kernel.getGroupsCount());
        kernel.getGroupsList().forEach(group -> groups.add(TallyCodec.decode(group)));
        List<TaskReport> tasks = new ArrayList<>(kernel.getTasksCount());
        kernel.getTasksList().forEach(task -> tasks.add(decode(task)));
        List<ExitInfo> exits = new ArrayList<>(kernel.getExitsCount());
        kernel.getExitsList().forEach(exit -> exits.add(decode(exit)));
        return new KernelReport(
                kernel.getName(),
                kernel.getScheduler(),
                groups,
                tasks,
                TallyCodec.longs(kernel.getCpuBusyNsList()),
                TallyCodec.longs(kernel.getCpuSwitchesList()),
                TallyCodec.longs(kernel.getStealNsList()),
                TallyCodec.longs(kernel.getScxEventsList()),
                exits,
                kernel.getEnables(),
                kernel.getSchedulersList().stream().map(ReportCodec::decode).toList());
    }

    private static RunProto.SchedulerReport encode(SchedulerReport report) {
        SchedulerOutput output = report.output();
        RunProto.SchedulerReport.Builder out =
                RunProto.SchedulerReport.newBuilder()
                        .setScheduler(report.scheduler())
                        .setLoadedAtNs(report.loadedAtNs())
                        .setLinesDropped(output.linesDropped());
        for (SchedulerOutput.Statistic each : output.statistics()) {
            out.addStatisticsBuilder().setName(each.name()).setValue(each.value());
        }
        for (SchedulerOutput.Line line : output.lines()) {
            out.addLinesBuilder().setAtNs(line.atNs()).setCpu(line.cpu()).setText(line.text());
        }
        return out.build();
    }

    private static SchedulerReport decode(RunProto.SchedulerReport report) {
        List<SchedulerOutput.Statistic> statistics = new ArrayList<>(report.getStatisticsCount());
        for (RunProto.SchedulerReport.Statistic each : report.getStatisticsList()) {
            statistics.add(new SchedulerOutput.Statistic(each.getName(), each.getValue()));
        }
        List<SchedulerOutput.Line> lines = new ArrayList<>(report.getLinesCount());
        for (RunProto.SchedulerReport.Line line : report.getLinesList()) {
            lines.add(new SchedulerOutput.Line(line.getAtNs(), line.getCpu(), line.getText()));
        }
        return new SchedulerReport(
                report.getScheduler(),
                report.getLoadedAtNs(),
                new SchedulerOutput(statistics, lines, report.getLinesDropped()));
    }

    private static RunProto.TaskReport encode(TaskReport task) {
        return RunProto.TaskReport.newBuilder()
                .setName(task.name())
                .setGroup(task.group())
                .setCgroup(task.cgroup())
                .setRunNs(task.runNs())
                .setSwitchedIn(task.switchedIn())
                .setPreempted(task.preempted())
                .setBlocked(task.blocked())
                .setMigrations(task.migrations())
                .setWakeups(task.wakeups())
                .setIterations(task.iterations())
                .setMaxWakeLatencyNs(task.maxWakeLatencyNs())
                .setGpuNs(task.gpuNs())
                .build();
    }

    private static TaskReport decode(RunProto.TaskReport task) {
        return new TaskReport(
                task.getName(),
                task.getGroup(),
                task.getCgroup(),
                task.getRunNs(),
                task.getSwitchedIn(),
                task.getPreempted(),
                task.getBlocked(),
                task.getMigrations(),
                task.getWakeups(),
                task.getIterations(),
                task.getMaxWakeLatencyNs(),
                task.getGpuNs());
    }

    private static RunProto.GpuReport encode(GpuReport gpu) {
        return RunProto.GpuReport.newBuilder()
                .setModel(gpu.model())
                .setBusyNs(gpu.busyNs())
                .setSwitchNs(gpu.switchNs())
                .setStarvedNs(gpu.starvedNs())
                .setKernels(gpu.kernels())
                .setBytesToDevice(gpu.extras().bytesToDevice())
                .setCopyToDeviceNs(gpu.extras().copyToDeviceNs())
                .setBytesFromDevice(gpu.extras().bytesFromDevice())
                .setCopyFromDeviceNs(gpu.extras().copyFromDeviceNs())
                .setPreemptions(gpu.extras().preemptions())
                .setDroppedKernels(gpu.extras().droppedKernels())
                .setFaults(gpu.extras().faults())
                .setRefusedContexts(gpu.extras().refusedContexts())
                .setAbsentNs(gpu.extras().absentNs())
                .build();
    }

    private static GpuReport decode(RunProto.GpuReport gpu) {
        return new GpuReport(
                gpu.getModel(),
                gpu.getBusyNs(),
                gpu.getSwitchNs(),
                gpu.getStarvedNs(),
                gpu.getKernels(),
                new GpuExtras(
                        gpu.getBytesToDevice(),
                        gpu.getCopyToDeviceNs(),
                        gpu.getBytesFromDevice(),
                        gpu.getCopyFromDeviceNs(),
                        gpu.getPreemptions(),
                        gpu.getDroppedKernels(),
                        gpu.getFaults(),
                        gpu.getRefusedContexts(),
                        gpu.getAbsentNs()));
    }

    private static RunProto.ExitRecord encode(ExitInfo exit) {
        return RunProto.ExitRecord.newBuilder()
                .setScheduler(exit.scheduler())
                .setKind(exit.kind().value())
                .setExitCpu(exit.exitCpu())
                .setExitCode(exit.exitCode())
                .setMessage(exit.message())
                .setInitialized(exit.initialized())
                .setAtNs(exit.atNs())
                .setDump(exit.dump())
                .build();
    }

    private static ExitInfo decode(RunProto.ExitRecord exit) {
        return new ExitInfo(
                exit.getScheduler(),
                exitKind(exit.getKind()),
                exit.getExitCpu(),
                exit.getExitCode(),
                exit.getMessage(),
                exit.getInitialized(),
                exit.getAtNs(),
                exit.getDump());
    }

    private static ExitKind exitKind(int value) {
        for (ExitKind kind : ExitKind.values()) {
            if (kind.value() == value) {
                return kind;
            }
        }
        throw Unknown.value("exit kind");
    }

    private static RunProto.Notice encode(Notice notice) {
        return RunProto.Notice.newBuilder()
                .setCode(notice.code())
                .setWhere(notice.where())
                .setCount(notice.count())
                .setFirst(notice.first())
                .setMeaning(notice.meaning())
                .build();
    }

    private static Notice decode(RunProto.Notice notice) {
        return new Notice(
                notice.getCode(),
                notice.getWhere(),
                notice.getCount(),
                notice.getFirst(),
                notice.getMeaning());
    }
}
