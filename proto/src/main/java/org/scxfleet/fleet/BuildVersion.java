package org.scxfleet.fleet;

/**
 * Which program a process runs. All processes of a run must be equal in both parts, because a run
 * is reproducible to the bit only if every process computes the same.
 *
 * @param version of the program, with the commit it was built from
 * @param protocol number of the contract between the processes
 */
public record BuildVersion(String version, int protocol) {
    /** Raised with every change of the contract or of what a run computes. */
    public static final int PROTOCOL = 1;

    /** The version given, speaking the protocol of this build. */
    public static BuildVersion of(String version) {
        return new BuildVersion(version, PROTOCOL);
    }

    /** As shown to people. */
    public String text() {
        return version + " (protocol " + protocol + ")";
    }

    /**
     * Why the two cannot work together.
     *
     * @param here what this process is to the other, for example {@code node}
     */
    public String mismatch(String here, String there, BuildVersion other) {
        return "the "
                + here
                + " is scxfleet "
                + text()
                + ", the "
                + there
                + " is scxfleet "
                + other.text()
                + "; start the same build on both sides";
    }
}
