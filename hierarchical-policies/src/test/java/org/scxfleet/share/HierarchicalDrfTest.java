package org.scxfleet.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.share.DrfClaim.Group;
import org.scxfleet.share.DrfClaim.User;

class HierarchicalDrfTest {
    @Test
    void shouldEqualiseDominantSharesOfTwoUsers() {
        HierarchicalDrf drf =
                new HierarchicalDrf(
                        ResourceVector.of(9, 18),
                        Group.of("all", User.of("a", 1, 4), User.of("b", 3, 1)));

        drf.startAll();

        assertThat(drf.running(drf.index("a"))).isEqualTo(3);
        assertThat(drf.running(drf.index("b"))).isEqualTo(2);
        assertThat(drf.free()).isEqualTo(ResourceVector.of(0, 4));
    }

    @Test
    void shouldGiveTasksInTheOrderOfThePublishedExample() {
        HierarchicalDrf drf =
                new HierarchicalDrf(
                        ResourceVector.of(9, 18),
                        Group.of("all", User.of("a", 1, 4), User.of("b", 3, 1)));

        StringBuilder order = new StringBuilder();
        for (int user = drf.startTask(); user != HierarchicalDrf.NOBODY; user = drf.startTask()) {
            order.append(user == drf.index("a") ? 'a' : 'b');
        }

        assertThat(order).hasToString("ababa");
    }

    @Test
    void shouldDivideByWeight() {
        HierarchicalDrf drf =
                new HierarchicalDrf(
                        ResourceVector.of(12, 12),
                        Group.of(
                                "all",
                                new User("heavy", 2, ResourceVector.of(1, 0), 100),
                                new User("light", 1, ResourceVector.of(1, 0), 100)));

        drf.startAll();

        assertThat(drf.running(drf.index("heavy"))).isEqualTo(8);
        assertThat(drf.running(drf.index("light"))).isEqualTo(4);
    }

    @Test
    void shouldNotStarveTheSiblingOfAMemberThatGoesOnAlone() {
        HierarchicalDrf drf =
                new HierarchicalDrf(
                        ResourceVector.of(10, 10),
                        Group.of(
                                "root",
                                User.of("n1", 0, 1),
                                Group.of("n2", User.of("n21", 1, 0), User.of("n22", 0, 1))));

        drf.startAll();

        assertThat(drf.running(drf.index("n1"))).isEqualTo(5);
        assertThat(drf.running(drf.index("n21"))).isEqualTo(10);
        assertThat(drf.running(drf.index("n22"))).isEqualTo(5);
    }

    @Test
    void shouldNotFavourTheMemberWhoseSiblingIsBlocked() {
        HierarchicalDrf drf =
                new HierarchicalDrf(
                        ResourceVector.of(300, 300),
                        Group.of(
                                "root",
                                User.of("n1", 1, 0),
                                User.of("n2", 1, 0),
                                Group.of("n3", User.of("n31", 1, 0), User.of("n32", 0, 1)),
                                User.of("n4", 0, 1)));

        drf.startAll();

        assertThat(drf.running(drf.index("n1"))).isBetween(99L, 101L);
        assertThat(drf.running(drf.index("n2"))).isBetween(99L, 101L);
        assertThat(drf.running(drf.index("n31"))).isBetween(99L, 101L);
        assertThat(drf.running(drf.index("n32"))).isBetween(149L, 151L);
        assertThat(drf.running(drf.index("n4"))).isBetween(149L, 151L);
        assertThat(drf.free()).isEqualTo(ResourceVector.of(0, 0));
    }

    @Test
    void shouldStopAtWhatAUserWants() {
        HierarchicalDrf drf =
                new HierarchicalDrf(
                        ResourceVector.of(10),
                        Group.of(
                                "all",
                                new User("modest", 1, ResourceVector.of(1), 2),
                                User.of("greedy", 1)));

        drf.startAll();

        assertThat(drf.running(drf.index("modest"))).isEqualTo(2);
        assertThat(drf.running(drf.index("greedy"))).isEqualTo(8);
    }

    @Test
    void shouldGiveAFreedPlaceToTheUserWithTheSmallestShare() {
        HierarchicalDrf drf =
                new HierarchicalDrf(
                        ResourceVector.of(10), Group.of("all", User.of("a", 1), User.of("b", 1)));
        drf.startAll();

        drf.endTask(drf.index("b"));

        assertThat(drf.startTask()).isEqualTo(drf.index("b"));
        assertThat(drf.startTask()).isEqualTo(HierarchicalDrf.NOBODY);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldHandOutEverythingThatAnybodyCanUse(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ResourceVector capacity = ResourceVector.of(random.nextInt(1, 90), random.nextInt(1, 90));
        User[] users = new User[4];
        for (int i = 0; i < users.length; i++) {
            users[i] = randomUser("user" + i, random);
        }
        Group left = Group.of("left", users[0], users[1]);
        HierarchicalDrf drf =
                new HierarchicalDrf(capacity, Group.of("root", left, users[2], users[3]));

        drf.startAll();

        ResourceVector accounted = drf.free();
        for (User user : users) {
            long tasks = drf.running(drf.index(user.name()));
            assertThat(tasks == user.tasksWanted() || !user.task().fitsInto(drf.free())).isTrue();
            for (long task = 0; task < tasks; task++) {
                accounted = accounted.plus(user.task());
            }
        }
        assertThat(accounted).isEqualTo(capacity);
    }

    private static User randomUser(String name, SplittableRandom random) {
        ResourceVector task = ResourceVector.of(random.nextInt(4), random.nextInt(1, 4));
        return new User(name, random.nextInt(1, 5), task, random.nextInt(40));
    }

    @Test
    void shouldRejectATaskThatNeedsNothing() {
        assertThatThrownBy(() -> User.of("idle", 0, 0))
                .hasMessageContaining("a task needs something");
    }
}
