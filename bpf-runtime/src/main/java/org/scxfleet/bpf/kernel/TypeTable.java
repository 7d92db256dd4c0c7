package org.scxfleet.bpf.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;

/**
 * Types of the emulated kernel under construction, written in C notation: {@code "u64"}, {@code
 * "struct task_struct *"}, {@code "char[16]"}.
 *
 * <p>Qualifiers are dropped: neither field relocation nor the comparison of prototypes looks at
 * them. Members are laid out by natural alignment. A struct that is only pointed to becomes a
 * forward declaration.
 */
public final class TypeTable {
    private static final Map<String, BtfType.Int> NUMBERS = numbers();

    private final List<BtfType> types = new ArrayList<>(List.of(new BtfType.Void()));
    private final Map<String, Integer> idByNotation = new LinkedHashMap<>();

    private static Map<String, BtfType.Int> numbers() {
        Map<String, BtfType.Int> numbers = new LinkedHashMap<>();
        numbers.put("bool", new BtfType.Int("_Bool", 1, 8, false));
        numbers.put("char", new BtfType.Int("char", 1, 8, true));
        numbers.put("u8", new BtfType.Int("unsigned char", 1, 8, false));
        numbers.put("u16", new BtfType.Int("unsigned short", 2, 16, false));
        numbers.put("s16", new BtfType.Int("short", 2, 16, true));
        numbers.put("u32", new BtfType.Int("unsigned int", 4, 32, false));
        numbers.put("s32", new BtfType.Int("int", 4, 32, true));
        numbers.put("int", new BtfType.Int("int", 4, 32, true));
        numbers.put("u64", new BtfType.Int("unsigned long long", 8, 64, false));
        numbers.put("s64", new BtfType.Int("long long", 8, 64, true));
        numbers.put("ulong", new BtfType.Int("unsigned long", 8, 64, false));
        numbers.put("long", new BtfType.Int("long", 8, 64, true));
        return numbers;
    }

    /** Returns a table that goes on from here without touching this one. */
    public TypeTable copy() {
        TypeTable copy = new TypeTable();
        copy.types.clear();
        copy.types.addAll(types);
        copy.idByNotation.putAll(idByNotation);
        return copy;
    }

    /** Returns the finished types. */
    public Btf build(String source) {
        return new Btf(source, types);
    }

    /** Returns the id of a type, which is added if it is new. */
    public int type(String notation) {
        String text = notation.replace("const ", "").replaceAll("\\s*\\*", "*").strip();
        Integer known = idByNotation.get(text);
        if (known == null) {
            known = text.equals("void") ? 0 : add(parse(text));
            idByNotation.put(text, known);
        }
        return known;
    }

    private BtfType parse(String text) {
        if (text.endsWith("*")) {
            return new BtfType.Pointer(type(text.substring(0, text.length() - 1)));
        }
        if (text.endsWith("]")) {
            int open = text.lastIndexOf('[');
            int count = Integer.parseInt(text, open + 1, text.length() - 1, 10);
            return new BtfType.Array(type(text.substring(0, open)), count);
        }
        if (text.startsWith("struct ") || text.startsWith("union ")) {
            return new BtfType.Forward(
                    text.substring(text.indexOf(' ') + 1), text.startsWith("union "));
        }
        BtfType.Int number = NUMBERS.get(text);
        if (number == null) {
            throw new IllegalArgumentException("no type '" + text + "'");
        }
        return number;
    }

    private int add(BtfType type) {
        types.add(type);
        return types.size() - 1;
    }

    /**
     * Defines a struct.
     *
     * @param members as {@code "u64 slice"} or {@code "char comm[16]"}
     * @return its id
     */
    public int structure(String name, List<String> members) {
        List<BtfType.Member> placed = new ArrayList<>();
        int at = 0;
        int alignment = 1;
        for (String member : members) {
            Declared declared = declared(member);
            int size = sizeBytes(declared.type());
            int own = alignment(declared.type());
            at = (at + own - 1) / own * own;
            placed.add(new BtfType.Member(declared.name(), declared.type(), at * 8, 0));
            at += size;
            alignment = Math.max(alignment, own);
        }
        int sizeBytes = (at + alignment - 1) / alignment * alignment;
        int id = add(new BtfType.Composite(name, false, sizeBytes, List.copyOf(placed)));
        idByNotation.put("struct " + name, id);
        return id;
    }

