package org.scxfleet.cluster.simulation;

import org.jspecify.annotations.Nullable;

/** One job during a run. The engines change it; policies read it. */
public final class SimulatedJob {
    /** Time of something that has not happened. */
    public static final long NEVER = -1;

    private final int index;
    private final JobSpec spec;
    private final Work work;
    private final GpuTime held = new GpuTime();
    private JobPhase phase = JobPhase.EXPECTED;
    private @Nullable JobPlacement placement;
    private @Nullable SimulatedJob host;
    private long firstStartNs = NEVER;
    private long endNs = NEVER;
    private long ranNs;
    private int starts;
    private int failures;
    private String rejection = "";

    SimulatedJob(int index, JobSpec spec, Work work) {
        this.index = index;
        this.spec = spec;
        this.work = work;
    }

    /** Place among the jobs of the run. */
    public int index() {
        return index;
    }

    public JobSpec spec() {
        return spec;
    }

    public Work work() {
        return work;
    }

    public JobPhase phase() {
        return phase;
    }

    /** Its GPUs; null while it has none. */
    public @Nullable JobPlacement placement() {
        return placement;
    }

    /** GPUs that it has now. */
    public int gpusNow() {
        return placement == null ? 0 : placement.gpuCount();
    }

    /** First moment with GPUs, or {@link #NEVER}. */
    public long firstStartNs() {
        return firstStartNs;
    }

    /** When it finished or failed for good, or {@link #NEVER}. */
    public long endNs() {
        return endNs;
    }

    /** The job whose GPUs it shares; null if its GPUs are its own. */
    public @Nullable SimulatedJob host() {
        return host;
    }

    /** From arrival to end; only of a job that has ended. */
    public long completionNs() {
        if (endNs == NEVER) {
            throw new IllegalStateException("job " + spec.name() + " has not ended");
        }
        return endNs - spec.arrivalNs();
    }

    /** Time with GPUs. */
    public long ranNs() {
        return ranNs;
    }

    /** GPUs times the time that it held them; of shared ones only the first job counts. */
    public GpuTime held() {
        return held;
    }

    /** How often it was given GPUs, or other ones. */
    public int starts() {
        return starts;
    }

    /** How often it failed. */
    public int failures() {
        return failures;
    }

    void arrive() {
        phase = JobPhase.WAITING;
    }

    void reject(String why) {
        phase = JobPhase.REJECTED;
        rejection = why;
    }

    /** Why it can never run; empty unless it was rejected. */
    public String rejection() {
        return rejection;
    }

    void start(JobPlacement given, long nowNs) {
        placement = given;
        phase = JobPhase.RUNNING;
        starts++;
        if (firstStartNs == NEVER) {
            firstStartNs = nowNs;
        }
        work.placedOn(given);
    }

    /** Starts on the GPUs of another. */
    void startBeside(SimulatedJob other, JobPlacement shared, long nowNs) {
        start(shared, nowNs);
        host = other;
    }

    void stop() {
        placement = null;
        host = null;
        phase = JobPhase.WAITING;
    }

    void hold(long ns) {
        ranNs += ns;
        held.add(host == null ? gpusNow() : 0, ns);
    }

    void end(JobPhase how, long atNs) {
        phase = how;
        endNs = atNs;
        placement = null;
        host = null;
    }

    int fail() {
        return ++failures;
    }
}
