package org.scxfleet.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CgroupTreeTest {
    private final CgroupTree tree = new CgroupTree();

    @Test
    void shouldMakeParentsWithDefaults() {
        int leaf = tree.ensure("/a/b/c");
        assertThat(leaf).isEqualTo(3);
        assertThat(tree.count()).isEqualTo(4);
        assertThat(tree.path(tree.parent(leaf))).isEqualTo("/a/b");
        assertThat(tree.weight(1)).isEqualTo(CgroupTree.DEFAULT_WEIGHT);
        assertThat(tree.quotaUs(1)).isEqualTo(CgroupTree.UNLIMITED);
        assertThat(tree.ensure("/a/b/c")).isEqualTo(leaf);
        assertThat(tree.ensure("/")).isEqualTo(CgroupTree.ROOT);
    }

    @Test
    void shouldWalkParentsFirstAndChildrenFirst() {
        tree.ensure("/a/x");
        tree.ensure("/b");
        tree.ensure("/a/y");
        assertThat(tree.preOrder()).containsExactly(0, 1, 2, 4, 3);
        assertThat(tree.postOrder()).containsExactly(2, 4, 1, 3, 0);
        assertThat(tree.children(1)).containsExactly(2, 4);
    }

    @Test
    void shouldFindAncestorsByLevel() {
        int leaf = tree.ensure("/a/b/c");
        assertThat(tree.level(leaf)).isEqualTo(3);
        assertThat(tree.ancestor(leaf, 3)).isEqualTo(leaf);
        assertThat(tree.ancestor(leaf, 1)).isEqualTo(1);
        assertThat(tree.ancestor(leaf, 0)).isEqualTo(CgroupTree.ROOT);
        assertThat(tree.ancestor(leaf, 4)).isEqualTo(-1);
    }

    @Test
    void shouldNumberIdsFromOneAndKnowWhatExists() {
        assertThat(tree.id(CgroupTree.ROOT)).isEqualTo(1);
        assertThat(tree.isOnline(1)).isFalse();
        assertThat(tree.find("/nowhere")).isEqualTo(-1);
        assertThat(tree.parent(CgroupTree.ROOT)).isEqualTo(-1);
    }

    @Test
    void shouldRefuseAPathThatIsNone() {
        assertThatThrownBy(() -> tree.ensure("a")).hasMessageContaining("must look like /a");
        assertThatThrownBy(() -> tree.ensure("/a/")).hasMessageContaining("must look like /a");
    }
}
