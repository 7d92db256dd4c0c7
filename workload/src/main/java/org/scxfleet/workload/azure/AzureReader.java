package org.scxfleet.workload.azure;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.cluster.simulation.TimedJob;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.JobTrace;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.UniqueNames;
import org.scxfleet.workload.tracejob.TraceJob;
import org.scxfleet.workload.utilisation.UtilisationTrace;

/** Reads virtual machines, CPU readings and benchmark results. All streams stay open. */
public final class AzureReader {
    private static final List<String> VM_COLUMNS =
            List.of(
                    "vm_id",
                    "subscription_id",
                    "deployment_id",
                    "created",
                    "deleted",
                    "max_cpu",
                    "avg_cpu",
                    "p95_max_cpu",
                    "category",
                    "cores",
                    "memory_gb");
    private static final List<String> VM_USED = List.of("vm_id", "created", "deleted", "cores");
    private static final List<String> VM_USED_BY_HOSTS =
            List.of("vm_id", "created", "deleted", "cores", "avg_cpu", "memory_gb", "category");
    private static final List<String> READING_COLUMNS =
            List.of("timestamp", "vm_id", "min_cpu", "max_cpu", "avg_cpu");
    private static final List<String> NOISE_COLUMNS = List.of("value", "VM_id");

    /** Most cores are given as "more than 24". */
    private static final String MORE_THAN = ">";

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long INTERVAL_NS = 300 * NS_PER_SECOND;
    private static final long SECONDS_MAX = 1L << 32;
    private static final int CORES_MAX = 4_096;
    private static final int MEMORY_GB_MAX = 1 << 20;
    private static final long MIB_PER_GIB = 1_024;
    private static final int PPM_PERCENT = 10_000;

    private AzureReader() {}

    /**
     * Machines as jobs: they arrive when they are created, and run until they are deleted; a bucket
     * {@code >24} counts as 25 cores.
     *
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static JobTrace readMachines(InputStream in, String file) throws IOException {
        NoticeLog notices = new NoticeLog();
        List<TimedJob> jobs = new ArrayList<>();
        readRows(
                in,
                file,
                VM_USED,
                notices,
                (row, createdNs, runNs) ->
                        jobs.add(
                                new TimedJob(
                                        new JobSpec(row.name("vm_id"), createdNs, cores(row), 1),
                                        runNs,
                                        false,
                                        List.of())));
        return new JobTrace(jobs, notices.notices());
    }

    /**
     * Machines as jobs of one pod each, with their memory, and with the CPU that they used on
     * average; a bucket {@code >64} of memory counts as 65 GB.
     */
    public static List<TraceJob> readPods(InputStream in, String file, NoticeLog notices)
            throws IOException {
        List<TraceJob> jobs = new ArrayList<>();
        readRows(
                in,
                file,
                VM_USED_BY_HOSTS,
                notices,
                (row, createdNs, runNs) -> {
                    double percent = row.number("avg_cpu");
                    if (percent > UtilisationTrace.PERCENT_MAX) {
                        throw row.wrong("avg_cpu", "is " + percent, "give 0 to 100");
                    }
                    jobs.add(
                            new TraceJob(
                                    row.name("vm_id"),
                                    createdNs,
                                    runNs,
                                    new TraceJob.Asked.Cpus(cores(row), memoryMib(row), true),
                                    new TraceJob.Work.Busy((int) Math.round(percent * PPM_PERCENT)),
                                    row.text("category"),
                                    List.of(),
                                    0));
                });
        return jobs;
    }

    /** Takes a machine that lived for a while. */
    private interface Machine {
        void accept(CsvRow row, long createdNs, long runNs);
    }

