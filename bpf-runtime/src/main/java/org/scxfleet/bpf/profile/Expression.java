package org.scxfleet.bpf.profile;

import java.util.List;

/**
 * A whole number that is computed when a scheduler is loaded on a host: from the host's shape, the
 * scheduler's options and the kernel's constants.
 *
 * <p>Written as in C: {@code ? : || && | ^ & == != < <= > >= << >> + - * / % - ! ~ ( )}, numbers in
 * decimal or hex. Names are {@code $topology.cpus}, {@code $option.s}, {@code $i} (position in a
 * list), {@code $self} (value in the object), or a constant of the kernel ({@code
 * SCX_OPS_ENQ_LAST}); {@code $topology.llc(cpu)} and the like take an argument. Arithmetic is that
 * of 64-bit signed numbers that wrap.
 */
public sealed interface Expression {
    /** Where names get their values. */
    interface Names {
        /**
         * @param arguments empty for a plain name
         * @throws IllegalArgumentException if there is no such name; the message lists those that
         *     there are
         */
        long value(String name, List<Long> arguments);
    }

    /**
     * Computes the value.
     *
     * @throws IllegalArgumentException if a name is unknown or a divisor is 0
     */
    long evaluate(Names names);

    /**
     * Parses an expression; refuses one that is malformed with an {@link IllegalArgumentException}.
     */
    static Expression parse(String text) {
        return new ExpressionParser(text).parse();
    }

    /** A number. */
    static Expression of(long value) {
        return new Number(value);
    }

    /** A number as it stands. */
    record Number(long value) implements Expression {
        @Override
        public long evaluate(Names names) {
            return value;
        }
    }

    /** A name, with arguments or without. */
    record Name(String name, List<Expression> arguments) implements Expression {
        public Name {
            arguments = List.copyOf(arguments);
        }

        @Override
        public long evaluate(Names names) {
            return names.value(name, arguments.stream().map(each -> each.evaluate(names)).toList());
        }
    }

    /** One of two expressions. */
    record Choice(Expression condition, Expression then, Expression otherwise)
            implements Expression {
        @Override
        public long evaluate(Names names) {
            return condition.evaluate(names) != 0
                    ? then.evaluate(names)
                    : otherwise.evaluate(names);
        }
    }

    /** An operator before its operand. */
    record Unary(char operator, Expression operand) implements Expression {
        @Override
        public long evaluate(Names names) {
            long value = operand.evaluate(names);
            return switch (operator) {
                case '-' -> -value;
                case '~' -> ~value;
                case '!' -> value == 0 ? 1 : 0;
                default -> throw new IllegalStateException("operator " + operator);
            };
        }
    }

    /** An operator between its operands. */
    record Binary(String operator, Expression left, Expression right) implements Expression {
        @Override
        public long evaluate(Names names) {
            long a = left.evaluate(names);
            if (operator.equals("&&") || operator.equals("||")) {
                boolean decided = operator.equals("&&") == (a == 0);
                return decided ? truth(a != 0) : truth(right.evaluate(names) != 0);
            }
            return apply(a, right.evaluate(names));
        }

        private long apply(long a, long b) {
            return switch (operator) {
                case "|" -> a | b;
                case "^" -> a ^ b;
                case "&" -> a & b;
                case "==" -> truth(a == b);
                case "!=" -> truth(a != b);
                case "<" -> truth(a < b);
                case "<=" -> truth(a <= b);
                case ">" -> truth(a > b);
                case ">=" -> truth(a >= b);
                case "<<" -> a << b;
                case ">>" -> a >> b;
                case "+" -> a + b;
                case "-" -> a - b;
                case "*" -> a * b;
                case "/" -> a / divisor(b);
                case "%" -> a % divisor(b);
                default -> throw new IllegalStateException("operator " + operator);
            };
        }

        private static long truth(boolean value) {
            return value ? 1 : 0;
        }

        private static long divisor(long value) {
            if (value == 0) {
                throw new IllegalArgumentException("division by zero");
            }
            return value;
        }
    }
}
