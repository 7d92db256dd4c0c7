package org.scxfleet.workload.laxjson;

import java.math.BigDecimal;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.laxjson.LaxValue.Array;
import org.scxfleet.workload.laxjson.LaxValue.Kind;
import org.scxfleet.workload.laxjson.LaxValue.Scalar;

/**
 * A key with its value. The typed accessors throw {@link BadInputException} where the value is of
 * another kind or outside its range.
 *
 * @param place where the key begins
 */
public record Member(Place place, String key, LaxValue value) {
    /** The value is a scalar of that kind. */
    public boolean is(Kind kind) {
        return value instanceof Scalar scalar && scalar.kind() == kind;
    }

    /** A whole number within both bounds, both included. */
    public long wholeNumber(long min, long max) {
        String expected = "give a whole number from " + min + " to " + max;
        BigDecimal number = numberOr(expected);
        if (number.stripTrailingZeros().scale() > 0) {
            throw wrong("is " + number.toPlainString(), expected);
        }
        return within(number, min, max, expected).longValue();
    }

    /** A number within both bounds, both included. */
    public BigDecimal number(long min, long max) {
        String expected = "give a number from " + min + " to " + max;
        return within(numberOr(expected), min, max, expected);
    }

    public String text(String expected) {
        if (value instanceof Scalar scalar && scalar.kind() == Kind.TEXT) {
            return scalar.text();
        }
        throw wrong("is " + value.describe(), expected);
    }

    /** A text with at least one character. */
    public String name(String expected) {
        String text = text(expected);
        if (text.isEmpty()) {
            throw wrong("is empty", expected);
        }
        return text;
    }

    public boolean flag() {
        if (value instanceof Scalar scalar && scalar.kind() == Kind.FLAG) {
            return scalar.text().equals("true");
        }
        throw wrong("is " + value.describe(), "give true or false");
    }

    public LaxObject object(String expected) {
        if (value instanceof LaxObject object) {
            return object;
        }
        throw wrong("is " + value.describe(), expected);
    }

    public Array array(String expected) {
        if (value instanceof Array array) {
            return array;
        }
        throw wrong("is " + value.describe(), expected);
    }

    /** The error to throw for this member. */
    public BadInputException wrong(String problem, String remedy) {
        return new BadInputException(value.place(), key, problem, remedy);
    }

    private BigDecimal numberOr(String expected) {
        if (value instanceof Scalar scalar && scalar.kind() == Kind.NUMBER) {
            try {
                BigDecimal number = new BigDecimal(scalar.text());
                if (Math.abs((long) number.scale()) <= LaxJson.MAX_NUMBER_LENGTH) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw wrong("is " + scalar.text(), expected);
            }
        }
        throw wrong("is " + value.describe(), expected);
    }

    private BigDecimal within(BigDecimal number, long min, long max, String expected) {
        if (number.compareTo(BigDecimal.valueOf(min)) < 0
                || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw wrong("is " + number.toPlainString(), expected);
        }
        return number;
    }
}
