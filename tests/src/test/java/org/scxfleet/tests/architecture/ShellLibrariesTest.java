package org.scxfleet.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Actors and generated messages stay where they belong. */
class ShellLibrariesTest {
    private static final List<ProductModule> WITH_ACTORS =
            List.of(ProductModule.NODE_EMULATOR, ProductModule.COORDINATOR);

    @Test
    void shouldUsePekkoOnlyInActorPackagesOfNodeAndCoordinator() {
        assertThat(
                        usesOutside(
                                javaClass ->
                                        WITH_ACTORS.contains(ProductClasses.moduleOf(javaClass))
                                                && liesIn(javaClass, "actor"),
                                target -> target.getName().startsWith("org.apache.pekko.")))
                .isEmpty();
    }

    @Test
    void shouldUseGeneratedMessagesOnlyInRpcAndCodecPackages() {
        assertThat(
                        usesOutside(
                                javaClass -> liesIn(javaClass, "rpc") || liesIn(javaClass, "codec"),
                                ProductClasses::isGenerated))
                .isEmpty();
    }

    private static List<String> usesOutside(
            Predicate<JavaClass> home, Predicate<JavaClass> library) {
        List<String> found = new ArrayList<>();
        for (JavaClass javaClass : ProductClasses.allWritten()) {
            if (home.test(javaClass)) {
                continue;
            }
            for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
                if (library.test(dependency.getTargetClass().getBaseComponentType())) {
                    found.add(dependency.getDescription());
                }
            }
        }
        return found;
    }

    private static boolean liesIn(JavaClass javaClass, String packageSegment) {
        return Arrays.asList(javaClass.getPackageName().split("\\.")).contains(packageSegment);
    }
}
