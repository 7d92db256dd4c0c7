package org.scxfleet.policy.fake;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.ops.CgroupView;

/** A tree of cgroups in lists; number 0 is the root. */
public final class FakeCgroups implements CgroupView {
    private final List<Integer> parents = new ArrayList<>(List.of(-1));
    private final List<String> paths = new ArrayList<>(List.of("/"));
    private final List<Integer> weights = new ArrayList<>(List.of(100));

    /** Adds a cgroup and returns its number. */
    public int add(int parent, String name, int weight) {
        parents.add(parent);
        paths.add(parent == 0 ? "/" + name : paths.get(parent) + "/" + name);
        weights.add(weight);
        return parents.size() - 1;
    }

    @Override
    public int count() {
        return parents.size();
    }

    @Override
    public int parent(int cgroup) {
        return parents.get(cgroup);
    }

    @Override
    public int weight(int cgroup) {
        return weights.get(cgroup);
    }

    @Override
    public String path(int cgroup) {
        return paths.get(cgroup);
    }

    @Override
    public int level(int cgroup) {
        int level = 0;
        for (int c = cgroup; parents.get(c) >= 0; c = parents.get(c)) {
            level++;
        }
        return level;
    }

    @Override
    public int ancestor(int cgroup, int level) {
        int above = level(cgroup) - level;
        int found = cgroup;
        for (int i = 0; i < above; i++) {
            found = parents.get(found);
        }
        return above < 0 ? -1 : found;
    }

    @Override
    public boolean isOnline(int cgroup) {
        return true;
    }

    @Override
    public long id(int cgroup) {
        return cgroup + 1L;
    }
}
