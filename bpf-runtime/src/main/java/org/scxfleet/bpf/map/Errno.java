package org.scxfleet.bpf.map;

/** The negative error numbers that helpers and kfuncs return. */
public final class Errno {
    public static final int EPERM = -1;
    public static final int ENOENT = -2;
    public static final int E2BIG = -7;
    public static final int EAGAIN = -11;
    public static final int ENOMEM = -12;
    public static final int EACCES = -13;
    public static final int EFAULT = -14;
    public static final int EBUSY = -16;
    public static final int EEXIST = -17;
    public static final int ENODEV = -19;
    public static final int EINVAL = -22;
    public static final int ENOSPC = -28;
    public static final int ERANGE = -34;
    public static final int EDEADLK = -35;
    public static final int EOPNOTSUPP = -95;

    private Errno() {}
}
