package org.scxfleet.workload;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.scxfleet.workload.azure.AzureReader;
import org.scxfleet.workload.bitbrains.BitbrainsReader;
import org.scxfleet.workload.input.TaskWorkload;
import org.scxfleet.workload.measured.MeasuredCaseReader;
import org.scxfleet.workload.planetlab.PlanetLabReader;
import org.scxfleet.workload.rtapp.Dialect;
import org.scxfleet.workload.rtapp.RtAppReader;
import org.scxfleet.workload.utilisation.UtilisationTasks;

/**
 * The input formats; the only list of them. A new format is one package with a reader and one entry
 * here.
 */
public enum WorkloadFormat {
    RT_APP("rt-app", "rt-app JSON, as workgen accepts it", Yields.TASKS),
    RT_APP_LAB("rt-app-lab", "rt-app JSON in the dialect of the kernel measurements", Yields.TASKS),
    MEASURED_CASE("measured-case", "a case file of the kernel measurements", Yields.TASKS),
    PLANETLAB("planetlab", "CPU use of PlanetLab machines, every five minutes", Yields.TASKS),
    BITBRAINS("bitbrains", "CPU use of one machine of the Bitbrains trace", Yields.TASKS),
    AZURE_READINGS("azure-readings", "CPU readings of Azure machines", Yields.TASKS),
    KUBERNETES("kubernetes", "nodes, pods and jobs of Kubernetes, YAML", Yields.PODS),
    OPENB("openb", "nodes and pods of the openb GPU cluster trace, CSV", Yields.PODS);

    /** What a format describes. */
    public enum Yields {
        /** The tasks of one kernel. */
        TASKS,
        /** Machines, and pods to be placed on them; read by the format's own package. */
        PODS
    }

    private final String label;
    private final String description;
    private final Yields yields;

    WorkloadFormat(String label, String description, Yields yields) {
        this.label = label;
        this.description = description;
        this.yields = yields;
    }

    /** The name in scenarios and on the command line. */
    public String label() {
        return label;
    }

    /** One line for lists. */
    public String description() {
        return description;
    }

    public Yields yields() {
        return yields;
    }

    /**
     * Reads the tasks of one kernel; for formats that yield tasks.
     *
     * @param in the file; not closed
     * @param file its name, for messages
     * @throws org.scxfleet.workload.input.BadInputException if the file has to be mended
     */
    public TaskWorkload readTasks(InputStream in, String file) throws IOException {
        return switch (this) {
            case RT_APP -> RtAppReader.read(in, file, Dialect.RT_APP);
            case RT_APP_LAB -> RtAppReader.read(in, file, Dialect.LAB);
            case MEASURED_CASE -> MeasuredCaseReader.read(in, file).workload();
            case PLANETLAB -> UtilisationTasks.of(PlanetLabReader.read(in, file), List.of());
            case AZURE_READINGS ->
                    UtilisationTasks.of(AzureReader.readReadings(in, file), List.of());
            case BITBRAINS -> {
                BitbrainsReader.Machine machine = BitbrainsReader.read(in, file);
                yield UtilisationTasks.of(List.of(machine.trace()), machine.notices());
            }
            case KUBERNETES, OPENB ->
                    throw new IllegalStateException(
                            "format " + label + " yields pods, not the tasks of one kernel");
        };
    }

    /** The format with that name. */
    public static WorkloadFormat named(String label) {
        for (WorkloadFormat format : values()) {
            if (format.label.equals(label)) {
                return format;
            }
        }
        String labels =
                Arrays.stream(values())
                        .map(WorkloadFormat::label)
                        .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no format '" + label + "'; there are " + labels);
    }
}
