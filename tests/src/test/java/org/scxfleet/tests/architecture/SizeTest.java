package org.scxfleet.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Files of at most 600 lines, methods of at most 70. */
class SizeTest {
    @Test
    void shouldFitOnAScreen() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path module : Checkout.modulesWithTests()) {
            files.addAll(Checkout.javaFiles(module.resolve("src")));
        }
        assertThat(files).isNotEmpty();
        try (StandardJavaFileManager manager =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            assertThat(SourceSizes.violations(manager.getJavaFileObjectsFromPaths(files)))
                    .isEmpty();
        }
    }

    @Test
    void shouldAllowInstructionTablesOnlyInTheBpfRuntime() {
        List<Path> tables = new ArrayList<>();
        for (Path module : Checkout.modulesWithTests()) {
            for (Path file : Checkout.javaFiles(module.resolve("src"))) {
                if (SourceSizes.isInstructionTable(Checkout.read(file))) {
                    tables.add(file);
                }
            }
        }
        assertThat(tables)
                .allSatisfy(file -> assertThat(file).startsWith(ProductModule.BPF_RUNTIME.path()));
    }

    @Test
    void shouldFindALongMethodAndALongFile() {
        String longMethod =
                "class A {\n  void f() {\n" + "    int x;\n".repeat(69) + "  }\n  void g() {}\n}\n";
        assertThat(SourceSizes.violations(List.of(source(longMethod))))
                .containsExactly("/A.java:2 method f has 71 lines");
        String longFile = "class A {\n" + "  int x;\n".repeat(599) + "}\n";
        assertThat(SourceSizes.violations(List.of(source(longFile))))
                .containsExactly("/A.java has 601 lines");
    }

    @Test
    void shouldAllowThingsJustWithinTheLimits() {
        String fitting = "class A {\n  void f() {\n" + "    int x;\n".repeat(68) + "  }\n}\n";
        assertThat(SourceSizes.violations(List.of(source(fitting)))).isEmpty();
    }

    private static JavaFileObject source(String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
