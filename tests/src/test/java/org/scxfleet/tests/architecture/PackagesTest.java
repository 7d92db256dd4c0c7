package org.scxfleet.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Packages have a purpose that is written down, one home, and no cycles. */
class PackagesTest {
    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        assertThat(PackageCycles.find(dependenciesBetweenPackages())).isEmpty();
    }

    @Test
    void shouldFindAPlantedCycle() {
        Map<String, TreeSet<String>> graph = new TreeMap<>();
        graph.put("a", new TreeSet<>(List.of("b", "d")));
        graph.put("b", new TreeSet<>(List.of("c")));
        graph.put("c", new TreeSet<>(List.of("a")));
        graph.put("d", new TreeSet<>());
        assertThat(PackageCycles.find(graph)).containsExactly("a -> b -> c -> a");
    }

    @Test
    void shouldExplainEveryPackageInAPackageInfo() {
        List<String> unexplained = new ArrayList<>();
        for (Path folder : sourceFolders()) {
            for (Path packageFolder : packageFolders(folder)) {
                Path info = packageFolder.resolve("package-info.java");
                if (!Files.exists(info)) {
                    unexplained.add(info + " is missing");
                } else if (!Checkout.read(info).contains("@NullMarked")) {
                    unexplained.add(info + " lacks @NullMarked");
                } else if (!Checkout.read(info).contains("/**")) {
                    unexplained.add(info + " does not say what the package is");
                }
            }
        }
        assertThat(unexplained).isEmpty();
    }

    @Test
    void shouldKeepEveryPackageInOneModule() {
        Map<String, TreeSet<String>> homes = new TreeMap<>();
        for (ProductModule module : ProductModule.values()) {
            for (JavaClass javaClass : ProductClasses.writtenIn(module)) {
                homes.computeIfAbsent(javaClass.getPackageName(), _ -> new TreeSet<>())
                        .add(module.folder);
            }
        }
        homes.values().removeIf(modules -> modules.size() == 1);
        assertThat(homes).isEmpty();
    }

    private static Map<String, TreeSet<String>> dependenciesBetweenPackages() {
        Map<String, TreeSet<String>> graph = new TreeMap<>();
        for (JavaClass javaClass : ProductClasses.allWritten()) {
            String from = javaClass.getPackageName();
            TreeSet<String> targets = graph.computeIfAbsent(from, _ -> new TreeSet<>());
            for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (ProductClasses.moduleOf(target) != null
                        && !target.getPackageName().equals(from)) {
                    targets.add(target.getPackageName());
                }
            }
        }
        return graph;
    }

    private static List<Path> sourceFolders() {
        List<Path> folders = new ArrayList<>();
        for (Path module : Checkout.modulesWithTests()) {
            folders.add(module.resolve("src/main/java"));
        }
        folders.add(Checkout.ROOT.resolve("tests/src/test/java"));
        return folders;
    }

    private static TreeSet<Path> packageFolders(Path sourceFolder) {
        TreeSet<Path> packages = new TreeSet<>();
        for (Path file : Checkout.javaFiles(sourceFolder)) {
            if (!file.endsWith("module-info.java")) {
                packages.add(file.getParent());
            }
        }
        return packages;
    }
}
