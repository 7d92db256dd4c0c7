package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.DsqRef;
import org.scxfleet.task.ExtEntity;
import org.scxfleet.task.Task;

/**
 * A dispatch queue (DSQ): first in first out, or ordered by vtime, decided by the first task of a
 * non-empty spell.
 *
 * <p>The list order is the dispatch order in both cases; equal vtimes keep insertion order. In
 * vtime order most tasks belong near the end, where a few steps backwards find their place. The
 * first one that does not makes the queue build an index, a treap whose shape comes from the task
 * number and the insertion count, so it is the same in every run; the index lives until the queue
 * is empty. Links live in the tasks' ext entities: inserting and removing allocate nothing and cost
 * O(1) (FIFO) or O(log n).
 *
 * <p>Whether FIFO and vtime may mix is the caller's question ({@link #holdsOnlyFifo}, {@link
 * #holdsByVtime}): for the kernel it is an error of the scheduler after which the task is inserted
 * all the same.
 */
public final class DispatchQueue implements DsqRef {
    /** Steps from the end of a vtime queue before it is worth an index. */
    private static final int NEAR = 8;

    private final long id;
    private final int cpu;
    private @Nullable Task head;
    private @Nullable Task tail;
    private @Nullable Task root;
    private boolean indexed;
    private int length;
    private int lengthByVtime;
    private int immedCount;
    private long sequence;
    private boolean destroyed;

    /**
     * @param cpu CPU that owns a local or bypass queue, -1 for others
     */
    public DispatchQueue(long id, int cpu) {
        this.id = id;
        this.cpu = cpu;
    }

    @Override
    public long id() {
        return id;
    }

    /** CPU that owns this local or bypass queue, -1 for others. */
    public int cpu() {
        return cpu;
    }

    public boolean isLocal() {
        return id == Scx.DSQ_LOCAL;
    }

    public boolean isUser() {
        return !Scx.isBuiltin(id);
    }

    public int length() {
        return length;
    }

    /** Tasks that must run at once or be handed back. */
    public int immedCount() {
        return immedCount;
    }

    void addImmed(int change) {
        immedCount += change;
    }

    public long sequence() {
        return sequence;
    }

    public boolean isDestroyed() {
        return destroyed;
    }

    void destroy() {
        destroyed = true;
    }

    /** It holds tasks, none of them by vtime. */
    public boolean holdsOnlyFifo() {
        return length > 0 && lengthByVtime == 0;
    }

    public boolean holdsByVtime() {
        return lengthByVtime > 0;
    }

    public @Nullable Task first() {
        return head;
    }

    public @Nullable Task last() {
        return tail;
    }

    /** The next task in dispatch order. */
    public static @Nullable Task after(Task task) {
        return task.scx.dsqNext;
    }

    void insertFifo(Task task, boolean atHead) {
        arrive(task);
        task.scx.dsqByVtime = false;
        if (atHead) {
            link(task, null, head);
        } else {
            link(task, tail, null);
        }
    }

    void insertByVtime(Task task) {
        arrive(task);
        task.scx.queuedVtime = task.scx.dsqVtime;
        Task before = tail;
        if (!indexed && lengthByVtime + 1 < length) {
            buildIndex(); // it holds FIFO tasks too, which do not count for the place
        }
        for (int step = 0; !indexed && before != null && isBefore(task, before); step++) {
            before = before.scx.dsqPrevious;
            if (step == NEAR) {
                buildIndex();
            }
        }
        if (indexed) {
            before = insertIntoIndex(task);
        }
        task.scx.dsqByVtime = true;
        lengthByVtime++;
        link(task, before, before == null ? head : before.scx.dsqNext);
    }

    private static boolean isBefore(Task task, Task other) {
        return task.scx.queuedVtime - other.scx.queuedVtime < 0;
    }

    private void buildIndex() {
        indexed = true;
        Task last = null;
        for (Task task = head; task != null; task = task.scx.dsqNext) {
            if (task.scx.dsqByVtime) {
                appendToIndex(task, last);
                last = task;
            }
        }
    }

    private static int priority(Task task) {
        return (int) SeedTree.mix(((long) task.number << 32) ^ task.scx.dsqSequence);
    }

    /** The task is last: it goes down the right edge of the tree to where its priority belongs. */
    private void appendToIndex(Task task, @Nullable Task last) {
        ExtEntity entity = task.scx;
        entity.treePriority = priority(task);
        Task above = last;
        Task below = null;
        while (above != null && above.scx.treePriority < entity.treePriority) {
            below = above;
            above = above.scx.treeParent;
        }
        entity.treeLeft = below;
        if (below != null) {
            below.scx.treeParent = task;
        }
        entity.treeParent = above;
        if (above == null) {
            root = task;
        } else {
            above.scx.treeRight = task;
        }
    }