    private static void readRows(
            InputStream in, String file, List<String> used, NoticeLog notices, Machine machine)
            throws IOException {
        UniqueNames names = new UniqueNames();
        CsvTable.readHeaderless(
                in,
                file,
                ',',
                VM_COLUMNS,
                row -> {
                    for (String column : VM_COLUMNS) {
                        if (!used.contains(column)) {
                            notices.add(AzureNotice.FIELD_IGNORED, file, column);
                        }
                    }
                    names.require(row.name("vm_id"), row.place(), "vm_id");
                    long created = row.wholeNumber("created", 0, SECONDS_MAX);
                    long deleted = row.wholeNumber("deleted", created, SECONDS_MAX);
                    cores(row);
                    if (deleted == created) {
                        notices.add(AzureNotice.NO_TIME, row.place().toString(), row.name("vm_id"));
                    } else {
                        machine.accept(
                                row, created * NS_PER_SECOND, (deleted - created) * NS_PER_SECOND);
                    }
                });
    }

    private static long memoryMib(CsvRow row) {
        String text = row.text("memory_gb");
        double gib;
        try {
            gib =
                    text.startsWith(MORE_THAN)
                            ? Double.parseDouble(text.substring(1).strip()) + 1
                            : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw row.wrong("memory_gb", "is \"" + text + "\"", "give a number of GB");
        }
        if (!(gib > 0) || gib > MEMORY_GB_MAX) {
            throw row.wrong(
                    "memory_gb", "is " + text, "give more than 0, at most " + MEMORY_GB_MAX);
        }
        return Math.round(gib * MIB_PER_GIB);
    }

    private static int cores(CsvRow row) {
        String text = row.text("cores");
        if (text.startsWith(MORE_THAN)) {
            try {
                return Math.addExact(Integer.parseInt(text.substring(1).strip()), 1);
            } catch (NumberFormatException | ArithmeticException e) {
                throw row.wrong("cores", "is \"" + text + "\"", "give a number of cores");
            }
        }
        return (int) row.wholeNumber("cores", 1, CORES_MAX);
    }

    /**
     * Readings, one trace of the average for each machine; they are called {@code vm-0}, {@code
     * vm-1} and so on in the order of their first lines.
     */
    public static List<UtilisationTrace> readReadings(InputStream in, String file)
            throws IOException {
        Map<String, List<Double>> percentOf = new LinkedHashMap<>();
        Map<String, Long> lastOf = new LinkedHashMap<>();
        CsvTable.readHeaderless(
                in,
                file,
                ',',
                READING_COLUMNS,
                row -> {
                    String name = row.name("vm_id");
                    long seconds = row.wholeNumber("timestamp", 0, SECONDS_MAX);
                    Long last = lastOf.put(name, seconds);
                    if (last != null && seconds <= last) {
                        throw row.wrong(
                                "timestamp",
                                "is " + seconds + " after " + last + " for the same machine",
                                "give readings in the order of time");
                    }
                    double average = row.number("avg_cpu");
                    if (average > UtilisationTrace.PERCENT_MAX) {
                        throw row.wrong("avg_cpu", "is " + average, "give 0 to 100");
                    }
                    percentOf.computeIfAbsent(name, key -> new ArrayList<>()).add(average);
                });
        List<UtilisationTrace> traces = new ArrayList<>();
        for (Map.Entry<String, List<Double>> entry : percentOf.entrySet()) {
            traces.add(
                    new UtilisationTrace(
                            "vm-" + traces.size(),
                            1,
                            INTERVAL_NS,
                            entry.getValue().stream().mapToDouble(Double::doubleValue).toArray()));
        }
        return traces;
    }

    /** Results of one benchmark on many short-lived machines: {@code value, …, VM_id}. */
    public static NoiseSamples readNoise(InputStream in, String file) throws IOException {
        NoticeLog notices = new NoticeLog();
        UniqueNames names = new UniqueNames();
        List<Double> values = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                NOISE_COLUMNS,
                row -> {
                    row.noteUnused(NOISE_COLUMNS, AzureNotice.FIELD_IGNORED, file, notices);
                    names.require(row.name("VM_id"), row.place(), "VM_id");
                    double value = row.number("value");
                    if (value <= 0) {
                        throw row.wrong("value", "is " + value, "give a result above 0");
                    }
                    values.add(value);
                });
        return new NoiseSamples(
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray(),
                notices.notices());
    }
}
