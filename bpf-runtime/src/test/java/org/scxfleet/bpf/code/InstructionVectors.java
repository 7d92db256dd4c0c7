package org.scxfleet.bpf.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.scxfleet.tests.requirement.Requirement;

/** The instruction-set vectors that lie beside the checkout. */
public final class InstructionVectors {
    /** One vector. */
    public record Vector(String name, String program, String memory, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private InstructionVectors() {}

    public static List<Vector> all() {
        Path file = Requirement.shared("bpf-vectors/vectors.tsv");
        try {
            return Files.readAllLines(file).stream()
                    .skip(1)
                    .map(InstructionVectors::parse)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Vector parse(String line) {
        String[] columns = line.split("\t", -1);
        return new Vector(
                columns[0], columns[1], columns[2].equals("-") ? "" : columns[2], columns[3]);
    }
}
