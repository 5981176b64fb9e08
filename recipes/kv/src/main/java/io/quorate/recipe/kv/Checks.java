package io.quorate.recipe.kv;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.kv.api.Condition;
import io.quorate.recipe.kv.api.Field;
import io.quorate.recipe.kv.api.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a transaction asks. */
final class Checks {
    private Checks() {}

    static boolean hold(ApplyContext context, List<Condition> conditions) {
        for (Condition condition : conditions) {
            if (!holds(context, condition)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(ApplyContext context, Condition condition) {
        if (condition instanceof Condition.Compare compare) {
            Optional<Long> number = number(Store.KEYS.get(context, compare.key()), compare.field());
            return number.isPresent() && compare.relation().holds(number.get(), compare.number());
        } else if (condition instanceof Condition.Equals equals) {
            Optional<Item> item = Store.KEYS.get(context, equals.key());
            return item.isPresent() && areEqual(item.get().value(), equals.value());
        } else if (condition instanceof Condition.Count count) {
            return count.relation().holds(Store.count(context, count.prefix(), count.number() + 1), count.number());
        }
        Condition.Held held = (Condition.Held) condition;
        return context.isHeld(held.recipe(), held.instance(), held.token());
    }

    private static Optional<Long> number(Optional<Item> item, Field field) {
        if (field == Field.NUMBER) {
            return item.isPresent() && item.get().value() instanceof Value.Int64 number
                    ? Optional.of(number.number())
                    : Optional.empty();
        }
        if (item.isEmpty()) {
            return Optional.of(0L);
        }
        return Optional.of(
                switch (field) {
                    case CREATED -> item.get().created();
                    case MODIFIED -> item.get().modified();
                    default -> item.get().version();
                });
    }

    private static boolean areEqual(Value one, Value other) {
        if (one instanceof Value.Text text) {
            return other instanceof Value.Text same && text.text().equals(same.text());
        } else if (one instanceof Value.Int64 number) {
            return other instanceof Value.Int64 same && number.number() == same.number();
        } else if (one instanceof Value.Bytes bytes) {
            return other instanceof Value.Bytes same && Arrays.equals(bytes.bytes(), same.bytes());
        }
        return other instanceof Value.Json same && ((Value.Json) one).json().equals(same.json());
    }
}
