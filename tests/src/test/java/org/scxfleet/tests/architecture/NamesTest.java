package org.scxfleet.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names name a concept, and a name that promises a closed set keeps the promise. */
class NamesTest {
    private static final List<String> JUNK_PACKAGES =
            List.of(
                    "util",
                    "utils",
                    "common",
                    "helper",
                    "helpers",
                    "manager",
                    "managers",
                    "misc",
                    "base",
                    "impl");
    private static final Pattern JUNK_TYPE =
            Pattern.compile(".*(Utils?|Common|Helpers?|Managers?|Misc|Impl)|Base[A-Z].*|Base");
    private static final Pattern CLOSED_SET = Pattern.compile(".*(Event|Command|Step)");

    @Test
    void shouldHaveNoNameThatNamesNoConcept() {
        assertThat(junk(ProductClasses.allWritten())).isEmpty();
    }

    @Test
    void shouldKeepEventsCommandsAndStepsClosed() {
        List<JavaClass> classes = new ArrayList<>(ProductClasses.allWritten());
        // A command of the command line is a class by the rules of its library.
        classes.removeAll(ProductClasses.writtenIn(ProductModule.CLI));
        assertThat(open(classes)).isEmpty();
    }

    @Test
    void shouldFindPlantedNames() {
        List<JavaClass> planted = new ArrayList<>();
        new ClassFileImporter()
                .importClasses(Planted.class.getDeclaredClasses())
                .forEach(planted::add);
        assertThat(junk(planted)).containsExactly(Planted.JunkHelper.class.getName());
        assertThat(open(planted)).containsExactly(Planted.LooseEvent.class.getName());
    }

    private static List<String> junk(List<JavaClass> classes) {
        List<String> found = new ArrayList<>();
        for (JavaClass javaClass : classes) {
            boolean junkPackage =
                    Arrays.stream(javaClass.getPackageName().split("\\."))
                            .anyMatch(JUNK_PACKAGES::contains);
            if (junkPackage || JUNK_TYPE.matcher(javaClass.getSimpleName()).matches()) {
                found.add(javaClass.getName());
            }
        }
        return found;
    }

    private static List<String> open(List<JavaClass> classes) {
        List<String> found = new ArrayList<>();
        for (JavaClass javaClass : classes) {
            if (CLOSED_SET.matcher(javaClass.getSimpleName()).matches() && !isClosed(javaClass)) {
                found.add(javaClass.getName());
            }
        }
        return found;
    }

    private static boolean isClosed(JavaClass javaClass) {
        return javaClass.isRecord()
                || javaClass.isEnum()
                || (javaClass.isInterface() && javaClass.reflect().isSealed());
    }
}