    /** Returns the task after which this one belongs, null if it is the first. */
    private @Nullable Task insertIntoIndex(Task task) {
        Task last = tail;
        if (last != null && last.scx.dsqByVtime && !isBefore(task, last)) {
            appendToIndex(task, last);
            return last;
        }
        ExtEntity entity = task.scx;
        Task parent = null;
        Task before = null;
        Task node = root;
        boolean left = false;
        while (node != null) {
            parent = node;
            left = isBefore(task, node);
            if (left) {
                node = node.scx.treeLeft;
            } else {
                before = node;
                node = node.scx.treeRight;
            }
        }
        entity.treePriority = priority(task);
        entity.treeParent = parent;
        if (parent == null) {
            root = task;
        } else if (left) {
            parent.scx.treeLeft = task;
        } else {
            parent.scx.treeRight = task;
        }
        while (entity.treeParent != null
                && entity.treeParent.scx.treePriority < entity.treePriority) {
            rotateUp(task);
        }
        return before;
    }

    void remove(Task task) {
        ExtEntity entity = task.scx;
        if (entity.dsq != this) {
            throw new IllegalStateException(task + " is not on DSQ 0x" + Long.toHexString(id));
        }
        Task before = entity.dsqPrevious;
        Task after = entity.dsqNext;
        if (before == null) {
            head = after;
        } else {
            before.scx.dsqNext = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.scx.dsqPrevious = before;
        }
        if (entity.dsqByVtime) {
            lengthByVtime--;
            if (indexed) {
                removeFromIndex(task);
                indexed = lengthByVtime > 0;
            }
        }
        entity.dsqNext = null;
        entity.dsqPrevious = null;
        entity.dsqByVtime = false;
        entity.dsq = null;
        length--;
    }

    private void arrive(Task task) {
        DsqRef present = task.scx.dsq;
        if (present != null) {
            throw new IllegalStateException(
                    task + " is already on DSQ 0x" + Long.toHexString(present.id()));
        }
        sequence++;
        task.scx.dsq = this;
        task.scx.dsqSequence = sequence;
        length++;
    }

    private void link(Task task, @Nullable Task before, @Nullable Task after) {
        task.scx.dsqPrevious = before;
        task.scx.dsqNext = after;
        if (before == null) {
            head = task;
        } else {
            before.scx.dsqNext = task;
        }
        if (after == null) {
            tail = task;
        } else {
            after.scx.dsqPrevious = task;
        }
    }

    private void rotateUp(Task child) {
        Task parent = child.scx.treeParent;
        if (parent == null) {
            return;
        }
        Task grand = parent.scx.treeParent;
        if (parent.scx.treeLeft == child) {
            setLeft(parent, child.scx.treeRight);
            setRight(child, parent);
        } else {
            setRight(parent, child.scx.treeLeft);
            setLeft(child, parent);
        }
        replaceChild(grand, parent, child);
    }

    private void removeFromIndex(Task task) {
        ExtEntity entity = task.scx;
        while (entity.treeLeft != null && entity.treeRight != null) {
            boolean takeLeft =
                    entity.treeLeft.scx.treePriority >= entity.treeRight.scx.treePriority;
            rotateUp(takeLeft ? entity.treeLeft : entity.treeRight);
        }
        Task only = entity.treeLeft != null ? entity.treeLeft : entity.treeRight;
        replaceChild(entity.treeParent, task, only);
        entity.treeParent = null;
        entity.treeLeft = null;
        entity.treeRight = null;
    }

    private void replaceChild(@Nullable Task parent, Task old, @Nullable Task child) {
        if (parent == null) {
            root = child;
        } else if (parent.scx.treeLeft == old) {
            parent.scx.treeLeft = child;
        } else {
            parent.scx.treeRight = child;
        }
        if (child != null) {
            child.scx.treeParent = parent;
        }
    }

    private static void setLeft(Task parent, @Nullable Task child) {
        parent.scx.treeLeft = child;
        if (child != null) {
            child.scx.treeParent = parent;
        }
    }

    private static void setRight(Task parent, @Nullable Task child) {
        parent.scx.treeRight = child;
        if (child != null) {
            child.scx.treeParent = parent;
        }
    }
}
