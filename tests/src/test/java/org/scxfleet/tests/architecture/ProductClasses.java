package org.scxfleet.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The compiled main classes of the product, by module.
 *
 * <p>Written classes have a source file; classes of {@code proto} without one were generated from
 * the contract. A class left over from a deleted source file belongs to neither. Loading fails if a
 * source file has no class: a rule that sees nothing must not pass.
 */
final class ProductClasses {
    private static final ProductClasses LOADED = new ProductClasses();

    private final Map<ProductModule, List<JavaClass>> written = new LinkedHashMap<>();
    private final Map<ProductModule, Set<String>> exported = new LinkedHashMap<>();
    private final Map<String, ProductModule> moduleByClass = new LinkedHashMap<>();
    private final Set<String> generated = new TreeSet<>();

    private ProductClasses() {
        for (ProductModule module : ProductModule.values()) {
            load(module);
        }
        if (!Checkout.files(ProductModule.PROTO.path().resolve("src/main"), ".proto").isEmpty()) {
            assertThat(generated).as("classes generated from the .proto files").isNotEmpty();
        }
    }

    static List<JavaClass> writtenIn(ProductModule module) {
        return LOADED.written.get(module);
    }

    static List<JavaClass> allWritten() {
        List<JavaClass> all = new ArrayList<>();
        LOADED.written.values().forEach(all::addAll);
        return all;
    }

    /** Whether the class was generated from the contract. */
    static boolean isGenerated(JavaClass javaClass) {
        return LOADED.generated.contains(javaClass.getName());
    }

    /** The module that a class belongs to; null for classes that are not ours. */
    static @org.jspecify.annotations.Nullable ProductModule moduleOf(JavaClass javaClass) {
        return LOADED.moduleByClass.get(javaClass.getName());
    }

    /**
     * Whether the module exports the package of its class; a module without module-info exports
     * all.
     */
    static boolean isExported(ProductModule module, JavaClass javaClass) {
        Set<String> packages = LOADED.exported.get(module);
        return packages == null || packages.contains(javaClass.getPackageName());
    }

    private static Set<String> exportsOf(Path moduleInfo) {
        Set<String> packages = new TreeSet<>();
        try (InputStream in = Files.newInputStream(moduleInfo)) {
            for (ModuleDescriptor.Exports exports : ModuleDescriptor.read(in).exports()) {
                packages.add(exports.source());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packages;
    }

    private void load(ProductModule module) {
        Set<String> sources = new TreeSet<>();
        Path sourceFolder = module.path().resolve("src/main/java");
        for (Path file : Checkout.javaFiles(sourceFolder)) {
            sources.add(className(sourceFolder.relativize(file)));
        }
        List<JavaClass> own = new ArrayList<>();
        Set<String> withoutClass = new TreeSet<>(sources);
        for (JavaClass javaClass : importFolder(Checkout.classes(module.path()))) {
            String outermost = outermost(javaClass.getName());
            moduleByClass.put(javaClass.getName(), module);
            withoutClass.remove(outermost);
            if (sources.contains(outermost)) {
                own.add(javaClass);
            } else if (module == ProductModule.PROTO) {
                generated.add(javaClass.getName());
            }
        }
        withoutClass.removeIf(name -> name.endsWith("package-info") || name.equals("module-info"));
        assertThat(withoutClass)
                .as("source files of %s without a compiled class: build it first", module.folder)
                .isEmpty();
        written.put(module, own);
        if (sources.contains("module-info")) {
            Path moduleInfo = Checkout.classes(module.path()).resolve("module-info.class");
            exported.put(module, exportsOf(moduleInfo));
        }
    }

    private static JavaClasses importFolder(Path folder) {
        ClassFileImporter importer = new ClassFileImporter();
        return Files.isDirectory(folder)
                ? importer.importPath(folder)
                : importer.importPaths(List.of());
    }

    private static String className(Path relativeFile) {
        String name = relativeFile.toString().replace('/', '.');
        return name.substring(0, name.length() - ".java".length());
    }

    static String outermost(String className) {
        int dollar = className.indexOf('$');
        return dollar < 0 ? className : className.substring(0, dollar);
    }
}
