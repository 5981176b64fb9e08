package io.quorate.kernel.apply;

import io.quorate.codec.Shape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A type in one version of a recipe and in the next, which clients of the version before go on to use. */
record ShapeChange(Shape before, Shape now) {
    /** Whether the next version understands all that clients of the one before send, and nothing of it has lost its meaning. */
    boolean keepsRequests() {
        return keeps(before, now, true);
    }

    /** Whether clients of the version before find in what the next one tells all that they know. */
    boolean keepsReplies() {
        return keeps(before, now, false);
    }

    private static boolean keeps(Shape before, Shape now, boolean sent) {
        if (before.equals(now)) {
            return true;
        }
        if (before instanceof Shape.Int was && now instanceof Shape.Int is) {
            return sent ? was.bits() <= is.bits() : is.bits() <= was.bits();
        }
        if (before instanceof Shape.Struct was && now instanceof Shape.Struct is) {
            return keepsFields(was, is, sent);
        }
        if (before instanceof Shape.ListOf was && now instanceof Shape.ListOf is) {
            return keeps(was.element(), is.element(), sent);
        }
        if (before instanceof Shape.MapOf was && now instanceof Shape.MapOf is) {
            return keeps(was.value(), is.value(), sent);
        }
        if (before instanceof Shape.Choice was && now instanceof Shape.Choice is) {
            return sent ? is.names().containsAll(was.names()) : was.names().containsAll(is.names());
        }
        if (before instanceof Shape.Variants was && now instanceof Shape.Variants is) {
            return keepsVariants(was, is, sent);
        }
        return keepsOptional(before, now, sent);
    }

    /** What must be there may be left out by whoever reads, and what may be absent may be there always for whoever is told. */
    private static boolean keepsOptional(Shape before, Shape now, boolean sent) {
        if (before instanceof Shape.OptionalOf was && now instanceof Shape.OptionalOf is) {
            return keeps(was.element(), is.element(), sent);
        }
        if (sent) {
            return now instanceof Shape.OptionalOf is && keeps(before, is.element(), true);
        }
        return before instanceof Shape.OptionalOf was && keeps(was.element(), now, false);
    }

    private static boolean keepsFields(Shape.Struct before, Shape.Struct now, boolean sent) {
        Map<String, Shape.Field> fields = new TreeMap<>();
        now.fields().forEach(field -> fields.put(field.name(), field));
        for (Shape.Field was : before.fields()) {
            Shape.Field is = fields.remove(was.name());
            if (is == null || !keeps(was.shape(), is.shape(), sent)) {
                return false;
            }
        }
        return !sent || fields.values().stream().noneMatch(Shape.Field::isRequired);
    }

    private static boolean keepsVariants(Shape.Variants before, Shape.Variants now, boolean sent) {
        Map<String, Shape.Struct> others = new TreeMap<>();
        (sent ? now : before).structs().forEach(struct -> others.put(struct.name(), struct));
        List<Shape.Struct> said = (sent ? before : now).structs();
        return said.stream().allMatch(struct -> {
            Shape.Struct other = others.get(struct.name());
            return other != null && (sent ? keepsFields(struct, other, true) : keepsFields(other, struct, false));
        });
    }
}
