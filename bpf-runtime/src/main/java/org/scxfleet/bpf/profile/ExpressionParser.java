package org.scxfleet.bpf.profile;

import java.util.ArrayList;
import java.util.List;

/** Reads expressions, by descent from the loosest operator to the tightest. */
final class ExpressionParser {
    /** Deepest nesting of parentheses and operators. */
    private static final int DEPTH_MAX = 100;

    /** Operators by tightness, the loosest first; longer ones before their beginnings. */
    private static final List<List<String>> LEVELS =
            List.of(
                    List.of("||"),
                    List.of("&&"),
                    List.of("|"),
                    List.of("^"),
                    List.of("&"),
                    List.of("==", "!="),
                    List.of("<=", ">=", "<", ">"),
                    List.of("<<", ">>"),
                    List.of("+", "-"),
                    List.of("*", "/", "%"));

    private final String text;
    private int at;
    private int depth;

    ExpressionParser(String text) {
        this.text = text;
    }

    Expression parse() {
        Expression expression = choice();
        skipSpace();
        if (at < text.length()) {
            throw wrong("'" + text.charAt(at) + "' is not expected");
        }
        return expression;
    }

    private Expression choice() {
        if (++depth > DEPTH_MAX) {
            throw wrong("nested too deeply");
        }
        Expression condition = binary(0);
        if (accept("?")) {
            Expression then = choice();
            expect(":");
            condition = new Expression.Choice(condition, then, choice());
        }
        depth--;
        return condition;
    }

    private Expression binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        Expression left = binary(level + 1);
        String operator = acceptOperator(level);
        while (!operator.isEmpty()) {
            left = new Expression.Binary(operator, left, binary(level + 1));
            operator = acceptOperator(level);
        }
        return left;
    }

    /** The operator of a level that comes next, or nothing. */
    private String acceptOperator(int level) {
        skipSpace();
        for (String operator : LEVELS.get(level)) {
            if (text.startsWith(operator, at) && !isPartOfLonger(operator)) {
                at += operator.length();
                return operator;
            }
        }
        return "";
    }

    private boolean isPartOfLonger(String operator) {
        for (List<String> level : LEVELS) {
            for (String other : level) {
                if (other.length() > operator.length()
                        && other.startsWith(operator)
                        && text.startsWith(other, at)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Expression unary() {
        skipSpace();
        if (at < text.length() && "-~!".indexOf(text.charAt(at)) >= 0) {
            char operator = text.charAt(at++);
            if (++depth > DEPTH_MAX) {
                throw wrong("nested too deeply");
            }
            Expression operand = unary();
            depth--;
            return new Expression.Unary(operator, operand);
        }
        if (accept("(")) {
            Expression inner = choice();
            expect(")");
            return inner;
        }
        if (at < text.length() && Character.isDigit(text.charAt(at))) {
            return new Expression.Number(number());
        }
        return name();
    }

    private long number() {
        int start = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(start, at);
        try {
            return digits.startsWith("0x")
                    ? Long.parseUnsignedLong(digits, 2, digits.length(), 16)
                    : Long.parseLong(digits);
        } catch (NumberFormatException notANumber) {
            throw wrong("'" + digits + "' is not a number");
        }
    }

    private Expression name() {
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw wrong(at == text.length() ? "it ends too early" : "'" + text.charAt(at) + "'");
        }
        String name = text.substring(start, at);
        List<Expression> arguments = new ArrayList<>();
        if (accept("(")) {
            do {
                arguments.add(choice());
            } while (accept(","));
            expect(")");
        }
        return new Expression.Name(name, arguments);
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.';
    }

    private boolean accept(String token) {
        skipSpace();
        boolean here = text.startsWith(token, at);
        at += here ? token.length() : 0;
        return here;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw wrong("'" + token + "' is missing at position " + at);
        }
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("expression '" + text + "': " + why);
    }
}
