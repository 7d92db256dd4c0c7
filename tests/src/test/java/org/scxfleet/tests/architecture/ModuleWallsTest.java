package org.scxfleet.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.tests.architecture.ProductModule.Kind;

/** Who may see whom: modules, libraries, and the outside world. */
class ModuleWallsTest {
    /** What belongs to shells: threads, locks, clocks, files, sockets, loggers, the process. */
    private static final List<String> OUTSIDE_WORLD =
            List.of(
                    "java.util.concurrent.",
                    "java.nio.file.",
                    "java.nio.channels.",
                    "java.net.",
                    "java.util.logging.",
                    "java.lang.Thread",
                    "java.lang.ScopedValue",
                    "java.lang.Runtime",
                    "java.lang.Process",
                    "java.io.File",
                    "java.io.RandomAccessFile",
                    "java.io.PrintStream",
                    "java.io.Console",
                    "java.time.Clock",
                    "java.time.Instant",
                    "java.util.Timer",
                    "java.util.UUID");

    /** Errors that the JVM or compiled code itself names; they bring nothing of the outside. */
    private static final List<String> NAMED_BY_COMPILED_CODE =
            List.of("java.lang.RuntimeException");

    private static final List<String> PARSER_LIBRARIES =
            List.of("com.fasterxml.jackson.", "org.apache.commons.compress.archivers.tar.");

    static List<ProductModule> pureModules() {
        return ProductModule.ofKind(Kind.PURE);
    }

    static List<ProductModule> pureModulesAndParsers() {
        return ProductModule.ofKind(Kind.PURE, Kind.PARSERS);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeeOnlyTheModulesOfTheDesign(ProductModule module) {
        assertThat(
                        violations(
                                ProductClasses.writtenIn(module),
                                (_, target) -> {
                                    ProductModule owner = ProductClasses.moduleOf(target);
                                    return owner != null && !module.maySee(owner);
                                }))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeeOnlyWhatAnotherModuleExports(ProductModule module) {
        assertThat(
                        violations(
                                ProductClasses.writtenIn(module),
                                (_, target) -> {
                                    ProductModule owner = ProductClasses.moduleOf(target);
                                    return owner != null
                                            && owner != module
                                            && !ProductClasses.isExported(owner, target);
                                }))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pureModules")
    void shouldNeedNothingButTheJdk(ProductModule module) {
        assertThat(violations(ProductClasses.writtenIn(module), (_, target) -> isLibrary(target)))
                .isEmpty();
    }

    @Test
    void shouldNeedNothingButTheJdkAndParsersToReadWorkloads() {
        assertThat(
                        violations(
                                ProductClasses.writtenIn(ProductModule.WORKLOAD),
                                (_, target) ->
                                        isLibrary(target)
                                                && !startsWithAny(target, PARSER_LIBRARIES)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pureModulesAndParsers")
    void shouldNotKnowTheOutsideWorld(ProductModule module) {
        assertThat(outsideWorld(ProductClasses.writtenIn(module))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pureModulesAndParsers")
    void shouldNotLock(ProductModule module) {
        assertThat(locks(ProductClasses.writtenIn(module))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pureModules")
    void shouldHaveTheListOfForbiddenCallsCheckedInEveryPureModule(ProductModule module) {
        assertThat(Checkout.read(module.path().resolve("pom.xml")))
                .contains("<artifactId>forbiddenapis</artifactId>");
    }

    @Test
    void shouldFindPlantedThreadsFilesAndLocks() {
        List<JavaClass> planted =
                List.copyOf(
                        new ClassFileImporter()
                                .importClasses(Planted.Impure.class).stream().toList());
        assertThat(outsideWorld(planted)).anyMatch(text -> text.contains("java.lang.Thread"));
        assertThat(outsideWorld(planted)).anyMatch(text -> text.contains("java.nio.file.Path"));
        assertThat(locks(planted)).hasSize(2);
    }

    private static List<String> outsideWorld(List<JavaClass> classes) {
        return violations(
                classes,
                (_, target) ->
                        startsWithAny(target, OUTSIDE_WORLD)
                                && !NAMED_BY_COMPILED_CODE.contains(target.getName()));
    }

    private static List<String> locks(List<JavaClass> classes) {
        List<String> found = new ArrayList<>();
        for (JavaClass javaClass : classes) {
            javaClass.getMethods().stream()
                    .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                    .forEach(method -> found.add("synchronized " + method.getFullName()));
            javaClass.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.VOLATILE))
                    .forEach(field -> found.add("volatile " + field.getFullName()));
        }
        return found;
    }

    private static boolean isLibrary(JavaClass target) {
        return ProductClasses.moduleOf(target) == null
                && !target.isPrimitive()
                && !target.getName().startsWith("java.")
                && !target.getName().startsWith("org.jspecify.");
    }

    private static boolean startsWithAny(JavaClass target, List<String> prefixes) {
        return prefixes.stream().anyMatch(target.getName()::startsWith);
    }

    private static List<String> violations(
            List<JavaClass> classes, BiPredicate<JavaClass, JavaClass> forbidden) {
        List<String> found = new ArrayList<>();
        for (JavaClass javaClass : classes) {
            for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (forbidden.test(javaClass, target)) {
                    found.add(dependency.getDescription());
                }
            }
        }
        return found;
    }
}
