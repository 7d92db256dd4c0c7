package org.scxfleet.workload.synthetic;

/** The generators by name; the only list of them. */
public enum GeneratorKind {
    REQUEST_CLIENTS("request-clients", "send requests to a service at random times, open loop"),
    REQUEST_SERVERS("request-servers", "threads that answer the requests to a service"),
    BATCH("batch", "compute in pieces with short sleeps"),
    PERIODIC("periodic", "run once every period"),
    FORK_JOIN("fork-join", "a parent that hands work to workers and waits for all of them"),
    HOG("hog", "compute for ever"),
    GPU_TRAINING("gpu-training", "training steps on GPUs with an all-reduce across hosts");

    private final String label;
    private final String description;

    GeneratorKind(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** The name in scenarios. */
    public String label() {
        return label;
    }

    /** One line for lists. */
    public String description() {
        return description;
    }

    /** The generator of that kind with all its defaults. */
    public SyntheticWorkload withDefaults(String name) {
        return switch (this) {
            case REQUEST_CLIENTS -> RequestClients.withDefaults(name, name);
            case REQUEST_SERVERS -> RequestServers.withDefaults(name, name);
            case BATCH -> Batch.withDefaults(name);
            case PERIODIC -> Periodic.withDefaults(name);
            case FORK_JOIN -> ForkJoin.withDefaults(name);
            case HOG -> Hog.withDefaults(name);
            case GPU_TRAINING -> GpuTraining.withDefaults(name);
        };
    }

    /** The kind with that name. */
    public static GeneratorKind named(String label) {
        for (GeneratorKind kind : values()) {
            if (kind.label.equals(label)) {
                return kind;
            }
        }
        StringBuilder labels = new StringBuilder();
        for (GeneratorKind kind : values()) {
            labels.append(labels.isEmpty() ? "" : ", ").append(kind.label);
        }
        throw new IllegalArgumentException("no generator '" + label + "'; there are " + labels);
    }
}
