package org.scxfleet.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.scxfleet.ops.CgroupView;

/**
 * The cgroups of one kernel. Numbers are given in order of creation; 0 is the root. Made before the
 * tasks, and not removed while a run lasts.
 */
public final class CgroupTree implements CgroupView {
    public static final int ROOT = 0;
    public static final int DEFAULT_WEIGHT = 100;
    public static final long DEFAULT_PERIOD_US = 100_000;

    /** No limit, as the kernel writes it: all bits set. */
    public static final long UNLIMITED = -1;

    /** Most cgroups of one kernel. */
    public static final int MAX_CGROUPS = 1 << 20;

    private final List<Group> groups = new ArrayList<>();
    private final TreeMap<String, Integer> byPath = new TreeMap<>();
    private int[] preOrder = {ROOT};
    private int[] postOrder = {ROOT};

    private static final class Group {
        final String path;
        final int parent;
        final int level;
        final List<Integer> children = new ArrayList<>();
        int weight = DEFAULT_WEIGHT;
        long quotaUs = UNLIMITED;
        long periodUs = DEFAULT_PERIOD_US;
        boolean initialised;

        Group(String path, int parent, int level) {
            this.path = path;
            this.parent = parent;
            this.level = level;
        }
    }

    public CgroupTree() {
        groups.add(new Group("/", -1, 0));
        byPath.put("/", ROOT);
    }

    /**
     * The cgroup of that path; it and its parents are made with default values if they do not
     * exist.
     */
    public int ensure(String path) {
        Integer known = byPath.get(path);
        if (known != null) {
            return known;
        }
        int slash = path.lastIndexOf('/');
        if (slash < 0 || slash == path.length() - 1) {
            throw new IllegalArgumentException(
                    "cgroup path '" + path + "' must look like /a or /a/b");
        }
        if (groups.size() >= MAX_CGROUPS) {
            throw new IllegalArgumentException("more than " + MAX_CGROUPS + " cgroups");
        }
        int parent = slash == 0 ? ROOT : ensure(path.substring(0, slash));
        int number = groups.size();
        groups.add(new Group(path, parent, groups.get(parent).level + 1));
        groups.get(parent).children.add(number);
        byPath.put(path, number);
        walk();
        return number;
    }

    private void walk() {
        preOrder = new int[groups.size()];
        postOrder = new int[groups.size()];
        visit(ROOT, new int[2]);
    }

    private void visit(int group, int[] at) {
        preOrder[at[0]++] = group;
        for (int child : groups.get(group).children) {
            visit(child, at);
        }
        postOrder[at[1]++] = group;
    }

    /** The number of the path, or -1. */
    public int find(String path) {
        return byPath.getOrDefault(path, -1);
    }

    /** Parents before children, siblings in order of creation; not to be changed. */
    public int[] preOrder() {
        return preOrder;
    }

    /** Children before parents, siblings in order of creation; not to be changed. */
    public int[] postOrder() {
        return postOrder;
    }

    public List<Integer> children(int cgroup) {
        return groups.get(cgroup).children;
    }

    public void setWeight(int cgroup, int weight) {
        groups.get(cgroup).weight = weight;
    }

    public void setBandwidth(int cgroup, long quotaUs, long periodUs) {
        groups.get(cgroup).quotaUs = quotaUs;
        groups.get(cgroup).periodUs = periodUs;
    }

    public long quotaUs(int cgroup) {
        return groups.get(cgroup).quotaUs;
    }

    public long periodUs(int cgroup) {
        return groups.get(cgroup).periodUs;
    }

    /** The loaded scheduler has had its cgroup_init call for it. */
    public boolean isInitialised(int cgroup) {
        return groups.get(cgroup).initialised;
    }

    public void setInitialised(int cgroup, boolean initialised) {
        groups.get(cgroup).initialised = initialised;
    }

    @Override
    public int count() {
        return groups.size();
    }

    @Override
    public int parent(int cgroup) {
        return groups.get(cgroup).parent;
    }

    @Override
    public int weight(int cgroup) {
        return groups.get(cgroup).weight;
    }

    @Override
    public String path(int cgroup) {
        return groups.get(cgroup).path;
    }

    @Override
    public int level(int cgroup) {
        return groups.get(cgroup).level;
    }

    @Override
    public int ancestor(int cgroup, int level) {
        int at = cgroup;
        while (at >= 0 && groups.get(at).level > level) {
            at = groups.get(at).parent;
        }
        return at >= 0 && groups.get(at).level == level ? at : -1;
    }

    @Override
    public boolean isOnline(int cgroup) {
        return cgroup >= 0 && cgroup < groups.size();
    }

    @Override
    public long id(int cgroup) {
        return cgroup + 1L;
    }
}
