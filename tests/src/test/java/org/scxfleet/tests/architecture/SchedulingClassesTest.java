package org.scxfleet.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The kernel's core does not know its classes, the classes do not know each other, and nobody
 * outside knows either.
 */
class SchedulingClassesTest {
    private static final String CORE = "org.scxfleet.sched";
    private static final String BELOW_CORE = CORE + ".";

    @Test
    void shouldNotLetOneSchedulingClassKnowAnother() {
        assertThat(
                        uses(
                                ProductClasses.writtenIn(ProductModule.HOST_MODEL),
                                (from, to) ->
                                        from.startsWith(BELOW_CORE)
                                                && to.startsWith(BELOW_CORE)
                                                && !schedulingClass(from)
                                                        .equals(schedulingClass(to))))
                .isEmpty();
    }

    @Test
    void shouldNotLetTheCoreKnowItsClasses() {
        assertThat(
                        uses(
                                ProductClasses.writtenIn(ProductModule.HOST_MODEL),
                                (from, to) -> from.equals(CORE) && to.startsWith(BELOW_CORE)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HOST_MODEL")
    void shouldHideTheCoreFromOtherModules(ProductModule module) {
        assertThat(
                        uses(
                                ProductClasses.writtenIn(module),
                                (_, to) -> to.equals(CORE) || to.startsWith(BELOW_CORE)))
                .isEmpty();
    }

    @Test
    void shouldTellSchedulingClassesApart() {
        assertThat(schedulingClass("org.scxfleet.sched.ext.idle")).isEqualTo("ext");
        assertThat(schedulingClass("org.scxfleet.sched.fair")).isEqualTo("fair");
    }

    private static String schedulingClass(String packageName) {
        return packageName.substring(BELOW_CORE.length()).split("\\.")[0];
    }

    private static List<String> uses(
            List<JavaClass> classes, BiPredicate<String, String> forbidden) {
        List<String> found = new ArrayList<>();
        for (JavaClass javaClass : classes) {
            for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (forbidden.test(javaClass.getPackageName(), to)) {
                    found.add(dependency.getDescription());
                }
            }
        }
        return found;
    }
}
