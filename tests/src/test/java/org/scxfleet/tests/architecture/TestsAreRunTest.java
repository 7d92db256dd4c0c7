package org.scxfleet.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The build picks test classes by their name and passes over the rest in silence. So every class
 * with tests must have such a name, and every test reads as a sentence.
 */
class TestsAreRunTest {
    private static final List<Class<? extends Annotation>> TEST_ANNOTATIONS =
            List.of(Test.class, ParameterizedTest.class, RepeatedTest.class, TestFactory.class);

    private static final Pattern TEST_METHOD_IN_SOURCE =
            Pattern.compile("(?m)^\\s*@(Test|ParameterizedTest|RepeatedTest|TestFactory)\\b");

    private static final List<JavaMethod> TEST_METHODS = testMethods();

    @Test
    void shouldRunEveryClassThatHasTests() {
        List<JavaMethod> methods = new ArrayList<>(TEST_METHODS);
        methods.removeIf(method -> method.getOwner().isEquivalentTo(Planted.Forgotten.class));
        assertThat(neverStarted(methods))
                .as("tests in classes that the build does not start")
                .isEmpty();
    }

    @Test
    void shouldFindAPlantedTestThatIsNeverStarted() {
        List<JavaMethod> planted = new ArrayList<>();
        new ClassFileImporter()
                .importClass(Planted.Forgotten.class)
                .getMethods()
                .forEach(planted::add);
        assertThat(neverStarted(planted)).hasSize(1);
    }

    private static List<String> neverStarted(List<JavaMethod> testMethods) {
        List<String> missed = new ArrayList<>();
        for (JavaMethod method : testMethods) {
            JavaClass owner = method.getOwner();
            boolean namedAsTest = ProductClasses.outermost(owner.getName()).endsWith("Test");
            boolean found = owner.isTopLevelClass() || owner.isAnnotatedWith(Nested.class);
            if (!namedAsTest || !found || owner.getModifiers().contains(JavaModifier.ABSTRACT)) {
                missed.add(method.getFullName());
            }
        }
        return missed;
    }

    @Test
    void shouldNameEveryTestAsASentence() {
        assertThat(TEST_METHODS)
                .allSatisfy(method -> assertThat(method.getName()).startsWith("should"));
    }

    @Test
    void shouldSeeTheTestsOfEveryModule() {
        List<String> seen =
                TEST_METHODS.stream()
                        .map(method -> ProductClasses.outermost(method.getOwner().getName()))
                        .toList();
        List<String> unseen = new ArrayList<>();
        for (Path module : Checkout.modulesWithTests()) {
            Path sources = module.resolve("src/test/java");
            for (Path file : Checkout.javaFiles(sources)) {
                String name =
                        sources.relativize(file).toString().replace('/', '.').replace(".java", "");
                if (TEST_METHOD_IN_SOURCE.matcher(Checkout.read(file)).find()
                        && !seen.contains(name)) {
                    unseen.add(file.toString());
                }
            }
        }
        assertThat(unseen).as("test sources without compiled tests").isEmpty();
        assertThat(seen).contains(TestsAreRunTest.class.getName(), SizeTest.class.getName());
    }

    private static List<JavaMethod> testMethods() {
        List<JavaMethod> methods = new ArrayList<>();
        for (Path module : Checkout.modulesWithTests()) {
            Path folder = Checkout.testClasses(module);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            for (JavaClass javaClass : new ClassFileImporter().importPath(folder)) {
                if (hasSource(module, javaClass)) {
                    javaClass.getMethods().stream()
                            .filter(TestsAreRunTest::isTest)
                            .forEach(methods::add);
                }
            }
        }
        return methods;
    }

    private static boolean isTest(JavaMethod method) {
        return TEST_ANNOTATIONS.stream().anyMatch(method::isAnnotatedWith);
    }

    /** Left over classes of deleted sources stay in the build folder. */
    private static boolean hasSource(Path module, JavaClass javaClass) {
        String file = ProductClasses.outermost(javaClass.getName()).replace('.', '/') + ".java";
        return Files.exists(module.resolve("src/test/java").resolve(file));
    }
}
