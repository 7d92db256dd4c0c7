/*
 * The first and only program of the measured kernel: it loads the scheduler, starts the tasks of a case, lets them run
 * for the window, and prints what the kernel's tracer saw.
 *
 * It reads /case.txt, which measure.py writes, one item a line:
 *
 *   duration US | lead US | repetitions N        the window, the time from the first fork to T0, how often
 *   scheduler COMMAND                            a program in /bin; without it the built-in classes schedule
 *   cgroup PATH WEIGHT
 *   task NAME nice=N policy=P prio=N cpus=HEX cgroup=PATH delay=US loop=N steps=KIND:A:B,...
 *   event NAME | kprobe DEFINITION | function PATTERN     what to trace
 *
 * How a repetition starts decides where tasks have slept and in which order they wake, so it is fixed: the tasks are
 * forked one after the other by this program at normal priority, each sets itself up and sleeps until T0 plus its delay,
 * an absolute time, with the kernel's 50 us of timer slack. Then this program becomes FIFO 90 and sleeps to the end of
 * the window, so that it disturbs nobody.
 *
 * Everything goes to QEMU's debug console (port 0xe9): it costs no time of the guest and no interrupt.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    DEBUG_PORT = 0xe9,
    MAX_TASKS = 256,
    MAX_SEMAPHORES = 64,
    MAX_SAMPLES = 20000,
    MAX_LINE = 4096,
    MAX_STEPS = 2048,
    STARTER_PRIORITY = 90,
    POLICY_EXT = 7,
    PAUSES_PER_US = 4,
    PIECE_US = 1000,
};

#define NS_PER_S 1000000000LL
#define NS_PER_US 1000LL
#define TRACING "/sys/kernel/tracing/"
#define SCX "/sys/kernel/sched_ext/"
#define CGROUPS "/cgroup/"
#define LOADER_SAYS "/loader.txt"

struct task {
    char name[16]; /* the kernel's own limit */
    int nice, policy, priority;
    unsigned long cpus;
    char cgroup[64];
    long delay_us, loops;
    char steps[MAX_STEPS];
};

struct samples {
    int count;
    unsigned ns[MAX_SAMPLES];
};

/* Shared by all tasks, anew for each repetition; pages that nobody touches cost nothing. */
struct board {
    long long t0;
    int semaphore[MAX_SEMAPHORES];
    long loops[MAX_TASKS];
    struct samples late[MAX_TASKS], wall[MAX_TASKS];
};

static struct task tasks[MAX_TASKS];
static int task_count;
static struct board *board;
static long duration_us = 4000000, lead_us = 1000000;
static int repetitions = 1;
static char scheduler[MAX_LINE];

static void put(const char *text, size_t length)
{
    asm volatile("rep outsb" : "+S"(text), "+c"(length) : "d"((unsigned short)DEBUG_PORT) : "memory");
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    char text[MAX_LINE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    put(text, length < (int)sizeof text ? length : (int)sizeof text - 1);
}

static void end_machine(void)
{
    outb(0xfe, 0x64); /* reset by the keyboard controller; QEMU runs with -no-reboot */
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

/* An error of the case ends the run: half a measurement is none. */
__attribute__((format(printf, 1, 2))) static void fail(const char *format, ...)
{
    char text[MAX_LINE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    say("## error %s\n", text);
    end_machine();
}

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    if (fd < 0)
        fail("open %s: %s", path, strerror(errno));
    if (write(fd, text, strlen(text)) < 0)
        fail("write \"%s\" to %s: %s", text, path, strerror(errno));
    close(fd);
}

/* The tracer forgets what it has when its file is opened to be written anew. */
static void clear_trace(void)
{
    int fd = open(TRACING "trace", O_WRONLY | O_TRUNC);
    if (fd < 0)
        fail("clear the trace: %s", strerror(errno));
    close(fd);
}

/* Prints a file between "## begin NAME" and "## end"; a file that is not there prints nothing. */
static void print_file(const char *name, const char *path)
{
    static char text[65536];
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return;
    say("## begin %s\n", name);
    for (ssize_t length; (length = read(fd, text, sizeof text)) > 0;)
        put(text, length);
    close(fd);
    say("## end\n");
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * NS_PER_S + time.tv_nsec;
}

static void sleep_until(long long ns)
{
    struct timespec time = {ns / NS_PER_S, ns % NS_PER_S};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, 0) == EINTR)
        ;
}

/* Work of an exact length, in pieces of 1 ms without system calls. */
static void work(long us)
{
    while (us > 0) {
        long piece = us > PIECE_US ? PIECE_US : us;
        long left = piece * PAUSES_PER_US;
        /* Four instructions, the pause among them, for which the edited QEMU charges 250 ns. */
        if (left > 0)
            asm volatile("1: pause; nop; dec %0; jnz 1b" : "+r"(left) : : "cc");
        us -= piece;
    }
}

static long futex(int *word, int operation, int value)
{
    return syscall(SYS_futex, word, operation, value, 0, 0, 0);
}

static void resume(int *semaphore)
{
    __atomic_add_fetch(semaphore, 1, __ATOMIC_SEQ_CST);
    futex(semaphore, FUTEX_WAKE, 1);
}

