package org.scxfleet.tests.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Lengths of files and methods in lines, measured with the compiler's own parser. */
final class SourceSizes {
    static final int FILE_LINES_MAX = 600;
    static final int METHOD_LINES_MAX = 70;

    /** The one licensed exception: a file that is a table of instructions. */
    private static final Pattern INSTRUCTION_TABLE =
            Pattern.compile("(?m)^\\s*// size-check: instruction table\\s*$");

    private SourceSizes() {}

    static boolean isInstructionTable(String source) {
        return INSTRUCTION_TABLE.matcher(source).find();
    }

    /** What is too long in the given files, one sentence each. */
    static List<String> violations(Iterable<? extends JavaFileObject> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task =
                (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, files);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<String> found = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String source = unit.getSourceFile().getCharContent(true).toString();
                if (!isInstructionTable(source)) {
                    checkFile(unit, source, found);
                    new MethodLengths(unit, positions, found).scan(unit, null);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static void checkFile(CompilationUnitTree unit, String source, List<String> found) {
        long lines = source.lines().count();
        if (lines > FILE_LINES_MAX) {
            found.add(unit.getSourceFile().getName() + " has " + lines + " lines");
        }
    }

    private static final class MethodLengths extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        MethodLengths(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            LineMap lineMap = unit.getLineMap();
            long first = lineMap.getLineNumber(positions.getStartPosition(unit, method));
            long last = lineMap.getLineNumber(positions.getEndPosition(unit, method));
            long lines = last - first + 1;
            if (lines > METHOD_LINES_MAX) {
                found.add(
                        "%s:%d method %s has %d lines"
                                .formatted(
                                        unit.getSourceFile().getName(),
                                        first,
                                        method.getName(),
                                        lines));
            }
            return super.visitMethod(method, nothing);
        }
    }
}
