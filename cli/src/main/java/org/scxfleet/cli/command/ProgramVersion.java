package org.scxfleet.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which program this is: version, commit, JDK. */
final class ProgramVersion implements IVersionProvider {
    static final String VERSION = "0.1.0";

    /** Written by the build into the package of the main class. */
    private static final String COMMIT_FILE = "/org/scxfleet/cli/commit.properties";

    @Override
    public String[] getVersion() {
        return new String[] {"scxfleet " + text(), "JDK " + jdk()};
    }

    /** Version and commit, for example {@code 0.1.0 (a1b2c3d)}. */
    static String text() {
        Properties commit = new Properties();
        try (InputStream in = ProgramVersion.class.getResourceAsStream(COMMIT_FILE)) {
            if (in != null) {
                commit.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String id = commit.getProperty("git.commit.id.abbrev", "no commit");
        boolean dirty = Boolean.parseBoolean(commit.getProperty("git.dirty", "false"));
        return VERSION + " (" + id + (dirty ? ", changed" : "") + ")";
    }

    static String jdk() {
        return Runtime.version() + ", " + System.getProperty("java.vm.name");
    }
}
