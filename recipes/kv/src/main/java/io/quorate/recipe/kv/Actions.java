package io.quorate.recipe.kv;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.Table;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.Keys;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Cause;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What operations do to a store. */
final class Actions {
    private static final int PAGE = 50;

    private Actions() {}

    static Result.Found read(Edit edit, Operation.Read read) {
        Optional<Entry> entry = edit.item(read.key()).map(item -> item.entry(edit.context(), read.key()));
        return new Result.Found(entry);
    }

    static Result.Stored put(Edit edit, Operation.Put put) {
        Content content = Content.of(put.value());
        String key = put.sequential() ? put.key() + digits(edit.number()) : put.key();
        Optional<Item> before = edit.item(key);
        requireVersion(key, before, put.ifVersion());
        long revision = edit.context().revision();
        Item version = before.isPresent() ? before.get().next(content, revision) : Item.first(content, revision);
        Item after = version.lasting(
                end(edit, key, put.ttlMillis()),
                put.bound() ? Optional.of(edit.context().session()) : Optional.empty());
        edit.set(key, before, after);
        return stored(after, put.sequential() ? Optional.of(key) : Optional.empty());
    }

    static Result.Deleted delete(Edit edit, Operation.Delete delete) {
        Optional<Item> item = delete.key().equals("/") ? Optional.empty() : edit.item(delete.key());
        requireVersion(delete.key(), item, delete.ifVersion());
        item.ifPresent(present -> edit.remove(delete.key(), present, Cause.DELETED));
        int below = delete.recursive() ? deleteBelow(edit, delete.key()) : 0;
        return new Result.Deleted(below + (item.isPresent() ? 1 : 0));
    }

    private static int deleteBelow(Edit edit, String key) {
        String prefix = key.equals("/") ? key : key + "/";
        int deleted = 0;
        List<Table.Row<String, Item>> page = Store.KEYS.from(edit.context(), prefix, PAGE);
        while (!page.isEmpty()) {
            String last = prefix;
            for (Table.Row<String, Item> row : page) {
                if (!Keys.isIn(row.key(), key)) {
                    return deleted;
                }
                edit.remove(row.key(), row.value(), Cause.DELETED);
                deleted++;
                last = row.key();
            }
            page = Store.KEYS.page(edit.context(), Optional.of(last), PAGE);
        }
        return deleted;
    }

    static Result.Sum add(Edit edit, Operation.Add add) {
        Optional<Item> before = edit.item(add.key());
        long number = before.isEmpty() ? 0 : number(add.key(), before.get());
        long sum = number + add.amount();
        if (((number ^ sum) & (add.amount() ^ sum)) < 0) {
            throw new RecipeException(
                    KvContract.OUT_OF_BOUNDS,
                    "'" + add.key() + "' is " + number + ", and with " + add.amount()
                            + " more it does not fit 64 bits");
        }
        Result.Stored stored = next(edit, add.key(), before, Content.of(new Value.Int64(sum)));
        return new Result.Sum(sum, stored.version());
    }

    private static long number(String key, Item item) {
        if (item.value() instanceof Value.Int64 number) {
            return number.number();
        }
        throw wrongType(key, item.value(), "a number of 64 bits");
    }

    static Result.Stored append(Edit edit, Operation.Append append) {
        Optional<Item> before = edit.item(append.key());
        Value more = append.value();
        if (!(more instanceof Value.Text) && !(more instanceof Value.Bytes)) {
            throw new RecipeException(
                    KvContract.WRONG_TYPE, "text and bytes can be appended, " + more.kind() + " cannot");
        }
        Value value =
                before.isEmpty() ? more : appended(append.key(), before.get().value(), more);
        return next(edit, append.key(), before, Content.of(value));
    }

    private static Value appended(String key, Value value, Value more) {
        if (value instanceof Value.Text text && more instanceof Value.Text end) {
            return new Value.Text(text.text().concat(end.text()));
        } else if (value instanceof Value.Bytes bytes && more instanceof Value.Bytes end) {
            byte[] both = java.util.Arrays.copyOf(bytes.bytes(), bytes.bytes().length + end.bytes().length);
            for (int i = 0; i < end.bytes().length; i++) {
                both[bytes.bytes().length + i] = end.bytes()[i];
            }
            return new Value.Bytes(both);
        }
        throw wrongType(key, value, more.kind());
    }

    static Result.Stored merge(Edit edit, Operation.Merge merge) {
        Json patch = Json.parse(merge.patch());
        Optional<Item> before = edit.item(merge.key());
        Json target = before.isEmpty() ? Json.empty() : json(merge.key(), before.get());
        return next(edit, merge.key(), before, Content.of(target.merged(patch)));
    }

    private static Json json(String key, Item item) {
        if (item.value() instanceof Value.Json json) {
            return Json.parse(json.json());
        }
        throw wrongType(key, item.value(), "JSON");
    }

    static Result.Stored touch(Edit edit, Operation.Touch touch) {
        Item before = edit.item(touch.key())
                .orElseThrow(
                        () -> new RecipeException(ErrorCode.NOT_FOUND.name(), "there is no key '" + touch.key() + "'"));
        Item after = before.lasting(end(edit, touch.key(), touch.ttlMillis()), before.session());
        edit.last(touch.key(), before, after);
        return stored(after, Optional.empty());
    }

    static Result.Answer call(Edit edit, Operation.Call call) {
        return new Result.Answer(edit.context().call(call.invocation()));
    }

    /** The same key with another value. */
    private static Result.Stored next(Edit edit, String key, Optional<Item> before, Content content) {
        long revision = edit.context().revision();
        Item after = before.isPresent() ? before.get().next(content, revision) : Item.first(content, revision);
        edit.set(key, before, after);
        return stored(after, Optional.empty());
    }

    private static Result.Stored stored(Item item, Optional<String> key) {
        return new Result.Stored(key, item.version(), item.modified());
    }

    /** Sets the timer of a key that does not stay. */
    private static Optional<Item.End> end(Edit edit, String key, OptionalLong ttlMillis) {
        if (ttlMillis.isEmpty()) {
            return Optional.empty();
        }
        long number = edit.number();
        Endings.EXPIRY.set(edit.context(), number, ttlMillis.getAsLong(), new Endings.Expiry(key));
        return Optional.of(new Item.End(number, edit.context().logTimeMillis() + ttlMillis.getAsLong()));
    }

    private static void requireVersion(String key, Optional<Item> item, OptionalLong expected) {
        if (expected.isPresent() && expected.getAsLong() != version(item)) {
            throw new RecipeException(
                    KvContract.VERSION_MISMATCH,
                    item.isPresent()
                            ? "'" + key + "' has version " + version(item) + ", expected was " + expected.getAsLong()
                            : "there is no key '" + key + "', expected was version " + expected.getAsLong());
        }
    }

    private static long version(Optional<Item> item) {
        return item.isPresent() ? item.get().version() : 0;
    }

    private static String digits(long number) {
        String digits = Long.toString(number);
        StringBuilder padded = new StringBuilder();
        for (int i = digits.length(); i < Keys.NUMBER_DIGITS; i++) {
            padded.append('0');
        }
        return padded.append(digits).toString();
    }

    private static RecipeException wrongType(String key, Value value, String needed) {
        return new RecipeException(
                KvContract.WRONG_TYPE, "'" + key + "' holds " + value.kind() + ", and this is for " + needed);
    }
}