static void suspend(int *semaphore)
{
    for (;;) {
        int count = __atomic_load_n(semaphore, __ATOMIC_SEQ_CST);
        if (count == 0)
            futex(semaphore, FUTEX_WAIT, 0);
        else if (__atomic_compare_exchange_n(semaphore, &count, count - 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return;
    }
}

static void note(struct samples *samples, long long ns)
{
    if (samples->count < MAX_SAMPLES)
        samples->ns[samples->count++] = ns;
}

static void set_up(const struct task *task)
{
    prctl(PR_SET_NAME, task->name);
    if (strcmp(task->cgroup, "-")) {
        char path[128];
        snprintf(path, sizeof path, CGROUPS "%s/cgroup.procs", task->cgroup);
        write_file(path, "0");
    }
    struct sched_param parameters = {task->priority};
    if (sched_setscheduler(0, task->policy, &parameters))
        fail("policy %d of %s: %s", task->policy, task->name, strerror(errno));
    if (task->nice && setpriority(PRIO_PROCESS, 0, task->nice))
        fail("nice %d of %s: %s", task->nice, task->name, strerror(errno));
    if (task->cpus && sched_setaffinity(0, sizeof task->cpus, (const cpu_set_t *)&task->cpus))
        fail("cpus %lx of %s: %s", task->cpus, task->name, strerror(errno));
}

/* One step; deadline is when the task's timer expired last. */
static void step(const char *kind, long a, long b, int index, long long *deadline)
{
    if (!strcmp(kind, "run")) {
        long long start = now();
        work(a);
        note(&board->wall[index], now() - start);
    } else if (!strcmp(kind, "runtime")) {
        for (long long end = now() + a * NS_PER_US; now() < end;)
            asm volatile("pause");
    } else if (!strcmp(kind, "sleep")) {
        struct timespec length = {a / 1000000, a % 1000000 * 1000};
        long long end = now() + a * NS_PER_US;
        clock_nanosleep(CLOCK_MONOTONIC, 0, &length, 0);
        note(&board->late[index], now() - end);
    } else if (!strcmp(kind, "timer")) {
        *deadline += b * NS_PER_US;
        if (*deadline > now()) {
            sleep_until(*deadline);
            note(&board->late[index], now() - *deadline);
        } else {
            *deadline = now();
        }
    } else if (!strcmp(kind, "yield")) {
        sched_yield();
    } else if (!strcmp(kind, "resume")) {
        resume(&board->semaphore[a]);
    } else if (!strcmp(kind, "suspend")) {
        suspend(&board->semaphore[a]);
    } else {
        fail("step %s is not known", kind);
    }
}

static void run_task(const struct task *task, int index)
{
    set_up(task);
    long long deadline = board->t0 + task->delay_us * NS_PER_US;
    sleep_until(deadline);
    for (long n = 0; task->loops < 0 || n < task->loops; n++) {
        char steps[MAX_STEPS], *rest;
        strcpy(steps, task->steps);
        for (char *next = strtok_r(steps, ",", &rest); next; next = strtok_r(0, ",", &rest)) {
            char kind[16];
            long a = 0, b = 0;
            sscanf(next, "%15[^:]:%ld:%ld", kind, &a, &b);
            step(kind, a, b, index, &deadline);
        }
        board->loops[index]++;
    }
    for (;;)
        pause();
}

static void make_cgroup(char *path, const char *weight)
{
    char file[512];
    for (char *slash = path; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = 0;
        snprintf(file, sizeof file, CGROUPS "%s/cgroup.subtree_control", path);
        write_file(file, "+cpu");
    }
    snprintf(file, sizeof file, CGROUPS "%s", path);
    mkdir(file, 0755);
    snprintf(file, sizeof file, CGROUPS "%s/cpu.weight", path);
    write_file(file, weight);
}

static int policy(const char *name)
{
    static const struct {
        const char *name;
        int policy;
    } policies[] = {{"other", SCHED_OTHER}, {"batch", SCHED_BATCH}, {"idle", SCHED_IDLE},
                    {"fifo", SCHED_FIFO},   {"rr", SCHED_RR},       {"ext", POLICY_EXT}};
    for (unsigned i = 0; i < sizeof policies / sizeof *policies; i++)
        if (!strcmp(name, policies[i].name))
            return policies[i].policy;
    fail("policy %s is not known", name);
    return -1;
}

static void read_task(const char *line)
{
    if (task_count == MAX_TASKS)
        fail("more than %d tasks", MAX_TASKS);
    struct task *task = &tasks[task_count++];
    char policy_name[16];
    if (sscanf(line, "task %15s nice=%d policy=%15s prio=%d cpus=%lx cgroup=%63s delay=%ld loop=%ld steps=%2047s",
               task->name, &task->nice, policy_name, &task->priority, &task->cpus, task->cgroup, &task->delay_us,
               &task->loops, task->steps) != 9)
        fail("not a task: %s", line);
    task->policy = policy(policy_name);
}

static void read_line(const char *line)
{
    char a[256], b[256], path[512];
    if (sscanf(line, "duration %ld", &duration_us) == 1 || sscanf(line, "lead %ld", &lead_us) == 1 ||
        sscanf(line, "repetitions %d", &repetitions) == 1) {
        return;
    } else if (!strncmp(line, "scheduler ", 10)) {
        strcpy(scheduler, line + 10);
    } else if (sscanf(line, "cgroup %255s %255s", a, b) == 2) {
        make_cgroup(a, b);
    } else if (!strncmp(line, "task ", 5)) {
        read_task(line);
    } else if (sscanf(line, "event %255s", a) == 1) {
        snprintf(path, sizeof path, TRACING "events/%s/enable", a);
        write_file(path, "1");
    } else if (!strncmp(line, "kprobe ", 7)) {
        write_file(TRACING "kprobe_events", line + 7);
    } else if (!strncmp(line, "function ", 9)) {
        write_file(TRACING "set_ftrace_filter", line + 9);
        write_file(TRACING "current_tracer", "function");
    } else {
        fail("line of the case not known: %s", line);
    }
}

static void read_case(void)
{
    FILE *file = fopen("/case.txt", "r");
    if (!file)
        fail("no /case.txt");
    static char line[2 * MAX_LINE];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        read_line(line);
    }
    fclose(file);
}

static void load_scheduler(void)
{
    if (!fork()) {
        char command[MAX_LINE + 16];
        snprintf(command, sizeof command, "exec /bin/%s", scheduler);
        int fd = open(LOADER_SAYS, O_WRONLY | O_CREAT | O_APPEND, 0644);
        dup2(fd, 1);
        dup2(fd, 2);
        execl("/bin/sh", "sh", "-c", command, (char *)0);
        _exit(127);
    }
    sleep(3);
    char state[32] = "";
    int fd = open(SCX "state", O_RDONLY);
    if (fd < 0 || read(fd, state, sizeof state - 1) < 0 || strncmp(state, "enabled", 7)) {
        print_file("loader", LOADER_SAYS);
        fail("%s is not enabled 3 s after its start", scheduler);
    }
    close(fd);
}

static void mount_all(void)
{
    static const struct {
        const char *type, *where;
    } mounts[] = {{"proc", "/proc"},
                  {"sysfs", "/sys"},
                  {"devtmpfs", "/dev"},
                  {"cgroup2", "/cgroup"},
                  {"tracefs", "/sys/kernel/tracing"},
                  {"bpf", "/sys/fs/bpf"}};
    for (unsigned i = 0; i < sizeof mounts / sizeof *mounts; i++) {
        mkdir(mounts[i].where, 0755);
        if (mount(mounts[i].type, mounts[i].where, mounts[i].type, 0, 0) && errno != EBUSY)
            fail("mount %s: %s", mounts[i].where, strerror(errno));
    }
}

static void print_samples(const char *kind, const char *name, const struct samples *samples)
{
    say("## %s %s", kind, name);
    for (int i = 0; i < samples->count; i++)
        say(" %u", samples->ns[i]);
    say("\n");
}

static void repetition(int number)
{
    pid_t pids[MAX_TASKS];
    struct sched_param high = {STARTER_PRIORITY}, normal = {0};
    usleep(10000 + number * 1371); /* another phase against the tick */
    board = mmap(0, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED)
        fail("no memory");
    say("## repetition %d\n", number);
    print_file("events-before", SCX "root/events");
    clear_trace();
    write_file(TRACING "tracing_on", "1");
    board->t0 = now() + lead_us * NS_PER_US;
    for (int i = 0; i < task_count; i++)
        if (!(pids[i] = fork())) {
            run_task(&tasks[i], i);
            _exit(0);
        }
    sched_setscheduler(0, SCHED_FIFO, &high);
    if (now() > board->t0)
        fail("the tasks were not ready at T0; make the lead longer");
    sleep_until(board->t0 + duration_us * NS_PER_US);
    write_file(TRACING "tracing_on", "0");
    for (int i = 0; i < task_count; i++)
        kill(pids[i], SIGKILL);
    for (int i = 0; i < task_count; i++)
        waitpid(pids[i], 0, 0);
    sched_setscheduler(0, SCHED_OTHER, &normal);
    say("## window %lld %ld\n", board->t0, duration_us);
    print_file("events-after", SCX "root/events");
    print_file("state", SCX "state");
    for (int i = 0; i < task_count; i++) {
        say("## task %s %d %ld\n", tasks[i].name, pids[i], board->loops[i]);
        print_samples("late", tasks[i].name, &board->late[i]);
        print_samples("wall", tasks[i].name, &board->wall[i]);
    }
    print_file("trace", TRACING "trace");
    munmap(board, sizeof *board);
}

int main(void)
{
    iopl(3);
    mount_all();
    setenv("PATH", "/bin", 1);
    write_file(CGROUPS "cgroup.subtree_control", "+cpu");
    read_case();
    if (scheduler[0])
        load_scheduler();
    write_file(TRACING "trace_clock", "mono");
    write_file(TRACING "buffer_size_kb", "40000");
    for (int number = 0; number < repetitions; number++)
        repetition(number);
    say("## done\n");
    end_machine();
}
