package io.quorate.recipe.kv;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.Table;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Cause;
import java.util.Optional;

/**
 * What a store was. Each change is a row under its revision, and the item before it, if there was one, is a row under its key and that
 * revision: what a key held at a revision is the first item before a later change, or else the present one, if it was there by then.
 */
final class History {
    static final Table<Moment, Happened> CHANGES = Table.of("changes", Moment.class, Happened.class);
    static final Table<Version, Item> PAST = Table.of("past", Version.class, Item.class);

    /** A change, by its number within its revision. */
    record Moment(long revision, int ordinal) {}

    /** What happened then. */
    public record Happened(String key, Cause cause) {}

    /** A key before a revision. */
    record Version(String key, long revision) {}

    private History() {}

    /** Returns the book with the change. */
    static Book remember(
            ApplyContext context, Book book, Settings settings, String key, Optional<Item> before, Cause cause) {
        long revision = context.revision();
        Book changed = book.changedAt(revision);
        if (!isKept(settings)) {
            return changed.forgetting(revision, 0, 0);
        }
        CHANGES.put(context, new Moment(revision, book.ordinalAt(revision)), new Happened(key, cause));
        if (before.isEmpty() || before.get().modified() == revision) {
            // Another recipe called twice: before this revision the key was what it was before the first change.
            return changed.remembering(0);
        }
        PAST.put(context, new Version(key, revision), before.get());
        return changed.remembering(before.get().bytes());
    }

    /** Says anew what happened to a key in the command that is applied. */
    static void restate(ApplyContext context, Settings settings, int ordinal, String key, Cause cause) {
        if (isKept(settings)) {
            CHANGES.put(context, new Moment(context.revision(), ordinal), new Happened(key, cause));
        }
    }

    private static boolean isKept(Settings settings) {
        return settings.historyChanges() > 0 && settings.historyBytes() > 0;
    }

    /** Forgets the oldest change; returns the book without it, or as it was when there is none. */
    static Book forgetOldest(ApplyContext context, Book book) {
        Optional<Table.Row<Moment, Happened>> oldest = oldestRow(context, book);
        if (oldest.isEmpty()) {
            return book;
        }
        Moment moment = oldest.get().key();
        CHANGES.remove(context, moment);
        Optional<Item> before =
                PAST.remove(context, new Version(oldest.get().value().key(), moment.revision()));
        return book.forgetting(
                moment.revision(), 1, before.isPresent() ? before.get().bytes() : 0);
    }

    /** Revision of the oldest change that is remembered. */
    static Optional<Long> oldest(QueryContext context, Book book) {
        return oldestRow(context, book).map(row -> row.key().revision());
    }

    private static Optional<Table.Row<Moment, Happened>> oldestRow(QueryContext context, Book book) {
        return CHANGES.firstFrom(context, new Moment(book.forgotten(), 0));
    }

    /** What a key held at a revision that {@link #requireKept is kept}. */
    static Optional<Item> at(QueryContext context, String key, long revision) {
        Optional<Table.Row<Version, Item>> later = PAST.firstFrom(context, new Version(key, revision + 1));
        Optional<Item> held = later.isPresent() && later.get().key().key().equals(key)
                ? Optional.of(later.get().value())
                : Store.KEYS.get(context, key);
        return held.filter(item -> item.modified() <= revision);
    }

    /** The first key, not before this text, that the store has or remembers. */
    static Optional<String> keyFrom(QueryContext context, String from) {
        Optional<String> present = Store.KEYS.firstFrom(context, from).map(row -> row.key());
        Optional<String> past = PAST.firstFrom(context, new Version(from, 0))
                .map(row -> row.key().key());
        if (present.isEmpty() || past.isEmpty()) {
            return present.isPresent() ? present : past;
        }
        return isBefore(past.get(), present.get()) ? past : present;
    }

    /** In the order of the rows, which is that of code points, and not that of {@link String#compareTo}. */
    private static boolean isBefore(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            if (one.charAt(i) != other.charAt(i)) {
                return place(one.charAt(i)) < place(other.charAt(i));
            }
        }
        return one.length() < other.length();
    }

    /** Surrogates, of which code points above the others are made, go behind all other units. */
    private static int place(char unit) {
        return unit >= 0xD800 && unit < 0xE000 ? unit + 0x10000 : unit;
    }

    /** Refuses a revision of which the store does not know any more what it was, or not yet. */
    static void requireKept(QueryContext context, long revision) {
        if (revision > context.revision() || revision < 0) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "revision " + revision + " has not been yet, the newest is " + context.revision());
        }
        Optional<Book> book = Store.BOOK.get(context);
        long from = book.isPresent() ? book.get().forgotten() : context.revision();
        if (revision < from) {
            throw gone(context, from);
        }
    }

    static RecipeException gone(QueryContext context, long from) {
        return new RecipeException(
                KvContract.HISTORY_GONE,
                "'" + context.instance() + "' remembers what it was from revision " + from + " on");
    }
}
