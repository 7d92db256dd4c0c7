package org.scxfleet.cli.command;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.scxfleet.cli.yaml.InputException;

/** Files that come with the program: beside the working directory, or in the program's checkout. */
final class ProgramFolder {
    private static final int FOLDERS_UPWARDS_MAX = 6;

    private ProgramFolder() {}

    /**
     * @throws InputException if it is nowhere
     */
    static Path find(Path relative) {
        if (Files.exists(relative)) {
            return relative;
        }
        Path folder = ofProgram();
        for (int i = 0; i < FOLDERS_UPWARDS_MAX && folder != null; i++) {
            if (Files.exists(folder.resolve(relative))) {
                return folder.resolve(relative);
            }
            folder = folder.getParent();
        }
        throw new InputException(
                relative.toString(), "is neither here nor where the program was built");
    }

    private static Path ofProgram() {
        CodeSource source = ProgramFolder.class.getProtectionDomain().getCodeSource();
        try {
            return source == null
                    ? Path.of("").toAbsolutePath()
                    : Path.of(source.getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException e) {
            return Path.of("").toAbsolutePath();
        }
    }
}