    /** Defines an enum. */
    public void enumeration(
            String name, int sizeBytes, boolean signed, List<BtfType.Constant> constants) {
        int id = add(new BtfType.Enumeration(name, sizeBytes, signed, List.copyOf(constants)));
        idByNotation.put("enum " + name, id);
    }

    /** Declares a kernel function: {@code "bool scx_bpf_task_running(struct task_struct *p)"}. */
    public void function(String declaration) {
        int open = declaration.indexOf('(');
        Declared result = declared(declaration.substring(0, open));
        int prototype = prototype(result.type(), declaration.substring(open));
        add(new BtfType.Function(result.name(), prototype, 1));
    }

    /** Declares a kernel variable. */
    public void variable(String declaration) {
        Declared declared = declared(declaration);
        add(new BtfType.Variable(declared.name(), declared.type(), 1));
    }

    /** Returns the name in a declaration of a function. */
    public static String nameOf(String declaration) {
        String head = declaration.substring(0, declaration.indexOf('('));
        return head.substring(Math.max(head.lastIndexOf(' '), head.lastIndexOf('*')) + 1);
    }

    private int prototype(int result, String parenthesised) {
        String inside = parenthesised.strip();
        inside = inside.substring(1, inside.length() - 1).strip();
        List<BtfType.Parameter> parameters = new ArrayList<>();
        int depth = 0;
        int from = 0;
        boolean none = inside.isEmpty() || inside.equals("void");
        for (int i = 0; i <= inside.length() && !none; i++) {
            char c = i == inside.length() ? ',' : inside.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                Declared parameter = declared(inside.substring(from, i));
                parameters.add(new BtfType.Parameter(parameter.name(), parameter.type()));
                from = i + 1;
            }
        }
        return add(new BtfType.Prototype(result, List.copyOf(parameters)));
    }

    private record Declared(String name, int type) {}

    private Declared declared(String declaration) {
        String text = declaration.strip();
        int pointer = text.indexOf("(*");
        if (pointer > 0) {
            int close = text.indexOf(')', pointer);
            int result = type(text.substring(0, pointer).strip());
            int target = prototype(result, text.substring(close + 1));
            return new Declared(
                    text.substring(pointer + 2, close), add(new BtfType.Pointer(target)));
        }
        String array = text.endsWith("]") ? text.substring(text.indexOf('[')) : "";
        String head = text.substring(0, text.length() - array.length());
        int split = Math.max(head.lastIndexOf(' '), head.lastIndexOf('*')) + 1;
        return new Declared(head.substring(split), type(head.substring(0, split).strip() + array));
    }

    /** Returns the size of a type. */
    int sizeBytes(int id) {
        return switch (types.get(id)) {
            case BtfType.Int number -> number.sizeBytes();
            case BtfType.Pointer pointer -> Long.BYTES;
            case BtfType.Array array -> sizeBytes(array.element()) * array.count();
            case BtfType.Composite composite -> composite.sizeBytes();
            case BtfType.Enumeration enumeration -> enumeration.sizeBytes();
            case BtfType other ->
                    throw new IllegalArgumentException("a member cannot be of type " + other);
        };
    }

    private int alignment(int id) {
        return switch (types.get(id)) {
            case BtfType.Array array -> alignment(array.element());
            case BtfType.Composite composite -> {
                int most = 1;
                for (BtfType.Member member : composite.members()) {
                    most = Math.max(most, alignment(member.type()));
                }
                yield most;
            }
            case BtfType other -> sizeBytes(id);
        };
    }

    /** Returns the struct with a name, or null when it is not defined. */
    BtfType.@Nullable Composite composite(String name) {
        Integer id = idByNotation.get("struct " + name);
        return id != null && types.get(id) instanceof BtfType.Composite composite
                ? composite
                : null;
    }

    /** Returns the size of an array's element, or of the whole type when it is no array. */
    int unitBytes(int id) {
        return types.get(id) instanceof BtfType.Array array
                ? sizeBytes(array.element())
                : sizeBytes(id);
    }
}
