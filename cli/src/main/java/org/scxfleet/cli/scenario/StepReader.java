package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Keys;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;

/**
 * Programs of tasks: a list of steps, each a mapping with one key that says what is done, or just
 * the word where nothing has to be said ({@code yield}, {@code exit}, {@code reply}, {@code mark}).
 */
final class StepReader {
    private static final int COUNT_MAX = 1_000_000_000;
    private static final Amount DEFAULT_MESSAGE_BYTES = Amount.of(1_024);
    private static final String DEFAULT_TIMER = "timer";

    private StepReader() {}

    static List<Step> program(Field field) {
        return program(field, 0);
    }

    private static List<Step> program(Field field, int depth) {
        List<Step> steps = new ArrayList<>();
        if (depth >= Step.MAX_NESTING) {
            field.problem("repeats are nested more than " + Step.MAX_NESTING + " deep");
            return steps;
        }
        List<Field> items = field.items();
        if (field.isSequence() && items.isEmpty()) {
            field.problem("the program is empty");
        }
        for (Field item : items) {
            Step step = step(item, depth);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private static @Nullable Step step(Field item, int depth) {
        if (!item.isMapping()) {
            return bare(item);
        }
        Section section = item.section(ScenarioKeys.STEP);
        if (section == null || section.given().isEmpty()) {
            return null;
        }
        if (section.given().size() > 1) {
            item.problem(
                    "a step does one thing; begin a new item ('- ') for each of "
                            + section.given());
            return null;
        }
        String what = section.given().getFirst();
        Field field = section.field(what);
        if (field == null) {
            Step alone = withoutArgument(what);
            if (alone == null) {
                item.problem("'" + what + "' needs a value");
            }
            return alone;
        }
        if (what.equals("repeat")) {
            return repeat(field, depth);
        }
        Step step = waiting(what, field);
        return step != null ? step : acting(what, field);
    }

    private static @Nullable Step bare(Field item) {
        String word = item.oneOf(List.of("yield", "exit", "reply", "mark"));
        return withoutArgument(word);
    }

    private static @Nullable Step withoutArgument(String word) {
        return switch (word) {
            case "yield" -> new Step.Yield();
            case "exit" -> new Step.Exit();
            case "reply" -> new Step.Reply(DEFAULT_MESSAGE_BYTES);
            case "mark" -> new Step.Mark("");
            default -> null;
        };
    }

    /** Steps that use the CPU or wait for something of the same kernel; null for others. */
    private static @Nullable Step waiting(String what, Field field) {
        return switch (what) {
            case "compute" -> new Step.Compute(AmountReader.time(field));
            case "run_for" -> new Step.RunFor(AmountReader.time(field));
            case "sleep" -> new Step.Sleep(AmountReader.time(field));
            case "timer" -> timer(field);
            case "suspend" -> waitPoint(field, Step.Suspend::new);
            case "resume" -> waitPoint(field, Step.Resume::new);
            case "lock" -> lock(field);
            case "unlock" -> new Step.Unlock(field.text());
            case "cond_wait" -> condWait(field);
            case "cond_signal" -> new Step.CondSignal(field.text());
            case "cond_broadcast" -> new Step.CondBroadcast(field.text());
            case "barrier" -> barrier(field);
            case "sem_post" -> new Step.SemPost(field.text());
            case "sem_wait" -> new Step.SemWait(field.text());
            case "pipe_write" -> new Step.PipeWrite(field.text());
            case "pipe_read" -> new Step.PipeRead(field.text());
            default -> null;
        };
    }

    /** Steps that change the task, or concern devices and other hosts. */
    private static @Nullable Step acting(String what, Field field) {
        return switch (what) {
            case "fork" -> new Step.Fork(field.text());
            case "set_scheduler" ->
                    inSection(
                            field,
                            ScenarioKeys.SCHED_PARAMS,
                            section -> new Step.SetScheduler(ParamsReader.read(section)));
            case "set_affinity" -> new Step.SetAffinity(ParamsReader.cpus(field));
            case "set_cgroup" -> new Step.SetCgroup(field.text());
            case "gpu_launch", "gpu_sync", "gpu_open", "gpu_copy", "gpu_fault" ->
                    GpuStepReader.step(what, field);
            case "request" -> request(field);
            case "receive" -> new Step.Receive(field.text());
            case "reply" ->
                    inSection(
                            field,
                            ScenarioKeys.REPLY,
                            section -> new Step.Reply(messageBytes(section)));
            case "collective" -> inSection(field, ScenarioKeys.COLLECTIVE, StepReader::collective);
            case "mark" -> new Step.Mark(field.text());
            case "yield", "exit" -> {
                field.problem("'" + what + "' takes no value");
                yield null;
            }
            default -> throw new IllegalStateException("no reader of step '" + what + "'");
        };
    }

    static @Nullable Step inSection(
            Field field, Keys keys, Function<Section, @Nullable Step> reader) {
        Section section = field.section(keys);
        return section == null ? null : reader.apply(section);
    }

    private static @Nullable Step timer(Field field) {
        if (!field.isMapping()) {
            return new Step.Timer(DEFAULT_TIMER, AmountReader.time(field), false, false);
        }
        return inSection(
                field,
                ScenarioKeys.TIMER,
                section -> {
                    Field period = section.required("period");
                    return period == null
                            ? null
                            : new Step.Timer(
                                    section.read("ref", DEFAULT_TIMER, Field::text),
                                    AmountReader.time(period),
                                    section.read("absolute", false, Field::flag),
                                    section.read("shared", false, Field::flag));
                });
    }

    /** Makes a step of a point to wait at. */
    private interface WaitPoint {
        Step at(String ref, boolean counting);
    }

    private static @Nullable Step waitPoint(Field field, WaitPoint maker) {
        if (!field.isMapping()) {
            return maker.at(field.text(), true);
        }
        return inSection(
                field,
                ScenarioKeys.WAIT_POINT,
                section -> {
                    Field ref = section.required("ref");
                    boolean counting = section.read("counting", true, Field::flag);
                    return ref == null ? null : maker.at(ref.text(), counting);
                });
    }

    private static @Nullable Step lock(Field field) {
        if (!field.isMapping()) {
            return new Step.Lock(field.text(), false);
        }
        return inSection(
                field,
                ScenarioKeys.LOCK,
                section -> {
                    Field mutex = section.required("mutex");
                    boolean inherits = section.read("priority_inheritance", false, Field::flag);
                    return mutex == null ? null : new Step.Lock(mutex.text(), inherits);
                });
    }

    private static @Nullable Step condWait(Field field) {
        return inSection(
                field,
                ScenarioKeys.COND_WAIT,
                section -> {
                    Field condition = section.required("condition");
                    Field mutex = section.required("mutex");
                    return condition == null || mutex == null
                            ? null
                            : new Step.CondWait(condition.text(), mutex.text());
                });
    }

    private static @Nullable Step barrier(Field field) {
        return inSection(
                field,
                ScenarioKeys.BARRIER,
                section -> {
                    Field name = section.required("name");
                    Field parties = section.required("parties");
                    return name == null || parties == null
                            ? null
                            : new Step.Barrier(name.text(), parties.integer(1, COUNT_MAX));
                });
    }

    private static @Nullable Step request(Field field) {
        if (!field.isMapping()) {
            return new Step.Request(field.text(), DEFAULT_MESSAGE_BYTES);
        }
        return inSection(
                field,
                ScenarioKeys.REQUEST,
                section -> {
                    Field service = section.required("service");
                    return service == null
                            ? null
                            : new Step.Request(service.text(), messageBytes(section));
                });
    }

    private static @Nullable Step collective(Section section) {
        Field group = section.required("group");
        Field size = section.required("size");
        return group == null || size == null
                ? null
                : new Step.Collective(
                        group.text(), AmountReader.size(size), ExchangeReader.read(section));
    }

    private static Amount messageBytes(Section section) {
        return section.read("size", DEFAULT_MESSAGE_BYTES, AmountReader::size);
    }

    private static @Nullable Step repeat(Field field, int depth) {
        return inSection(
                field,
                ScenarioKeys.REPEAT,
                section -> {
                    int times = section.read("times", Step.FOREVER, StepReader::times);
                    Field steps = section.required("steps");
                    return steps == null ? null : new Step.Repeat(times, program(steps, depth + 1));
                });
    }

    private static int times(Field field) {
        return field.isNumber()
                ? field.integer(1, COUNT_MAX)
                : field.oneOf(List.of("forever")).equals("forever") ? Step.FOREVER : 1;
    }
}
