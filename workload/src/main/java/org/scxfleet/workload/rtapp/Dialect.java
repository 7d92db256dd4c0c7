package org.scxfleet.workload.rtapp;

/** The two ways in which rt-app files are written and meant. */
public enum Dialect {
    /**
     * The tool's own: times are whole microseconds, a resume that nobody waits for is lost, one
     * iteration is one turn of a phase (a line of the tool's log).
     */
    RT_APP(false),

    /**
     * The measured cases': times may have fractions, resumes are counted, work is exact
     * (calibration {@code "loop"}), policy SCHED_EXT and pipes exist, one iteration is one turn of
     * the whole task.
     */
    LAB(true);

    private final boolean lab;

    Dialect(boolean lab) {
        this.lab = lab;
    }

    boolean realNumbers() {
        return lab;
    }

    boolean countsResumes() {
        return lab;
    }

    boolean extPolicy() {
        return lab;
    }

    boolean pipes() {
        return lab;
    }

    boolean exactWork() {
        return lab;
    }

    boolean iterationIsWholeTask() {
        return lab;
    }
}
